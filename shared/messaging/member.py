"""One member of a follower: a projection or a reaction, up to where it has applied the ledger, and what keeps it.

Several that follow together share the reading and the transaction; checkpoint, version and parked keys are each one's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.roles import Role
from shared.domain.identifiers import Position
from shared.messaging.history import START, Place
from shared.messaging.parking import PARKED_KEYS_MAX, Parked, Refold
from shared.messaging.standing import Figures, SubscriptionState
from shared.messaging.waking import wait_until


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of interest in order, the keys whose events wait, and the transaction their rows must be written in.

    An entry is what the follower's source makes of an event; it says its ``position``.
    """

    connection: AsyncConnection
    entries: Sequence[Any]
    waiting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a batch: keys parked, and the event it stopped at, if any: at an error, or since time was up."""

    parked: Sequence[Parked] = ()
    held_at: Position | None = None
    error: BaseException | None = None


Deliver = Callable[[Batch], Awaitable[Applied]]
Blame = Callable[[Any, BaseException], Parked]
"""The key that an event is parked under which no table takes, and why."""


@dataclass(eq=False, slots=True)
class Member:
    """What it asks for and does with it; then, as its follower moves, where it stands. ``types`` None is every type.

    ``place`` may be ahead of ``stored``, its checkpoint: events of no interest are passed in memory alone.
    """

    name: str
    role: Role
    types: frozenset[str] | None
    deliver: Deliver
    blame: Blame
    version: str = ""
    refold: Refold | None = None
    choose: Callable[[Sequence[Any]], Sequence[Any]] | None = None
    """Those entries of a page that it asks for; None: by their ``type``."""
    place: Place = START
    stored: Place = START
    parked: int = 0
    stopped: str | None = None
    trouble: str | None = None
    figures: Figures = field(default_factory=Figures)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def position(self) -> Position:
        """Up to where it has applied the ledger."""
        return self.place.position

    @property
    def paused(self) -> bool:
        """Whether too many keys are parked: it only looks from time to time."""
        return self.parked > PARKED_KEYS_MAX

    @property
    def goes_on(self) -> bool:
        """Whether it applies what comes: neither stopped nor paused."""
        return self.stopped is None and not self.paused

    def asks_for(self, types: Set[str]) -> bool:
        """Whether any event of these types concerns it."""
        return self.types is None or not self.types.isdisjoint(types)

    def chosen(self, entries: Sequence[Any]) -> Sequence[Any]:
        """Those that it asks for."""
        if self.choose is not None:
            return self.choose(entries)
        return entries if self.types is None else [entry for entry in entries if entry.type in self.types]

    async def stand_at(self, place: Place) -> None:
        """It has come here; whoever waits for that looks."""
        if place != self.place:
            async with self.moved:
                self.place = place
                self.moved.notify_all()

    async def passed(self, position: Position, timeout: float) -> bool:
        """Wait, bounded, until this position is applied; True when it is."""
        return await wait_until(self.moved, lambda: self.position >= position, timeout)

    def state(self, head: Position, waits_s: float = 0.0) -> SubscriptionState:
        """Where it stands, measured against the ledger's head; ``waits_s``: how long its next event is there."""
        lag = max(0, head - self.position)
        return SubscriptionState(
            name=self.name,
            position=self.position,
            epoch=self.place.epoch,
            lag=lag,
            lag_seconds=waits_s if lag else 0.0,
            parked=self.parked,
            paused=f"more than {PARKED_KEYS_MAX} keys are parked" if self.paused else None,
            stopped=self.stopped,
            trouble=self.trouble,
            **asdict(self.figures),
        )
