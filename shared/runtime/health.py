"""Whether this process is alive and can serve: /healthz and /readyz ask here."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

Check = Callable[[], Awaitable[str | None]]
"""None when all is well, or else one sentence (identifiers only) that says what is not."""

BEAT_EVERY_S = 5.0
"""The container's health check calls a file older than 30 s dead: see Dockerfile."""
CHECK_PATIENCE_S = 2.0
"""A check that takes longer is itself the trouble; probes usually give up after 3 to 5 s."""


class Health:
    """The checks of one process, each under the name of what it looks at."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        """Ask this, too, before saying that the process can serve."""
        self._checks[name] = check

    async def troubles(self) -> dict[str, str]:
        """What stands in the way of serving, by name; empty means ready."""
        answers = await asyncio.gather(*(_asked(check) for check in self._checks.values()))
        return {name: answer for name, answer in zip(self._checks, answers, strict=True) if answer is not None}


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


async def _asked(check: Check) -> str | None:
    try:
        async with asyncio.timeout(CHECK_PATIENCE_S):
            return await check()
    except TimeoutError:
        return f"no answer within {CHECK_PATIENCE_S:.0f} s"
    except Exception as trouble:
        # The kind alone: an exception's text may quote values.
        return type(trouble).__name__
