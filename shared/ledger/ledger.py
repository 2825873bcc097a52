"""The ledger as the rest of the house uses it: append under the expected version, read in order.

Example::

    ledger = Ledger(database, book, Role.INTAKE, categories=frozenset({"putusan"}))
    await ledger.start()
    verdict = await ledger.append(AppendRequest(command_id, digest, (Claim(stream, version, events),)))
    async for page in ledger.read(after=position): ...
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from asyncpg.pool import PoolAcquireContext

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, CommandId, EventId, Position, StreamName, event_id
from shared.ledger.append import Appended, AppendRequest, Conflict, DigestMismatch, LedgerError, Mismatch
from shared.ledger.books import find_book
from shared.ledger.bulk import BulkAppended, append_bulk
from shared.ledger.figures import Measured
from shared.ledger.lane import Lane, LastAppend
from shared.ledger.recorded import COLUMNS, Recorded
from shared.ledger.standing import ClockStanding, clock_standing
from shared.runtime.grouping import Grouping

PAGE_EVENTS = 2_000
"""Events a page: large enough that the round trip does not count, small enough for 1 MB of memory."""
RANGES_EVENTS_MAX = 20_000
"""Events of many streams read at once: about 30 MB and a third of a second. A regency's offers are some hundreds a
year, its slots from this month on some thousands; more is a category that lacks a period in its streams' names."""
READER_PATIENCE_S = 10.0
"""How long a read waits for its turn, as long as a statement may take; who waits longer asks again."""
READERS_MAX = 6
"""Connections for reading; commands on different streams read side by side, more would only queue in PostgreSQL."""

# ruff: noqa: S608 — only the column list is put in
FORWARD = f"""
    SELECT {COLUMNS} FROM ledger.event
    WHERE book = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4
"""
FORWARD_OF_TYPES = FORWARD.replace("ORDER BY", "AND type = ANY($5) ORDER BY")
STREAM = f"SELECT {COLUMNS} FROM ledger.event WHERE book = $1 AND stream = $2 ORDER BY version"
EACH_STREAM = f"""
    SELECT found.* FROM unnest($2::text[]) AS asked (name)
    CROSS JOIN LATERAL (
        SELECT {COLUMNS} FROM ledger.event WHERE book = $1 AND stream = asked.name ORDER BY version
    ) found ORDER BY version
"""
SUBJECT = f"SELECT {COLUMNS} FROM ledger.event WHERE book = $1 AND subject = $2 ORDER BY position LIMIT $3"
RANGES = f"""
    SELECT found.* FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS range (first, before, n)
    CROSS JOIN LATERAL (
        SELECT {COLUMNS} FROM ledger.event
        WHERE book = $1 AND stream >= range.first AND stream < range.before ORDER BY stream, version LIMIT $4
    ) found ORDER BY n, stream, version LIMIT $4
"""
STREAMS = "SELECT DISTINCT stream FROM ledger.event WHERE book = $1 AND stream >= $2 AND stream < $3 ORDER BY stream"
BY_IDS = f"SELECT {COLUMNS} FROM ledger.event WHERE book = $1 AND event_id = ANY($2::uuid[]) ORDER BY position"
BY_ID = "SELECT position FROM ledger.event WHERE book = $1 AND event_id = $2"
HEAD = "SELECT position, hash, recorded_at FROM ledger.event WHERE book = $1 ORDER BY position DESC LIMIT 1"
ROW_AT = "SELECT position, hash, recorded_at FROM ledger.event WHERE book = $1 AND position = $2"
EPOCH = "SELECT epoch FROM ledger.book WHERE book = $1"

START = Position(0)
END = Position(2**63 - 1)


class TooMuch(LedgerError):
    """More events were asked for at once than a command may read."""


class Head(msgspec.Struct, frozen=True):
    """The last event of a book; position 0, no hash and no time where there is none."""

    position: Position
    hash: bytes
    recorded_at: datetime | None


