"""A projection made anew from the ledger, beside the live one, and put in its place in a moment.

Example::

    rebuilt = await rebuild(database, book, klien, progress=print)

The live table is read and kept up to date meanwhile. Killed at any moment, a rebuild leaves it as it was; what it
left behind is dropped by the next. Memory is bounded by the rows of a state projection, not by events.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import asyncpg

from shared.database.engine import LONG_S_MAX, Database
from shared.domain.identifiers import BookId, Position
from shared.messaging.checkpoint import lock_place, move, open_place
from shared.messaging.history import Place, hash_at
from shared.messaging.parking import PARKED_KEYS_MAX, Parked, park, parked_keys
from shared.projections.by_subject import by_subject
from shared.projections.folding import LOST, Folding, settle
from shared.projections.listing import ListProjection
from shared.projections.reading import Reader, Reading, Window, reader, session
from shared.projections.rows import Key
from shared.projections.state import Projection
from shared.projections.survivors import FalseClaim, Survivors
from shared.projections.tables import Tables
from shared.projections.writing import copy_rows, remove, store
from shared.runtime import clock

VIEW_PATIENCE_MS = 50
"""How long the swap may make a page wait that reads behind it in the queue for the view."""
SWAP_TRIES = 600
SWAP_PAUSE_S = 0.2
"""Two minutes of tries: longer than any page or report of the house reads."""
OTHER_REBUILD_PATIENCE_S = 600
"""A process that starts waits this long for another one that rebuilds the same projection."""


class RebuildRefused(Exception):
    """Nothing was changed: another rebuild runs, too many keys would be parked, or a reader never let go."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is. Positions are counted, not events of interest: they are what is known beforehand."""

    projection: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did. ``events`` are those that were folded; ``seconds`` until rows were in place."""

    projection: str
    position: Position
    events: int
    rows: int
    parked: tuple[Parked, ...]
    seconds: float
    table: str


Report = Callable[[Progress], None]


async def rebuild(
    database: Database, book: BookId, projection: Projection[Any], progress: Report | None = None
) -> Rebuilt:
    """Rebuild beside and swap; raises RebuildRefused, and then the live one is untouched."""
    async with _alone(database, projection, wait_s=0) as connection:
        return await _Rebuild(database, book, projection, connection, progress or _silent).run()


async def prepare(
    database: Database, book: BookId, projections: Iterable[Projection[Any]], progress: Report | None = None
) -> list[Rebuilt]:
    """Before a service starts: make the tables that are missing or that yesterday's code made; tidy up."""
    done = []
    for projection in projections:
        async with _alone(database, projection, wait_s=OTHER_REBUILD_PATIENCE_S) as connection:
            tables = Tables(connection, projection)
            if await tables.fits():
                await tables.clean(clock.now())
            else:
                done.append(await _Rebuild(database, book, projection, connection, progress or _silent).run())
    return done


