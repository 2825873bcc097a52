"""The work of a store whose client is awaited: callers are tasks of one loop."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod

from benchmarks.stores import PAUSE_S
from benchmarks.timing import rate


class Awaited(ABC):
    """A store with a client for asyncio."""

    @abstractmethod
    async def append(self, each: int) -> None:
        """Store ``each`` events at once on a new stream."""

    @abstractmethod
    async def page_behind(self, position: int) -> list[int]:
        """The next page of positions behind this one, decoded as a reader would have them."""

    async def append_for(self, seconds: float, callers: int, each: int) -> float:
        begun = time.perf_counter()
        end = begun + seconds

        async def call() -> int:
            stored = 0
            while time.perf_counter() < end:
                await self.append(each)
                stored += each
            return stored

        return rate(sum(await asyncio.gather(*(call() for _ in range(callers)))), begun)

    async def read_all(self) -> tuple[int, float]:
        begun, seen, last = time.perf_counter(), 0, 0
        while found := await self.page_behind(last):
            seen, last = seen + len(found), found[-1]
        return seen, time.perf_counter() - begun

    async def tail(self, ended: threading.Event) -> list[int]:
        seen: list[int] = []
        while True:
            last = ended.is_set()
            found = await self.page_behind(seen[-1] if seen else 0)
            seen += found
            if not found:
                if last:
                    return seen
                await asyncio.sleep(PAUSE_S)

    async def positions(self) -> list[int]:
        ended = threading.Event()
        ended.set()
        return await self.tail(ended)
