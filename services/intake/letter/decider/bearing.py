"""What every decision on a letter shares: the number as it is compared, who bears it, what is not there."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeAlias

from services.intake.letter.decider.commands import OfLetter
from services.intake.letter.decider.numbers import compared
from services.intake.letter.decider.state import Letter, number_of
from services.intake.letter.events import (
    Direction,
    LetterWritten,
    NumberFreed,
    NumberTaken,
    Registered,
)
from shared.domain.event import Event
from shared.domain.identifiers import Code
from shared.domain.personal import Personal
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope

Decided: TypeAlias = "Sequence[Sequence[Event]] | Refused"
"""Events for each stream of the scope, or every reason why not."""


def compared_of(number: Personal[str] | None) -> Code | None:
    """The number as others are compared with it."""
    return compared(number.value) if number is not None and number.value else None


def taken(told: Registered, direction: Direction, **other: Any) -> NumberTaken:
    """The letter bears it."""
    return retold(NumberTaken, told, direction=direction, **other)


def freed(one: Registered) -> NumberFreed:
    """The letter bears it no longer."""
    direction = Direction.OUT if isinstance(one, LetterWritten) else Direction.IN
    return retold(NumberFreed, one, direction=direction)


def beside_number(command: OfLetter, letter: Letter) -> Scope:
    """Whoever bears the number that the letter has."""
    one = letter.registered
    return number_of(one.unit, letter.direction, letter.compared) if one else ()


def beside_change(letter: Letter, true: Code | None) -> Scope:
    """Whoever bears the number that the letter has, and last the one that it truly has."""
    one = letter.registered
    if one is None:
        return ()
    return tuple(found for code in _of_both(letter, true) for found in number_of(one.unit, letter.direction, code))


def carried_over(letter: Letter, true: Code | None, written_on: date | None) -> Iterator[Sequence[Event]]:
    """It bears the true number instead of the one that it had, in the order of ``beside_change``."""
    assert letter.registered is not None
    bears = taken(letter.registered, letter.direction, written_on=written_on)
    yield from ((bears if code == true else freed(letter.registered),) for code in _of_both(letter, true))


def _of_both(letter: Letter, true: Code | None) -> Sequence[Code]:
    return [code for code in dict.fromkeys((letter.compared, true)) if code]


def not_there(letter: Letter) -> Refused:
    """There is no such letter, or it is struck out."""
    if letter.registered is None:
        return refused("letter-unknown", severity=Severity.ABSENT)
    return refused("letter-struck-out", severity=Severity.CONFLICT)
