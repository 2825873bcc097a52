"""How far the ledger is: woken by its one notification per group of appends, asked again where none comes.

A notification can be lost (a connection that broke in silence), so it only makes readers faster, never right.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

import asyncpg
import structlog

from shared.database.engine import Database, closed
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Position
from shared.messaging.history import START, TYPES_OF_MOST, Place, seen_from

CHANNEL = "bakti_ledger"
ASK_AGAIN_SECONDS = 0.25
"""How old the knowledge of the head may get; one look at an index per process."""
RETRY_SECONDS_MAX = 2.0
REST_SECONDS = 0.02
"""Between two looks of one who has the feed beside it: a notification comes with every group of appends, hundreds a
second, and one look sees what all of them told."""
ENDS_MAX = 1_000
"""Ends of the ledger that are remembered with their hash: some seconds of a busy book."""
MARKS_MAX = 3_600
"""When the head was seen to move, one mark a second at most: an hour of a busy day."""

INDEXES_ALONE = "SET enable_seqscan = off; SET enable_bitmapscan = off"
"""A look keeps its plan: one made in an empty ledger would read all of it at each look."""

log = structlog.get_logger()


class Beyond(NamedTuple):
    """What lies behind a place: up to where, the hash there, and events of which types."""

    position: Position
    hash: bytes
    types: frozenset[str]


class LedgerHead:
    """The last position of one book, watched by one connection for all readers of a process.

    ``reached``: how often that connection was made; another number means that PostgreSQL was away meanwhile.
    ``rest_s``: how long it does not look again after a look, whatever is notified.
    """

    def __init__(self, database: Database, role: Role, book: BookId, rest_s: float = 0.0) -> None:
        self._database, self._role, self._book, self._rest_s = database, role, book, rest_s
        self._position, self._hash = START.position, START.hash
        self._moved = asyncio.Condition()
        self._notified = asyncio.Event()
        self._marks: deque[tuple[Position, float]] = deque(maxlen=MARKS_MAX)
        self._ends: dict[Position, bytes] = {}
        self._looked: Beyond = Beyond(START.position, START.hash, frozenset())
        self._behind: dict[Position, Beyond] = {}
        self.reachable = False
        self.reached = 0

    @property
    def position(self) -> Position:
        return self._position

    def is_at(self, place: Place) -> bool:
        """Whether who stands here has read all of the ledger, and no other history of the same length."""
        return (self._position, self._hash) == (place.position, place.hash)

    def knows(self, place: Place) -> bool:
        """Whether the ledger was seen lately to end here, with this hash: what was read up to here is its history."""
        return self._ends.get(place.position) == place.hash

    def beyond(self, place: Place) -> Beyond | None:
        """What the looks since have seen behind this place; None where none saw the ledger end there, or any behind."""
        seen = Beyond(place.position, place.hash, frozenset()) if self.knows(place) else None
        while seen is not None and (more := self._behind.get(seen.position)) is not None:
            seen = more._replace(types=seen.types | more.types)
        return seen if seen is not None and seen.types else None

    def seconds_beyond(self, position: Position) -> float:
        """How long the ledger has been seen to hold an event behind this position; 0 where it holds none.

        To a second, and from this process's start at most.
        """
        beyond = next((seen for reached, seen in self._marks if reached > position), None)
        return 0.0 if beyond is None else monotonic() - beyond

    async def run(self) -> None:
        """Watch until cancelled; a database that is away is tried again."""
        wait = 0.05
        while True:
            end_if_cancelled()
            try:
                connection = await self._database.connect(self._role)
                try:
                    wait = 0.05
                    await self._watch(connection)
                finally:
                    await closed(connection)
            except Exception as error:  # whatever it is: nobody in this process would hear of the ledger again
                self.reachable = False
                log.warning("ledger_unreachable", error=type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, RETRY_SECONDS_MAX)

    async def until(self, wanted: Callable[[Position], bool], timeout: float) -> bool:
        """Wait, bounded, until the head is as wanted; True when it is."""
        return await wait_until(self._moved, lambda: wanted(self._position), timeout)

    async def learn(self, place: Place) -> None:
        """A reader got further than was known here."""
        if place.position > self._position:
            await self._set(place.position, place.hash)

    async def _watch(self, connection: asyncpg.Connection) -> None:
        await connection.execute(INDEXES_ALONE)
        await connection.add_listener(CHANNEL, self._heard)
        self.reached += 1
        while True:
            end_if_cancelled()
            self._notified.clear()
            await self._look(connection)
            self.reachable = True
            await asyncio.sleep(self._rest_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(ASK_AGAIN_SECONDS):
                    await self._notified.wait()

    async def _look(self, connection: asyncpg.Connection) -> None:
        before = self._looked
        row = await seen_from(connection, self._book, before.position)
        if row is None:
            await self._set(START.position, START.hash)
            return
        seen = Beyond(Position(row["position"]), row["hash"], frozenset(row["types"]))
        if before.position and row["before"] != before.hash:
            self._forget()
        elif before.position < seen.position <= before.position + TYPES_OF_MOST:
            self._behind[before.position] = seen
        self._looked = seen
        await self._set(seen.position, seen.hash)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if str(payload).rpartition(":")[0] == self._book:
            self._notified.set()

    async def _set(self, position: Position, hash_there: bytes) -> None:
        if (position, hash_there) != (self._position, self._hash):
            async with self._moved:
                self._mark(position)
                self._remember(position, hash_there)
                self._position, self._hash = position, hash_there
                self._moved.notify_all()

    def _remember(self, position: Position, hash_there: bytes) -> None:
        if position < self._position:  # another history
            self._forget()
        self._ends[position] = hash_there
        if len(self._ends) > ENDS_MAX:
            oldest = next(iter(self._ends))
            del self._ends[oldest]
            self._behind.pop(oldest, None)

    def _forget(self) -> None:
        self._ends.clear()
        self._behind.clear()

    def _mark(self, position: Position) -> None:
        now = monotonic()
        if position < self._position:  # another history
            self._marks.clear()
        if self._marks and now - self._marks[-1][1] < 1:
            now = self._marks.pop()[1]
        self._marks.append((position, now))


async def wait_until(changed: asyncio.Condition, wanted: Callable[[], bool], seconds: float) -> bool:
    """Wait, bounded, until something is as wanted; True when it is.

    Not asyncio.wait_for: before Python 3.12 it loses a cancellation that comes together with the answer.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds), changed:
            await changed.wait_for(wanted)
    return wanted()


def end_if_cancelled() -> None:
    """For loops that run until cancelled: a library under them may have swallowed the cancellation (redis-py does,
    when it comes together with an answer), and nobody sends a second one.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
