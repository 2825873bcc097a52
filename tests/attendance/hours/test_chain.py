"""Who has taken in somebody is taken in by a third, and it is undone from above, in any order of merges, undos, logs
and corrections (0064)."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from services.attendance.hours.decider import HOURS, CorrectHours, GiveBackHours, Hours, LogHours, TakeOverHours, assess
from services.attendance.hours.decider.state import OF_TWO
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, ShiftId, derived
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    LIBRARY,
    MARKET,
    SECOND,
    after,
    correction,
    log,
    opened,
    placed,
    started,
    terms,
)
from tests.attendance.hours.test_any_order import shifts
from tests.attendance.hours.test_moving import (
    BACK,
    LAST,
    MORNING,
    NEXT,
    NOON,
    OF_ONE,
    OF_OTHER,
    OTHER,
    TAKE,
    Told,
    accepted,
    begun,
    carried,
    credited,
    of,
    parts_of,
)
from tests.lawful import LAWS

THIRD = KlienId(derived("third id of the same person"))
OF_THIRD: list[Event] = [
    opened(terms(hours=6), LAST, date(2026, 2, 25)),
    placed(MARKET, putusan=LAST),
    placed(LIBRARY, putusan=LAST),
    started(terms(hours=6), LAST, date(2026, 3, 4)),
]
OF_EACH = {KLIEN: OF_ONE, OTHER: OF_OTHER, THIRD: OF_THIRD}
OfLog: TypeAlias = LogHours | CorrectHours
UP = (TAKE, TakeOverHours(klien_id=THIRD, other=KLIEN, rulings=(FIRST, SECOND)))
DOWN = (BACK, GiveBackHours(klien_id=THIRD, other=KLIEN, rulings=(FIRST, SECOND)))
"""What leads from each height to the next, and back."""


def three() -> Told:
    """Each with a sentence under way."""
    return begun() | {THIRD: [of(THIRD, event) for event in OF_THIRD]}


def test_a_day_of_two_ids_waits_in_the_third_as_it_waited_and_what_was_accepted_stays() -> None:
    told = carried(three(), log(MORNING), of(OTHER, log(NOON)), of(OTHER, log(NEXT)), TAKE, accepted(MORNING), UP[1])
    top = HOURS.fold(told[THIRD])
    assert assess(top, LAWS.on).reviews == {NOON.id: (OF_TWO,)}
    assert top.logs.keys() == {MORNING.id, NOON.id, NEXT.id}
    back = carried(told, DOWN[1])
    assert HOURS.fold(back[KLIEN]).record.origins.keys() == {NOON.id, NEXT.id}
    whole = carried(back, DOWN[0])
    assert credited(HOURS.fold(whole[OTHER])) == {(SECOND, "2026-03-04"): 120, (SECOND, "2026-03-05"): 240}
    assert credited(HOURS.fold(whole[KLIEN])) == {(FIRST, "2026-03-04"): 240}


@dataclass(frozen=True)
class Tangle:
    """What is told: a step up, a step down, or of whom a log is, and corrections of it."""

    steps: tuple[tuple[KlienId, OfLog] | bool, ...]

    def owned(self) -> tuple[list[tuple[KlienId, OfLog] | Command], int]:
        """The moves and what is told, with whose each log is when all is undone: whoever it was first told of. And to
        which height they are one in the end."""
        found: list[tuple[KlienId, OfLog] | Command] = []
        owners: dict[ShiftId, KlienId] = {}
        height = 0
        for step in self.steps:
            if isinstance(step, tuple):
                whose, command = step
                found.append((owners.setdefault(command.shift_id, under(whose, height)), command))
            elif step and height < len(UP):
                found.append(UP[height])
                height += 1
            elif not step and height:
                height -= 1
                found.append(DOWN[height])
        return found, height

    def told(self) -> Told:
        """All three streams, each thing told of whoever it is to be told of by then."""
        told, height = three(), 0
        for step in self.owned()[0]:
            if isinstance(step, tuple):
                whose, command = step
                told = carried(told, of(under(whose, height), command))
            else:
                told = carried(told, step)
                height += 1 if step in UP else -1
        return told

    def from_the_start(self, whose: KlienId, without: frozenset[ShiftId]) -> Hours:
        """The hours of somebody who had been whoever they are in the end, but for these logs."""
        steps, height = self.owned()
        rulings = [event for one, own in OF_EACH.items() if under(one, height) == whose for event in own]
        own = [one for one in steps if isinstance(one, tuple) and under(one[0], height) == whose]
        return after(rulings, *(of(KLIEN, command) for _, command in own if command.shift_id not in without))


def under(whose: KlienId, height: int) -> KlienId:
    """Of whom it is told when they are one to that height."""
    if height == len(UP):
        return THIRD
    return KLIEN if height and whose == OTHER else whose


@st.composite
def tangles(draw: st.DrawFn) -> Tangle:
    steps: list[tuple[KlienId, OfLog] | bool] = []
    for one in draw(st.lists(shifts(), min_size=1, max_size=5, unique_by=lambda found: found.id)):
        whose = draw(st.sampled_from([KLIEN, OTHER, THIRD]))
        steps += [(whose, log(one)), *draw(st.lists(st.booleans(), max_size=3))]
        steps += [(whose, correction(one, 1, to)) for to in draw(st.lists(st.none() | shifts(), max_size=1))]
    return Tangle((*steps, *draw(st.lists(st.booleans(), max_size=3))))


@settings(max_examples=120)
@given(tangle=tangles(), said=st.sampled_from([1, 100]))
def test_in_any_order_each_has_what_who_they_are_had_had_from_the_start_but_for_days_in_review(
    tangle: Tangle, said: int
) -> None:
    with parts_of(said):
        told = tangle.told()
    for whose in (KLIEN, OTHER, THIRD):
        hours = HOURS.fold(told[whose])
        reviews = assess(hours, LAWS.on).reviews
        of_two = frozenset(one for one, reasons in reviews.items() if OF_TWO in reasons)
        assert credited(hours) == credited(tangle.from_the_start(whose, of_two))
