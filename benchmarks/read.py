"""Reading the whole log in order, page by page, of what 8 callers have appended 100 at once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from benchmarks.append import AT_ONCE
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.stores import Store, Stores, opened
from benchmarks.timing import beside


@asynccontextmanager
async def filled(place: Place) -> AsyncIterator[Stores]:
    """Every store with what it took in the given time."""
    async with opened(place) as stores:
        some = stores.only(AT_ONCE)
        for store in some.found.values():
            await store.append_for(place.sizes.read_fill_s, 8, 100)
        yield some


async def in_order(stores: Stores) -> Sequence[Row]:
    """Every event once, decoded into the client's own objects; COPY into bytes alone."""
    turns = {who: _reading(store) for who, store in stores.found.items()}
    name, rounds = "read the log in order", stores.place.sizes.rounds
    return [await beside("read", name, "events/s", turns, rounds, missing=stores.missing)]


def _reading(store: Store) -> Callable[[], Awaitable[float]]:
    async def turn() -> float:
        events, seconds = await store.read_all()
        return events / seconds

    return turn


KIND = Kind("read", "events a second, the whole log in order", filled, (in_order,))
