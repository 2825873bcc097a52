"""How the page of a person is headed."""

from services.reporting.reports.person import called
from shared.access.naming import Named
from shared.privacy.person import NAMELESS


def test_a_paper_without_a_name_takes_it_from_nobody() -> None:
    nameless, named = Named(NAMELESS, masked=True, child=False), Named("L. R.", masked=True, child=False)
    assert called([nameless, named]) == named
    assert called([nameless]) == nameless
