"""What was recorded last of a person stands on their page, of rulings that are the reader's, and leads to the line."""

import pytest

from services.intake.klien.events import LitmasRecorded
from services.intake.klien.routes.moments import KINDS as ON_THE_LINE
from services.reporting.reports.recent import KEPT_MOST, KINDS, SHOWN_MOST, recent
from shared.access.policy import RoleName
from shared.ledger.ledger import Ledger
from shared.reports.told import TOLD
from shared.runtime.settings import Settings
from tests.given import given
from tests.opened import opened
from tests.reporting.telling import KLIEN, PUTUSAN, another, appended, finality, received, registered, running, started

PAGE = {"accept": "text/html"}


def litmas(number: int) -> LitmasRecorded:
    return LitmasRecorded(klien_id=KLIEN, litmas=1, number=number, asked_on="2026-03-05")  # type: ignore[arg-type]


def test_all_that_is_on_the_line_is_called_by_a_name_and_folded() -> None:
    assert {kind.TYPE for kind in KINDS} == {*TOLD} == {*ON_THE_LINE}


def test_the_newest_stands_first_and_of_many_the_oldest_goes() -> None:
    told = given(recent, received(), litmas(1)).row.told
    assert [(one.event, one.putusan_id) for one in told] == [
        ("klien.litmas-recorded.v1", None),
        ("putusan.received.v1", PUTUSAN),
    ]
    many = given(recent, *(litmas(number) for number in range(1, KEPT_MOST + 3))).row.told
    assert [one.position for one in many] == [*range(KEPT_MOST + 2, 2, -1)]


@pytest.mark.parametrize(("role", "shown"), [(RoleName.OFFICER, True), (RoleName.AUDITOR, False)])
async def test_an_officer_sees_it_on_the_page_of_the_person(
    settings: Settings, ledger: Ledger, role: RoleName, shown: bool
) -> None:
    of_another = another(finality(started().started_on), 9, klien_id=KLIEN)
    position = await appended(ledger, *running(), registered(), litmas(1), of_another)
    async with opened(settings, "reporting", role=role) as client:
        page = (await client.get(f"/reports/klien/{KLIEN}?after={position}", headers=PAGE)).text
    assert ("Terakhir dicatat" in page) is shown
    assert (f'/klien/{KLIEN}/timeline#p{position - 1}">Litmas</a>' in page) is shown
    assert "Tanggal BHT dicatat" not in page, "of a ruling that is not shown"
    assert page.count("/timeline#p") == (SHOWN_MOST if shown else 0)
