"""What is said once and told again: a command's facts in its event, an event's in a row or in the command in answer.

Example::

    retold(SentenceOpened, command)              # the event that says what the command asks
    retold(OpenPlace, event, opens_on=day)       # the command that follows from an event, and what is its own

A field that both have is written nowhere else: one more of that name passes by itself.
"""

from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def retold(kind: type[T], source: object, **own: Any) -> T:
    """A ``kind`` (model or struct) that says what ``source`` says under the same names; ``own`` it says for itself."""
    return kind(**(same(kind, source) | own))


def same(kind: type, source: object) -> dict[str, Any]:
    """What ``source`` says under the names that ``kind`` has too."""
    kinds: tuple[Any, Any] = kind, type(source)
    return {name: getattr(source, name) for name in _shared(*kinds)}


@cache
def _shared(kind: Any, source: Any) -> tuple[str, ...]:
    """The fields that both have."""
    told = frozenset(_fields(source))
    return tuple(name for name in _fields(kind) if name in told)


def _fields(kind: Any) -> tuple[str, ...]:
    """Of a msgspec struct or of a pydantic model."""
    found: tuple[str, ...] = getattr(kind, "__struct_fields__", ()) or tuple(getattr(kind, "model_fields", ()))
    return found
