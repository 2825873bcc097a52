"""When a mark may be set in the work plan, and what of it is mended.

Example::

    given(WORKPLAN, SET).when(FinishMark(mark_id=ONE, done_on=TODAY)).then(MarkDone(mark_id=ONE, done_on=TODAY))
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.intake.unit.decider import UNIT, Unit
from services.intake.workplan.events import (
    MarkCorrected,
    MarkDone,
    Marked,
    MarkReopened,
    MarkSet,
    MarkWithdrawn,
)
from shared.domain.command import Command
from shared.domain.event import Event, Value
from shared.domain.identifiers import MarkId, UnitCode
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import PublicLine, PublicReason
from shared.domain.thing import Across, Scope, Thing
from shared.domain.work_plan import YEARS
from shared.law.circumstances import Circumstances

TOLD_MOST: Final = 1000
"""Corrections of one mark: more is a program gone wild."""


class OfMark(Command):
    """About one mark."""

    STREAM: ClassVar[str] = "workplan-{mark_id}"

    mark_id: MarkId


class OfMarked(Marked, OfMark):
    """Who does what until when, as somebody types it."""

    what: PublicLine


class SetMark(OfMarked):
    """Mark in the plan who does what until when."""

    ACTION: ClassVar[str] = "workplan.keep"
    FOUND: ClassVar[frozenset[str]] = frozenset({"mark_id"})


class CorrectMark(OfMarked):
    """What is truly to be done. Corrections count up; a withdrawn mark stands again."""

    ACTION: ClassVar[str] = "workplan.keep"
    number: Annotated[int, Field(ge=1, le=TOLD_MOST)]
    reason: PublicReason


class FinishMark(OfMark):
    """Say that it is done, and what came of it. Said again with a reason, it says what is true."""

    ACTION: ClassVar[str] = "workplan.keep"
    done_on: date
    note: PublicLine | None = None
    reason: PublicReason | None = None


class ReopenMark(OfMark):
    """Say that it is not done after all."""

    ACTION: ClassVar[str] = "workplan.keep"
    reason: PublicReason


class WithdrawMark(OfMark):
    """Say that nobody is to do it any more."""

    ACTION: ClassVar[str] = "workplan.keep"
    reason: PublicReason


class Mark(Value):
    """A mark as it stands."""

    marked: Marked | None = None
    corrected: MarkCorrected | None = None
    done: MarkDone | None = None
    withdrawn: MarkWithdrawn | None = None

    @property
    def corrections(self) -> int:
        """How often it was corrected."""
        return self.corrected.number if self.corrected else 0


def evolve(state: Mark, event: Event) -> Mark:
    """The mark after one more event."""
    match event:
        case MarkSet():
            return state.model_copy(update={"marked": event})
        case MarkCorrected():
            return state.model_copy(update={"marked": event, "corrected": event, "withdrawn": None})
        case MarkDone():
            return state.model_copy(update={"done": event})
        case MarkReopened():
            return state.model_copy(update={"done": None})
        case MarkWithdrawn():
            return state.model_copy(update={"withdrawn": event})
    return state


def beside_unit(command: OfMarked, _: Mark) -> Scope:
    """Whose mark it is."""
    return [(UNIT, UNIT.stream(command.owner))]


Told = tuple[Sequence[Event], Sequence[Event]]


def place(command: SetMark, states: tuple[Mark, Unit], given: Circumstances) -> Told | Refused:
    """Set once; its id follows from the request, so that one that is sent again is the same."""
    mark, unit = states
    event = retold(MarkSet, command)
    if mark.marked is not None:
        return ([], []) if event == mark.marked else refused("mark-exists", severity=Severity.CONFLICT)
    faults = (*_of_unit(unit, command.owner, given.today), *_of_day(command))
    return Refused(faults) if faults else ([event], [])


def correct(command: CorrectMark, states: tuple[Mark, Unit], given: Circumstances) -> Told | Refused:
    """What is truly to be done; the unit that stands may be closed, another one may not."""
    mark, unit = states
    if mark.marked is None:
        return _unknown()
    if mark.withdrawn is None and retold(Marked, command) == retold(Marked, mark.marked):
        return [], []
    if command.number != mark.corrections + 1:
        facts = {"number": command.number, "next": mark.corrections + 1}
        return Refused((Fault("mark-moved", facts, pointer="/number", severity=Severity.CONFLICT),))
    of_unit = _of_unit(unit, command.owner, given.today) if command.owner != mark.marked.owner else ()
    faults = (*of_unit, *_of_day(command))
    return Refused(faults) if faults else ([retold(MarkCorrected, command)], [])


def finish(command: FinishMark, mark: Mark, given: Circumstances) -> Sequence[Event] | Refused:
    """Done by a day that has come; the same again is nothing, and something else needs a reason."""
    if mark.marked is None:
        return _unknown()
    if mark.withdrawn is not None:
        return refused("mark-withdrawn", severity=Severity.CONFLICT)
    told = retold(MarkDone, command)
    if mark.done is not None and (mark.done.done_on, mark.done.note) == (told.done_on, told.note):
        return []
    faults = tuple(_of_end(command, mark, given.today))
    return Refused(faults) if faults else [told]


def reopen(command: ReopenMark, mark: Mark, _: Circumstances) -> Sequence[Event] | Refused:
    """What is not done is not reopened."""
    if mark.marked is None:
        return _unknown()
    return [retold(MarkReopened, command)] if mark.done else []


def withdraw(command: WithdrawMark, mark: Mark, _: Circumstances) -> Sequence[Event] | Refused:
    """Withdrawn twice is withdrawn once; what is done was to be done."""
    if mark.marked is None:
        return _unknown()
    if mark.withdrawn is not None:
        return []
    return refused("mark-done", severity=Severity.CONFLICT) if mark.done else [retold(MarkWithdrawn, command)]


def _unknown() -> Refused:
    return refused("mark-unknown", severity=Severity.ABSENT)


def _of_unit(unit: Unit, code: UnitCode, today: date) -> Iterator[Fault]:
    """A unit that there is and that was not closed."""
    if unit.stands(code) is None:
        yield Fault("mark-owner-unknown", pointer="/owner")
    elif not unit.is_open(today):
        yield Fault("mark-owner-closed", {"day": unit.last_day.isoformat() if unit.last_day else ""}, pointer="/owner")


def _of_day(command: OfMarked) -> Iterator[Fault]:
    """Within the year that it is of."""
    if command.due_on.year != command.year:
        yield Fault("mark-of-another-year", {"year": command.year}, pointer="/due_on")


def _of_end(command: FinishMark, mark: Mark, today: date) -> Iterator[Fault]:
    """No day to come and none before the plan; said again, with a reason."""
    if command.done_on > today:
        yield Fault("mark-done-tomorrow", {"today": today.isoformat()}, pointer="/done_on")
    if command.done_on.year < YEARS[0]:
        yield Fault("mark-done-before", {"year": YEARS[0]}, pointer="/done_on")
    if mark.done is not None and command.reason is None:
        yield Fault("mark-without-reason", pointer="/reason")


WORKPLAN: Thing[Mark] = Thing(
    "workplan",
    (MarkSet, MarkCorrected, MarkDone, MarkReopened, MarkWithdrawn),
    Mark(),
    evolve,
    {
        SetMark: Across(place, beside_unit),
        CorrectMark: Across(correct, beside_unit),
        FinishMark: finish,
        ReopenMark: reopen,
        WithdrawMark: withdraw,
    },
)
"""What can happen to a mark in the work plan."""
