"""Verify: the hash chain of a whole book recomputed from its rows."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.kind import Kind
from benchmarks.lives import fill
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.timing import beside
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.domain.identifiers import BookId
from shared.ledger.verify import Verified, verify

BOOK = BookId("verified")
SHARE = 4
"""A quarter of the events of a rebuild: a chain is as quick at each length."""


@dataclass(frozen=True)
class Scene:
    """A book with a long chain."""

    place: Place
    database: Database


@asynccontextmanager
async def long_chain(place: Place) -> AsyncIterator[Scene]:
    """The book, filled through the bulk path."""
    await asyncio.to_thread(migrate, place.database_url, book=BOOK)
    database = Database(place.database_url)
    try:
        await fill(database, BOOK, place.sizes.rebuild_events // SHARE)
        yield Scene(place, database)
    finally:
        await database.dispose()


async def whole_chain(scene: Scene) -> Sequence[Row]:
    """From the first event to the last."""
    counted = 0

    async def turn() -> float:
        nonlocal counted
        begun = time.perf_counter()
        found = await verify(scene.database, BOOK)
        assert isinstance(found, Verified), found
        counted = found.count
        return counted / (time.perf_counter() - begun)

    sizes = scene.place.sizes
    row = await beside("verify", "verify the hash chain", "events/s", {"Bakti": turn}, sizes.rounds)
    row.note = f"{counted:,} events"
    return [row]


KIND = Kind("verify", "events a second, the hash chain of a book", long_chain, (whole_chain,), seconds_most=400)
