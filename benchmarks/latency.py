"""From an acknowledged append to the row that a report reads, through relay, feed and projection, at 200 events/s.

All five parts run in one process as in ``make run``; the load comes at a steady rate whatever the answers do.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import date, timedelta
from statistics import quantiles

from benchmarks.rebuild import day_of_work, ids, request
from benchmarks.report import Row
from services.catalogue import PARTS
from services.cli.house import open_parts
from services.cli.migrate import introduce_keys
from shared.ledger.append import Appended
from shared.runtime.settings import Settings
from shared.web.house import House

EVENTS_A_SECOND = 200
SECONDS = 15
WARM_SECONDS = 3
"""Connections, plans and the feed's taking up; not counted."""
EVENTS_A_REQUEST = 2
START = date(2026, 3, 1)
PATIENCE_S = 5.0
REPORT = "reporting.day"


async def measure(settings: Settings) -> list[Row]:
    """p50 and p99 in milliseconds."""
    await introduce_keys(settings)
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, PARTS, stack)
        assert parts.relay is not None
        relay = asyncio.create_task(parts.relay.run())
        stack.callback(relay.cancel)
        waits = await _loaded(parts.houses["attendance"], parts.houses["reporting"])
    cuts = quantiles(waits, n=100)
    name = f"append acknowledged to row visible, {EVENTS_A_SECOND} events/s"
    return [Row(f"{name}, p50", "ms", cuts[49]), Row("  p99", "ms", cuts[98])]


async def _loaded(attendance: House, reporting: House) -> list[float]:
    rate = EVENTS_A_SECOND / EVENTS_A_REQUEST
    begun = time.perf_counter()
    flying = []
    for number in range(int(rate * (SECONDS + WARM_SECONDS))):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        flying.append(asyncio.create_task(_one(attendance, reporting, number)))
    waits = await asyncio.gather(*flying)
    return waits[int(rate * WARM_SECONDS) :]


async def _one(attendance: House, reporting: House, number: int) -> float:
    """Milliseconds from the acknowledgement to the committed row."""
    putusan, who = ids(number)
    events = day_of_work(putusan, who, START + timedelta(days=1), 1)
    appended = await attendance.ledger.append(request(f"hours-{who}", events))
    acknowledged = time.perf_counter()
    assert isinstance(appended, Appended)
    last = appended.first_position + EVENTS_A_REQUEST - 1
    assert await reporting.subscriptions.passed(REPORT, last, timeout=PATIENCE_S)
    return (time.perf_counter() - acknowledged) * 1000
