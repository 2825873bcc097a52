"""A projection kept up to date: each batch of events read, folded and written in its subscription's transaction.

The subscription holds the checkpoint's lock, so nobody else writes these rows; rows and checkpoint commit together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import asyncpg
import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.engine import Database, raw
from shared.domain.identifiers import BookId, Position
from shared.messaging.member import Batch
from shared.messaging.parking import Parked, reason_of
from shared.messaging.subscription import Joined, Subscription
from shared.projections.applying import applied
from shared.projections.folding import LOST, Folding
from shared.projections.reading import ROWS, SUBJECT, Item, Reading, reader, stored_items
from shared.projections.rows import Key
from shared.projections.state import Projection
from shared.projections.windows import Windows
from shared.projections.writing import load, write_changes

R = TypeVar("R", bound=msgspec.Struct)


def joined(database: Database, book: BookId, projections: Sequence[Projection[Any]]) -> Joined:
    """What messaging needs to keep these projections of one service up to date together."""
    reading = Reading(*projections)
    return Joined([Live(database, book, each, reading).subscription() for each in projections], Windows(reading))


class Live(Generic[R]):
    """One projection of one book, applied as events come. ``reading`` is that of all it follows with."""

    def __init__(
        self, database: Database, book: BookId, projection: Projection[R], reading: Reading | None = None
    ) -> None:
        self._database, self._book, self._projection = database, book, projection
        self._layout = projection.layout
        self._reading = reading or Reading(projection)

    def subscription(self) -> Subscription:
        """Its part of those that follow together."""
        projection = self._projection
        return Subscription(
            name=projection.full_name,
            role=projection.role,
            types=projection.types,
            apply=self.apply,
            blame=self.blame,
            refold=self.refold,
            version=projection.edition,
            choose=self._reading.chooser(projection),
        )

    async def apply(self, batch: Batch) -> list[Parked]:
        """Fold these events into their rows; gives the keys that this parks. Their rows stay as they were."""
        done = await applied(
            await raw(batch.connection),
            self._projection.full_name,
            self._projection,
            self._reading,
            batch.entries,
            batch.waiting,
        )
        return done.parked

    async def refold(self, connection: AsyncConnection, key: str, until: Position) -> Parked | None:
        """Make one parked key's row anew from the ledger, up to the checkpoint; gives why it still cannot be."""
        driver = await raw(connection)
        if key.startswith(LOST):
            return await self._refold_lost(driver, key, until)
        return await self._refold(driver, self._layout.key_type(key), until)

    def blame(self, item: Item, error: BaseException) -> Parked:
        """An event that PostgreSQL itself would not take parks the first of its keys."""
        folding = Folding(self._projection, self._reading)
        try:
            key = str(folding.keys_of(item)[0])
        except Exception:
            key = f"{LOST}{item.position}"
        return Parked(key, Position(item.position), folding.type_of(item), reason_of(error))

    async def _refold(self, driver: asyncpg.Connection[Any], key: Key, until: Position) -> Parked | None:
        folding = Folding(self._projection, self._reading, only={key}, strict=True)
        if self._projection.key_is_subject:
            folding.fold(await stored_items(driver, self._reading, SUBJECT, self._book, key, until))
        else:
            async with reader(self._database, self._book, self._reading) as ledger:
                async for window in ledger.windows(Position(0), until):
                    folding.fold(window.items)
        before = await load(driver, self._projection.full_name, self._layout, {key})
        await write_changes(driver, self._projection.full_name, self._layout, before, folding.rows)
        return folding.parked.get(str(key))

    async def _refold_lost(self, driver: asyncpg.Connection[Any], key: str, until: Position) -> Parked | None:
        """An event that did not say whom it concerns: perhaps it does now."""
        position = int(key.removeprefix(LOST))
        for item in await stored_items(driver, self._reading, ROWS, self._book, position - 1, position):
            folding = Folding(self._projection, self._reading)
            folding.fold([item])
            if key in folding.parked:
                return folding.parked[key]
            for concerned in folding.keys_of(item):
                still = await self._refold(driver, concerned, until)
                if still is not None:
                    return Parked(key, still.position, still.type, still.reason)
        return None
