"""The ledger read by ranges of subject: of each only what survives, or all of it. See survivors.py."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

import asyncpg

from shared.database.engine import Database
from shared.domain.identifiers import BookId, Position
from shared.projections.entry import microseconds
from shared.projections.reading import AHEAD, SQL, Item, Reading, collector_at_rest, constants, hole, session
from shared.projections.state import Projection

RANGE_EVENTS = 20_000
"""Events a range: most are left out, and what is left stays in the processor's cache."""
NOBODY = ""
"""Stands for the subject of events that speak of none."""
BY_INDEX = "SET enable_hashjoin = off; SET enable_mergejoin = off"

SURVIVORS = (SQL / "survivors.sql").read_text(encoding="utf-8")
RANGE = (SQL / "range.sql").read_text(encoding="utf-8")
NEXT_SUBJECT = (SQL / "next_subject.sql").read_text(encoding="utf-8")
WHOLE = (SQL / "whole.sql").read_text(encoding="utf-8")
NOBODYS = (SQL / "nobodys.sql").read_text(encoding="utf-8")
LAST_SUBJECT = "SELECT max(subject) FROM ledger.event"
HELD = "SELECT count(*) FROM ledger.event WHERE book = $1 AND position <= $2"


class Part(NamedTuple):
    """Some subjects' events, and whose each is."""

    items: list[Item]
    subjects: Sequence[str]


class BySubject:
    """Reads one book for one projection: on some connections the parts, on one where the next ends, one counts."""

    def __init__(
        self, book: BookId, projection: Projection[Any], reading: Reading, connections: list[asyncpg.Connection[Any]]
    ) -> None:
        self._book, self._reading = book, reading
        self._ends, self._counts, *self._free = connections
        wanted, runs = constants(reading.types), constants(projection.runs)
        self._survivors = SURVIVORS.format(wanted=wanted, runs=runs, numbers=reading.numbers)

    async def parts(self, until: Position) -> AsyncIterator[Part]:
        """The survivors of every subject, in its order; the next parts are made while one is folded.

        Raises HoleInLedger where the ledger does not hold every position.
        """
        held = asyncio.create_task(self._counts.fetchval(HELD, self._book, until))
        flying: deque[asyncio.Task[Part]] = deque()
        try:
            async for after, end in self._ranges():
                part = await flying.popleft() if len(flying) == AHEAD else None
                flying.append(asyncio.create_task(self._part(self._free.pop(), after, end, until)))
                await asyncio.sleep(0)
                if part is not None:
                    yield part
            while flying:
                yield await flying.popleft()
            if await held != until:
                raise hole(self._book, 0, until, held.result())
        finally:
            for task in (held, *flying):
                task.cancel()
            await asyncio.gather(held, *flying, return_exceptions=True)

    async def whole(self, subjects: Collection[str], until: Position) -> Part:
        """Every event of these subjects, in the order of the ledger."""
        rows = await self._counts.fetch(WHOLE, self._book, list(subjects), until, self._reading.types)
        found = self._of_rows(rows)
        if NOBODY in subjects:
            nobodys = await self.nobodys(until)
            both = sorted(
                zip([*found.items, *nobodys.items], [*found.subjects, *nobodys.subjects], strict=True),
                key=lambda one: one[0].position,
            )
            return Part([item for item, _ in both], [subject for _, subject in both])
        return found

    async def nobodys(self, until: Position) -> Part:
        """Every event that speaks of no subject."""
        return self._of_rows(await self._counts.fetch(NOBODYS, self._book, until, self._reading.types))

    async def _ranges(self) -> AsyncIterator[tuple[str, str]]:
        after, last = NOBODY, await self._ends.fetchval(LAST_SUBJECT) or NOBODY
        while after < last:
            end = await self._ends.fetchval(NEXT_SUBJECT, after, RANGE_EVENTS) or last
            yield after, end
            after = end

    async def _part(self, connection: asyncpg.Connection[Any], after: str, end: str, until: Position) -> Part:
        try:
            row = await connection.fetchrow(self._survivors, self._book, after, end, until)
            with collector_at_rest():
                items = self._reading.exactly(row["entries"], row["positions"] or ())
            if items is not None:
                return Part(items, row["subjects"] or ())
            # Rare: one by one, and then all of them.
            return self._of_rows(await connection.fetch(RANGE, self._book, after, end, until, self._reading.types))
        finally:
            self._free.append(connection)

    def _of_rows(self, rows: Sequence[Any]) -> Part:
        items = [
            self._reading.item(row["type"], row["position"], microseconds(row["recorded_at"]), row["payload"])
            for row in rows
        ]
        return Part(items, [row["subject"] or NOBODY for row in rows])


@asynccontextmanager
async def by_subject(
    database: Database, book: BookId, projection: Projection[Any], reading: Reading
) -> AsyncIterator[BySubject]:
    """A reader of the book by subjects, under its service's role."""
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(session(database, projection.role)) for _ in range(2 + AHEAD)]
        for connection in connections:
            await connection.execute(BY_INDEX)
        yield BySubject(book, projection, reading, connections)
