"""Catch-up: a house whose projections stand at the ledger's beginning, until each has come to its end, all at once."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.house import follow, made, passed, told
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Figure, Row
from services.catalogue import SERVICES
from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.messaging.subscription import Subscriptions
from shared.projections.rebuild import prepare
from shared.runtime.settings import Settings

PATIENCE_S = 180.0


@dataclass(frozen=True)
class Scene:
    """A ledger with a history that no projection has seen: its tables are made, and empty."""

    settings: Settings
    events: int


@asynccontextmanager
async def empty_tables(place: Place) -> AsyncIterator[Scene]:
    """The tables first, the history then."""
    async with made(place, "catchup") as settings:
        database = Database(str(settings.database_url))
        for service in SERVICES:
            await prepare(database, BookId(settings.book), service.projections)
        await database.dispose()
        yield Scene(settings, await told(settings, place.sizes.catchup_klien))


async def of_all_projections(scene: Scene) -> Sequence[Row]:
    """Events of the ledger a second, and processor time an event, of all projections together in one process."""
    database = Database(str(scene.settings.database_url))
    subscriptions = Subscriptions(database, None, BookId(scene.settings.book))
    projections = [one for service in SERVICES for one in service.projections]
    for service in SERVICES:
        follow(subscriptions, database, BookId(scene.settings.book), service)
    begun, processor = time.perf_counter(), time.process_time()
    try:
        await subscriptions.start()
        for projection in projections:
            assert await passed(subscriptions, projection.full_name, scene.events, PATIENCE_S), projection.full_name
        seconds, used = time.perf_counter() - begun, time.process_time() - processor
    finally:
        await subscriptions.stop()
        await database.dispose()
    name = f"catch-up of all {len(projections)} projections, {scene.events:,} events"
    return [
        Row("catchup", name, "events/s", {"Bakti": Figure.of([scene.events / seconds])}),
        Row("catchup", f"{name}: processor time", "µs", {"Bakti": Figure.of([used / scene.events * 1e6])}, "lower"),
    ]


KIND = Kind("catchup", "events a second, all projections from the beginning", empty_tables, (of_all_projections,))
