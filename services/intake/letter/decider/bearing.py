"""What every decision on a letter shares: the number as it is compared, who bears it, what is not there."""

from collections.abc import Sequence
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


def not_there(letter: Letter) -> Refused:
    """There is no such letter, or it is struck out."""
    if letter.registered is None:
        return refused("letter-unknown", severity=Severity.ABSENT)
    return refused("letter-struck-out", severity=Severity.CONFLICT)
