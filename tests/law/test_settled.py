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
from tests.intake.putusan import papers
from tests.intake.putusan.papers import register, rules
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


@pytest.mark.parametrize(("day", "credited"), [("2026-03-03", 180), ("2026-03-04", 120)])
def test_a_childs_daytime_is_settled_from_its_day_on(day: str, credited: int) -> None:
    """Settlement 15: from eight to five where nobody has decided; a day before the decision is not judged anew."""
    laws = settled(("child_day_from", "540", WEDNESDAY), ("child_day_until", "900", WEDNESDAY))
    worked = [log(shift(day, "08:00-10:00")), log(shift(day, "14:00-16:00"))]
    (found,) = after(serving(facts.child()), *worked, laws=laws).assessed[facts.FIRST].values()
    told = [(one.citation, one.minutes) for one in found.violations if one.rule == "daytime"]
    assert found.credited_minutes == credited
    assert told == ([] if credited == 180 else [("PP 58/2022 16(3); Ketetapan 15", 60)] * 2)


@pytest.mark.parametrize(("value", "held"), [("420", False), ("480", False), ("510", True), ("540", True)])
def test_a_childs_ruling_of_an_hour_outside_what_is_settled_waits_for_the_prosecutor(value: str, held: bool) -> None:
    laws = settled(("child_day_from", value, date(2026, 1, 5)))
    found = rules(register(papers.child(day_from_minute=480, day_until_minute=600), laws=laws))
    assert ("child-at-another-hour" in found) is held


@pytest.mark.parametrize(("most", "minutes", "fact"), [("1440", 600, True), ("600", 600, True), ("600", 601, False)])
def test_how_long_a_log_may_be_is_settled(most: str, minutes: int, fact: bool) -> None:
    """Settlement 26: longer goes to review."""
    laws = settled(("shift_minutes_most", most, date(2026, 1, 5)))
    work = shift("2026-11-10", f"06:00-{6 + minutes // 60:02}:{minutes % 60:02}")
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
