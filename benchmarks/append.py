"""Appends: one event each at 1, 8, 32 and 128 callers, and 100 at once, every store in turn."""

from collections.abc import Sequence
from functools import partial

from benchmarks.kind import Kind
from benchmarks.results import Row
from benchmarks.stores import Stores, opened
from benchmarks.timing import beside

ONE_BY_ONE = ("Bakti", "eventsourcing", "UmaDB", "Emmett", "message-db", "plain insert")
AT_ONCE = ("Bakti", "eventsourcing", "UmaDB", "Emmett", "message-db", "COPY")


async def one_caller(stores: Stores) -> Sequence[Row]:
    """1 caller, one event each."""
    return [await _appends(stores.only(ONE_BY_ONE), "1 caller", 1)]


async def eight_callers(stores: Stores) -> Sequence[Row]:
    """8 callers, one event each."""
    return [await _appends(stores.only(ONE_BY_ONE), "8 callers", 8)]


async def callers_32(stores: Stores) -> Sequence[Row]:
    """32 callers, one event each."""
    return [await _appends(stores.only(ONE_BY_ONE), "32 callers", 32)]


async def callers_128(stores: Stores) -> Sequence[Row]:
    """128 callers, one event each."""
    return [await _appends(stores.only(ONE_BY_ONE), "128 callers", 128)]


async def batches(stores: Stores) -> Sequence[Row]:
    """8 callers, 100 events at once."""
    return [await _appends(stores.only(AT_ONCE), "8 callers, 100 events at once", 8, 100)]


async def _appends(stores: Stores, name: str, callers: int, each: int = 1) -> Row:
    sizes = stores.place.sizes
    turns = {who: partial(store.append_for, sizes.seconds, callers, each) for who, store in stores.found.items()}
    return await beside("append", f"append, {name}", "events/s", turns, sizes.rounds, missing=stores.missing)


KIND = Kind(
    "append",
    "events a second, each call acknowledged",
    opened,
    (one_caller, eight_callers, callers_32, callers_128, batches),
    seconds_most=400,
)
