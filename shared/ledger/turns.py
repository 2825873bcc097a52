"""Taking turns: inside one process, commands on one stream go one after another.

Each would otherwise decide on the same version and all but one be refused by the ledger: at 16 callers on one stream
94 commands/s by trying again, 1,074 in turns.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from shared.ledger.append import LaneFull

WAITING_MAX = 256
"""Commands that may wait for one stream: about a quarter of a second of work, as in the lane."""


class Turns:
    """A lock for each stream that somebody works on now."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def on(self, streams: Iterable[str]) -> AsyncIterator[None]:
        """Hold all of these streams; taken in one order everywhere, so that nobody waits in a circle."""
        async with AsyncExitStack() as held:
            for stream in sorted(streams):
                await held.enter_async_context(self._on(stream))
            yield

    @asynccontextmanager
    async def _on(self, stream: str) -> AsyncIterator[None]:
        users = self._users.get(stream, 0)
        if users > WAITING_MAX:
            raise LaneFull(f"{WAITING_MAX} commands wait for one stream already")
        lock = self._locks.setdefault(stream, asyncio.Lock())
        self._users[stream] = users + 1
        try:
            async with lock:
                yield
        finally:
            self._users[stream] -= 1
            if not self._users[stream]:
                del self._users[stream], self._locks[stream]
