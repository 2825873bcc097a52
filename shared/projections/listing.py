"""List projections: one row an event, copied; the row's ``position`` is the event's own.

Example::

    violations = ListProjection("reporting", "violation", Row, version=1)

    @violations.on(HoursLogged)
    def logged(event: HoursLogged, entry: Entry) -> Row | None:
        return Row(position=entry.position, klien_id=event.klien_id)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from shared.domain.event import Event
from shared.projections.entry import Entry, Loose
from shared.projections.rows import Key
from shared.projections.state import Projection

R = TypeVar("R", bound=msgspec.Struct)
E = TypeVar("E", bound=Event)


class ListProjection(Projection[R]):
    """One row an event; None from the fold: this event leaves no row."""

    def __init__(self, service: str, name: str, row: type[R], version: int) -> None:
        super().__init__(service, name, row, "position", version)
        if self.layout.key_type is not int:
            raise TypeError(f"{row.__name__}.position is the event's position, a whole number")

    def on(self, event: type[E]) -> Callable[[Callable[[E, Entry], R | None]], Callable[[E, Entry], R | None]]:
        """Copy events of this class with the function below."""

        def add(copy: Callable[[E, Entry], R | None]) -> Callable[[E, Entry], R | None]:
            def fold(row: R | None, event: E, entry: Entry) -> R | None:
                made = copy(event, entry)
                if made is not None and self.layout.key_of(made) != entry.position:
                    raise ValueError("a list's row carries its event's position")
                return made

            self._add(event, _unused, fold)
            return copy

        return add

    def keys_of(self, full_type: str, entry: Entry | Loose, event: Any) -> tuple[Key, ...]:
        return (entry.position,)


def _unused(event: Any) -> None:
    """A list's key is the position, not anything in the event."""
