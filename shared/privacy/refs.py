"""Where values lie, by the payload of an event as it is stored."""

from typing import Any, Final

SEALED: Final = {"ref", "mac"}
"""What an event holds of a value."""


def refs_in(part: Any) -> list[str]:
    """The references to values in what was stored."""
    if isinstance(part, dict):
        return [part["ref"]] if part.keys() == SEALED else [ref for one in part.values() for ref in refs_in(one)]
    return [ref for one in part for ref in refs_in(one)] if isinstance(part, list) else []
