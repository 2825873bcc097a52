"""What becomes of logs that wait: which may be taken as they stand, by what, and what then becomes of the others; and
what of their own log whoever recorded it may still mend (decision 0031)."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.attendance.hours.decider import HOURS, CorrectOwnHours, DecideReview, Hours, LogHours
from services.attendance.hours.decider import doubts_of as doubts
from services.attendance.hours.events import (
    Break,
    DayAssessed,
    HoursCorrected,
    HoursLogged,
    ReviewDecided,
    Shift,
    ShiftSentToReview,
    Work,
)
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, RuleCode, derived
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from shared.domain.retold import retold
from shared.law.calendar import WIB
from tests.attendance.hours.facts import (
    ELSEWHERE,
    KLIEN,
    LIBRARY,
    MONDAY,
    NOW,
    after,
    at,
    child,
    correction,
    log,
    serving,
    shift,
    terms,
    worth,
)
from tests.given import Outcome, given

MORNING = shift(MONDAY, "08:00-12:00")
NOON = shift(MONDAY, "11:00-14:00", site=LIBRARY)
AWAY = shift(MONDAY, "08:00-12:00", site=ELSEWHERE)
AHEAD = shift("2026-11-24", "13:00-16:00")
"""It is nine o'clock of that day."""
WHY: Personal[Any] = Personal("dilihat sendiri oleh petugas")
LETTER: Personal[Any] = Personal("470/12/406/2026")
SUPERVISOR, ANOTHER = (AccountId(derived("account", name)) for name in ("supervisor", "another"))


def taken(of: Shift, *reasons: str, number: int = 1, content: int = 0, by: Personal[Any] | None = None) -> DecideReview:
    """Somebody takes a log as it stands, in spite of these reasons."""
    accepted = tuple(map(RuleCode, reasons))
    return DecideReview(
        klien_id=KLIEN,
        shift_id=of.id,
        number=number,
        content=content,
        accepted=accepted,
        reason=WHY,
        document=by,
    )


def later(hours: Hours, command: DecideReview, moment: str) -> Outcome:
    """The command at that moment."""
    return Outcome(HOURS.decide(command, hours, replace(NOW, now=at(moment))))


def test_the_true_one_of_two_sites_is_credited_and_the_other_waits_on() -> None:
    """Settlement 10."""
    hours = after(serving(terms()), log(MORNING), log(NOON))
    _decided, again, day = Outcome(HOURS.decide(taken(MORNING, "overlap"), hours, NOW)).then_types(
        ReviewDecided, HoursLogged, DayAssessed
    )
    assert isinstance(again, HoursLogged)
    assert again.shift.id == MORNING.id
    assert isinstance(day, DayAssessed)
    assert day.credited_minutes == 240
    hours = after(serving(terms()), log(MORNING), log(NOON), taken(MORNING, "overlap"))
    assert worth(hours) == {MONDAY: (240, 240, {"overlap": 60})}
    assert hours.logs[NOON.id].told == ("overlap",)


def test_what_the_other_did_outside_of_the_overlap_counts_once_it_is_corrected() -> None:
    hours = after(
        serving(terms()),
        log(MORNING),
        log(NOON),
        taken(MORNING, "overlap"),
        correction(NOON, 1, shift(MONDAY, "12:00-14:00", site=LIBRARY)),
    )
    assert worth(hours) == {MONDAY: (360, 360, {})}


def test_two_logs_that_are_both_said_to_be_true_wait_again() -> None:
    both = [taken(MORNING, "overlap"), taken(NOON, "overlap")]
    for said in permutations(both):
        hours = after(serving(terms()), log(MORNING), log(NOON), *said)
        assert {hours.logs[found.id].told for found in (MORNING, NOON)} == {("overlap",)}
        assert not any(found.credited_minutes for days in hours.assessed.values() for found in days.values())


