"""The work of a store whose client blocks: callers are threads, as its users have them."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from benchmarks.stores import PAUSE_S
from benchmarks.timing import rate


class Threaded(ABC):
    """A store with a blocking client."""

    @abstractmethod
    def append(self, each: int) -> None:
        """Store ``each`` events at once on a new stream."""

    @abstractmethod
    def page_behind(self, position: int) -> list[int]:
        """The next page of positions behind this one, decoded as a reader would have them."""

    async def append_for(self, seconds: float, callers: int, each: int) -> float:
        return await asyncio.to_thread(self._append_for, seconds, callers, each)

    async def read_all(self) -> tuple[int, float]:
        return await asyncio.to_thread(self._read_all)

    async def tail(self, ended: threading.Event) -> list[int]:
        return await asyncio.to_thread(self._tail, ended)

    async def positions(self) -> list[int]:
        ended = threading.Event()
        ended.set()
        return await asyncio.to_thread(self._tail, ended)

    def _append_for(self, seconds: float, callers: int, each: int) -> float:
        counts, troubles = [0] * callers, []
        begun = time.perf_counter()
        end = begun + seconds

        def call(number: int) -> None:
            try:
                while time.perf_counter() < end:
                    self.append(each)
                    counts[number] += each
            except Exception as trouble:
                troubles.append(trouble)

        _all_at_once([lambda number=number: call(number) for number in range(callers)])
        if troubles:
            raise troubles[0]
        return rate(sum(counts), begun)

    def _read_all(self) -> tuple[int, float]:
        begun, seen, last = time.perf_counter(), 0, 0
        while found := self.page_behind(last):
            seen, last = seen + len(found), found[-1]
        return seen, time.perf_counter() - begun

    def _tail(self, ended: threading.Event) -> list[int]:
        seen: list[int] = []
        while True:
            last = ended.is_set()
            found = self.page_behind(seen[-1] if seen else 0)
            seen += found
            if not found:
                if last:
                    return seen
                time.sleep(PAUSE_S)


def _all_at_once(calls: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
