"""An outgoing letter gets its number: the next one of its unit's own series, or as SRIKANDI drew it."""

from collections.abc import Sequence
from typing import Any

from services.intake.letter.decider.bearing import Decided, beside_number, compared_of, freed, not_there, taken
from services.intake.letter.decider.commands import DrawNumber, EnterNumber
from services.intake.letter.decider.numbers import compared, numbered
from services.intake.letter.decider.rules import of_number, of_numbering
from services.intake.letter.decider.state import OUTGOING, Counted, Letter, number_of
from services.intake.letter.events import Direction, LetterNumbered, SerialDrawn
from services.intake.unit.decider import UNIT, Unit
from services.intake.unit.events import Numbering
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.circumstances import Circumstances


def beside_drawn(command: DrawNumber, letter: Letter) -> Scope:
    """The unit, and its series of the year."""
    one = letter.registered
    if one is None:
        return ()
    return ((UNIT, UNIT.stream(one.unit)), (OUTGOING, OUTGOING.stream(one.unit, str(command.written_on.year))))


def draw(command: DrawNumber, states: tuple[Letter, Unit, Counted], given: Circumstances) -> Decided:
    """The next number of the unit's own series; one that it drew stays, whatever is told anew of it."""
    letter, *others = states
    if against := _cannot_be_numbered(letter):
        return against
    unit, series = others
    assert isinstance(unit, Unit)
    assert isinstance(series, Counted)
    assert letter.registered is not None
    before, stands = letter.numbered, unit.stands(letter.registered.unit)
    faults = (
        *of_numbering(command, before.numbering if before else 0, given.today),
        *_of_series(command, letter, unit),
    )
    if faults or stands is None or stands.number_code is None:
        return Refused(faults or (Fault("unit-without-code"),))
    year = command.written_on.year
    serial = before.serial if before and before.serial else series.count + 1
    number = numbered(command.classification, serial, stands.number_code, year)
    told = retold(LetterNumbered, command, number=Personal(number), compared=compared(number), serial=serial)
    drawn = () if before else (retold(SerialDrawn, letter.registered, year=year),)
    return [(told,), (), drawn]


def _of_series(command: DrawNumber, letter: Letter, unit: Unit) -> Sequence[Fault]:
    """The unit has a series, and a number once drawn stays in its year."""
    if unit.numbering_on(command.written_on) is not Numbering.OWN:
        return (Fault("numbering-elsewhere", pointer="/classification", severity=Severity.CONFLICT),)
    before = letter.numbered
    if before and before.serial is None:
        return (Fault("numbering-elsewhere", pointer="/classification", severity=Severity.CONFLICT),)
    if before and before.written_on.year != command.written_on.year:
        return (Fault("number-of-another-year", {"year": str(before.written_on.year)}, pointer="/written_on"),)
    return ()


def _cannot_be_numbered(letter: Letter) -> Refused | None:
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    return refused("letter-came-in", severity=Severity.CONFLICT) if letter.direction is Direction.IN else None


def beside_entered(command: EnterNumber, letter: Letter) -> Scope:
    """The unit, whoever bears the number that the letter has, and the one that is entered."""
    one, true = letter.registered, compared_of(command.number)
    if one is None:
        return ()
    had = beside_number(command, letter) if letter.compared != true else ()
    return ((UNIT, UNIT.stream(one.unit)), *had, *number_of(one.unit, Direction.OUT, true))


def enter(command: EnterNumber, states: tuple[Letter, *tuple[Any, ...]], given: Circumstances) -> Decided:
    """The number that SRIKANDI drew; a wrong one gives way to the true one."""
    letter, *others = states
    if against := _cannot_be_numbered(letter):
        return against
    assert letter.registered is not None
    unit, *numbers = others
    true, before, one = compared_of(command.number), letter.numbered, letter.registered
    faults = (*of_numbering(command, before.numbering if before else 0, given.today), *_of_entry(command, unit))
    if true is None:
        faults += (Fault("letter-number-unreadable", pointer="/number"),)
    else:
        bearers, day = numbers[-1:], command.written_on
        faults += tuple(of_number(bearers, one.letter_id, day, direction=Direction.OUT, another=False))
    if faults or true is None:
        return Refused(faults)
    told = retold(LetterNumbered, command, compared=true)
    bears = taken(one, Direction.OUT, written_on=command.written_on)
    return [(told,), (), *((freed(one),) for _ in numbers[:-1]), (bears,)]


def _of_entry(command: EnterNumber, unit: Unit) -> Sequence[Fault]:
    if unit.numbering_on(command.written_on) is Numbering.SRIKANDI:
        return ()
    return (Fault("numbering-own", pointer="/number", severity=Severity.CONFLICT),)
