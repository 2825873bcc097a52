"""Two persons turned out to be one: the hours of the one are told of the other, or go back whose they were (0064).

What was told is told again word for word under the other id, its papers where they lie sealed; what follows from it is
told anew from all that is there by then, so that caps hold for the person (settlements 9, 32).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from services.attendance.hours.decider.commands import GiveBackHours, TakeOverHours
from services.attendance.hours.decider.consequences import nothing_worth, with_consequences
from services.attendance.hours.decider.record import OfLog, OfRuling, in_order, shift_of
from services.attendance.hours.decider.state import Hours
from services.attendance.hours.events import (
    HoursCorrected,
    HoursLogged,
    HoursMoved,
    HoursTaken,
    SentenceWithdrawn,
    ShiftSentToReview,
    TakenLog,
)
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, PutusanId, ShiftId, derived
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.thing import Decide
from shared.law.circumstances import Circumstances
from shared.law.law import LawOn

Decision: TypeAlias = Sequence[Sequence[Event]] | Refused
Renamed: TypeAlias = Mapping[ShiftId, ShiftId]
"""Of each log the id under which it is told of the other person."""


def take_over(command: TakeOverHours, states: Sequence[Hours], circumstances: Circumstances) -> Decision:
    """All of the other person's: their rulings with what was told of them, and every log. The other's hours close."""
    survivor, other = states
    rulings = [one for one in command.rulings if other.knows(one)]
    if other.record.closed_for == command.klien_id and not rulings and not other.logs:
        return [[], []]
    logs = {one: _free(one, command.other, survivor.logs) for one in other.logs}
    taken = tuple(TakenLog(shift_id=to, was=one) for one, to in logs.items())
    law_on = circumstances.laws.on
    told = told_again(other, command.klien_id, rulings, logs)
    left = HoursMoved(klien_id=command.other, to=command.klien_id, logs=tuple(logs), closes=True)
    came = HoursTaken(klien_id=command.klien_id, other=command.other, logs=taken)
    return [
        with_consequences(command.klien_id, survivor, law_on, came, *told),
        without(command.other, other, rulings, left, law_on),
    ]


def give_back(command: GiveBackHours, states: Sequence[Hours], circumstances: Circumstances) -> Decision:
    """What came with the other person: the rulings that go back, with all that was told of them since, and their logs
    with their corrections. What was told of the survivor meanwhile stays there."""
    survivor, other = states
    if other.record.closed_for != command.klien_id:
        return [[], []]
    rulings = [one for one in command.rulings if survivor.knows(one)]
    origins = survivor.record.origins
    logs = {one: origin.shift_id for one, origin in origins.items() if origin.klien_id == command.other}
    taken = tuple(TakenLog(shift_id=to, was=one) for one, to in logs.items())
    law_on = circumstances.laws.on
    told = told_again(survivor, command.other, rulings, logs)
    left = HoursMoved(klien_id=command.klien_id, to=command.other, logs=tuple(logs))
    came = HoursTaken(klien_id=command.other, other=command.klien_id, logs=taken, opens=True)
    return [
        without(command.klien_id, survivor, rulings, left, law_on),
        with_consequences(command.other, other, law_on, came, *told),
    ]


def told_again(hours: Hours, klien_id: KlienId, rulings: Iterable[PutusanId], logs: Renamed) -> Iterator[Event]:
    """What was told of these rulings and logs, in its order, under that person's id."""
    moving = frozenset(rulings)
    for fact in in_order(hours.facts):
        if isinstance(fact, OfRuling):
            if fact.putusan_id in moving:
                yield fact.model_copy(update={"klien_id": klien_id})
        elif (to := logs.get(shift_of(fact))) is not None:
            yield _of_log(fact, klien_id, to)


def without(
    klien_id: KlienId, hours: Hours, rulings: Iterable[PutusanId], left: HoursMoved, law_on: LawOn
) -> Sequence[Event]:
    """What leaves a person: their days for these rulings are worth nothing, and what remains is told anew."""
    facts: list[Event] = [left]
    for putusan_id in rulings:
        facts.append(SentenceWithdrawn(klien_id=klien_id, putusan_id=putusan_id))
        facts += nothing_worth(klien_id, putusan_id, hours.assessed.get(putusan_id, {}), law_on)
    return with_consequences(klien_id, hours, law_on, *facts)


def unless_closed(decide: Decide) -> Decide:
    """The decision, where the hours are still told of this person; else of whom they are told is named."""

    def decided(command: Command, hours: Hours, circumstances: Circumstances) -> Sequence[Event] | Refused:
        if (survivor := hours.record.closed_for) is None:
            return decide(command, hours, circumstances)
        return refused("klien-merged", severity=Severity.CONFLICT, pointer="/klien_id", klien=survivor)

    return decided


def _free(shift_id: ShiftId, whose: KlienId, taken: Mapping[ShiftId, object]) -> ShiftId:
    """Its own id, where the other person has no log under it."""
    return ShiftId(derived("log", whose, shift_id)) if shift_id in taken else shift_id


def _of_log(fact: OfLog, klien_id: KlienId, shift_id: ShiftId) -> Event:
    own: dict[str, object] = {"klien_id": klien_id}
    if isinstance(fact, HoursLogged | ShiftSentToReview):
        return fact.model_copy(update=own | {"shift": fact.shift.model_copy(update={"id": shift_id})})
    if isinstance(fact, HoursCorrected) and fact.shift is not None:
        own["shift"] = fact.shift.model_copy(update={"id": shift_id})
    return fact.model_copy(update=own | {"shift_id": shift_id})
