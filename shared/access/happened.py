"""The time line of a thing for its page: what happened to it, when, by whom, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.access.accounts import Accounts
from shared.access.policy import title_of
from shared.database.engine import Database
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.ledger.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of it."""

    words: str
    at: datetime
    by: str
    reason: str | None
    about: str | None
    """Which part of the thing, where it has several."""


async def time_line(
    database: Database,
    told: Sequence[tuple[Recorded, Event]],
    words: Mapping[type[Event], str],
    clear: Callable[[Personal[Any] | None], str | None],
    about: Callable[[Event], str | None],
) -> list[Happened]:
    """The events that have ``words``, in order; ``clear`` opens a reason for whoever may read it."""
    names = await Accounts(database).names(entry.meta.actor for entry, _ in told)
    return [
        Happened(
            words[type(event)],
            entry.recorded_at,
            names.get(entry.meta.actor, title_of(entry.meta.role) or "sistem lain"),
            clear(getattr(event, "reason", None)),
            about(event),
        )
        for entry, event in told
        if type(event) in words
    ]
