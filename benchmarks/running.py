"""A run: servers of its own, a process and a database for each kind, and a result whatever fails."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

import asyncpg
import msgspec
from sqlalchemy.engine import make_url

from benchmarks import PEERS_OF_NODE, machine
from benchmarks.kinds import BY_NAME
from benchmarks.place import QUICK, Place, Sizes
from benchmarks.results import Failed, Ran, Results, Row
from shared.database.migrate import migrate
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings

ENDING_S_MOST = 60
"""A kind ends itself when its time is up; so long after that it is killed."""
Say = Callable[[str], None]


class Said(msgspec.Struct):
    """A line of a process that measures."""

    row: Row | None = None
    failed: Failed | None = None


class Unsafe(Exception):
    """Nothing was measured: with these servers an acknowledgement promises less than the figures would claim."""


def run(chosen: dict[str, list[str]], quick: bool, say: Say) -> Results:
    """Measure these rows of these kinds, one kind after the other; raises Unsafe."""
    with TemporaryDirectory(prefix="bakti-bench-", dir="/tmp") as folder:
        facts, own = machine.facts(Path(folder)), machine.own_share()
        offset = machine.clock_offset_s()
        servers = Servers.start(Settings(data_dir=Path(folder)))
        try:
            facts.versions["postgresql"], facts.settings = asyncio.run(machine.postgres_settings(servers.database_url))
            facts.versions["servers"] = servers.origin
            if unsafe := machine.unsafe(facts.settings):
                raise Unsafe("; ".join(unsafe))
            results = Results(facts, machine.unfit(facts, own), quick)
            for kind, rows in chosen.items():
                say(f"{kind}: {BY_NAME[kind].said}")
                _measure(results, servers, Path(folder), kind, rows, say)
        finally:
            servers.stop()
    facts.load_after = os.getloadavg()[0]
    if abs(machine.clock_offset_s() - offset) > machine.STEP_MOST_S:
        results.unfit.append("clock: it was stepped during the run")
    return results


def _measure(results: Results, servers: Servers, folder: Path, kind: str, rows: Sequence[str], say: Say) -> None:
    begun, load = time.monotonic(), os.getloadavg()[0]
    try:
        with _place(servers, folder, kind, results.quick) as place:
            for said in _said(place, folder, kind, rows):
                if said.row is not None:
                    results.rows.append(said.row)
                if said.failed is not None:
                    results.failed.append(said.failed)
                    say(f"  {said.failed.name} failed: {said.failed.why}")
    except Exception as trouble:  # the other kinds go on
        results.failed.append(Failed(kind, kind, f"{type(trouble).__name__}: {trouble}"))
        say(f"  {kind} failed: {trouble}")
    results.ran.append(Ran(kind, round(time.monotonic() - begun, 1), load, os.getloadavg()[0]))


def _said(place: Path, folder: Path, kind: str, rows: Sequence[str]) -> Iterator[Said]:
    """What the kind's own process says, line by line; its end, where it did not end well, is a failure too."""
    log = folder / f"{kind}.log"
    most = BY_NAME[kind].seconds_most + ENDING_S_MOST
    command = [sys.executable, "-m", "benchmarks.one", str(place), kind, *rows]
    with log.open("wb") as told:
        process = subprocess.Popen(
            command, cwd=machine.ROOT, stdout=subprocess.PIPE, stderr=told, start_new_session=True
        )
    killed = _killed_after(process, most)
    assert process.stdout is not None
    try:
        yield from (msgspec.json.decode(line, type=Said) for line in process.stdout if line.startswith(b"{"))
        code = process.wait()
    finally:
        killed()
    if code:
        last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["nothing was said"]
        yield Said(failed=Failed(kind, kind, f"its process ended with {code}: {last[0][:200]}"))


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
def _place(servers: Servers, folder: Path, kind: str, quick: bool) -> Iterator[Path]:
    """A database of its own, gone afterwards, and the file that says where."""
    url = make_url(servers.database_url).set(database=f"bench_{kind}")
    address = url.render_as_string(hide_password=False)
    own = folder / kind
    own.mkdir()
    asyncio.run(_administer(servers.database_url, f"CREATE DATABASE {url.database}"))
    try:
        migrate(address, book=Settings().book)
        place = Place(address, servers.redis_url, str(own), str(PEERS_OF_NODE), QUICK if quick else Sizes())
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
