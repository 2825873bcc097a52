"""From a request to the acknowledged append, and on to the row that a report reads, at a steady rate.

All five parts run in one process as in ``make run``: the append goes through the lane, the relay and the feed to the
projection. The load comes at its rate whatever the answers do.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from statistics import quantiles

from benchmarks.house import passed
from benchmarks.kind import Kind
from benchmarks.lives import day_of_work, ids, request
from benchmarks.place import Place
from benchmarks.results import Figure, Row
from benchmarks.timing import paced
from services.catalogue import PARTS
from services.cli.house import open_parts
from services.cli.migrate import introduce_keys
from shared.ledger.append import Appended, AppendRequest
from shared.web.house import House

EVENTS_A_REQUEST = 2
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Scene:
    """A whole house, and numbers of persons who have not worked yet."""

    place: Place
    attendance: House
    reporting: House
    persons: "count[int]"


@dataclass(frozen=True, slots=True)
class Waited:
    """Milliseconds from the request to its acknowledgement, and from there to the committed row."""

    append_ms: float
    row_ms: float


@asynccontextmanager
async def whole_house(place: Place) -> AsyncIterator[Scene]:
    """All five parts in this process."""
    settings = place.settings()
    await introduce_keys(settings)
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, PARTS, stack)
        assert parts.relay is not None
        relay = asyncio.create_task(parts.relay.run())
        stack.callback(relay.cancel)
        yield Scene(place, parts.houses["attendance"], parts.houses["reporting"], count())


async def at_40(scene: Scene) -> Sequence[Row]:
    """40 events a second."""
    return await _at(scene, 40)


async def at_200(scene: Scene) -> Sequence[Row]:
    """200 events a second."""
    return await _at(scene, 200)


async def at_1000(scene: Scene) -> Sequence[Row]:
    """1,000 events a second."""
    return await _at(scene, 1000)


async def _at(scene: Scene, events_a_second: int) -> list[Row]:
    sizes, rate = scene.place.sizes, events_a_second / EVENTS_A_REQUEST
    warm, counted = int(rate * sizes.warm_s), max(2, int(rate * sizes.latency_s))
    asked = [_work(next(scene.persons)) for _ in range(warm + counted)]  # made beforehand: the load is not the house
    await _loaded(scene, asked[:warm], rate)
    processor, before = time.process_time(), _read(scene.reporting)
    waits = await _loaded(scene, asked[warm:], rate)
    used_ms = (time.process_time() - processor) * 1000 / (counted * EVENTS_A_REQUEST)
    by_ledger, by_any = (after - earlier for after, earlier in zip(_read(scene.reporting), before, strict=True))
    rows = quantiles([one.row_ms for one in waits], n=100)
    appends = quantiles([one.append_ms for one in waits], n=100)
    return [
        Row("latency", f"{what}, {events_a_second:,} events/s", unit, {"Bakti": Figure.of([value])}, "lower")
        for what, unit, value in (
            ("append acknowledged to row visible, p50", "ms", rows[49]),
            ("append acknowledged to row visible, p99", "ms", rows[98]),
            ("append, p50", "ms", appends[49]),
            ("append, p99", "ms", appends[98]),
            ("processor time an event, all five parts", "ms", used_ms),
            ("read from the ledger beside the feed", "%", 100 * by_ledger / max(1, by_any)),
        )
    ]


def _read(house: House) -> tuple[int, int]:
    """What all followers of this process have read until now: from the ledger, and in all."""
    states = house.subscriptions.state()
    return sum(one.from_ledger for one in states), sum(one.from_ledger + one.from_feed for one in states)


async def _loaded(scene: Scene, asked: Sequence[AppendRequest], rate: float) -> list[Waited]:
    return await paced([partial(_one, scene, one) for one in asked], rate)


async def _one(scene: Scene, asked: AppendRequest) -> Waited:
    begun = time.perf_counter()
    appended = await scene.attendance.ledger.append(asked)
    acknowledged = time.perf_counter()
    assert isinstance(appended, Appended)
    last = appended.first_position + EVENTS_A_REQUEST - 1
    assert await passed(scene.reporting.subscriptions, "reporting.day", last, PATIENCE_S), "the row did not come"
    return Waited((acknowledged - begun) * 1000, (time.perf_counter() - acknowledged) * 1000)


def _work(number: int) -> AppendRequest:
    return request(f"hours-{ids(number)[1]}", day_of_work(number, 1, 1, 1))


KIND = Kind("latency", "milliseconds end to end, all five parts in one process", whole_house, (at_40, at_200, at_1000))
