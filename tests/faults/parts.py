"""The house as five processes beside PostgreSQL and Valkey, each killed at will and started again by a supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic

import httpx2

from shared.privacy.keys import ensure_master_key
from shared.runtime.servers import PostgresServer, ValkeyServer
from shared.runtime.settings import Settings
from tests.cli.running import free_port

ROOT = Path(__file__).parents[2]
PARTS = ("intake", "matching", "attendance", "reporting", "relay")
START_PATIENCE_S = 60.0
LOOK_S = 0.05
SAID_CHARACTERS = 4_000


class Part:
    """One ``bakti serve NAME…`` on a port of its own."""

    def __init__(self, name: str, folder: Path, settings: Settings) -> None:
        self.name, self.port = name, free_port()
        self.log = folder / f"{name}.said"
        self._environment = {
            **os.environ,
            "BAKTI_DATA_DIR": str(settings.data_dir),
            "BAKTI_DATABASE_URL": str(settings.database_url),
            "BAKTI_REDIS_URL": str(settings.redis_url),
            "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        kind = self.name.partition("-")[0]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.cli.main", "serve", kind, "--port", str(self.port)],
                env=self._environment,
                cwd=ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        """As the kernel does when memory is short: nothing is said, nothing is put away."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    async def is_ready(self, client: httpx2.AsyncClient) -> bool:
        with suppress(httpx2.TransportError):
            return (await client.get(f"{self.address}/readyz", timeout=2)).status_code == 200
        return False

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-SAID_CHARACTERS:]


class Parts:
    """All processes of one house, and who starts again whatever has ended."""

    def __init__(self, folder: Path, settings: Settings, names: Sequence[str] = PARTS) -> None:
        self.settings = settings
        self.of = {name: Part(name, folder, settings) for name in names}
        self.kills = Counter[str]()
        self.ended: list[str] = []
        """Parts that ended without having been killed, with what they said: there should be none."""
        self.client = httpx2.AsyncClient()

    def kill(self, name: str) -> None:
        self.of[name].kill()
        self.kills[name] += 1

    async def ready(self, *names: str) -> None:
        """Wait until these (or all) answer that they can serve."""
        until = monotonic() + START_PATIENCE_S
        for name in names or tuple(self.of):
            part = self.of[name]
            while not await part.is_ready(self.client):
                assert monotonic() < until, f"{name} is not ready\n{part.said()}"
                await asyncio.sleep(LOOK_S)

    async def supervise(self) -> None:
        """Start again what has ended, until cancelled."""
        while True:
            for part in self.of.values():
                if part.process is None or part.process.poll() is not None:
                    if part.process is not None and part.process.returncode != -signal.SIGKILL:
                        self.ended.append(f"{part.name} ended with {part.process.returncode}\n{part.said()}")
                    part.start()
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def serving(folder: Path, settings: Settings, names: Sequence[str] = PARTS) -> AsyncIterator[Parts]:
    """These parts as processes, ready; killed in the end."""
    ensure_master_key(settings.master_key_file, settings.keys_dir)
    parts = Parts(folder, settings, names)
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
    while postgres.pid is not None:
        await asyncio.sleep(LOOK_S)
    await asyncio.to_thread(postgres.start)
