"""How far the ledger is: woken by its one notification per group of appends, asked again where none comes.

A notification can be lost (a connection that broke in silence), so it only makes readers faster, never right.
"""

import asyncio
from collections.abc import Callable

import asyncpg
import structlog

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Position
from shared.messaging.history import head_of

CHANNEL = "bakti_ledger"
ASK_AGAIN_SECONDS = 0.25
"""How old the knowledge of the head may get; one look at an index per process."""
RETRY_SECONDS_MAX = 2.0

log = structlog.get_logger()


class LedgerHead:
    """The last position of one book, watched by one connection for all readers of a process."""

    def __init__(self, database: Database, role: Role, book: BookId) -> None:
        self._database, self._role, self._book = database, role, book
        self._position = Position(0)
        self._moved = asyncio.Condition()
        self._notified = asyncio.Event()
        self.reachable = False

    @property
    def position(self) -> Position:
        return self._position

    async def run(self) -> None:
        """Watch until cancelled; a database that is away is tried again."""
        wait = 0.05
        while True:
            try:
                connection = await self._database.connect(self._role)
                try:
                    wait = 0.05
                    await self._watch(connection)
                finally:
                    await _close(connection)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                self.reachable = False
                log.warning("ledger_unreachable", error=type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, RETRY_SECONDS_MAX)

    async def until(self, wanted: Callable[[Position], bool], timeout: float) -> bool:
        """Wait, bounded, until the head is as wanted; True when it is."""
        async with self._moved:
            try:
                await asyncio.wait_for(self._moved.wait_for(lambda: wanted(self._position)), timeout)
            except TimeoutError:
                return wanted(self._position)
        return True

    async def _watch(self, connection: asyncpg.Connection) -> None:
        await connection.add_listener(CHANNEL, self._heard)
        while True:
            self._notified.clear()
            await self._set(await head_of(connection, self._book))
            self.reachable = True
            try:
                await asyncio.wait_for(self._notified.wait(), ASK_AGAIN_SECONDS)
            except TimeoutError:
                continue

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if str(payload).rpartition(":")[0] == self._book:
            self._notified.set()

    async def _set(self, position: Position) -> None:
        if position != self._position:
            async with self._moved:
                self._position = position
                self._moved.notify_all()


async def _close(connection: asyncpg.Connection) -> None:
    try:
        await connection.close(timeout=1)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        connection.terminate()
