"""UmaDB: its server in a process of its own, its file in the same folder as PostgreSQL's, its Python client."""

import os
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path
from socket import socket
from uuid import uuid4

from benchmarks import PEERS
from benchmarks.place import Place
from benchmarks.stores import PAYLOAD, TYPE, Absent
from benchmarks.stores.threads import Threaded

PAGE = 5_000
START_PATIENCE_S = 20.0
SERVE = "import sys; from umadb.umadb_server_cli import main; sys.argv[0] = 'umadb'; main()"


async def opened(place: Place, stack: AsyncExitStack) -> "UmaDB":
    """A server that ends with the stack; raises Absent where the package is not installed or has no server here."""
    try:
        import umadb
    except ImportError:
        raise Absent("not installed; make bench brings it where there is a wheel for this machine") from None
    folder = Path(place.folder) / "umadb"
    folder.mkdir()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = _served(folder, address)
    stack.callback(server.wait)
    stack.callback(server.terminate)
    client = _connected(umadb, f"http://{address}", server)
    stack.callback(client.close)
    return UmaDB(umadb, client)


def _served(folder: Path, address: str) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", SERVE, "--listen", address, "--db-path", str(folder / "uma.db")],
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(PEERS)},
        )


def _connected(umadb, url: str, server: "subprocess.Popen[bytes]"):  # type: ignore[no-untyped-def]
    until = time.monotonic() + START_PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            client = umadb.Client(url, batch_size=PAGE)
            client.head()
        except Exception:
            time.sleep(0.05)
        else:
            return client
    raise Absent(f"its server did not answer (exit code {server.poll()})")


class UmaDB(Threaded):
    """One client for all threads: with a connection for each of 128 it made half as many."""

    def __init__(self, umadb, client) -> None:  # type: ignore[no-untyped-def]
        self._umadb, self._client = umadb, client

    def append(self, each: int) -> None:
        """A new stream is a tag that no event has yet."""
        tag = f"hours-{uuid4()}"
        nobody = self._umadb.Query(items=[self._umadb.QueryItem(tags=[tag])])
        events = [self._umadb.Event(event_type=TYPE, tags=[tag], data=PAYLOAD, uuid=uuid4()) for _ in range(each)]
        self._client.append(events, condition=self._umadb.AppendCondition(fail_if_events_match=nobody))

    def page_behind(self, position: int) -> list[int]:
        return [one.position for one in self.events(position)]

    def events(self, position: int):  # type: ignore[no-untyped-def]
        """The next events behind a position."""
        return self._client.read(start=position + 1, limit=20 * PAGE)
