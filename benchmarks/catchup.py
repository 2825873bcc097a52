"""Catch-up: a house whose projections stand at the ledger's beginning, until each has come to its end, all at once."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.house import follow, made, passed, told
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Better, Figure, Row
from services.catalogue import SERVICES
from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.messaging.subscription import Subscriptions
from shared.projections.compare import compare
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
    """All projections together in one process, and how many of their rows a rebuild would make otherwise."""
    database, book = Database(str(scene.settings.database_url)), BookId(scene.settings.book)
    projections = [one for service in SERVICES for one in service.projections]
    try:
        seconds, processor_s = await _caught_up(database, book, scene.events, [one.full_name for one in projections])
        others = [await compare(database, book, one) for one in projections]
    finally:
        await database.dispose()
    name, note = "catch-up of all projections", f"{len(projections)} projections, {scene.events:,} events"
    otherwise = sum(one.missing + one.extra + one.different for one in others)
    return [
        _row(name, "events/s", scene.events / seconds, note=note),
        _row(f"{name}: processor time an event", "µs", processor_s / scene.events * 1e6, "lower"),
        _row(f"{name}: rows that a rebuild would make otherwise", "rows", otherwise, "lower"),
    ]


async def _caught_up(database: Database, book: BookId, until: int, names: Sequence[str]) -> tuple[float, float]:
    """Seconds by the clock and of this process's processor, until all of these have come so far."""
    subscriptions = Subscriptions(database, None, book)
    for service in SERVICES:
        follow(subscriptions, database, book, service)
    begun, processor = time.perf_counter(), time.process_time()
    try:
        await subscriptions.start()
        for name in names:
            assert await passed(subscriptions, name, until, PATIENCE_S), f"{name} did not come to the end"
        return time.perf_counter() - begun, time.process_time() - processor
    finally:
        await subscriptions.stop()


def _row(name: str, unit: str, value: float, better: Better = "higher", note: str = "") -> Row:
    return Row("catchup", name, unit, {"Bakti": Figure.of([float(value)])}, better, note=note)


KIND = Kind(
    "catchup",
    "events a second, all projections from the beginning",
    empty_tables,
    (of_all_projections,),
    seconds_most=400,
)