def test_a_third_log_that_overlaps_only_the_one_that_waits_on_waits_with_it() -> None:
    third = shift(MONDAY, "13:00-15:00")
    hours = after(serving(terms()), log(MORNING), log(NOON), log(third), taken(MORNING, "overlap"))
    assert {found.id: hours.logs[found.id].told for found in (MORNING, NOON, third)} == {
        MORNING.id: (),
        NOON.id: ("overlap",),
        third.id: ("overlap",),
    }


def test_work_without_a_placement_is_taken_by_the_hosts_document_alone() -> None:
    """Settlements 17, 26."""
    begun = serving(terms())
    waiting = ShiftSentToReview(klien_id=KLIEN, shift=AWAY, reasons=(RuleCode("no-placement"),))
    given(HOURS, *begun, waiting, circumstances=NOW).when(taken(AWAY, "no-placement")).refused(
        "review-document-missing"
    )
    hours = after(begun, log(AWAY), taken(AWAY, "no-placement", by=LETTER))
    assert worth(hours) == {MONDAY: (240, 240, {})}


def test_a_childs_saturday_without_a_placement_is_at_no_host_of_six_days() -> None:
    """Settlement 15: nobody has said that this place works on Saturdays."""
    saturday = shift("2026-03-07", "08:00-10:00", site=ELSEWHERE)
    hours = after(serving(child()), log(saturday), taken(saturday, "no-placement", by=LETTER))
    assert worth(hours) == {"2026-03-07": (120, 0, {"working-day": 120})}


def test_work_recorded_ahead_is_taken_once_its_time_has_come() -> None:
    """Settlement 26."""
    hours = after(serving(terms()), log(AHEAD))
    accept = taken(AHEAD, "not-yet-over")
    later(hours, accept, "2026-11-24 15:54").refused("review-too-early")
    later(hours, accept, "2026-11-24 15:55").then_types(ReviewDecided, HoursLogged, DayAssessed)


@pytest.mark.parametrize(
    "reason", ["end-not-after-start", "longer-than-24-hours", "breaks-do-not-fit", "time-out-of-range"]
)
def test_what_is_no_work_in_itself_is_taken_by_nobody(reason: str) -> None:
    """Settlement 26: it is corrected or struck out."""
    waiting = ShiftSentToReview(klien_id=KLIEN, shift=MORNING, reasons=(RuleCode(reason),))
    begun = given(HOURS, *serving(terms()), waiting, circumstances=NOW)
    begun.when(taken(MORNING, reason)).refused("review-not-acceptable")
    begun.when(taken(MORNING, "overlap", reason)).refused("review-not-acceptable")


def test_many_breaks_are_taken_where_somebody_has_looked_at_them() -> None:
    pauses = tuple(
        Break(starts=MORNING.starts + timedelta(minutes=2 * one), ends=MORNING.starts + timedelta(minutes=2 * one + 1))
        for one in range(30)
    )
    torn = MORNING.model_copy(update={"breaks": pauses})
    hours = after(serving(terms()), log(torn), taken(torn, "too-many-breaks"))
    assert worth(hours) == {MONDAY: (210, 210, {})}


def test_a_decision_is_about_one_content_and_a_later_correction_waits_for_another() -> None:
    """Settlements 33, 43."""
    to = shift(MONDAY, "11:00-13:00", site=LIBRARY)
    hours = after(serving(terms()), log(MORNING), log(NOON), taken(NOON, "overlap"), correction(NOON, 1, to))
    assert {hours.logs[found.id].told for found in (MORNING, NOON)} == {("overlap",)}
    hours = after([], *[log(MORNING)])
    Outcome(HOURS.decide(taken(MORNING, "overlap", content=1), hours, NOW)).refused("log-unknown")


def test_a_decision_on_what_was_corrected_meanwhile_is_refused() -> None:
    """Somebody looked at an older content: what stands is looked at anew."""
    hours = after(serving(terms()), log(MORNING), log(NOON), correction(NOON, 1, NOON))
    refusal = Outcome(HOURS.decide(taken(NOON, "overlap"), hours, NOW)).refused("log-corrected-since")
    assert refusal.faults[0].severity is Severity.CONFLICT


