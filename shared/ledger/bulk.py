"""Many events at once, for imports and generated histories: the same function, the same chain, in chunks.

A chunk is one short statement, so that an officer's append between two chunks waits for milliseconds (one big COPY
held it for two seconds). While PostgreSQL stores one chunk, the next is being encoded.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any

import asyncpg
import msgspec

from shared.domain.identifiers import BookId, Position
from shared.ledger.append import APPEND, Appended, AppendRequest, Arguments, LedgerError

CHUNK_EVENTS_MAX = 2_000
"""Events a chunk: measured to hold an officer's append for at most about 50 ms."""
CHUNK_BYTES_MAX = 4_000_000
"""Bytes a chunk, for histories with large payloads."""


class BulkAppended(msgspec.Struct, frozen=True):
    """How many requests were stored now, how many were known before, and the head afterwards."""

    stored: int
    repeated: int
    head: Position


class BulkRefused(LedgerError):
    """A request of a bulk append was in conflict; the chunks before its own, and what else was in it, are stored."""


async def append_bulk(
    connection: asyncpg.Connection[Any],
    book: BookId,
    requests: AsyncIterable[AppendRequest] | Iterable[AppendRequest],
) -> BulkAppended:
    """Store the requests in order. Run again after a failure, it passes what is already stored."""
    statement = await connection.prepare(APPEND)
    stored = repeated = head = 0
    flying: tuple[Arguments, asyncio.Task[asyncpg.Record | None]] | None = None
    try:
        async for chunk in _chunks(book, requests):
            parameters = chunk.arrays()
            if flying is not None:
                counts = await _landed(*flying)
                stored, repeated, head = stored + counts[0], repeated + counts[1], counts[2]
            flying = (chunk, asyncio.create_task(statement.fetchrow(*parameters)))
            await asyncio.sleep(0)
        if flying is not None:
            counts = await _landed(*flying)
            stored, repeated, head = stored + counts[0], repeated + counts[1], counts[2]
    finally:
        if flying is not None:
            await asyncio.wait([flying[1]])
    return BulkAppended(stored, repeated, Position(head))


async def _landed(chunk: Arguments, task: asyncio.Task[asyncpg.Record | None]) -> tuple[int, int, int]:
    row = await task
    assert row is not None
    outcomes: Counter[str] = Counter(row["outcome"])
    if outcomes.keys() - {"stored", "done"}:
        refused = next(verdict for verdict in chunk.verdicts(row) if not isinstance(verdict, Appended))
        raise BulkRefused(f"{len(row['outcome']) - outcomes['stored'] - outcomes['done']} requests, first: {refused}")
    return outcomes["stored"], outcomes["done"], int(row["head"])


async def _chunks(
    book: BookId, requests: AsyncIterable[AppendRequest] | Iterable[AppendRequest]
) -> AsyncIterator[Arguments]:
    chunk, size = Arguments(book), 0
    async for request in _each(requests):
        events = sum(len(claim.events) for claim in request.claims)
        weight = request.size_bytes
        full = len(chunk.events) + events > CHUNK_EVENTS_MAX or size + weight > CHUNK_BYTES_MAX
        if chunk.events and full:
            yield chunk
            chunk, size = Arguments(book), 0
        chunk.add(request)
        size += weight
    if chunk.events:
        yield chunk


async def _each(requests: AsyncIterable[AppendRequest] | Iterable[AppendRequest]) -> AsyncIterator[AppendRequest]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield request
    else:
        for request in requests:
            yield request
