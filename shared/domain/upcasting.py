"""Upcasters: how what was stored under an older type of an event reads as today's.

Registered beside the new event, in its thing's ``events.py``::

    @upcaster("hours.logged.v1", HoursLogged)          # HoursLogged.TYPE is now "hours.logged.v2"
    def _(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "source": "paper"}

What is stored never changes; a type that was lifted twice runs through both functions.
"""

from collections.abc import Callable
from typing import Any

from shared.domain.event import TYPE_PREFIX, Event

Lift = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: dict[str, tuple[type[Event], Lift]] = {}
"""By the full type that is no longer written."""


def upcaster(old_type: str, new: type[Event]) -> Callable[[Lift], Lift]:
    """Register the function that turns the fields of ``old_type`` into those of ``new``."""

    def register(lift: Lift) -> Lift:
        if old_type == new.TYPE:
            raise ValueError(f"{old_type} cannot be lifted to itself")
        UPCASTERS[TYPE_PREFIX + old_type] = (new, lift)
        return lift

    return register


def lifted(full_type: str, fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The type and fields that today's code knows this event by."""
    while full_type in UPCASTERS:
        new, lift = UPCASTERS[full_type]
        full_type, fields = new.full_type(), lift(fields)
    return full_type, fields
