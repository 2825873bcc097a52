"""What a regency has settled judges from its day on, at the limit and a minute or a day beside it; without it Bakti's
proposal does, which is what the settlements say."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from services.attendance.hours.decider import HOURS
from services.attendance.hours.events import HoursLogged, ShiftSentToReview
from services.reporting.reports.status import status_of
from shared.law.law import Laws
from tests.attendance.hours import facts
from tests.attendance.hours.facts import NOW, after, log, serving, shift
from tests.lawful import LAWS, on, settled
from tests.reporting import telling
from tests.reporting.test_matters import row_after

WEDNESDAY = date(2026, 3, 4)


def test_a_break_is_asked_for_as_settled_from_its_day_on() -> None:
    """Settlement 4: the proposal is four and a half hours."""
    laws = settled(("minutes_without_break_most", "120", WEDNESDAY))
    worked = [shift(day, "08:00-10:01") for day in ("2026-03-03", "2026-03-04")] + [shift("2026-03-05", "08:00-10:00")]
    found = after(serving(facts.terms()), *map(log, worked), laws=laws).assessed[facts.FIRST]
    assert [day.flags for day in found.values()] == [(), ("no-break",), ()]
    assert [day.credited_minutes for day in found.values()] == [121, 121, 120]


@pytest.mark.parametrize(
    ("laws", "ahead", "fact"),
    [
        (LAWS, 5, True),
        (LAWS, 6, False),
        (settled(("receipt_ahead_minutes_most", "30", date(2026, 11, 24))), 30, True),
        (settled(("receipt_ahead_minutes_most", "30", date(2026, 11, 24))), 31, False),
        (settled(("receipt_ahead_minutes_most", "30", date(2026, 11, 25))), 6, False),
    ],
)
def test_how_far_an_end_may_lie_ahead_of_its_receipt_is_settled(laws: Laws, ahead: int, fact: bool) -> None:
    """Settlement 26, by the setting of the day of receipt."""
    ends = NOW.now + timedelta(minutes=ahead)
    work = shift("2026-11-24", f"08:00-{ends:%H:%M}")
    told = HOURS.decide(log(work), HOURS.fold(serving(facts.terms(), on=date(2026, 11, 2))), replace(NOW, laws=laws))
    assert isinstance(told[0], HoursLogged if fact else ShiftSentToReview)  # type: ignore[index]


@pytest.mark.parametrize(("laws", "most"), [(LAWS, 14), (settled(("at_risk_days", "20", date(2026, 1, 5))), 20)])
def test_from_when_a_sentence_is_at_risk_is_settled(laws: Laws, most: int) -> None:
    """Settlement 36: so many days before the last day to catch up, and not a day earlier."""
    row = row_after(*telling.running(), telling.assessed(date(2026, 3, 3), 480, 480))
    row = msgspec.structs.replace(row, behind_from=None)  # only what the settlement says
    assert row.possible_until is not None
    named = [status_of(row, on(row.possible_until - timedelta(days=ahead), laws)).name for ahead in (most + 1, most)]
    assert named == ["sesuai_rencana", "berisiko"]
