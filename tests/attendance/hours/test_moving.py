"""Two ids of one person: the hours of the one are told of the other, and go back whose they were (0064)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.attendance.hours.decider import (
    HOURS,
    DecideReview,
    GiveBackHours,
    Hours,
    TakeOverHours,
    assess,
    left_after,
    moving,
)
from services.attendance.hours.decider.record import OfLog, OfRuling
from services.attendance.hours.decider.state import OF_TWO
from services.attendance.hours.events import (
    DayAssessed,
    HoursMoved,
    HoursTaken,
    SentenceOpened,
    SentenceWithdrawn,
    Shift,
    WindowFixed,
)
from services.attendance.hours.projections import SENTENCES, SHIFTS
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, PutusanId, ShiftId, derived
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    LIBRARY,
    MARKET,
    NOW,
    SECOND,
    after,
    correction,
    log,
    opened,
    placed,
    shift,
    started,
    terms,
    worth,
)
from tests.attendance.hours.test_any_order import shifts
from tests.given import given as from_events
from tests.lawful import LAWS

OTHER = KlienId(derived("other id of the same person"))
OF_ONE: list[Event] = [opened(terms(hours=10)), placed(), placed(LIBRARY), started(terms(hours=10))]
OF_OTHER: list[Event] = [
    opened(terms(hours=8), SECOND, date(2026, 2, 20)),
    placed(MARKET, putusan=SECOND),
    placed(LIBRARY, putusan=SECOND),
    started(terms(hours=8), SECOND, date(2026, 3, 3)),
]
LAST = PutusanId(derived("third ruling"))
"""Of the third in a chain."""
BOTH = [*OF_ONE, *OF_OTHER]
TAKE = TakeOverHours(klien_id=KLIEN, other=OTHER, rulings=(SECOND,))
BACK = GiveBackHours(klien_id=KLIEN, other=OTHER, rulings=(SECOND,))
MORNING = shift("2026-03-04", "08:00-12:00")
NOON = shift("2026-03-04", "13:00-15:00")
NEXT = shift("2026-03-05", "08:00-12:00")
Told = dict[KlienId, list[Event]]


def of(whose: KlienId, told: Event | Command) -> Any:
    """The same of that id."""
    return told.model_copy(update={"klien_id": whose})


def begun(*, one: Sequence[Event] = OF_ONE, other: Sequence[Event] = OF_OTHER) -> Told:
    """Each with a sentence under way."""
    return {KLIEN: list(one), OTHER: [of(OTHER, event) for event in other]}


def carried(told: Told, *commands: Command) -> Told:
    """What both streams hold after these commands, as the executor would append them."""
    told = {whose: list(events) for whose, events in told.items()}
    for command in commands:
        if isinstance(command, TakeOverHours | GiveBackHours):
            both = (command.klien_id, command.other)
            while any(decided := HOURS.decide(command, states_of(told, *both), NOW)):
                for whose, events in zip(both, decided, strict=True):
                    told[whose] += events
            continue
        whose: KlienId = command.klien_id  # type: ignore[attr-defined]
        events = HOURS.decide(command, HOURS.fold(told[whose]), NOW)
        assert not isinstance(events, Refused), events
        told[whose] += events
    return told


def states_of(told: Told, *whose: KlienId) -> list[Hours]:
    """As these hours stand, or those of the first two ids."""
    return [HOURS.fold(told[one]) for one in whose or (KLIEN, OTHER)]


@contextmanager
def parts_of(said: int) -> Iterator[None]:
    """So much of logs is told again by one request."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moving, "SAID_MOST", said)
        yield


def credited(hours: Hours) -> dict[tuple[object, str], int]:
    """The credit of each sentence and day, as told, which must be as assessed anew."""
    found = {(one, day): said[1] for one in (FIRST, SECOND, LAST) for day, said in worth(hours, one).items()}
    return {key: minutes for key, minutes in found.items() if minutes}