class Ledger:
    """One book, by one database role, which may append to streams of ``categories``."""

    def __init__(self, database: Database, book: BookId, role: Role, categories: frozenset[str] = frozenset()) -> None:
        self.book = book
        self.role = role
        self.categories = categories
        self._database = database
        self._lane = Lane(book, self._connect)
        self._pool: asyncpg.Pool[Any] | None = None
        self._streams = Grouping(self._each_stream, common=(Exception,))

    async def start(self) -> None:
        """Open the readers and, for a role that writes, the lane; raises NoBook where the book was never opened."""
        self._pool = await self._database.pool(self.role, READERS_MAX)
        async with self._reader() as connection:
            await find_book(connection, self.book)
        if self.categories:
            await self._lane.start()

    async def stop(self) -> None:
        """Store what waits, then close."""
        if self.categories:
            await self._lane.stop()
        if self._pool is not None:
            await self._pool.close()

    async def append(self, request: AppendRequest) -> Appended | Conflict:
        """Store the request: all of it, durably, or nothing.

        Raises LaneFull, OutcomeUnknown, ClockStepped or DigestMismatch.
        """
        with Measured() as outcome:
            verdict = await self._lane.append(request, request.check(self.categories))
            outcome.of(verdict)
        if isinstance(verdict, Mismatch):
            raise DigestMismatch(f"command {request.command_id} was another command at {verdict.first_position}")
        return verdict

    async def prove_append(self) -> None:
        """Return once an append was acknowledged after this moment; raises where none can be."""
        await self._lane.prove()

    @property
    def last_append(self) -> LastAppend:
        """When this process's lane was last acknowledged, and when not."""
        return self._lane.last

    async def clock_standing(self) -> ClockStanding:
        """The ledger's clock against the book's last record."""
        async with self._reader() as connection:
            return await clock_standing(connection, self.book)

    async def append_bulk(self, requests: AsyncIterable[AppendRequest] | Iterable[AppendRequest]) -> BulkAppended:
        """Store many requests fast, in order, in chunks, on a connection of its own; for imports and generators."""
        connection = await self._connect()
        try:
            return await append_bulk(connection, self.book, requests)
        finally:
            await connection.close()

    @property
    def waiting(self) -> int:
        """How many requests wait in this process's lane."""
        return self._lane.waiting

    async def read(
        self,
        after: Position = START,
        until: Position | None = None,
        page: int = PAGE_EVENTS,
        types: Sequence[str] | None = None,
    ) -> AsyncIterator[list[Recorded]]:
        """Pages of events behind ``after`` in order without a hole, up to and with ``until``; empty: the end.

        With ``types`` only those: for a short way, since each event in between is looked at.
        """
        query, more = (FORWARD, []) if types is None else (FORWARD_OF_TYPES, [types])
        while rows := await self._rows(query, self.book, after, END if until is None else until, page, *more):
            entries = _recorded(rows)
            yield entries
            after = entries[-1].position
            if len(entries) < page:
                return

    async def read_stream(self, stream: StreamName) -> list[Recorded]:
        """Every event of one stream; streams stay short by design."""
        return await self._streams.ask(stream)

    async def read_subject(self, subject: str, most: int) -> list[Recorded]:
        """Every event about a person, in order. Raises TooMuch rather than give a part."""
        rows = await self._rows(SUBJECT, self.book, subject, most + 1)
        if len(rows) > most:
            raise TooMuch(f"more than {most} events about one subject")
        return _recorded(rows)

    async def read_category(self, category: str) -> list[Recorded]:
        """Every event of every stream of a small category (hosts and their offers), stream by stream."""
        return await self.read_ranges([(f"{category}-", f"{category}.")])

    async def streams(self, category: str) -> list[StreamName]:
        """The names of every stream of a category, in their order."""
        rows = await self._rows(STREAMS, self.book, f"{category}-", f"{category}.")
        return [StreamName(row["stream"]) for row in rows]

    async def read_ranges(self, ranges: Sequence[tuple[str, str]], most: int = RANGES_EVENTS_MAX) -> list[Recorded]:
        """Every event of the streams whose names lie in these ranges (first, before), range by range.

        Raises TooMuch rather than give a part.
        """
        first, before = [low for low, _ in ranges], [high for _, high in ranges]
        rows = await self._rows(RANGES, self.book, first, before, most + 1)
        if len(rows) > most:
            raise TooMuch(f"more than {most} events in {len(ranges)} ranges of streams from {first[0]}")
        return _recorded(rows)

    async def read_command(self, command_id: CommandId) -> list[Recorded]:
        """The events that this command left, in order; none where it is not known."""
        first = await self._value(BY_ID, self.book, event_id(command_id, 0))
        found: list[Recorded] = []
        if first is None:
            return found
        async for entries in self.read(after=Position(first - 1), page=16):
            for entry in entries:
                if entry.event_id != event_id(command_id, len(found)):
                    return found
                found.append(entry)
        return found

    async def read_first_of(self, commands: Sequence[CommandId]) -> list[Recorded]:
        """The first event that each of these commands left; none of one that is not known."""
        return await self.read_events([event_id(one, 0) for one in commands])

    async def read_events(self, ids: Sequence[EventId]) -> list[Recorded]:
        """These events, in order; none of one that is not stored."""
        return _recorded(await self._rows(BY_IDS, self.book, ids))

    async def position_of(self, event: EventId) -> Position | None:
        """Where an event stands."""
        found = await self._value(BY_ID, self.book, event)
        return None if found is None else Position(found)

    async def position_at(self, moment: datetime) -> Position:
        """The last position recorded at or before this moment; 0 where there is none.

        recorded_at never falls as positions rise, so the place is found by halving.
        """
        low, high = 0, int((await self.head()).position)
        while low < high:
            middle = (low + high + 1) // 2
            row = await self._one(ROW_AT, self.book, middle)
            if row is not None and row["recorded_at"] <= moment:
                low = middle
            else:
                high = middle - 1
        return Position(low)

    async def head(self) -> Head:
        """The last event."""
        row = await self._one(HEAD, self.book)
        return Head(START, b"", None) if row is None else Head(*row)

    async def head_at(self, position: Position) -> Head | None:
        """The event at this position as if it were the last; None where there is none: another history."""
        row = await self._one(ROW_AT, self.book, position)
        return None if row is None else Head(*row)

    async def epoch(self) -> int:
        """How often this book's history was restored, from 1; 0 where the book was never opened."""
        return int(await self._value(EPOCH, self.book) or 0)

    async def _connect(self) -> asyncpg.Connection[Any]:
        return await self._database.connect(self.role)

    def _reader(self) -> PoolAcquireContext[Any]:
        if self._pool is None:
            raise RuntimeError("the ledger is not started")
        return self._pool.acquire(timeout=READER_PATIENCE_S)

    async def _rows(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        async with self._reader() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(query, *arguments)
        return rows

    async def _each_stream(self, streams: Sequence[StreamName]) -> list[list[Recorded]]:
        """The streams that commands ask for at once, by one query."""
        if len(streams) == 1:
            return [_recorded(await self._rows(STREAM, self.book, streams[0]))]
        found: dict[str, list[Recorded]] = {stream: [] for stream in streams}
        for entry in _recorded(await self._rows(EACH_STREAM, self.book, list(found))):
            found[entry.stream].append(entry)
        return [found[stream] for stream in streams]

    async def _one(self, query: str, *arguments: object) -> asyncpg.Record | None:
        async with self._reader() as connection:
            return await connection.fetchrow(query, *arguments)

    async def _value(self, query: str, *arguments: object) -> Any:
        async with self._reader() as connection:
            return await connection.fetchval(query, *arguments)


def _recorded(rows: Iterable[asyncpg.Record]) -> list[Recorded]:
    return [Recorded(*row) for row in rows]
