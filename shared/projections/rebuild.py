"""A projection made anew from the ledger, beside the live one, and put in its place in a moment.

Example::

    rebuilt = await rebuild(database, book, klien, progress=print)

The live table is read and kept up to date meanwhile. Killed at any moment, a rebuild leaves it as it was; what it
left behind is dropped by the next. Memory is bounded, however long the ledger (filling.py); by survivors
(survivors.py) there is a row a subject.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import asyncpg

from shared.database.engine import LONG_S_MAX, Database
from shared.domain.identifiers import BookId, Position
from shared.messaging.checkpoint import lock_place, move, open_place
from shared.messaging.history import Place, hash_at
from shared.messaging.parking import PARKED_KEYS_MAX, Parked, park, parked_keys
from shared.projections.applying import applied
from shared.projections.by_subject import by_subject
from shared.projections.filling import Filling
from shared.projections.folding import LOST, Folding
from shared.projections.reading import WINDOW_POSITIONS, Item, Reader, Reading, Window, reader, session
from shared.projections.state import Projection
from shared.projections.survivors import FalseClaim, Survivors
from shared.projections.tables import Tables
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


@dataclass(slots=True)
class _Made:
    """How far it is: positions done, events folded, rows in the new table, what is parked."""

    done: Position
    events: int = 0
    rows: int = 0
    parked: dict[str, Parked] = field(default_factory=dict)


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
        self._made = _Made(Position(0))
        self._began = perf_counter()

    async def run(self) -> Rebuilt:
        await self._tables.clean(clock.now())
        number = await self._tables.create(clock.now())
        try:
            async with reader(self._database, self._book, self._reading) as ledger:
                await self._load(ledger, number)
                await self._catch_up(ledger, number)
                await self._swap(ledger, number)
        except Exception:
            # Where the connection is gone too, the next rebuild drops it.
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._tables.drop(number)
            raise
        made, seconds = self._made, perf_counter() - self._began
        parked, table = tuple(made.parked.values()), self._tables.name(number)
        return Rebuilt(self._projection.full_name, made.done, made.events, made.rows, parked, seconds, table)

    async def _load(self, ledger: Reader, number: int) -> None:
        """Everything up to the ledger's head, into the new table, and then its key and its indexes."""
        head, made = await ledger.head(), self._made
        filling = Filling(self._connection, self._projection, self._reading, self._tables.name(number))
        made.parked = filling.parked
        if self._projection.runs:
            await self._survivors(filling.folding, head)
        async for window in ledger.windows(made.done, head):
            await filling.take(window.items)
            self._read(window, head)
        await filling.put_all()
        await self._tables.finish(number)
        await filling.settle(ledger, self._book, head)
        made.rows = filling.count
        self._bounded()

    async def _survivors(self, folding: Folding[Any], head: Position) -> None:
        """What is not told anew later; nothing of it where an event is parked that does not say whom it concerns."""
        name = self._projection.full_name
        parked = await parked_keys(self._connection, name)
        if any(key.startswith(LOST) for key in parked):
            return
        async with by_subject(self._database, self._book, self._projection, self._reading) as ledger:
            survivors = Survivors(ledger, folding, head)
            try:
                await survivors.fold(parked, lambda done: self._report(Progress(name, done, head)))
            except FalseClaim as found:
                raise RebuildRefused(
                    f"{name}: the row of {found} is another one by the last of each run than by all of it: what is "
                    "declared last_of_run is not"
                ) from None
        self._made.done, self._made.events = head, survivors.events
        self._bounded()

    async def _catch_up(self, ledger: Reader, number: int) -> None:
        """What was appended while the table was filled and its indexes made, so that the swap has little to do."""
        while (head := await ledger.head()) - self._made.done > WINDOW_POSITIONS:
            await self._follow(ledger, number, head)

    async def _follow(self, ledger: Reader, number: int, head: Position) -> None:
        async for window in ledger.windows(self._made.done, head):
            await self._apply(window.items, number)
            self._read(window, head)

    async def _apply(self, items: Sequence[Item], number: int) -> None:
        made, address = self._made, self._tables.address(number)
        found = await applied(
            self._connection, address, self._projection, self._reading, items, waiting=made.parked.keys()
        )
        made.parked.update({one.key: one for one in found.parked})
        made.rows += found.more

    def _read(self, window: Window, head: Position) -> None:
        self._made.done = window.until
        self._made.events += len(window.items)
        self._bounded()
        self._report(Progress(self._projection.full_name, window.until, head))

    def _bounded(self) -> None:
        parked = self._made.parked
        if len(parked) > PARKED_KEYS_MAX:
            first = next(iter(parked.values()))
            raise RebuildRefused(
                f"{self._projection.full_name}: more than {PARKED_KEYS_MAX} keys would be parked, "
                f"the first by {first.type} at {first.position}: {first.reason}"
            )

    async def _swap(self, ledger: Reader, number: int) -> None:
        for _ in range(SWAP_TRIES):
            before = replace(self._made, parked=dict(self._made.parked))
            try:
                async with self._connection.transaction():
                    await self._swapped(ledger, number)
            except asyncpg.LockNotAvailableError:
                self._made = before
                await asyncio.sleep(SWAP_PAUSE_S)
            else:
                return
        raise RebuildRefused(f"{self._projection.full_name}: somebody has been reading the view all the time")

    async def _swapped(self, ledger: Reader, number: int) -> None:
        """In one transaction: the last events, the checkpoint, the parked keys, the view."""
        name = self._projection.full_name
        await open_place(self._connection, name, self._projection.edition)
        locked = await lock_place(self._connection, name, self._book)
        await self._follow(ledger, number, await ledger.head())
        found = await hash_at(self._connection, self._book, self._made.done)
        place = Place(locked.epoch, self._made.done, found or b"")
        await move(self._connection, name, place, self._projection.edition)
        await self._connection.execute(
            f"DELETE FROM {self._projection.service}.parked WHERE subscription = $1",  # noqa: S608
            name,
        )
        await park(self._connection, name, self._made.parked.values())
        await self._connection.execute(f"SET LOCAL lock_timeout = '{VIEW_PATIENCE_MS}ms'")
        await self._tables.point_view(number, clock.now())


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
