"""When a unit is opened, corrected and closed, and what is told of its letters: every day has one letterhead and one
way to a number.

Example::

    given(UNIT).when(OpenUnit(code="dinsos-p3a.umum", name="Subbagian Umum", …)).then(UnitOpened(…))
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.intake.unit.events import (
    HEAD_LINES_MOST,
    LOGOS_MOST,
    Described,
    Letterhead,
    LetterheadTold,
    Numbering,
    NumberingDecided,
    UnitClosed,
    UnitCorrected,
    UnitOpened,
)
from shared.domain.command import Command
from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, UnitCode
from shared.domain.nip import nip_of
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import PublicCode, PublicLine, PublicReason
from shared.domain.thing import Thing
from shared.domain.units import UNITS, UnitKind
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

TOLD_MOST: Final = 1000
"""Corrections, letterheads or decisions of one unit: more is a program gone wild."""
ABOVE_MOST: Final = 100
"""Units over one: deeper lies no office."""
LOGOS: Final = frozenset({Code("regency"), Code("bapas")})
"""The coats of arms that the house's papers have."""
Number = Annotated[int, Field(ge=1, le=TOLD_MOST)]


class OfUnit(Command):
    """About one unit."""

    STREAM: ClassVar[str] = "unit-{code}"

    code: UnitCode


class OfDescribed(Described, OfUnit):
    """What a unit is, as somebody types it."""

    FOUND: ClassVar[frozenset[str]] = frozenset({"above"})

    name: PublicLine
    number_code: PublicCode | None = None
    above: Annotated[tuple[UnitCode, ...], Field(max_length=ABOVE_MOST)] = ()
    """The units that the parent lies in, itself first; none where there is no such parent."""


class OpenUnit(OfDescribed):
    """Enter a unit; its code stays."""

    ACTION: ClassVar[str] = "unit.keep"


class CorrectUnit(OfDescribed):
    """What the unit truly is. Corrections count up; without a last day a closed one stands again."""

    ACTION: ClassVar[str] = "unit.keep"

    number: Number
    last_day: date | None = None
    reason: PublicReason


class CloseUnit(OfUnit):
    """Say after which day the unit is no more, and why."""

    ACTION: ClassVar[str] = "unit.keep"

    last_day: date
    reason: PublicReason


class TellLetterhead(Letterhead, OfUnit):
    """How the unit's letters look and who signs them from a day on; ``corrects`` names one that was told wrongly."""

    ACTION: ClassVar[str] = "unit.keep"

    lines: Annotated[tuple[PublicLine, ...], Field(min_length=1, max_length=HEAD_LINES_MOST)]
    address: PublicLine | None = None
    contact: PublicLine | None = None
    place: PublicLine | None = None
    logos: Annotated[tuple[PublicCode, ...], Field(max_length=LOGOS_MOST)] = ()
    on_behalf: PublicLine | None = None
    by_order: PublicLine | None = None
    post: PublicLine | None = None
    rank: PublicLine | None = None
    number: Number
    corrects: Number | None = None


class DecideNumbering(OfUnit):
    """Say where the numbers of the unit's letters come from, from a day on."""

    ACTION: ClassVar[str] = "unit.keep"

    number: Number
    numbering: Numbering
    valid_from: date
    reason: PublicReason


class Unit(Value):
    """What was told of a unit; of one that the first start knows perhaps nothing."""

    described: Described | None = None
    corrections: int = 0
    last_day: date | None = None
    letterheads: tuple[LetterheadTold, ...] = ()
    numberings: tuple[NumberingDecided, ...] = ()

    def stands(self, code: UnitCode) -> Described | None:
        """What it is: as it was told, or as the first start knows it; None: there is no such unit."""
        known = UNITS.get(code)
        return self.described or (retold(Described, known) if known else None)

    def is_open(self, day: date) -> bool:
        """Whether it was not closed by that day."""
        return self.last_day is None or day <= self.last_day

    def letterhead_on(self, day: date) -> LetterheadTold | None:
        """By which its letters of that day are written."""
        begun = [one for one in self.standing if one.valid_from <= day]
        return max(begun, key=lambda one: (one.valid_from, one.number), default=None)

    @property
    def standing(self) -> tuple[LetterheadTold, ...]:
        """The letterheads that no other corrects."""
        corrected = {one.corrects for one in self.letterheads}
        return tuple(one for one in self.letterheads if one.number not in corrected)

    def numbering_on(self, day: date) -> Numbering:
        """Where the numbers of that day come from; the house's own series where nobody decided."""
        begun = [one for one in self.numberings if one.valid_from <= day]
        found = max(begun, key=lambda one: (one.valid_from, one.number), default=None)
        return found.numbering if found else Numbering.OWN


def evolve(state: Unit, event: Event) -> Unit:
    """The unit after one more event."""
    match event:
        case UnitOpened():
            return state.model_copy(update={"described": event})
        case UnitCorrected():
            said = {"described": event, "corrections": event.number, "last_day": event.last_day}
            return state.model_copy(update=said)
        case UnitClosed():
            return state.model_copy(update={"last_day": event.last_day})
        case LetterheadTold():
            return state.model_copy(update={"letterheads": (*state.letterheads, event)})
        case NumberingDecided():
            return state.model_copy(update={"numberings": (*state.numberings, event)})
    return state


