"""Verify: recompute a book's hash chain from its rows and name the first position that is not as it was written.

What it proves: no row was changed, removed from the middle, put in or moved since the head hash it ends on was known.
A tail that was cut off leaves a chain that is whole but shorter: compare the head with one that was noted elsewhere
(checkpoints and the agencies' cursors hold position and hash).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from struct import Struct
from typing import NamedTuple

import asyncpg
import msgspec

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Position
from shared.ledger.chain import ALGORITHM, chained
from shared.ledger.ledger import ROW_AT, Head
from shared.ledger.recorded import moment

PAGE = (Path(__file__).parent / "sql" / "verify_1.sql").read_text()
PAGE_EVENTS = 10_000
"""Events a page: each page is a short statement of its own, so that no snapshot is held for minutes."""

Progress = Callable[[Position, Position], None]
"""Told after each page: the position that was reached, the head when verifying began."""


class Verified(msgspec.Struct, frozen=True):
    """Every event read is as it was written. ``head`` is the last of them."""

    count: int
    head: Head


class Broken(msgspec.Struct, frozen=True):
    """The first position that is not as it was written, and what differs: gap, order, hash or algorithm."""

    position: Position
    what: str
    detail: str


class Row(NamedTuple):
    """One row as the check needs it; ``recorded_us`` counts from PostgreSQL's epoch."""

    position: int
    recorded_us: int
    algorithm: int
    hash: bytes
    image: bytes


async def verify(
    database: Database,
    book: BookId,
    from_position: Position = Position(1),
    progress: Progress | None = None,
    role: Role = Role.OPERATOR,
) -> Verified | Broken:
    """Check the book from ``from_position`` to its end; the hash before it is taken as true."""
    connection = await database.connect(role)
    try:
        return await _verify(connection, book, from_position, progress)
    finally:
        await connection.close()


async def _verify(
    connection: asyncpg.Connection, book: BookId, from_position: Position, progress: Progress | None
) -> Verified | Broken:
    before = await _before(connection, book, from_position)
    if before is None:
        return Broken(Position(from_position - 1), "gap", "there is no such event to begin after")
    end = await connection.fetchval("SELECT max(position) FROM ledger.event WHERE book = $1", book)
    last, rows = before, 1
    while rows:
        rows = 0
        for row in rows_of(await _page(connection, book, last.position + 1)):
            if broken := difference(last, row):
                return broken
            last, rows = row, rows + 1
        if progress is not None and rows:
            progress(Position(last.position), Position(end))
    recorded_at = None if last.position == 0 else moment(last.recorded_us)
    return Verified(last.position - before.position, Head(Position(last.position), last.hash, recorded_at))


def difference(last: Row, row: Row) -> Broken | None:
    """What is wrong with ``row`` behind ``last``; None: nothing."""
    expected = last.position + 1
    if row.position != expected:
        return Broken(Position(expected), "gap", f"missing; the next event is {row.position}")
    if row.recorded_us < last.recorded_us:
        return Broken(Position(expected), "order", "recorded before the event in front of it")
    if row.algorithm != ALGORITHM:
        return Broken(Position(expected), "algorithm", f"hash algorithm {row.algorithm} is not known")
    if row.hash != chained(last.hash, row.image):
        return Broken(
            Position(expected), "hash", "not what was written, or not behind the event that was in front of it"
        )
    return None


async def _before(connection: asyncpg.Connection, book: BookId, from_position: Position) -> Row | None:
    """The event in front of the first to be checked."""
    if from_position <= 1:
        return Row(0, -(2**63), ALGORITHM, b"", b"")
    found = await connection.fetchrow(ROW_AT, book, from_position - 1)
    return None if found is None else Row(found["position"], -(2**63), ALGORITHM, found["hash"], b"")


async def _page(connection: asyncpg.Connection, book: BookId, position: int) -> bytes:
    parts: list[bytes] = []

    async def take(part: bytes) -> None:
        parts.append(part)

    await connection.copy_from_query(PAGE, book, position, PAGE_EVENTS, output=take, format="binary")
    return b"".join(parts)


_COPY_HEADER_BYTES = 19
_FIXED = Struct(">hiqiqihi")  # field count; then length and value of position, recorded_at, algorithm; hash length
_LENGTH = Struct(">i")


def rows_of(copied: bytes) -> Iterator[Row]:
    """The rows in a binary COPY of ``verify_1.sql``, up to its trailer."""
    at = _COPY_HEADER_BYTES
    while at + _FIXED.size <= len(copied):
        _, _, position, _, recorded_us, _, algorithm, hash_bytes = _FIXED.unpack_from(copied, at)
        at += _FIXED.size
        digest = copied[at : at + hash_bytes]
        at += hash_bytes
        (image_bytes,) = _LENGTH.unpack_from(copied, at)
        at += _LENGTH.size
        yield Row(position, recorded_us, algorithm, digest, copied[at : at + image_bytes])
        at += image_bytes
