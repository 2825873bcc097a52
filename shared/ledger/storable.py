"""What no projection could ever hold is refused before the append: an event is for ever.

A NUL in an office's name once stopped matching and reporting for good, because the ledger keeps bytes and a table
keeps text. The types at the doors refuse such values in words (shared/domain/text.py); this is the last word behind
them, for every event of every command, whoever wrote its model.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from math import isfinite
from typing import Final

from pydantic import BaseModel

from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused

BIGINT: Final = range(-(2**63), 2**63)
"""What PostgreSQL's largest whole number holds; jsonb would hold more, and the first sum over it would not."""


ALONE: Final = (str, int, float, datetime, Personal)
"""What has no parts: asked for before the parts of anything that may be a mapping, which takes long to tell."""

SIMPLE: Final = frozenset({bool, date})
"""Of these exactly, every value fits."""


def unstorable(events: Sequence[Event]) -> Refused | None:
    """Why these events may not be appended, each value with its place; None where every table can hold them."""
    faults = tuple(Fault("not-storable", pointer=pointer) for event in events for pointer in _found(event, ""))
    return Refused(faults) if faults else None


def _found(value: object, pointer: str) -> Iterator[str]:
    if not _fits(value):
        yield pointer
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if not _surely_fits(part):
                yield from _found(part, f"{pointer}/{name}")
    elif isinstance(value, ALONE):
        return
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _found(key, pointer)
            yield from _found(part, f"{pointer}/{key}")
    elif isinstance(value, tuple | list | set | frozenset):
        for number, part in enumerate(value):
            yield from _found(part, f"{pointer}/{number}")


def _surely_fits(value: object) -> bool:
    """Most fields of most events: told by their kind alone, so that nobody asks whether they have parts."""
    if type(value) is str:
        return value.isascii() and "\x00" not in value
    return value is None or type(value) in SIMPLE


def _fits(value: object) -> bool:
    if isinstance(value, Personal):  # sealed as bytes, so that only what is no text at all cannot be held
        return not isinstance(value.value, str) or _is_text(value.value)
    if isinstance(value, str):
        return "\x00" not in value and (value.isascii() or _is_text(value))
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return value in BIGINT
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, datetime) or _is_a_moment(value)


def _is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: a lone surrogate cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_a_moment(value: datetime) -> bool:
    """Whether it has an offset and exists in UTC, in which every table keeps it."""
    try:
        return value.tzinfo is not None and value.astimezone(UTC) is not None
    except OverflowError:
        return False
