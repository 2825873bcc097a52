"""Credit is a pure function of the standing facts: any order, any repetition, any batching (settlement 25)."""

from datetime import date, timedelta
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from services.attendance.hours import decider as rules
from services.attendance.hours.decider import Hours, assess
from services.attendance.hours.decider.state import NO_PLACE, OVERLAP
from services.attendance.hours.events import PlaceOpened, SentenceOpened, ServiceStarted, Shift
from shared.domain.event import Event
from shared.domain.identifiers import ShiftId, SiteId, derived
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.sentence import Regime
from shared.law.limits import minutes_a_day
from tests.attendance.hours.facts import (
    ELSEWHERE,
    HOST,
    KLIEN,
    LIBRARY,
    MARKET,
    NOW,
    SECOND,
    after,
    at,
    correction,
    log,
    opened,
    placed,
    started,
    terms,
    worth,
)
from tests.lawful import LAW, LAWS

BEGIN = at("2026-02-27 00:00")
QUARTER = timedelta(minutes=15)

owed = st.builds(
    lambda regime, hours, a_day, period: terms(regime, hours, minutes_a_day=a_day, period_days=period),
    st.sampled_from(Regime),
    st.integers(1, 30),
    st.sampled_from([None, 60, 120, 300]),
    st.sampled_from([None, 3, 6]),
)


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    """Up to 10 hours within two weeks, on a grid of quarters, so that overlaps are common; sometimes impossible."""
    starts = BEGIN + draw(st.integers(0, 12 * 96)) * QUARTER
    ends = starts + draw(st.integers(-1, 40)) * QUARTER
    site: SiteId = draw(st.sampled_from([MARKET, MARKET, MARKET, LIBRARY, ELSEWHERE]))
    bare = draw(st.sampled_from([0, 0, 30]))
    name = ShiftId(derived("any", str(draw(st.integers(0, 10_000)))))
    return Shift(id=name, site_id=site, ipd_id=HOST, starts=starts, ends=ends, break_minutes=bare)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Event], list[object]]:
    """One or two sentences under way, and logs and corrections of different ids."""
    first, second = draw(owed), draw(st.none() | owed)
    events: list[Event] = [opened(first), placed(), placed(LIBRARY), started(first)]
    if second is not None:
        events += [opened(second, SECOND, date(2026, 2, 20)), started(second, SECOND, date(2026, 3, 3))]
    logged = draw(st.lists(shifts(), min_size=1, max_size=8, unique_by=lambda shift: shift.id))
    commands: list[object] = [log(shift) for shift in logged]
    for number in (1, 2):
        for shift in draw(st.lists(st.sampled_from(logged), max_size=2, unique_by=lambda found: found.id)):
            commands.append(correction(shift, number, draw(st.none() | shifts())))
    return events, commands


ACCEPTED = st.lists(st.sampled_from([NO_PLACE, OVERLAP]), max_size=2, unique=True).map(tuple)


@st.composite
def decisions(draw: st.DrawFn, logged: list[Shift]) -> list[object]:
    """Some of the logs are taken as they stand, or wait again after all."""
    return [
        rules.DecideReview(
            klien_id=KLIEN,
            shift_id=shift.id,
            number=number,
            content=0,
            accepted=draw(ACCEPTED),
            reason=Personal("dilihat sendiri"),
            document=Personal("470/12/2026"),
        )
        for number in (1, 2)
        for shift in draw(st.lists(st.sampled_from(logged), max_size=4, unique_by=lambda found: found.id))
    ]


def outcome(hours: Hours) -> tuple[object, object, object]:
    """All that a person would see: what the days are worth, and which logs wait."""
    return worth(hours), worth(hours, SECOND), assess(hours, LAWS.on).reviews


