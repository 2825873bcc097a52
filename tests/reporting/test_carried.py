"""What each I-PD carries in all is the sum of its days as they were last assessed."""

from datetime import date

from services.attendance.hours.events import DayAssessed, DayBefore
from services.reporting.reports.carried import Carried, carried
from shared.domain.identifiers import IpdId
from tests.given import given
from tests.reporting.telling import IPD, above_day, assessed

ELSEWHERE = IpdId("30000000-0000-4000-8000-000000000009")
DAY = date(2026, 3, 3)
BROKEN = assessed(DAY, 480, 480, above_day(), worked=540)


def instead(event: DayAssessed, credited: int, ipd_id: IpdId | None = IPD, *, against_host: bool = True) -> DayAssessed:
    """The event where the day counted so before."""
    before = DayBefore(credited_minutes=credited, ipd_id=ipd_id, against_host=against_host)
    return event.model_copy(update={"before": before})


def test_days_add_up() -> None:
    given(carried).when(BROKEN, assessed(date(2026, 3, 4), 240, 720)).then(Carried(IPD, 720, 1))


def test_a_day_assessed_anew_counts_in_place_of_what_it_did_before() -> None:
    given(carried, BROKEN).when(instead(assessed(DAY, 240, 240), 480)).then(Carried(IPD, 240, 0))


def test_a_day_struck_out_counts_no_more() -> None:
    struck = instead(assessed(DAY, 0, 0, worked=0), 480).model_copy(update={"ipd_id": None})
    given(carried, BROKEN).when(struck).then(Carried(IPD, 0, 0))


def test_a_day_that_was_worked_elsewhere_moves_with_all_it_counted_for() -> None:
    moved = instead(BROKEN, 480).model_copy(update={"ipd_id": ELSEWHERE})
    given(carried, BROKEN).when(moved).then(Carried(IPD, 0, 0), Carried(ELSEWHERE, 480, 1))
