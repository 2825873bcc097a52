"""The house as five processes beside PostgreSQL and Valkey, each killed at will and started again by a supervisor."""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from time import monotonic

import httpx2

from services.cli.migrate import introduce_keys
from shared.runtime.servers import PostgresServer, ValkeyServer
from shared.runtime.settings import Settings
from tests.cli.running import free_port
from tests.waiting import until

ROOT = Path(__file__).parents[2]
PARTS = ("intake", "matching", "attendance", "reporting", "relay")
START_PATIENCE_S = 240.0
LOOK_S = 0.05
ANSWER_S = 30.0
SAID_CHARACTERS = 4_000
PR_SET_PDEATHSIG = 1
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["services.cli.process", "services.cli.main", "uvloop", "httptools"])


class Part:
    """One ``bakti serve NAME`` on a port of its own.

    Forked from a process that has loaded the house already: a start takes a fifth of the time, so more kills fit into
    a test, and more of them fall into what a part does at its start than into its imports.
    """

    def __init__(self, name: str, folder: Path, settings: Settings) -> None:
        self.name, self.port = name, free_port()
        self.log = folder / f"{name}.said"
        self.environment = {
            "BAKTI_DATA_DIR": str(settings.data_dir),
            "BAKTI_DATABASE_URL": str(settings.database_url),
            "BAKTI_REDIS_URL": str(settings.redis_url),
            "BAKTI_WRITES_A_MINUTE": "1000000",  # one account hammers
            "NO_COLOR": "1",
        }
        self.process: ForkServerProcess | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        kind = self.name.partition("-")[0]
        self.process = FORKS.Process(target=serve, args=(kind, self.port, self.log, self.environment), daemon=True)
        self.process.start()

    def kill(self) -> None:
        """As the kernel does when memory is short: nothing is said, nothing is put away."""
        if self.process is not None and self.process.is_alive():
            self.process.kill()
            self.process.join()

    async def is_ready(self, client: httpx2.AsyncClient) -> bool:
        asked = "healthz" if self.name.startswith("relay") else "readyz"  # a relay without Valkey waits, and says so
        with suppress(httpx2.TransportError):
            return (await client.get(f"{self.address}/{asked}", timeout=2)).status_code == 200
        return False

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-SAID_CHARACTERS:] if self.log.exists() else ""


def serve(name: str, port: int, log: Path, environment: Mapping[str, str]) -> None:
    """In the new process: what the command line does, its output in ``log``."""
    from services.cli.main import app

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(output, stream)
    app(["serve", name, "--port", str(port)])


class Parts:
    """All processes of one house, and who starts again whatever has ended."""

    def __init__(self, folder: Path, settings: Settings, names: Sequence[str] = PARTS, keyless: str = "") -> None:
        self.settings = settings
        self.of = {name: Part(name, folder, settings) for name in names}
        self.kills = Counter[str]()
        self.ended: list[str] = []
        """Parts that ended without having been killed, with what they said: there should be none."""
        self.client = httpx2.AsyncClient(timeout=ANSWER_S)
        if keyless:
            self._without_keys(self.of[keyless], self.of["intake"], folder)

    def _without_keys(self, part: Part, opener: Part, folder: Path) -> None:
        """This part finds no key and asks the other; a house key is everybody's."""
        for name in ("opener_secret", "house_key"):
            (folder / name).write_text(os.urandom(32).hex())
        for each in self.of.values():
            each.environment["BAKTI_HOUSE_KEY_FILE"] = str(folder / "house_key")
        nowhere = folder / "nowhere"
        for each in (part, opener):
            each.environment["BAKTI_OPENER_SECRET_FILE"] = str(folder / "opener_secret")
        part.environment |= {"BAKTI_OPENER": opener.address, "BAKTI_DATA_DIR": str(nowhere)}

    def kill(self, name: str) -> None:
        self.of[name].kill()
        self.kills[name] += 1

    async def ready(self, *names: str) -> None:
        """Wait until these (or all) answer that they can serve."""
        latest = monotonic() + START_PATIENCE_S
        for name in names or tuple(self.of):
            part = self.of[name]
            while not await part.is_ready(self.client):
                assert monotonic() < latest, f"{name} is not ready\n{part.said()}"
                await asyncio.sleep(LOOK_S)

    async def supervise(self) -> None:
        """Start again what has ended, until cancelled."""
        while True:
            for part in self.of.values():
                if part.process is None or not part.process.is_alive():
                    if part.process is not None and part.process.exitcode != -signal.SIGKILL:
                        self.ended.append(f"{part.name} ended with {part.process.exitcode}\n{part.said()}")
                    part.start()
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def serving(
    folder: Path, settings: Settings, names: Sequence[str] = PARTS, keyless: str = ""
) -> AsyncIterator[Parts]:
    """These parts as processes, ready; killed in the end. ``keyless`` names one that asks intake for values."""
    os.environ["PYTHONPATH"] = str(ROOT)  # pytest's own path is not handed on to what loads the house
    await introduce_keys(settings)
    parts = Parts(folder, settings, names, keyless)
    supervisor = asyncio.create_task(parts.supervise())
    try:
        await parts.ready()
        yield parts
    finally:
        supervisor.cancel()
        await asyncio.gather(supervisor, return_exceptions=True)
        for part in parts.of.values():
            part.kill()
        await parts.client.aclose()


async def restart_valkey(valkey: ValkeyServer) -> None:
    """SIGKILL, then an empty one at the same address."""
    await asyncio.to_thread(valkey.kill)
    await asyncio.to_thread(valkey.start)


async def restart_postgres(postgres: PostgresServer) -> None:
    """As ``pg_ctl restart -m immediate``: every connection is cut, the log is replayed at the start."""
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGQUIT)
    await until(lambda: postgres.pid is None)
    await asyncio.to_thread(postgres.start)