def test_a_page_asks_about_a_correction_too() -> None:
    hours = after(serving(terms()), log(MORNING), log(shift(MONDAY, "13:00-14:00", site=LIBRARY)))
    other = shift(MONDAY, "13:00-14:00", site=LIBRARY)
    into = other.model_copy(update={"starts": at("2026-03-02 11:00")})
    assert [fault.rule for fault in doubts(into, hours, NOW)] == ["waits-overlap"]
    assert doubts(other, hours, NOW) == ()


def test_the_highest_decision_stands_whatever_comes_first() -> None:
    """Settlement 33: a decision is corrected by another; none of the reasons takes it back."""
    accept, back = taken(AWAY, "no-placement", by=LETTER), taken(AWAY, number=2)
    for said in permutations([accept, back]):
        assert after(serving(terms()), log(AWAY), *said).logs[AWAY.id].told == ("no-placement",)
    hours = after(serving(terms()), log(AWAY), accept, back, taken(AWAY, "no-placement", number=3, by=LETTER))
    assert worth(hours) == {MONDAY: (240, 240, {})}
    assert HOURS.decide(accept, hours, NOW) == []
    refusal = Outcome(HOURS.decide(taken(AWAY, number=1), hours, NOW)).refused("decision-conflict")
    assert refusal.faults[0].severity is Severity.CONFLICT
    assert refusal.faults[0].facts["next"] == 4


def test_what_was_accepted_is_known_again_when_the_decision_is_taken_back() -> None:
    """A second reason that came in between tells the log anew, without the one that was accepted."""
    moment = replace(NOW, now=at("2026-11-24 17:00"))
    elsewhere = shift("2026-11-24", "15:00-17:00", site=LIBRARY)
    hours = after(serving(terms()), log(AHEAD))
    for command in (taken(AHEAD, "not-yet-over"), log(elsewhere), taken(AHEAD, number=2)):
        for event in HOURS.decide(command, hours, moment):
            hours = HOURS.evolve(hours, event)
    assert hours.logs[AHEAD.id].told == ("not-yet-over",)
    assert hours.logs[elsewhere.id].told == ()


def test_a_struck_log_is_taken_back_by_a_further_correction() -> None:
    """Settlements 19, 33."""
    hours = after(serving(terms()), log(MORNING), correction(MORNING, 1, None), correction(MORNING, 2, MORNING))
    assert worth(hours) == {MONDAY: (240, 240, {})}


def own(of: Shift, to: Shift | None, number: int = 1, by: AccountId = SUPERVISOR) -> CorrectOwnHours:
    work = retold(Work, to) if to else None
    return CorrectOwnHours(klien_id=KLIEN, shift_id=of.id, number=number, shift=work, reason=WHY, by=by)


def logged_by(of: Shift, by: AccountId | None = SUPERVISOR) -> LogHours:
    return retold(LogHours, of, klien_id=KLIEN, shift_id=of.id, by=by)


TODAY = replace(NOW, now=datetime(2026, 3, 2, 23, 50, tzinfo=WIB))
"""The Monday, ten minutes before it ends in Trenggalek."""
SHORTER = shift(MONDAY, "08:00-11:00")


def decided(*commands: Any) -> Hours:
    hours = HOURS.fold(serving(terms()))
    for command in commands:
        for event in Outcome(HOURS.decide(command, hours, TODAY)).events:
            hours = HOURS.evolve(hours, event)
    return hours


def test_a_supervisor_corrects_strikes_and_takes_back_their_own_log_of_today() -> None:
    hours = decided(logged_by(MORNING), own(MORNING, SHORTER), own(MORNING, None, 2), own(MORNING, MORNING, 3))
    assert worth(hours) == {MONDAY: (240, 240, {})}