def open_unit(command: OpenUnit, state: Unit, _: Circumstances) -> Sequence[Event] | Refused:
    """Opened once; the same again is nothing."""
    event = retold(UnitOpened, command)
    stands = state.stands(command.code)
    if stands is not None:
        return (
            []
            if event == state.described
            else refused("unit-exists", pointer="/code", severity=Severity.CONFLICT, name=stands.name)
        )
    faults = tuple(_of_described(command))
    return Refused(faults) if faults else [event]


def correct(command: CorrectUnit, state: Unit, _: Circumstances) -> Sequence[Event] | Refused:
    """What it truly is; what stands already is not corrected."""
    stands = state.stands(command.code)
    if stands is None:
        return _unknown()
    if _same(command, stands) and command.last_day == state.last_day:
        return []
    faults = (*_counted(command.number, state.corrections), *_of_described(command), *_meant(command, "last_day"))
    return Refused(faults) if faults else [retold(UnitCorrected, command)]


def _same(command: CorrectUnit, stands: Described) -> bool:
    return retold(Described, command) == retold(Described, stands)


def close(command: CloseUnit, state: Unit, _: Circumstances) -> Sequence[Event] | Refused:
    """Closed; said again, nothing. Another day is a correction."""
    if state.stands(command.code) is None:
        return _unknown()
    if state.last_day is not None:
        again = state.last_day == command.last_day
        return [] if again else refused("unit-closed", severity=Severity.CONFLICT, day=state.last_day.isoformat())
    faults = tuple(_meant(command, "last_day"))
    return Refused(faults) if faults else [retold(UnitClosed, command)]


def tell_letterhead(command: TellLetterhead, state: Unit, _: Circumstances) -> Sequence[Event] | Refused:
    """Told, or every reason why not; of a day that has one another is told only as its correction."""
    if state.stands(command.code) is None:
        return _unknown()
    faults = tuple(_of_letterhead(command, state))
    return Refused(faults) if faults else [retold(LetterheadTold, command)]


def _of_letterhead(command: TellLetterhead, state: Unit) -> Iterator[Fault]:
    yield from _counted(command.number, len(state.letterheads))
    yield from _meant(command, "valid_from")
    stands = {one.number: one for one in state.standing}
    if command.corrects is not None and command.corrects not in stands:
        yield Fault("letterhead-not-standing", {"number": command.corrects}, pointer="/corrects")
    others = (one for number, one in stands.items() if number != command.corrects)
    if any(one.valid_from == command.valid_from for one in others):
        yield Fault("letterhead-day-told", pointer="/valid_from", severity=Severity.CONFLICT)
    if not {*command.logos} <= LOGOS:
        yield Fault("letterhead-logo", {"known": ", ".join(sorted(LOGOS))}, pointer="/logos")
    if command.signer_nip is not None and command.signer_name is None:
        yield Fault("letterhead-signer", pointer="/signer_name")
    if command.signer_nip is not None and nip_of(command.signer_nip.value or "") is None:
        yield Fault("letterhead-nip", pointer="/signer_nip")


def decide_numbering(command: DecideNumbering, state: Unit, _: Circumstances) -> Sequence[Event] | Refused:
    """Decided, or every reason why not; what is so on that day already is not decided again."""
    if state.stands(command.code) is None:
        return _unknown()
    event = retold(NumberingDecided, command)
    if event in state.numberings:
        return []
    faults = (*_counted(command.number, len(state.numberings)), *_meant(command, "valid_from"))
    return Refused(faults) if faults else [event]


def _unknown() -> Refused:
    return refused("unit-unknown", severity=Severity.ABSENT)


def _counted(number: int, told: int) -> Iterator[Fault]:
    """Of two who tell at once the second is asked again."""
    if number != told + 1:
        facts: dict[str, Fact] = {"number": number, "next": told + 1}
        yield Fault("unit-moved", facts, pointer="/number", severity=Severity.CONFLICT)


def _meant(command: Command, field: str) -> Iterator[Fault]:
    day = getattr(command, field)
    if day is not None and not can_be_meant(day):
        yield Fault("date-not-meant", pointer=f"/{field}")


def _of_described(command: OfDescribed) -> Iterator[Fault]:
    """A section lies in an office, and nothing within itself."""
    yield from _meant(command, "valid_from")
    if command.kind is UnitKind.SECTION and command.parent is None:
        yield Fault("unit-without-parent", pointer="/parent")
    if command.parent == command.code:
        yield Fault("unit-within-itself", pointer="/parent")
    elif command.code in command.above:
        yield Fault("unit-in-a-circle", pointer="/parent")
    elif command.parent is not None and not command.above:
        yield Fault("unit-unknown", pointer="/parent")
    elif command.kind is UnitKind.PARTY and command.parent is not None:
        yield Fault("party-within-another", pointer="/parent")


UNIT: Thing[Unit] = Thing(
    "unit",
    (UnitOpened, UnitCorrected, UnitClosed, LetterheadTold, NumberingDecided),
    Unit(),
    evolve,
    {
        OpenUnit: open_unit,
        CorrectUnit: correct,
        CloseUnit: close,
        TellLetterhead: tell_letterhead,
        DecideNumbering: decide_numbering,
    },
)
"""What can happen to a unit: it is opened, corrected, closed; its letterhead and its numbering are told by day."""
