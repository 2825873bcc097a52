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
from shared.ledger.recorded import Recorded
from shared.messaging.parking import Parked, parked_keys
from shared.messaging.subscription import Subscription
from shared.projections.folding import LOST, Folding, unstorable
from shared.projections.reading import ROWS, SUBJECT, Reading, reader, stored_items
from shared.projections.rows import Key
from shared.projections.state import Projection
from shared.projections.writing import load, write_changes

R = TypeVar("R", bound=msgspec.Struct)


def subscription(database: Database, book: BookId, projection: Projection[Any]) -> Subscription:
    """What messaging needs to keep this projection up to date."""
    live = Live(database, book, projection)
    return Subscription(
        name=projection.full_name,
        role=projection.role,
        types=projection.types,
        apply=live.apply,
        key=live.key,
        refold=live.refold,
        version=projection.edition,
    )


class Live(Generic[R]):
    """One projection of one book, applied as events come."""

    def __init__(self, database: Database, book: BookId, projection: Projection[R]) -> None:
        self._database, self._book, self._projection = database, book, projection
        self._layout = projection.layout
        self._reading = Reading(projection)

    async def apply(self, connection: AsyncConnection, entries: Sequence[Recorded]) -> list[Parked]:
        """Fold these events into their rows; gives the keys that this parks. Their rows stay as they were."""
        items = self._reading.items(entries)
        if not items:
            return []
        driver = await raw(connection)
        waiting = await parked_keys(driver, self._projection.full_name)
        before = await load(
            driver, self._projection.full_name, self._layout, Folding(self._projection, self._reading).touched(items)
        )
        folding = Folding(self._projection, self._reading, before, waiting=waiting)
        folding.fold(items)
        if unstorable(self._projection, _changed(before, folding.rows)):
            folding = Folding(self._projection, self._reading, before, waiting=waiting, strict=True)
            folding.fold(items)
        await write_changes(driver, self._projection.full_name, self._layout, before, folding.rows)
        return list(folding.parked.values())

    async def refold(self, connection: AsyncConnection, key: str, until: Position) -> Parked | None:
        """Make one parked key's row anew from the ledger, up to the checkpoint; gives why it still cannot be."""
        driver = await raw(connection)
        if key.startswith(LOST):
            return await self._refold_lost(driver, key, until)
        return await self._refold(driver, self._layout.key_type(key), until)

    def key(self, entry: Recorded) -> str:
        """The key under which an event is parked that PostgreSQL itself would not take."""
        try:
            return str(self._keys_of_record(entry)[0])
        except Exception:
            return f"{LOST}{entry.position}"

    def _keys_of_record(self, entry: Recorded) -> tuple[Key, ...]:
        return Folding(self._projection, self._reading).keys_of(self._reading.items([entry])[0])

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


def _changed(before: dict[Key, R], after: dict[Key, R]) -> dict[Key, R]:
    return {key: row for key, row in after.items() if before.get(key) is not row}