@pytest.mark.parametrize(
    ("commands", "command", "when", "rule"),
    [
        pytest.param([logged_by(MORNING, ANOTHER)], own(MORNING, None), TODAY, "not-your-own-log", id="of another"),
        pytest.param([logged_by(MORNING, None)], own(MORNING, None), TODAY, "not-your-own-log", id="of a file"),
        pytest.param(
            [logged_by(MORNING), correction(MORNING, 1, SHORTER)],
            own(MORNING, MORNING, 2),
            TODAY,
            "not-your-own-log",
            id="corrected by the officer since",
        ),
        pytest.param(
            [logged_by(MORNING), taken(MORNING, "overlap")], own(MORNING, None), TODAY, "log-decided", id="decided"
        ),
        pytest.param(
            [logged_by(MORNING)],
            own(MORNING, None),
            replace(NOW, now=datetime(2026, 3, 3, 0, 0, tzinfo=WIB)),
            "not-todays-log",
            id="after midnight",
        ),
        pytest.param(
            [logged_by(MORNING)], own(MORNING, shift("2026-03-01", "08:00-12:00")), TODAY, "not-todays-log", id="moved"
        ),
        pytest.param([], own(MORNING, None), TODAY, "log-unknown", id="unknown"),
    ],
)
def test_all_else_is_the_officers_to_correct(commands: list[Any], command: Any, when: Any, rule: str) -> None:
    Outcome(HOURS.decide(command, decided(*commands), when)).refused(rule)


def test_who_recorded_a_log_stays_known_when_it_is_told_again() -> None:
    hours = decided(logged_by(MORNING), logged_by(NOON, ANOTHER), correction(NOON, 1, None))
    assert hours.logs[MORNING.id].told == ()
    assert hours.logs[MORNING.id].recorders == {0: SUPERVISOR}


def test_a_corrections_author_is_told() -> None:
    hours = decided(logged_by(MORNING))
    told: list[Event] = Outcome(HOURS.decide(own(MORNING, None), hours, TODAY)).events
    assert isinstance(told[0], HoursCorrected)
    assert told[0].by == SUPERVISOR


DOUBTS = [
    pytest.param(shift(MONDAY, "08:00-12:00", name="new"), [], [], id="none"),
    pytest.param(shift(MONDAY, "22:00-06:00"), [], [], id="over midnight is none"),
    pytest.param(
        MORNING.model_copy(update={"ends": at("2026-03-02 07:00")}), [], ["waits-end-not-after-start"], id="backward"
    ),
    pytest.param(AHEAD, [], ["waits-not-yet-over"], id="ahead"),
    pytest.param(shift(MONDAY, "08:00-08:00"), [], ["waits-day-long", "waits-uncredited-daily"], id="24 hours"),
    pytest.param(shift(MONDAY, "08:00-2026-03-03 08:01"), [], ["waits-longer-than-24-hours"], id="longer"),
    pytest.param(AWAY, [], ["waits-no-placement"], id="no placement"),
    pytest.param(NOON, [MORNING], ["waits-overlap"], id="two sites"),
    pytest.param(shift(MONDAY, "08:00-12:00", name="again"), [MORNING], ["waits-repeats"], id="the same times"),
    pytest.param(shift(MONDAY, "11:00-13:00", name="again"), [MORNING], ["waits-repeats"], id="some of the times"),
    pytest.param(shift(MONDAY, "12:00-13:00", name="next"), [MORNING], [], id="one after the other"),
    pytest.param(MORNING, [MORNING], [], id="known under its id"),
]


@pytest.mark.parametrize(("found", "before", "rules"), DOUBTS)
def test_a_page_asks_about_what_is_odd(found: Shift, before: list[Shift], rules: list[str]) -> None:
    hours = after(serving(terms()), *map(log, before))
    assert [fault.rule for fault in doubts(found, hours, NOW)] == rules