class _Rebuild:
    """One rebuild, on the connection that holds its lock."""

    def __init__(
        self,
        database: Database,
        book: BookId,
        projection: Projection[Any],
        connection: asyncpg.Connection[Any],
        report: Report,
    ) -> None:
        self._database, self._book, self._projection = database, book, projection
        self._connection, self._report = connection, report
        self._tables = Tables(connection, projection)
        self._reading = Reading(projection)
        self._folding: Folding[Any] = Folding(projection, self._reading)
        self._keeps_rows = not isinstance(projection, ListProjection)
        self._done, self._events, self._listed = Position(0), 0, 0
        self._dirty: set[Key] = set()
        self._began = perf_counter()

    async def run(self) -> Rebuilt:
        await self._tables.clean(clock.now())
        number = await self._tables.create(clock.now())
        try:
            async with reader(self._database, self._book, self._reading) as ledger:
                await self._load(ledger, number)
                await self._tables.finish(number)
                await self._swap(ledger, number)
        except Exception:
            # Where the connection is gone too, the next rebuild drops it.
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._tables.drop(number)
            raise
        parked = tuple(self._folding.parked.values())
        seconds = perf_counter() - self._began
        name = self._projection.full_name
        rows = len(self._folding.rows) + self._listed
        return Rebuilt(name, self._done, self._events, rows, parked, seconds, self._tables.name(number))

    async def _load(self, ledger: Reader, number: int) -> None:
        """Everything up to the ledger's head, into the new table."""
        head = await ledger.head()
        if self._projection.runs:
            await self._survivors(head)
        while self._done < head:
            async for window in ledger.windows(self._done, head):
                self._fold(window)
                if not self._keeps_rows:
                    await self._copy(number)
                self._report(Progress(self._projection.full_name, self._done, head))
            head = await ledger.head()
        if self._keeps_rows:
            await settle(self._folding, ledger, self._done)
            await self._copy(number)

    async def _survivors(self, head: Position) -> None:
        """What is not told anew later; nothing of it where an event is parked that does not say whom it concerns."""
        name = self._projection.full_name
        parked = await parked_keys(self._connection, name)
        if any(key.startswith(LOST) for key in parked):
            return
        async with by_subject(self._database, self._book, self._projection, self._reading) as ledger:
            survivors = Survivors(ledger, self._folding, head)
            try:
                await survivors.fold(parked, lambda done: self._report(Progress(name, done, head)))
            except FalseClaim as found:
                raise RebuildRefused(
                    f"{name}: the row of {found} is another one by the last of each run than by all of it: what is "
                    "declared last_of_run is not"
                ) from None
        self._done, self._events = head, survivors.events
        self._bounded()

    def _fold(self, window: Window) -> None:
        self._folding.fold(window.items)
        self._done = window.until
        self._events += len(window.items)
        self._bounded()

    def _bounded(self) -> None:
        if len(self._folding.parked) > PARKED_KEYS_MAX:
            first = next(iter(self._folding.parked.values()))
            raise RebuildRefused(
                f"{self._projection.full_name}: more than {PARKED_KEYS_MAX} keys would be parked, "
                f"the first by {first.type} at {first.position}: {first.reason}"
            )

    async def _copy(self, number: int) -> None:
        rows = self._folding.rows
        await copy_rows(
            self._connection,
            self._projection.service,
            self._tables.name(number),
            self._projection.layout,
            rows.values(),
        )
        if not self._keeps_rows:
            self._listed += len(rows)
            rows.clear()

    async def _swap(self, ledger: Reader, number: int) -> None:
        for _ in range(SWAP_TRIES):
            try:
                async with self._connection.transaction():
                    await self._swapped(ledger, number)
            except asyncpg.LockNotAvailableError:
                await asyncio.sleep(SWAP_PAUSE_S)
            else:
                return
        raise RebuildRefused(f"{self._projection.full_name}: somebody has been reading the view all the time")

    async def _swapped(self, ledger: Reader, number: int) -> None:
        """In one transaction: the last events, the checkpoint, the parked keys, the view."""
        name = self._projection.full_name
        await open_place(self._connection, name, self._projection.edition)
        locked = await lock_place(self._connection, name, self._book)
        await self._tail(ledger, number)
        found = await hash_at(self._connection, self._book, self._done)
        place = Place(locked.epoch, self._done, found or b"")
        await move(self._connection, name, place, self._projection.edition)
        await self._connection.execute(
            f"DELETE FROM {self._projection.service}.parked WHERE subscription = $1",  # noqa: S608
            name,
        )
        await park(self._connection, name, self._folding.parked.values())
        await self._connection.execute(f"SET LOCAL lock_timeout = '{VIEW_PATIENCE_MS}ms'")
        await self._tables.point_view(number, clock.now())

    async def _tail(self, ledger: Reader, number: int) -> None:
        """What was appended since the load; after a try that failed, the rows of its tail once more."""
        folding = self._folding
        async for window in ledger.windows(self._done, await ledger.head()):
            self._dirty |= folding.touched(window.items)
            self._fold(window)
        await settle(folding, ledger, self._done, self._dirty)
        layout, address = self._projection.layout, self._tables.address(number)
        rows = [folding.rows[key] for key in self._dirty if key in folding.rows]
        await store(self._connection, address, layout, rows)
        await remove(self._connection, address, layout, [key for key in self._dirty if key not in folding.rows])


@asynccontextmanager
async def _alone(
    database: Database, projection: Projection[Any], wait_s: float
) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A connection that holds the projection's advisory lock; it ends with the connection, so also with a kill."""
    async with session(database, projection.role, LONG_S_MAX) as connection:
        await connection.execute("SET statement_timeout = 0")
        lock = f"bakti rebuild {projection.full_name}"
        until = perf_counter() + wait_s
        while not await connection.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", lock):
            if perf_counter() >= until:
                raise RebuildRefused(f"{projection.full_name} is being rebuilt by another process")
            await asyncio.sleep(SWAP_PAUSE_S)
        yield connection


def _silent(progress: Progress) -> None:
    """Nobody watches."""
