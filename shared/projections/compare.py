"""The dry run of a rebuild: what it would change, without changing anything.

The live rows and their checkpoint are read in one snapshot, the ledger is folded up to that checkpoint, and each row
is compared with its twin. A difference means that the code folds differently than the code that wrote the rows, or
that somebody wrote to the table by hand.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import asyncpg
import msgspec

from shared.database.engine import LONG_S_MAX, Database
from shared.domain.identifiers import BookId, Position
from shared.messaging.parking import Parked, parked_keys
from shared.projections.folding import Folding, settle
from shared.projections.listing import ListProjection
from shared.projections.reading import Reading, reader, session
from shared.projections.rebuild import Progress
from shared.projections.rows import Key
from shared.projections.state import Projection
from shared.projections.tables import Tables

R = TypeVar("R", bound=msgspec.Struct)

SAMPLE_ROWS = 20
"""Enough to see what kind of difference it is."""
CURSOR_ROWS = 2_000
"""Rows of the live table in memory at a time."""


@dataclass(frozen=True, slots=True)
class Different:
    """One row that a rebuild would change: which columns. Missing and extra rows name none."""

    key: Key
    what: str
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Difference:
    """What a rebuild at this position would change. ``missing``: rows it would add; ``extra``: rows it would drop."""

    position: Position
    rows: int = 0
    missing: int = 0
    extra: int = 0
    different: int = 0
    parked: tuple[Parked, ...] = ()
    """What a rebuild would park, and so leave at an earlier event."""
    parked_now: frozenset[str] = frozenset()
    sample: list[Different] = field(default_factory=list)

    def __bool__(self) -> bool:
        other_keys_parked = {item.key for item in self.parked} != self.parked_now
        return bool(self.missing or self.extra or self.different or other_keys_parked)

    def add(self, found: Different) -> None:
        """Count one, and keep it for the sample while there is room."""
        if len(self.sample) < SAMPLE_ROWS:
            self.sample.append(found)


class CannotCompare(Exception):
    """There is no live table of today's shape; a rebuild makes one."""


async def compare(
    database: Database,
    book: BookId,
    projection: Projection[Any],
    progress: Callable[[Progress], None] | None = None,
) -> Difference:
    """Compare a projection's live rows with what the ledger gives today."""
    async with (
        session(database, projection.role, LONG_S_MAX) as connection,
        connection.transaction(isolation="repeatable_read"),
    ):
        await connection.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        live = await Tables(connection, projection).live()
        if live is None or not await Tables(connection, projection).fits():
            raise CannotCompare(f"{projection.full_name} has no live table of version {projection.version}")
        position = await connection.fetchval(
            f"SELECT position FROM {projection.service}.checkpoint WHERE name = $1",  # noqa: S608
            projection.full_name,
        )
        comparison = _Comparison(projection, connection, Position(int(position or 0)), live[0])
        await comparison.run(database, book, progress or _silent)
        comparison.difference.parked_now = await parked_keys(connection, projection.full_name)
        return comparison.difference


class _Comparison:
    """One comparison, in the snapshot of its connection."""

    def __init__(
        self, projection: Projection[Any], connection: asyncpg.Connection[Any], until: Position, number: int
    ) -> None:
        self._projection, self._connection, self._until = projection, connection, until
        self._layout = projection.layout
        self._reading = Reading(projection)
        self._folding: Folding[Any] = Folding(projection, self._reading)
        self._address = Tables(connection, projection).address(number)
        self.difference = Difference(until)

    async def run(self, database: Database, book: BookId, report: Callable[[Progress], None]) -> None:
        """A list is compared window by window, a state at the end: so memory is bounded by state alone."""
        start = 0
        async with reader(database, book, self._reading) as ledger:
            async for window in ledger.windows(Position(0), self._until):
                self._folding.fold(window.items)
                if isinstance(self._projection, ListProjection):
                    await self._against(start, window.until)
                    start = window.until
                report(Progress(self._projection.full_name, window.until, self._until))
            if not isinstance(self._projection, ListProjection):
                await settle(self._folding, ledger, self._until)
                await self._against()
        self.difference.parked = tuple(self._folding.parked.values())

    async def _against(self, *between: int) -> None:
        rows = self._folding.rows
        async for live in self._live_rows(*between):
            self.difference.rows += 1
            key = live[self._layout.key]
            self._one(key, live, rows.pop(key, None))
        for key in rows:
            self.difference.missing += 1
            self.difference.add(Different(key, "missing"))
        rows.clear()

    def _one(self, key: Key, live: asyncpg.Record, made: Any | None) -> None:
        if made is None:
            self.difference.extra += 1
            self.difference.add(Different(key, "extra"))
            return
        made = self._layout.as_stored(made)
        columns = tuple(name for name in self._layout.names if not self._same(name, live[name], getattr(made, name)))
        if columns:
            self.difference.different += 1
            self.difference.add(Different(key, "different", columns))

    def _same(self, name: str, live: Any, made: Any) -> bool:
        try:
            return bool(self._layout.value(name, live) == made)
        except ValueError:
            return False

    async def _live_rows(self, *between: int) -> AsyncIterator[asyncpg.Record]:
        where = "WHERE position > $1 AND position <= $2" if between else ""
        query = f"SELECT {self._layout.selected} FROM {self._address} {where}"  # noqa: S608 - names of our own declaration
        async for record in self._connection.cursor(query, *between, prefetch=CURSOR_ROWS):
            yield record


def _silent(progress: Progress) -> None:
    """Nobody watches."""