def accepted(of_log: Shift, number: int = 1, content: int = 0, *reasons: str) -> DecideReview:
    """A person takes the log as it stands."""
    said: dict[str, Any] = {"reason": Personal("dilihat di buku tamu"), "document": Personal("470/12/2026")}
    why = reasons or (OF_TWO,)
    return DecideReview(klien_id=KLIEN, shift_id=of_log.id, number=number, content=content, accepted=why, **said)


def test_hours_of_both_are_one_persons_and_caps_hold_together() -> None:
    told = carried(begun(), log(MORNING), of(OTHER, log(NEXT)), TAKE)
    one, other = HOURS.fold(told[KLIEN]), HOURS.fold(told[OTHER])
    assert credited(one) == {(FIRST, "2026-03-04"): 240, (FIRST, "2026-03-05"): 240}
    assert [sentence.putusan_id for sentence in one.sentences] == [FIRST, SECOND]
    assert (other.sentences, other.logs, credited(other)) == ((), {}, {})
    assert other.record.closed_for == KLIEN
    assert {type(event) for event in told[OTHER]} >= {HoursMoved}


def test_a_day_with_hours_of_both_waits_and_credits_nothing_until_each_log_is_decided() -> None:
    told = carried(begun(), log(MORNING), of(OTHER, log(NOON)), TAKE)
    hours = HOURS.fold(told[KLIEN])
    assert credited(hours) == {}
    assert assess(hours, LAWS.on).reviews == {MORNING.id: (OF_TWO,), NOON.id: (OF_TWO,)}
    half = HOURS.fold(carried(told, accepted(MORNING))[KLIEN])
    assert credited(half) == {(FIRST, "2026-03-04"): 240}
    whole = HOURS.fold(carried(told, accepted(MORNING), accepted(NOON))[KLIEN])
    assert credited(whole) == {(FIRST, "2026-03-04"): 360}


def test_of_one_work_recorded_under_both_the_one_that_is_left_counts() -> None:
    told = carried(begun(), log(MORNING), of(OTHER, log(MORNING)), TAKE)
    hours = HOURS.fold(told[KLIEN])
    (copy,) = hours.logs.keys() - {MORNING.id}
    assert assess(hours, LAWS.on).reviews.keys() == {MORNING.id, copy}
    struck = correction(MORNING, 1, None).model_copy(update={"shift_id": copy})
    assert credited(HOURS.fold(carried(told, struck)[KLIEN])) == {(FIRST, "2026-03-04"): 240}


def test_whoever_tells_of_the_closed_id_is_told_of_whom_to_tell() -> None:
    told = carried(begun(), TAKE)
    for command in (log(NEXT), correction(NEXT, 1, None), accepted(NEXT)):
        refused = from_events(HOURS, *told[OTHER], circumstances=NOW).when(of(OTHER, command)).refused("klien-merged")
        assert refused.faults[0].facts["klien"] == KLIEN


def test_every_fact_that_hours_are_told_moves() -> None:
    follows = {SentenceWithdrawn, WindowFixed, DayAssessed, HoursMoved, HoursTaken}
    assert {*get_args(OfRuling), *get_args(OfLog)} == {*HOURS.events} - follows


def test_said_again_it_moves_nothing() -> None:
    told = carried(begun(), log(MORNING), of(OTHER, log(NEXT)), TAKE)
    assert carried(told, TAKE) == told
    back = carried(told, BACK)
    assert carried(back, BACK) == back


def test_papers_stay_where_they_lie_sealed() -> None:
    sealed = Personal[str](ref="vault", mac="digest")
    mended = correction(NEXT, 1, NOON)
    told = carried(begun(), of(OTHER, log(NEXT)), of(OTHER, mended))
    told[OTHER] = [
        event.model_copy(update={"reason": sealed}) if hasattr(event, "reason") else event for event in told[OTHER]
    ]
    moved = carried(told, TAKE)
    (reason,) = [event.reason for event in moved[KLIEN] if hasattr(event, "reason")]
    assert (reason.ref, reason.sealed) == ("vault", True)


