"""A projection as it stood: after a position of the ledger, or at a moment; folded anew, nothing is stored.

Example::

    async for row in as_of(database, book, klien, moment): ...
    rows = [row async for row in as_of(database, book, klien, position, keys={klien_id})]
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

import asyncpg
import msgspec

from shared.database.engine import Database
from shared.domain.identifiers import BookId, Position
from shared.ledger.ledger import Ledger
from shared.projections.folding import Folding, settle
from shared.projections.listing import ListProjection
from shared.projections.reading import BESIDE, STREAMS, SUBJECT, Reader, Reading, reader, session, stored_items
from shared.projections.rows import Key
from shared.projections.state import Projection

R = TypeVar("R", bound=msgspec.Struct)


async def as_of(
    database: Database,
    book: BookId,
    projection: Projection[R],
    at: Position | datetime,
    keys: Collection[Key] | None = None,
) -> AsyncIterator[R]:
    """The rows as they stood, in the order of their keys; of these keys alone, where they are given.

    ``at`` beyond the ledger's head is now. A list's rows come while the ledger is read, a state's at its end.
    """
    until = await position_at(database, book, projection, at)
    reading = Reading(projection)
    # A few keys are folded strictly at once; of all rows, those that cannot be stored are looked for at the end.
    folding = Folding(projection, reading, only=keys, strict=keys is not None)
    if keys is not None and projection.key_is_subject:
        async with session(database, projection.role) as connection:
            for key in keys:
                folding.fold(await stored_items(connection, reading, SUBJECT, book, key, until))
    else:
        async with reader(database, book, reading) as ledger:
            async for row in _scanned(ledger, folding, until):
                yield row
    for key in sorted(folding.rows, key=str if projection.layout.key_type is str else int):
        yield folding.rows[key]


async def as_of_subject(
    connection: asyncpg.Connection[Any], book: BookId, projection: Projection[R], subject: str, until: Position
) -> list[R]:
    """The rows that a subject's events concern, as they stood after ``until``, in the order of their keys.

    A row's other events may lie under other subjects, as where a ruling has changed its person: they are looked for
    under every subject that has an event in one of this one's streams. All by index; ``connection`` is a ``session``.
    """
    reading = Reading(projection)
    items = await stored_items(connection, reading, SUBJECT, book, subject, until)
    keys = Folding(projection, reading).touched(items)
    streams = [row["stream"] for row in await connection.fetch(STREAMS, book, subject, reading.types)]
    for row in await connection.fetch(BESIDE, book, streams, subject):
        items += await stored_items(connection, reading, SUBJECT, book, row["subject"], until)
    folding = Folding(projection, reading, only=keys, strict=True)
    folding.fold(sorted(items, key=attrgetter("position")))
    return [folding.rows[key] for key in sorted(folding.rows)]


async def position_at(
    database: Database, book: BookId, projection: Projection[Any], at: Position | datetime
) -> Position:
    """The position that ``at`` means, at most the ledger's head."""
    ledger = Ledger(database, book, projection.role)
    await ledger.start()
    try:
        if isinstance(at, datetime):
            return await ledger.position_at(at)
        return min(at, (await ledger.head()).position)
    finally:
        await ledger.stop()


async def _scanned(ledger: Reader, folding: Folding[R], until: Position) -> AsyncIterator[R]:
    """Fold everything; a list's rows are given away as they come, so that they fill no memory."""
    gives = isinstance(folding.projection, ListProjection)
    async for window in ledger.windows(Position(0), until):
        folding.fold(window.items)
        if gives:
            for key in sorted(folding.rows):
                yield folding.rows[key]
            folding.rows.clear()
    if not gives:
        await settle(folding, ledger, until)
