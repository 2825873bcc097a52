"""The stores that stand beside each other, each asked for the same work in its own best way.

One event is about 200 bytes of JSON on a new stream, under the expected version where the store knows one.
"""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from benchmarks.place import Place

PAYLOAD = b'{"klien_id":"00000000-0000-4000-8000-000000000001","shift":{"starts":"2026-11-24T01:00:00Z",' + (
    b'"ends":"2026-11-24T05:00:00Z","note":"' + b"x" * 80 + b'"}}'
)
METADATA = b'{"actor":"bench","command_id":"00000000-0000-4000-8000-000000000002","correlation_id":"0"}'
TYPE = "id.go.trenggalekkab.bakti.hours.logged.v1"
CONNECTIONS_MOST = 32
"""Of each store that keeps a pool; ours needs fewer. More callers wait, which on few cores is quicker."""
PAUSE_S = 0.001
"""A reader that found nothing new asks again after this."""


class Absent(Exception):
    """This store is not here; says why, and what would bring it."""


class Store(Protocol):
    """What every store of the bench can do. Positions are the store's own, in the order in which it reads."""

    async def append_for(self, seconds: float, callers: int, each: int) -> float:
        """Events a second while ``callers`` append ``each`` at once, everybody waiting for the acknowledgement."""

    async def read_all(self) -> tuple[int, float]:
        """Read everything in order, page by page: how many events, and in how many seconds."""

    async def tail(self, ended: threading.Event) -> list[int]:
        """Read on behind the last position until ``ended`` and nothing more comes: what was seen, in that order."""

    async def positions(self) -> list[int]:
        """What the store holds."""


@dataclass(frozen=True)
class Stores:
    """Those that are here, ours first, and why the others are not."""

    place: Place
    found: Mapping[str, Store]
    missing: Mapping[str, str]

    def only(self, names: tuple[str, ...]) -> "Stores":
        """These, in this order."""
        found = {name: self.found[name] for name in names if name in self.found}
        return Stores(self.place, found, {name: why for name, why in self.missing.items() if name in names})


Opener = Callable[[Place, AsyncExitStack], Awaitable[Store]]


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[Stores]:
    """Every store that can be had here; raises only where our own cannot be opened."""
    from benchmarks.stores import emmett, eventsourcing, message_db, ours, plain, umadb

    openers: dict[str, Opener] = {
        "Bakti": ours.opened,
        "eventsourcing": eventsourcing.opened,
        "UmaDB": umadb.opened,
        "Emmett": emmett.opened,
        "message-db": message_db.opened,
        "plain insert": plain.insert,
        "COPY": plain.copy,
    }
    found: dict[str, Store] = {}
    missing: dict[str, str] = {}
    async with AsyncExitStack() as stack:
        for name, opener in openers.items():
            if place.alone and name != "Bakti":
                continue
            try:
                found[name] = await opener(place, stack)
            except Absent as why:
                missing[name] = str(why)
            except Exception as trouble:
                if name == "Bakti":
                    raise
                missing[name] = f"did not start ({type(trouble).__name__}: {trouble})"
        yield Stores(place, found, missing)