def test_undone_each_has_what_it_had_and_what_was_told_meanwhile_stays() -> None:
    later = shift("2026-03-06", "08:00-10:00")
    told = carried(begun(), log(MORNING), of(OTHER, log(NOON)), of(OTHER, log(NEXT)))
    parted = carried(told, TAKE, log(later), correction(NEXT, 1, shift("2026-03-05", "08:00-09:00")), BACK)
    one, other = HOURS.fold(parted[KLIEN]), HOURS.fold(parted[OTHER])
    assert credited(one) == {(FIRST, "2026-03-04"): 240, (FIRST, "2026-03-06"): 120}
    assert credited(other) == {(SECOND, "2026-03-04"): 120, (SECOND, "2026-03-05"): 60}
    assert other.record.closed_for is None
    assert other.logs[NEXT.id].number == 1
    assert carried(parted, of(OTHER, log(later)))[OTHER] != parted[OTHER]


def test_merged_again_after_an_undo_counts_as_before() -> None:
    told = carried(begun(), log(MORNING), of(OTHER, log(NEXT)), TAKE)
    again = carried(told, BACK, TAKE)
    assert credited(HOURS.fold(again[KLIEN])) == credited(HOURS.fold(told[KLIEN]))


def test_rows_move_with_the_hours() -> None:
    told = carried(begun(), log(MORNING), of(OTHER, log(NEXT)), TAKE)
    events = [*told[OTHER], *told[KLIEN]]
    rows = from_events(SHIFTS, *events).by_key
    assert {key[:36] for key in rows} == {KLIEN}
    assert {row.shift_id for row in rows.values()} == {MORNING.id, NEXT.id}
    assert {row.klien_id for row in from_events(SENTENCES, *events).by_key.values()} == {KLIEN}
    back = carried(told, BACK)
    since = [event for whose in (KLIEN, OTHER) for event in back[whose][len(told[whose]) :]]
    rows = from_events(SHIFTS, *events, *since).by_key
    assert {(row.klien_id, row.shift_id) for row in rows.values()} == {(KLIEN, MORNING.id), (OTHER, NEXT.id)}


@dataclass(frozen=True)
class Story:
    """What is told of each id, and after how much of it they turn out to be one."""

    commands: tuple[Command, ...]
    merged_after: int

    def told(self) -> Told:
        """With the merge: what comes later is told of the survivor."""
        late = (of(KLIEN, command) for command in self.commands[self.merged_after :])
        return carried(begun(), *self.commands[: self.merged_after], TAKE, *late)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    logged = draw(st.lists(shifts(), min_size=1, max_size=7, unique_by=lambda found: found.id))
    whose = {one.id: draw(st.sampled_from([KLIEN, OTHER])) for one in logged}
    commands: list[Command] = [of(whose[one.id], log(one)) for one in logged]
    for number in (1, 2):
        for one in draw(st.lists(st.sampled_from(logged), max_size=2, unique_by=lambda found: found.id)):
            to = draw(st.none() | shifts())
            commands.append(of(whose[one.id], correction(one, number, to)))
    commands = draw(st.permutations(commands))
    return Story(tuple(commands), draw(st.integers(0, len(commands))))


def waiting_for_two(hours: Hours) -> frozenset[ShiftId]:
    reviews = assess(hours, LAWS.on).reviews
    return frozenset(one for one, reasons in reviews.items() if OF_TWO in reasons)


def as_one_from_the_start(story: Story, without: frozenset[ShiftId] = frozenset()) -> Hours:
    """All of it told of one person, but for these logs."""
    told = (of(KLIEN, command) for command in story.commands)
    return after(BOTH, *(command for command in told if command.shift_id not in without))  # type: ignore[attr-defined]


@settings(max_examples=120)
@given(story=stories())
def test_merged_whenever_the_credit_is_that_of_one_person_but_for_days_in_review(story: Story) -> None:
    hours = HOURS.fold(story.told()[KLIEN])
    assert credited(hours) == credited(as_one_from_the_start(story, waiting_for_two(hours)))


