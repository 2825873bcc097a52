"""The source of those projections that follow together: the rebuild's windows, each read once for all of them.

One JSON array a window (docs/decisions, 0009), decoded in one call; what the feed brings becomes the same entries. So
live, rebuilt and as of then meet in the fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg

from shared.domain.event import Event
from shared.domain.identifiers import BookId, Position
from shared.ledger.recorded import Recorded
from shared.messaging.history import HistoryDiffers, Place
from shared.messaging.pages import Page
from shared.projections.reading import (
    ROWS,
    SQL,
    WINDOW_POSITIONS,
    Blob,
    Item,
    Reading,
    collector_at_rest,
    constants,
    hole,
    stored_items,
)


class Windows:
    """Pages of one reading; a page is one transaction of all who follow by it."""

    positions_max = WINDOW_POSITIONS

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        query = (SQL / "page.sql").read_text(encoding="utf-8")
        self._query = query.format(
            numbers=reading.numbers, wanted=constants(reading.types), known=constants(Event.KNOWN)
        )

    async def page(self, connection: asyncpg.Connection, book: BookId, here: Place, most: int) -> Page:
        """The next ``most`` positions; raises HistoryDiffers, and HoleInLedger where events lack between two others."""
        start = here.position
        row = await connection.fetchrow(self._query, book, start, start + most)
        end = Position(row["last"])
        if start and row["hash_before"] != here.hash:
            raise HistoryDiffers(f"history differs: the ledger does not hold the event at {start} that was read")
        if row["positions"] != end - start:
            raise hole(book, start, end, row["positions"])
        blob = Blob(row["entries"], row["wanted"], row["positions"])
        items = await self._items(connection, book, blob, start, end)
        return Page(end, row["hash"] if end > start else here.hash, items, row["unknown"])

    def entries(self, recorded: Sequence[Recorded]) -> Sequence[Any]:
        """What the feed brought."""
        return self._reading.items(recorded)

    async def _items(
        self, connection: asyncpg.Connection, book: BookId, blob: Blob, start: Position, end: Position
    ) -> list[Item]:
        with collector_at_rest():
            items = self._reading.page(blob, start, end)
        if items is None:
            return await stored_items(connection, self._reading, ROWS, book, start, end)
        return items
