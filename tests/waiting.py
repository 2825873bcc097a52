"""Waits end when it is so, or when nothing has moved for long: never at a total that a busy machine may exceed."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from shared.domain.identifiers import Position

STILL_S = 120.0
"""So long may a busy machine leave a thing standing before we call it stuck."""
LOOK_S = 0.5
LOOK_AGAIN_S, LOOKS_MAX = 0.01, 12_000
"""Two minutes of looking where each look costs nothing."""


def wait_until(so: Callable[[], object], moved: Callable[[], object]) -> bool:
    """Whether it became so; False once ``moved()`` has had one value for STILL_S."""
    seen, since, looked = moved(), time.monotonic(), time.monotonic()
    while not so():
        time.sleep(0.05)
        if time.monotonic() - looked < LOOK_S:
            continue
        looked = time.monotonic()
        if (now := moved()) != seen:
            seen, since = now, looked
        elif looked - since > STILL_S:
            return False
    return True


async def until(condition: Callable[[], Any], moved: Callable[[], object] = lambda: None) -> None:
    """Wait for a condition (a value or an awaitable of one).

    It ends by what was done, not by the clock: each look is a turn of this loop, and mostly a question to the servers
    that are waited for, so that a busy machine slows both alike. When ``moved()`` changes it begins anew.
    """
    seen, looks = moved(), 0
    while looks < LOOKS_MAX:
        found = condition()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return
        await asyncio.sleep(LOOK_AGAIN_S)
        seen, looks = (seen, looks + 1) if (now := moved()) == seen else (now, 0)
    raise AssertionError(f"not so at any of {LOOKS_MAX} looks")


async def reached(subscriptions: Any, name: str, position: int) -> bool:
    """Whether the subscription came to the position; False once no subscription has moved for STILL_S."""
    seen: object = None
    since = time.monotonic()
    while not await subscriptions.passed(name, Position(position), timeout=LOOK_S):
        if (now := [one.position for one in subscriptions.state()]) != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > STILL_S:
            return False
    return True


async def read(client: Any, address: str) -> Any:
    """The JSON of an address once all its tables have come to its ``?after=``: an answer waits 2 s of its own."""
    for _ in range(round(STILL_S / 2)):
        answer = await client.get(address)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        if found["as_of"]["reached"]:
            return found
    raise AssertionError(f"{address} is never reached")


def written_below(folder: Path) -> tuple[int, int]:
    """What changes while anything is written in a folder: all sizes together, and the newest time."""
    size = newest = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                found = os.stat(os.path.join(path, name), follow_symlinks=False)
            except FileNotFoundError:  # a server's own files come and go
                continue
            size, newest = size + found.st_size, max(newest, found.st_mtime_ns)
    return size, newest
