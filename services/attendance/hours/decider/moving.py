"""Two persons turned out to be one: the hours of the one are told of the other, or go back whose they were (0064).

What was told is told again word for word under the other id, its papers where they lie sealed; what follows from it is
told anew from all that is there by then, so that caps hold for the person (settlements 9, 32).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias

from services.attendance.hours.decider.commands import GiveBackHours, TakeOverHours
from services.attendance.hours.decider.consequences import nothing_worth, with_consequences
from services.attendance.hours.decider.log import Log
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
SAID_MOST: Final = 100
"""What is said of logs, breaks counted, and told again by one request: with all that follows from it some 0.6 MB of the
1 MB that a request may have, where every day has hours of both."""
Renamed: TypeAlias = Mapping[ShiftId, ShiftId]
"""Of each log the id under which it is told of the other person."""


def take_over(command: TakeOverHours, states: Sequence[Hours], circumstances: Circumstances) -> Decision:
    """All of the other person's: their rulings with what was told of them, and every log. The other's hours close. Of
    many logs a part, the latest work first; asked again the next, and with the last one the rulings leave the other."""
    survivor, other = states
    rulings = [one for one in command.rulings if other.knows(one)]
    if other.record.closed_for == command.klien_id and not rulings and not other.logs:
        return [[], []]
    part = part_of(other, other.logs)
    logs = {one: _free(one, command.other, survivor.logs) for one in part}
    law_on = circumstances.laws.on
    told = told_again(other, command.klien_id, _untold(rulings, survivor), logs)
    left = HoursMoved(klien_id=command.other, to=command.klien_id, logs=tuple(logs), closes=True)
    came = HoursTaken(klien_id=command.klien_id, other=command.other, logs=_taken(logs, other))
    return [
        with_consequences(command.klien_id, survivor, law_on, came, *told),
        without(command.other, other, rulings if len(part) == len(other.logs) else (), left, law_on),
    ]


def give_back(command: GiveBackHours, states: Sequence[Hours], circumstances: Circumstances) -> Decision:
    """What came with the other person: the rulings that go back, with all that was told of them since, and their logs
    with their corrections, in parts as they came. What was told of the survivor meanwhile stays there."""
    survivor, other = states
    if other.record.closed_for != command.klien_id:
        return [[], []]
    rulings = [one for one in command.rulings if survivor.knows(one)]
    every = came_with(command.other, survivor)
    part = part_of(survivor, every)
    logs = {one: every[one] for one in part}
    last = len(part) == len(every)
    law_on = circumstances.laws.on
    told = told_again(survivor, command.other, _untold(rulings, other), logs)
    left = HoursMoved(klien_id=command.klien_id, to=command.other, logs=tuple(logs))
    came = HoursTaken(klien_id=command.other, other=command.klien_id, logs=_taken(logs, None), opens=last)
    return [
        without(command.klien_id, survivor, rulings if last else (), left, law_on),
        with_consequences(command.other, other, law_on, came, *told),
    ]


def left_after(command: TakeOverHours | GiveBackHours, survivor: Hours, other: Hours) -> int:
    """How many logs this command, asked next, would leave for another one."""
    if isinstance(command, TakeOverHours):
        return len(other.logs) - len(part_of(other, other.logs))
    if other.record.closed_for != command.klien_id:
        return 0
    came = came_with(command.other, survivor)
    return len(came) - len(part_of(survivor, came))


def came_with(other: KlienId, survivor: Hours) -> Renamed:
    """The logs that came with the other person."""
    return {one: of.shift_id for one, of in survivor.record.origins.items() if of.klien_id == other}


def part_of(hours: Hours, wanted: Collection[ShiftId]) -> list[ShiftId]:
    """Of these logs those that are told again by one request: the latest work first, so that the days which stay behind
    are worth what they were."""
    said = dict.fromkeys(wanted, 0)
    for fact in in_order(hours.facts):
        if not isinstance(fact, OfRuling) and (shift_id := shift_of(fact)) in said:
            said[shift_id] += 1 + len(getattr(getattr(fact, "shift", None), "breaks", ()))
    part: list[ShiftId] = []
    left = SAID_MOST
    for shift_id in sorted(said, key=lambda one: (_starts(hours.logs[one]), one), reverse=True):
        left -= said[shift_id]
        if part and left < 0:
            break
        part.append(shift_id)
    return part


def _starts(log: Log) -> datetime:
    """Of one that is struck out the first moment of all."""
    return log.standing.starts if log.standing else datetime.min.replace(tzinfo=UTC)


def _taken(logs: Renamed, of: Hours | None) -> tuple[TakenLog, ...]:
    """With whose each was at first; of those that go back that is known where they go."""
    origins = of.record.origins if of else {}
    first = {one: origins[one].first for one in logs if one in origins}
    return tuple(TakenLog(shift_id=to, was=one, first=first.get(one)) for one, to in logs.items())


def _untold(rulings: Iterable[PutusanId], hours: Hours) -> list[PutusanId]:
    """Those that no part before told there."""
    return [one for one in rulings if not hours.knows(one)]


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
