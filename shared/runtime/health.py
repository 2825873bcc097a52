"""Whether this process is alive and can serve: /healthz and /readyz ask here."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import Any, NamedTuple

import structlog

log = structlog.get_logger()


class Seen(NamedTuple):
    """What a check found: what stands in the way (None: nothing), and the facts that an operator wants anyway.

    ``trouble`` is a sentence with its remedy; both hold identifiers, times and figures only.
    """

    trouble: str | None = None
    facts: Mapping[str, Any] = MappingProxyType({})


READY = "ready"
"""What a part that is well says of itself."""

Check = Callable[[], Awaitable[Seen]]

BEAT_EVERY_S = 5.0
"""The container's health check calls a file older than 30 s dead: see Dockerfile."""
SEEN_HOLDS_S = 1.0
"""However many ask by HTTP, the checks are made once a second: one of them is an append."""
CHECK_PATIENCE_S = 2.0
"""A check that takes longer is itself the trouble; probes usually give up after 3 to 5 s."""


class Health:
    """The checks of one process, each under the name of what it looks at."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._one_at_a_time = asyncio.Lock()
        self._recent: tuple[float, dict[str, Seen]] | None = None

    def add(self, name: str, check: Check) -> None:
        """Ask this, too, before saying that the process can serve."""
        self._checks[name] = check

    async def seen(self) -> dict[str, Seen]:
        """What every check finds now, by name."""
        answers = await asyncio.gather(*(_asked(name, check) for name, check in self._checks.items()))
        return dict(zip(self._checks, answers, strict=True))

    async def seen_lately(self) -> dict[str, Seen]:
        """What every check found in this last second."""
        async with self._one_at_a_time:
            if self._recent is None or monotonic() - self._recent[0] > SEEN_HOLDS_S:
                self._recent = (monotonic(), await self.seen())
            return self._recent[1]

    async def troubles(self) -> dict[str, str]:
        """What stands in the way of serving, by name; empty means ready."""
        return troubles_of(await self.seen())


def troubles_of(seen: Mapping[str, Seen]) -> dict[str, str]:
    """What stands in the way of serving among all that was seen."""
    return {name: one.trouble for name, one in seen.items() if one.trouble is not None}


async def beat(health: Health, serving: Callable[[], bool], file: Path) -> None:
    """Touch the file every few seconds while this process serves and is ready; it is gone otherwise.

    Whoever watches from outside (a container's health check) looks at the file's age with a shell, and needs neither a
    client nor an interpreter. A loop that hangs lets it grow old, as a killed process does.
    """
    try:
        while True:
            _say(file, serving() and not await health.troubles())
            await asyncio.sleep(BEAT_EVERY_S)
    finally:
        _say(file, ready=False)


def _say(file: Path, ready: bool) -> None:
    """One system call on a file in memory: no thread for it."""
    file.touch() if ready else file.unlink(missing_ok=True)


async def _asked(name: str, check: Check) -> Seen:
    try:
        async with asyncio.timeout(CHECK_PATIENCE_S):
            return await check()
    except TimeoutError:
        return Seen(f"no answer within {CHECK_PATIENCE_S:.0f} s: look at the load of the machine and at the log")
    except Exception as trouble:
        # The kind alone: an exception's text may quote values.
        log.warning("check_failed", check=name, error=type(trouble).__name__)
        return Seen(f"the check itself failed ({type(trouble).__name__}): look at the log")
