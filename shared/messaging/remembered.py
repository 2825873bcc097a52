"""A few streams kept in a process's memory: read whole at the start, and again whenever the ledger has moved.

For what every decision of a process may need and what changes some times a year, such as the regency's settings. A
projection's rows are one process's to fill and every reader's to ask for; here each process of each service has its own
copy, and nobody waits for anybody.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import structlog

from shared.domain.identifiers import Position
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Recorded
from shared.messaging.history import START, Place
from shared.messaging.waking import LedgerHead, end_if_cancelled, wait_until

LOOK_SECONDS_MIN = 0.1
"""Between two looks while the ledger moves all the time: two small queries, ten times a second at most."""
RETRY_SECONDS = 1.0

log = structlog.get_logger()
T = TypeVar("T")


class Remembered(Generic[T]):
    """What ``fold`` makes of all events of one small category; ``value`` is always whole, and perhaps a moment old."""

    value: T

    def __init__(self, ledger: Ledger, category: str, fold: Callable[[Sequence[Recorded]], T]) -> None:
        self._ledger, self._category, self._fold = ledger, category, fold
        self._place = START
        self._moved = asyncio.Condition()

    async def look(self) -> None:
        """Read and fold anew; before the first time there is no value."""
        head = await self._ledger.head()
        value = self._fold(await self._ledger.read_category(self._category))
        async with self._moved:
            self.value, self._place = value, Place(0, head.position, head.hash)
            self._moved.notify_all()

    async def passed(self, position: Position, timeout: float) -> bool:
        """Wait, bounded, until the value holds what stands at this position; True when it does."""
        return await wait_until(self._moved, lambda: self._place.position >= position, timeout)

    async def run(self, head: LedgerHead) -> None:
        """Follow until cancelled; while the ledger cannot be read, the last value stands."""
        while True:
            end_if_cancelled()
            wait = LOOK_SECONDS_MIN
            try:
                if await head.until(lambda _: not head.is_at(self._place), RETRY_SECONDS):
                    await self.look()
            except Exception as error:  # whatever it is: the next look may do better
                log.warning("not_looked_again", category=self._category, error=type(error).__name__)
                wait = RETRY_SECONDS
            await asyncio.sleep(wait)
