"""One event on its way into a projection: decoded, with the little about its place that a fold may look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Where an event stands in its book, and when it was recorded.

    A fold gets this and nothing more of the record, live and rebuilt alike: whatever else it needs is in the event.
    (Reading metadata too would double the bytes of a rebuild.) Each event class has its own kind of entry with one
    more field, ``event``.
    """

    position: int
    recorded_us: int

    @property
    def recorded_at(self) -> datetime:
        """The moment of the record, in UTC."""
        return _EPOCH + self.recorded_us * _MICROSECOND


class Unreadable(msgspec.Struct, frozen=True):
    """An event whose bytes do not read as its type says; kept so that its key can be parked."""

    position: int
    type: str
    payload: bytes
    error: Exception


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970: what an entry carries of a moment."""
    return (moment - _EPOCH) // _MICROSECOND


class Loose:
    """The bytes of an unreadable event, just well enough to find its key: attributes as they were written."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._fields[name]
        except KeyError:
            raise AttributeError(name) from None
        return Loose(value) if isinstance(value, dict) else value