@settings(max_examples=60)
@given(story=stories())
def test_once_every_such_day_is_decided_the_credit_is_that_of_one_person(story: Story) -> None:
    told = story.told()
    hours = HOURS.fold(told[KLIEN])
    taken = [
        accepted(log.standing, 1, log.number)
        for one, log in hours.logs.items()
        if one in waiting_for_two(hours) and log.standing is not None
    ]
    decided = HOURS.fold(carried(told, *taken)[KLIEN])
    one_person = as_one_from_the_start(story)
    assert credited(decided) == credited(one_person)
    assert assess(decided, LAWS.on).reviews == assess(one_person, LAWS.on).reviews


@settings(max_examples=60)
@given(story=stories())
def test_undone_the_credit_of_each_is_as_if_they_had_never_been_merged(story: Story) -> None:
    early = replace(story, commands=story.commands[: story.merged_after])
    apart, back = carried(begun(), *early.commands), carried(early.told(), BACK)
    for whose in (KLIEN, OTHER):
        before, since = HOURS.fold(apart[whose]), HOURS.fold(back[whose])
        assert credited(since) == credited(before)
        assert assess(since, LAWS.on).reviews == assess(before, LAWS.on).reviews
        assert since.logs.keys() == before.logs.keys()


def test_of_many_logs_a_part_is_told_a_request_and_the_rulings_leave_with_the_last() -> None:
    logs = [shift(f"2026-03-{day:02}", "08:00-10:00") for day in (4, 5, 6)]
    told = carried(begun(), *(of(OTHER, log(one)) for one in logs))
    with parts_of(2):
        assert left_after(TAKE, *states_of(told)) == 1
        one, other = HOURS.decide(TAKE, states_of(told), NOW)
        half = {KLIEN: [*told[KLIEN], *one], OTHER: [*told[OTHER], *other]}
        first, second = states_of(half)
        assert second.record.closed_for == KLIEN
        assert (first.logs.keys(), second.logs.keys()) == ({logs[1].id, logs[2].id}, {logs[0].id})
        assert credited(second) == {(SECOND, "2026-03-04"): 120}
        assert {type(event) for event in other} == {HoursMoved, DayAssessed}
        assert left_after(TAKE, first, second) == 0
        whole = carried(half, TAKE)
    left = [type(event) for event in whole[OTHER] if isinstance(event, HoursMoved | SentenceWithdrawn)]
    assert left == [HoursMoved, HoursMoved, SentenceWithdrawn]
    assert sum(isinstance(event, SentenceOpened) for event in whole[KLIEN]) == 2
    assert HOURS.fold(whole[OTHER]).sentences == ()


def test_going_back_in_parts_they_take_nothing_new_before_the_last() -> None:
    told = carried(begun(), of(OTHER, log(NOON)), of(OTHER, log(NEXT)), TAKE)
    with parts_of(1):
        one, other = HOURS.decide(BACK, states_of(told), NOW)
        half = {KLIEN: [*told[KLIEN], *one], OTHER: [*told[OTHER], *other]}
        assert states_of(half)[1].record.closed_for == KLIEN
        assert left_after(BACK, *states_of(half)) == 0
        back = carried(half, BACK)
    assert states_of(back)[1].record == states_of(carried(told, BACK))[1].record
    assert credited(states_of(back)[1]) == credited(states_of(carried(told, BACK))[1])


@settings(max_examples=80)
@given(story=stories(), said=st.integers(1, 4))
def test_in_parts_it_comes_to_what_it_comes_to_at_once(story: Story, said: int) -> None:
    """Taken over, given back, and taken over again."""
    for more in ((), (BACK,), (BACK, TAKE)):
        at_once = carried(story.told(), *more)
        with parts_of(said):
            in_parts = carried(story.told(), *more)
        for one, other in zip(states_of(at_once), states_of(in_parts), strict=True):
            assert credited(one) == credited(other)
            assert assess(one, LAWS.on).reviews == assess(other, LAWS.on).reviews
            assert (one.logs.keys(), one.record.origins) == (other.logs.keys(), other.record.origins)
            assert (one.record.closed_for, one.sentences) == (other.record.closed_for, other.sentences)
