"""Each kind apart: a process with a database of its own, of this code or of another checkout's."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer

import asyncpg
import msgspec
import redis
from sqlalchemy.engine import make_url

from benchmarks import PEERS_OF_NODE, machine
from benchmarks.kinds import BY_NAME
from benchmarks.place import QUICK, Place, Sizes
from benchmarks.results import Failed, Row
from shared.runtime.servers import Servers

ENDING_S_MOST = 60
"""A kind ends itself when its time is up; so long after that it is killed."""


class Said(msgspec.Struct):
    """A line of a process that measures."""

    row: Row | None = None
    failed: Failed | None = None


def said_of(
    servers: Servers, folder: Path, kind: str, rows: Sequence[str], quick: bool, checkout: Path | None = None
) -> Iterator[Said]:
    """What the kind's own process says, the moment it does; its end, where it was no good one, is a failure too.

    With ``checkout`` that one's services are measured, by the rows of this bench, and no peers.
    """
    with _place(servers, folder, kind, quick, alone=checkout is not None) as place:
        log = place.with_name("log")
        with log.open("wb") as told:
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.one", str(place), kind, *rows],
                stdout=subprocess.PIPE,
                stderr=told,
                start_new_session=True,
                **_code_of(checkout, folder),
            )
        ended = _killed_after(process, BY_NAME[kind].seconds_most + ENDING_S_MOST)
        assert process.stdout is not None
        try:
            yield from (msgspec.json.decode(line, type=Said) for line in process.stdout if line.startswith(b"{"))
            code = process.wait()
        finally:
            ended()
        if code:
            last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["nothing was said"]
            yield Said(failed=Failed(kind, kind, f"its process ended with {code}: {last[0][:200]}"))


def _code_of(checkout: Path | None, folder: Path) -> dict[str, object]:
    """Where the process finds its code: the rows here, services and shared in the checkout."""
    if checkout is None:
        return {"cwd": machine.ROOT}
    overlay = folder / "rows"
    overlay.mkdir(exist_ok=True)
    with suppress(FileExistsError):
        (overlay / "benchmarks").symlink_to(machine.ROOT / "benchmarks")
    return {"cwd": overlay, "env": {**os.environ, "PYTHONPATH": str(checkout)}}


def _killed_after(process: "subprocess.Popen[bytes]", seconds: float) -> Callable[[], None]:
    """End the process and all it has started when its time is up; call what is given when it has ended by itself."""

    def kill() -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)

    timer = Timer(seconds, kill)
    timer.daemon = True
    timer.start()

    def stop() -> None:
        timer.cancel()
        kill()  # a peer's server that outlived its kind

    return stop


@contextmanager
def _place(servers: Servers, folder: Path, kind: str, quick: bool, alone: bool) -> Iterator[Path]:
    """A database of its own, gone afterwards, a feed that remembers nothing, and the file that says where."""
    url = make_url(servers.database_url).set(database=f"bench_{kind}")
    own = folder / (f"{kind}-then" if alone else kind)
    own.mkdir()
    with redis.Redis.from_url(servers.redis_url) as feed:
        feed.flushall()
    asyncio.run(_administer(servers.database_url, f"CREATE DATABASE {url.database}"))
    try:
        address, sizes = url.render_as_string(hide_password=False), QUICK if quick else Sizes()
        place = Place(address, servers.redis_url, str(own), str(PEERS_OF_NODE), sizes, alone)
        file = own / "place.json"
        file.write_bytes(msgspec.json.encode(place))
        yield file
    finally:
        asyncio.run(_administer(servers.database_url, f"DROP DATABASE {url.database} WITH (FORCE)"))


async def _administer(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
