"""An outgoing letter gets its number: the next one of its unit's own series, or as SRIKANDI drew it.

Both look at the unit's series of the year and at whoever bears the number, so that no number is drawn that a letter has
from elsewhere, whatever source the unit had before.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from services.intake.letter.decider.bearing import Decided, beside_change, carried_over, compared_of, not_there
from services.intake.letter.decider.commands import DrawNumber, EnterNumber
from services.intake.letter.decider.numbers import compared, has_digits, numbered, serial_in
from services.intake.letter.decider.rules import of_number, of_numbering
from services.intake.letter.decider.state import OUTGOING, Bearers, Letter, Series
from services.intake.letter.events import Direction, LetterNumbered, SerialDrawn
from services.intake.unit.decider import UNIT, Unit
from services.intake.unit.events import Numbering
from shared.domain.event import Event
from shared.domain.identifiers import Code
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.circumstances import Circumstances


def number_drawn(command: DrawNumber) -> str | None:
    """The number that it expects, as it is written; none where the unit has no code."""
    if command.number_code is None:
        return None
    return numbered(command.classification, command.serial, command.number_code, command.written_on.year)


def beside_drawn(command: DrawNumber, letter: Letter) -> Scope:
    """The unit, its series of the year, whoever bears the number that the letter has, and the one that it draws."""
    return _beside(command, letter, compared(number_drawn(command) or ""))


def beside_entered(command: EnterNumber, letter: Letter) -> Scope:
    """The same with the one that is entered."""
    return _beside(command, letter, compared_of(command.number))


def _beside(command: DrawNumber | EnterNumber, letter: Letter, true: Code | None) -> Scope:
    one = letter.registered
    if one is None:
        return ()
    series = OUTGOING.stream(one.unit, str(command.written_on.year))
    return ((UNIT, UNIT.stream(one.unit)), (OUTGOING, series), *beside_change(letter, true))


def source_of(letter: Letter, unit: Unit, day: date) -> Numbering:
    """Where its number comes from: the one that it has stays in its series, another is as the unit's day says."""
    if letter.numbered is None:
        return unit.numbering_on(day)
    return Numbering.SRIKANDI if letter.numbered.serial is None else Numbering.OWN


def draw(command: DrawNumber, states: tuple[Letter, *tuple[Any, ...]], given: Circumstances) -> Decided:
    """The next number of the unit's own series; one that it drew stays, whatever is told anew of it."""
    letter, *others = states
    if against := _cannot_be_numbered(letter):
        return against
    unit, series, *numbers = others
    one, before, number = letter.registered, letter.numbered, number_drawn(command)
    assert one is not None
    true = compared(number or "")
    borne = tuple(_of_bearers(command, letter, numbers[-1:] if true else (), pointer="/classification"))
    faults = (
        *of_numbering(command, before.numbering if before else 0, given.today),
        *_of_series(command, letter, unit),
        *(borne if before else ()),
    )
    if faults:
        return Refused(faults)
    if number is None or borne or not _is_next(command, letter, unit, series):
        return refused("serial-moved", severity=Severity.CONFLICT)
    told = retold(LetterNumbered, command, number=Personal(number), compared=true)
    drawn = () if before else (_used(command, letter, command.serial),)
    return [(told,), (), drawn, *carried_over(letter, true, command.written_on)]


def _of_series(command: DrawNumber, letter: Letter, unit: Unit) -> Iterator[Fault]:
    """The unit has a series, and a number once drawn stays in its year."""
    assert letter.registered is not None
    before, stands = letter.numbered, unit.stands(letter.registered.unit)
    yield from _of_closed(command, unit)
    if source_of(letter, unit, command.written_on) is not Numbering.OWN:
        yield Fault("numbering-elsewhere", pointer="/classification", severity=Severity.CONFLICT)
    elif before and before.written_on.year != command.written_on.year:
        yield Fault("number-of-another-year", {"year": str(before.written_on.year)}, pointer="/written_on")
    elif stands is None or stands.number_code is None:
        yield Fault("unit-without-code")


def _of_closed(command: DrawNumber | EnterNumber, unit: Unit) -> Iterator[Fault]:
    """A unit numbers no letter of a day on which it is no more."""
    if unit.last_day is not None and not unit.is_open(command.written_on):
        yield Fault("unit-closed", {"day": unit.last_day.isoformat()}, pointer="/written_on")


def _is_next(command: DrawNumber, letter: Letter, unit: Unit, series: Series) -> bool:
    """Whether nothing has changed since the command expected its number."""
    assert letter.registered is not None
    before, stands = letter.numbered, unit.stands(letter.registered.unit)
    in_turn = command.serial == before.serial if before else command.serial > series.last
    return in_turn and stands is not None and stands.number_code == command.number_code


def _used(command: DrawNumber | EnterNumber, letter: Letter, serial: int) -> SerialDrawn:
    return retold(SerialDrawn, letter.registered, year=command.written_on.year, serial=serial)


def _of_bearers(
    command: DrawNumber | EnterNumber, letter: Letter, bearers: Sequence[Bearers], **said: Any
) -> Iterator[Fault]:
    return of_number(bearers, command.letter_id, command.written_on, direction=Direction.OUT, **said)


def _cannot_be_numbered(letter: Letter) -> Refused | None:
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    return refused("letter-came-in", severity=Severity.CONFLICT) if letter.direction is Direction.IN else None


def enter(command: EnterNumber, states: tuple[Letter, *tuple[Any, ...]], given: Circumstances) -> Decided:
    """The number that SRIKANDI drew; a wrong one gives way to the true one."""
    letter, *others = states
    if against := _cannot_be_numbered(letter):
        return against
    unit, _, *numbers = others
    true, before = compared_of(command.number), letter.numbered
    faults = (
        *of_numbering(command, before.numbering if before else 0, given.today),
        *_of_entry(command, letter, unit),
        *_of_bearers(command, letter, numbers[-1:] if true else (), another=command.another),
    )
    if faults:
        return Refused(faults)
    told = retold(LetterNumbered, command, compared=true)
    return [(told,), (), _of_form(command, letter, unit), *carried_over(letter, true, command.written_on)]


def _of_entry(command: EnterNumber, letter: Letter, unit: Unit) -> Iterator[Fault]:
    yield from _of_closed(command, unit)
    if source_of(letter, unit, command.written_on) is not Numbering.SRIKANDI:
        yield Fault("numbering-own", pointer="/number", severity=Severity.CONFLICT)
    if not has_digits(command.number.value or ""):
        yield Fault("letter-number-unreadable", pointer="/number")


def _of_form(command: EnterNumber, letter: Letter, unit: Unit) -> Sequence[Event]:
    """Which serial of the unit's form the letter has, where another than it had."""
    assert letter.registered is not None
    stands, year = unit.stands(letter.registered.unit), command.written_on.year
    own = stands.number_code if stands else None
    had, now = (serial_in(one, own, year) for one in (letter.compared, compared_of(command.number)))
    return () if had == now else (_used(command, letter, now),)
