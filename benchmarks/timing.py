"""How everything is timed: in turns, so that a noisy minute hits all alike, and the median of the rounds."""

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.results import Better, Figure, Row

T = TypeVar("T")
Turn = Callable[[], Awaitable[float]]
"""One round of one of those measured; gives its figure in the row's unit."""


async def beside(
    kind: str,
    name: str,
    unit: str,
    turns: Mapping[str, Turn],
    rounds: int,
    seconds_most: float = 60.0,
    better: Better = "higher",
    missing: Mapping[str, str] | None = None,
    note: str = "",
) -> Row:
    """Measure in turns, ``rounds`` times, or fewer where ``seconds_most`` have passed; who fails is left out and told.

    Raises where the first, which the row is about, fails: then there is no row.
    """
    first, *others = turns
    found: dict[str, list[float]] = {who: [] for who in turns}
    absent, until = dict(missing or {}), time.perf_counter() + seconds_most
    for number in range(rounds):
        if number and time.perf_counter() > until:
            break
        order = [first, *others] if number % 2 else [*others, first]
        for who in (one for one in order if one not in absent):
            try:
                found[who].append(await turns[who]())
            except Exception as trouble:
                if who == first:
                    raise
                absent[who] = told(trouble)
    figures = {who: Figure.of(values) for who, values in found.items() if values and who not in absent}
    return Row(kind, name, unit, figures, better, absent, note)


async def paced(turns: Sequence[Callable[[], Coroutine[Any, Any, T]]], a_second: float) -> list[T]:
    """Begin each at its time, whatever became of those before; what each gave."""
    begun = time.perf_counter()
    flying = []
    for number, turn in enumerate(turns):
        await asyncio.sleep(max(0.0, begun + number / a_second - time.perf_counter()))
        flying.append(asyncio.create_task(turn()))
    return list(await asyncio.gather(*flying))


def told(trouble: BaseException) -> str:
    """What went wrong, in one line."""
    lines = str(trouble).strip().splitlines()
    return f"{type(trouble).__name__}: {lines[0][:200]}" if lines else type(trouble).__name__


def rate(count: int, begun: float) -> float:
    """How many a second since ``begun`` (``time.perf_counter``)."""
    return count / max(time.perf_counter() - begun, 1e-9)


def peak_mb() -> float:
    """Of this process alone: what ``getrusage`` tells on Linux includes the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
