"""Events skipped and events doubled: 8 writers, some with one event and some with many, and a reader at their heels.

The reader asks for what lies behind the last position it has seen, as every projection does. A store that gives out
numbers before it commits shows it a later one first, and the earlier one is never asked for again.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence

from benchmarks.kind import Kind
from benchmarks.results import Figure, Row
from benchmarks.stores import Store, Stores, opened
from benchmarks.timing import told

WRITERS = ((4, 1), (4, 20))
"""Callers, and how many events each of their calls has: short transactions beside longer ones."""
WHO = ("Bakti", "eventsourcing", "UmaDB", "Emmett", "message-db", "plain insert")


async def reader_at_the_heels(stores: Stores) -> Sequence[Row]:
    """How many of the events stored meanwhile the reader never saw, and how many it saw twice."""
    skipped, doubled, stored, missing = {}, {}, {}, dict(stores.only(WHO).missing)
    for who, store in stores.only(WHO).found.items():
        try:
            lost, twice, stored[who] = await _raced(store, stores.place.sizes.race_s)
        except Exception as trouble:
            if who == WHO[0]:
                raise
            missing[who] = told(trouble)
        else:
            skipped[who], doubled[who] = Figure.of([float(lost)]), Figure.of([float(twice)])
    note = "stored meanwhile: " + ", ".join(f"{who} {count:,}" for who, count in stored.items())
    return [
        Row("race", "events that a reader never saw, 8 writers", "events", skipped, "lower", missing, note),
        Row("race", "events that a reader saw twice, 8 writers", "events", doubled, "lower", missing, note),
    ]


async def _raced(store: Store, seconds: float) -> tuple[int, int, int]:
    """How many were skipped, doubled and stored."""
    before, ended = set(await store.positions()), threading.Event()
    reading = asyncio.create_task(store.tail(ended))
    try:
        await asyncio.gather(*(_written(store, seconds, callers, each) for callers, each in WRITERS))
    finally:
        ended.set()
    seen, stored = Counter(await reading), set(await store.positions())
    return len(stored - seen.keys()), sum(number - 1 for number in seen.values()), len(stored - before)


async def _written(store: Store, seconds: float, callers: int, each: int) -> None:
    await store.append_for(seconds, callers, each)


KIND = Kind("race", "events skipped and doubled under a tailing reader", opened, (reader_at_the_heels,))
