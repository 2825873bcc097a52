"""What the feed brought for one follower, waiting in memory while it applies the batch before."""

import asyncio

from shared.messaging.cloudevents import Items, Received, Unreadable

ENTRIES_MAX = 5_000
"""Entries that wait; a follower behind by more reads the ledger, which has them too."""


class Inbox:
    """Entries in the order in which they came. One follower takes them out."""

    def __init__(self) -> None:
        self._waiting: list[Received | Unreadable] = []
        self._in_hand: Items = []
        self._came = asyncio.Event()

    @property
    def has_more(self) -> bool:
        """Whether its follower has not yet applied all that came."""
        return bool(self._in_hand or self._waiting)

    def put(self, items: Items) -> bool:
        """Let these wait; False where they are too many, and then nothing waits."""
        self._waiting += items
        fits = len(self._waiting) <= ENTRIES_MAX
        if not fits:
            self._waiting.clear()
        self._came.set()
        return fits

    async def next(self, most: int) -> Items:
        """The next batch; asking for it says that the one before is applied."""
        self._in_hand = []
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        self._in_hand, self._waiting = self._waiting[:most], self._waiting[most:]
        return self._in_hand