@settings(max_examples=150)
@given(story=stories(), chance=st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_credit(
    story: tuple[list[Event], list[object]], chance: object
) -> None:
    events, commands = story
    shuffled = [*commands, *commands[: len(commands) // 2]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert outcome(after(events, *commands)) == outcome(after(events, *shuffled))


@settings(max_examples=150)
@given(story=stories(), data=st.data(), chance=st.randoms(use_true_random=False))
def test_decisions_and_corrections_in_any_order_and_any_repetition_give_the_same_credit(
    story: tuple[list[Event], list[object]], data: st.DataObject, chance: object
) -> None:
    """Decisions are about what is recorded; whether they come before or after corrections and one another is no matter
    (0031)."""
    events, commands = story
    logs = [command for command in commands if isinstance(command, rules.LogHours)]
    others = [command for command in commands if command not in logs]
    others += data.draw(decisions([log.shift for log in logs]))
    shuffled = [*others, *others[: len(others) // 2]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one = as_far_as_decided(after(events, *logs), others)
    assert outcome(one) == outcome(as_far_as_decided(after(events, *reversed(logs)), shuffled))


def as_far_as_decided(hours: Hours, commands: list[object]) -> Hours:
    """The hours after these; a decision on what was corrected meanwhile is refused, and would change nothing."""
    for command in commands:
        told = rules.HOURS.decide(command, hours, NOW)  # type: ignore[arg-type]
        if isinstance(told, Refused):
            assert [fault.rule for fault in told.faults] in (["log-corrected-since"], ["log-unknown"])
            continue
        hours = reduce(rules.HOURS.evolve, told, hours)
    return hours


@settings(max_examples=150)
@given(story=stories())
def test_credit_is_never_above_any_cap(story: tuple[list[Event], list[object]]) -> None:
    hours = after(story[0], *story[1]).by(LAWS.on)
    days = assess(hours, LAWS.on).days
    for sentence in hours.sentences:
        found = days[sentence.putusan_id]
        assert sum(day.credited_minutes for day in found.values()) <= sentence.terms.total_minutes
        for day, what in found.items():
            assert 0 <= what.credited_minutes <= min(what.worked_minutes, minutes_a_day(sentence.terms, LAW))
            assert sum(credit.credited_minutes for credit in what.credits) == what.credited_minutes
            assert sum(credit.worked_minutes for credit in what.credits) == what.worked_minutes
            assert not what.credited_minutes or sentence.open_on(day)
    _within_the_statutory_day(hours, list(days.values()))


def _within_the_statutory_day(hours: Hours, days: list[dict[date, object]]) -> None:
    most = LAW.minutes_a_day_together([sentence.terms.regime for sentence in hours.sentences])
    for day in {day for found in days for day in found}:
        assert sum(found[day].credited_minutes for found in days if day in found) <= most  # type: ignore[attr-defined]


@settings(max_examples=60)
@given(story=stories())
def test_what_does_not_count_broke_a_rule(story: tuple[list[Event], list[object]]) -> None:
    """No minute is lost without an article."""
    hours = after(story[0], *story[1])
    for found in assess(hours, LAWS.on).days.values():
        for what in found.values():
            if what.credited_minutes < what.worked_minutes:
                assert what.violations
            assert all(violation.minutes > 0 and violation.citation for violation in what.violations)


@settings(max_examples=60)
@given(story=stories())
def test_the_order_of_sentence_place_and_work_does_not_matter(
    story: tuple[list[Event], list[object]],
) -> None:
    """Reactions may bring sentence and place after the work: the facts are the same."""
    events, commands = story
    logs = [command for command in commands if hasattr(command, "shift") and not hasattr(command, "number")]
    hours = after([], *logs)
    for event in events:
        hours = _brought(hours, event)
    assert outcome(hours) == outcome(after(events, *logs))


def _brought(hours: Hours, event: Event) -> Hours:
    decided: object = []
    if isinstance(event, SentenceOpened):
        opening = rules.OpenSentence(
            klien_id=KLIEN,
            putusan_id=event.putusan_id,
            terms=event.terms,
            ruled_on=event.ruled_on,
            final_on=event.final_on,
        )
        decided = rules.HOURS.decide(opening, hours, NOW)
    elif isinstance(event, PlaceOpened):
        decided = rules.HOURS.decide(rules.OpenPlace.model_validate(event.model_dump()), hours, NOW)
    elif isinstance(event, ServiceStarted):
        command = rules.StartService(
            klien_id=KLIEN, putusan_id=event.putusan_id, started_on=event.started_on, document=Personal("BA")
        )
        decided = rules.HOURS.decide(command, hours, NOW)
    for told in decided:  # type: ignore[attr-defined]
        hours = rules.HOURS.evolve(hours, told)
    return hours
