"""Our own servers are watched: one that was killed comes back, and one that does not stay up ends the process in words.

In a thread of its own that lives as long as the process: the kernel interrupts a server when the thread that started it
ends (see processes.spawn), and a start may take as long as PostgreSQL needs to replay its log.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import ClassVar, Protocol

import structlog

from shared.runtime.processes import ServerFailed

log = structlog.get_logger()


class Watched(Protocol):
    """A server that runs as our child."""

    @property
    def origin(self) -> str:
        """What it is and where it comes from, for people."""

    @property
    def log(self) -> Path:
        """What it said."""

    @property
    def running(self) -> bool:
        """Whether its process is there."""

    def start(self) -> object:
        """End what an earlier run left behind, run, and be ready; at the address it had before."""


class Watch:
    """Looks after servers until it is told to rest; ``given_up`` gets a ServerFailed when one does not stay up."""

    LOOK_S: ClassVar = 0.25
    """A callers' retry notices nothing of a server that is back within a second or two."""
    STARTS_MAX: ClassVar = 5
    WITHIN_S: ClassVar = 300.0
    """Five starts in five minutes: what falls over more often has a cause that another start does not mend."""
    PAUSE_FIRST_S: ClassVar = 0.2
    """After the first start that failed; doubled each time."""

    def __init__(self, servers: Sequence[Watched]) -> None:
        self.given_up: Future[None] = Future()
        self.given_up.set_running_or_notify_cancel()  # nobody who waits for it can take it away
        self._servers = servers
        self._starts: dict[str, deque[float]] = defaultdict(deque)
        self._resting, self._rests, self._over = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def rest(self) -> None:
        """Start nothing any more; what is being started is waited for. The servers may be stopped now."""
        self._resting.set()
        self._rests.wait()

    def end(self) -> None:
        """End the thread, and with it whatever server of its own still runs."""
        self.rest()
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._resting.wait(self.LOOK_S):
                for server in self._servers:
                    if not server.running:
                        self._bring_back(server)
        except ServerFailed as failed:
            self.given_up.set_exception(failed)
        except Exception as bug:
            self.given_up.set_exception(bug)
            raise
        finally:
            self._rests.set()
            self._over.wait()

    def _bring_back(self, server: Watched) -> None:
        """Start it once more; raises ServerFailed when that was too often."""
        starts, now = self._starts[server.origin], time.monotonic()
        while starts and starts[0] < now - self.WITHIN_S:
            starts.popleft()
        if len(starts) >= self.STARTS_MAX:
            raise ServerFailed(
                f"{server.origin} does not stay up: it was started {len(starts)} times within "
                f"{self.WITHIN_S / 60:.0f} minutes. Nothing acknowledged is lost. What it said is in {server.log}; "
                "look there, at the free disk and the memory, then start again."
            )
        starts.append(now)
        log.error("server_ended", server=server.origin, start=len(starts))
        try:
            server.start()
        except (ServerFailed, OSError) as failed:
            log.error("server_not_back", server=server.origin, error=str(failed).partition("\n")[0])
            self._resting.wait(self.PAUSE_FIRST_S * 2 ** (len(starts) - 1))
        else:
            log.warning("server_back", server=server.origin, seconds=round(time.monotonic() - now, 1))
