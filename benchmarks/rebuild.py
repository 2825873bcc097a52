"""Rebuilds from a ledger of a million events, each in a process of its own; two peers fold what they hold.

The peers' fold is trivial, and they write nothing: the ratio flatters them.
"""

import asyncio
import json
import multiprocessing
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool
from typing import Any

from benchmarks.kind import Kind
from benchmarks.lives import by_day, by_day_backwards, fill
from benchmarks.place import Place, Sizes
from benchmarks.results import Figure, Row
from benchmarks.stores import Stores, opened
from benchmarks.stores.eventsourcing import Eventsourcing
from benchmarks.stores.umadb import UmaDB
from benchmarks.timing import beside, peak_mb
from services.catalogue import SERVICES
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.domain.identifiers import BookId
from shared.projections.rebuild import Rebuilt, rebuild

FORWARDS, BACKWARDS = BookId("forwards"), BookId("backwards")
PROJECTIONS = {one.full_name: one for service in SERVICES for one in service.projections}
ROUND_S_MOST = 45.0


@dataclass(frozen=True)
class Scene:
    """Two books of the same lives, one of them told backwards, and the peers with what they hold."""

    database_url: str
    pool: Pool
    stores: Stores


@asynccontextmanager
async def filled(place: Place) -> AsyncIterator[Scene]:
    """The books filled through the bulk path, the peers 100 events at once."""
    sizes, database = place.sizes, Database(place.database_url)
    for book, order in ((FORWARDS, by_day), (BACKWARDS, by_day_backwards)):
        await asyncio.to_thread(migrate, place.database_url, book=book)
        await fill(database, book, _events_in(book, sizes), order)
    await database.dispose()
    async with opened(place) as stores:
        peers = stores.only(("Bakti", "eventsourcing", "UmaDB"))
        for who, store in peers.found.items():
            if who != "Bakti":
                await _held(store, sizes.peer_events)
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            yield Scene(place.database_url, pool, peers)


async def of_klien(scene: Scene) -> Sequence[Row]:
    """The compliance per sentence: half a million assessments folded into some rows."""
    peers = {who: partial(_fold, store) for who, store in scene.stores.found.items() if who != "Bakti"}
    return await _rebuilt(scene, FORWARDS, "reporting.klien", peers)


async def of_klien_backwards(scene: Scene) -> Sequence[Row]:
    """The same, of a ledger in which each person's days were told from the last to the first."""
    return await _rebuilt(scene, BACKWARDS, "reporting.klien")


async def of_day(scene: Scene) -> Sequence[Row]:
    """The list of days: half a million rows."""
    return await _rebuilt(scene, FORWARDS, "reporting.day")


async def of_shift(scene: Scene) -> Sequence[Row]:
    """The list of shifts: half a million rows."""
    return await _rebuilt(scene, FORWARDS, "attendance.shift")


async def _rebuilt(scene: Scene, book: BookId, name: str, peers: dict[str, Any] | None = None) -> list[Row]:
    peaks: list[float] = []
    sizes = scene.stores.place.sizes

    async def ours() -> float:
        rebuilt, peak_mb = await asyncio.to_thread(scene.pool.apply, _rebuild, (scene.database_url, book, name))
        peaks.append(peak_mb)
        return float(rebuilt.position / rebuilt.seconds)

    what = f"rebuild of {name}, {_events_in(book, sizes):,} events" + (", days told backwards" * (book == BACKWARDS))
    missing = scene.stores.missing if peers else {}
    turns = {"Bakti": ours, **(peers or {})}
    row = await beside("rebuild", what, "events/s", turns, sizes.rounds, ROUND_S_MOST, missing=missing)
    peak = Row("rebuild", f"{what}: peak memory of its process", "MB", {"Bakti": Figure.of(peaks)}, "lower")
    return [row, peak]


def _events_in(book: BookId, sizes: Sizes) -> int:
    """The book told backwards is a quarter as long: to write it takes longer than to read it."""
    return sizes.rebuild_events // (4 if book == BACKWARDS else 1)


def _rebuild(url: str, book: BookId, name: str) -> tuple[Rebuilt, float]:
    rebuilt = asyncio.run(rebuild(Database(url), book, PROJECTIONS[name]))
    return rebuilt, peak_mb()


async def _held(store: Any, events: int) -> None:
    """At least so many events in a peer."""
    held = 0.0
    while held < events:
        held += await store.append_for(0.5, 8, 100) * 0.5


async def _fold(store: Any) -> float:
    return await asyncio.to_thread(_folded, store)


def _folded(store: Eventsourcing | UmaDB) -> float:
    """Read everything, decode, fold by person in memory: events a second."""
    begun, seen, last = time.perf_counter(), 0, 0
    rows: dict[str, tuple[int, str]] = {}
    while found := list(_payloads(store, last)):
        for last, payload in found:  # noqa: B007 — the last one is where the next page begins
            event = json.loads(payload)
            credited, _ = rows.get(event["klien_id"], (0, ""))
            rows[event["klien_id"]] = (credited + 240, event["shift"]["ends"])
        seen += len(found)
    return seen / (time.perf_counter() - begun)


def _payloads(store: Eventsourcing | UmaDB, position: int) -> Any:
    if isinstance(store, UmaDB):
        return ((one.position, one.event.data) for one in store.events(position))
    return ((one.id, one.state) for one in store.notifications(position))


KIND = Kind(
    "rebuild",
    "events of the ledger a second, until the new table stands in its place",
    filled,
    (of_klien, of_klien_backwards, of_day, of_shift),
    seconds_most=900,
)
