"""Verify: recompute a book's hash chain from its rows and name the first position that is not as it was written.

What it proves: no row was changed, removed from the middle, put in or moved since the head hash it ends on was known.
A tail that was cut off leaves a chain that is whole but shorter: compare the head with one that was noted elsewhere
(checkpoints and the agencies' cursors hold position and hash).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from hashlib import sha256
from operator import le
from pathlib import Path
from struct import Struct
from typing import NamedTuple

import asyncpg
import msgspec

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Position
from shared.ledger.chain import ALGORITHM, chained, place_of_position
from shared.ledger.ledger import ROW_AT, Head
from shared.ledger.recorded import moment

PAGE = (Path(__file__).parent / "sql" / "verify_1.sql").read_text()
PAGE_EVENTS = 2_000
"""Events a page: each page is a short statement of its own, so that no snapshot is held for minutes, and its images
(some 1.5 MB) stay in the processor's cache."""

SESSION = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off"
"""Always the index in its order: another plan would sort the rest of the book for every page."""

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
    image: bytes = b""


class Page(NamedTuple):
    """Consecutive rows as they were asked for: what is hashed of each, and its hash."""

    images: Sequence[bytes]
    hashes: Sequence[bytes]


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
    await connection.execute(SESSION)
    before = await _before(connection, book, from_position)
    if before is None:
        return Broken(Position(from_position - 1), "gap", "there is no such event to begin after")
    end = await connection.fetchval("SELECT max(position) FROM ledger.event WHERE book = $1", book)
    last = before
    async with aclosing(_pages(connection, book, before.position + 1)) as pages:
        async for page in pages:
            found = await asyncio.to_thread(checked, book, last, page)  # meanwhile the loop is free, and reads
            if isinstance(found, Broken):
                return found
            last = found
            if progress is not None:
                progress(Position(last.position), Position(end))
    recorded_at = None if last.position == 0 else moment(last.recorded_us)
    return Verified(last.position - before.position, Head(Position(last.position), last.hash, recorded_at))


def checked(book: BookId, last: Row, page: Page) -> Row | Broken:
    """The last row of a page that goes on behind ``last``, or the first thing that is wrong in it.

    The whole page at once, and only where something in it is not as it should be row by row.
    """
    if is_whole(book, last, page):
        *_, final = rows_of(book, Page(page.images[-1:], page.hashes[-1:]))
        return final
    for row in rows_of(book, page):
        if broken := difference(last, row):
            return broken
        last = row
    return last


def is_whole(book: BookId, last: Row, page: Page) -> bool:
    """Whether ``difference`` finds nothing in any row of the page."""
    at, images = place_of_position(book), page.images
    before = [last.hash, *page.hashes]
    made = [sha256(one + sha256(image).digest()).digest() for one, image in zip(before, images, strict=False)]
    positions = [_POSITION.unpack_from(image, at)[0] for image in images]
    tails = [_TAIL.unpack_from(image, len(image) - _TAIL.size) for image in images]
    times = [last.recorded_us, *(time for time, _ in tails)]
    return (
        made == page.hashes
        and positions == list(range(last.position + 1, last.position + 1 + len(images)))
        and all(map(le, times, times[1:]))
        and {algorithm for _, algorithm in tails} == {ALGORITHM}
    )


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


async def _pages(connection: asyncpg.Connection, book: BookId, position: int) -> AsyncGenerator[Page, None]:
    """The book's pages from a position on, the next one being made while one is looked at."""
    coming = asyncio.create_task(_page(connection, book, position))
    try:
        while (page := await coming).images:
            # A full page without a gap ends here; where there is one, whoever looks at the page asks for no other.
            position += len(page.images)
            coming = asyncio.create_task(_page(connection, book, position))
            yield page
    finally:
        coming.cancel()
        await asyncio.wait([coming])


async def _page(connection: asyncpg.Connection, book: BookId, position: int) -> Page:
    found = await connection.fetchrow(PAGE, book, position, PAGE_EVENTS)
    return Page(found["images"] or [], found["hashes"] or [])


_POSITION, _TAIL = Struct(">q"), Struct(">q8xh")
"""How an image ends: when it was recorded, and by which algorithm it is hashed, with type and length between them."""


def rows_of(book: BookId, page: Page) -> Iterator[Row]:
    """The rows of a page. Position, time and algorithm stand in what is hashed, behind the book and at the end."""
    at = place_of_position(book)
    for image, digest in zip(page.images, page.hashes, strict=True):
        (position,) = _POSITION.unpack_from(image, at)
        recorded_us, algorithm = _TAIL.unpack_from(image, len(image) - _TAIL.size)
        yield Row(position, recorded_us, algorithm, digest, image)
