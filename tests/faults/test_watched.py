"""`bakti up` whose own servers are killed under load: they come back, the house goes on, and nothing is lost."""

import asyncio
import os
import random
import signal
from contextlib import suppress
from pathlib import Path
from typing import cast

import httpx2
import pytest

from services.catalogue import SERVICES
from shared.database.engine import Database
from shared.runtime import processes
from shared.runtime.servers import PostgresServer, ValkeyServer
from shared.runtime.settings import Settings
from tests.cli.running import Up, up
from tests.faults.counting import everything_counts
from tests.faults.parts import ANSWER_S, Parts
from tests.faults.telling import Telling, shares
from tests.waiting import until

pytestmark = pytest.mark.faults

LOGS, PERSONS = 120, 4
TURNS = ("postgres", "valkey") * 2
TEST_S_MAX = 400
"""A run takes about a minute on two busy cores; a longer one hangs."""


class House:
    """The whole house in one process, told by what tells the parts."""

    def __init__(self, running: Up, settings: Settings) -> None:
        self.of = {service.name: running for service in SERVICES}
        self.settings = settings
        self.client = httpx2.AsyncClient(timeout=ANSWER_S)


async def test_a_killed_postmaster_or_valkey_comes_back_and_each_acknowledged_log_is_reported_once(
    folder: Path, chance: random.Random
) -> None:
    servers = {
        "postgres": PostgresServer(folder / "data" / "postgres"),
        "valkey": ValkeyServer(folder / "data" / "valkey"),
    }
    turns = chance.sample(TURNS, len(TURNS))
    with up(folder) as running:
        await asyncio.to_thread(running.ready)
        database = Database(servers["postgres"].address)
        house = House(running, Settings(data_dir=folder / "data", database_url=database.url))
        telling = Telling(cast(Parts, house), chance)
        try:
            async with asyncio.timeout(TEST_S_MAX):
                await telling.open(database, PERSONS)
                for name, share in zip(turns, shares(telling.logs(LOGS), len(turns)), strict=True):
                    least = len(telling.acknowledged) + chance.randrange(1, len(share) // 2)
                    killing = _killed(servers[name], telling, least)
                    await asyncio.gather(telling.log(share), telling.ruling(), killing)
                assert len(telling.acknowledged) == LOGS
                await asyncio.to_thread(running.ready)
                await everything_counts(database, telling)
                assert running.process.poll() is None, "the house itself went on"
        except BaseException:
            print(running.said())  # noqa: T201
            raise
        finally:
            print(f"killed {turns}, sent again {dict(telling.repeats)}")  # noqa: T201
            await house.client.aclose()
            await database.dispose()
        assert await asyncio.to_thread(running.end) == 0
    assert all(server.pid is None for server in servers.values())


async def test_a_postgresql_that_stands_still_is_told_ends_every_request_and_the_house_goes_on_with_it(
    folder: Path,
) -> None:
    """Nothing is killed, nothing answers: as under a memory that swaps, or a disk that hangs."""
    server = PostgresServer(folder / "data" / "postgres")
    with up(folder) as running:
        await asyncio.to_thread(running.ready)
        async with httpx2.AsyncClient(base_url=running.address, timeout=ANSWER_S) as client:
            postmaster = server.pid
            assert postmaster is not None
            os.kill(postmaster, signal.SIGSTOP)  # first: it makes no more children
            family = [postmaster, *processes.children_of(postmaster)]
            for pid in family[1:]:
                os.kill(pid, signal.SIGSTOP)
            try:
                asked = [client.post("/session", json={"login": "siti", "password": "x" * 20}) for _ in range(20)]
                answers = await asyncio.gather(*asked)
                print(f"answered within {max(answer.elapsed for answer in answers)}")  # noqa: T201
                assert {answer.status_code for answer in answers} == {503}
                said = (await client.get("/readyz")).json()
                assert "nothing can be appended" in said["intake.append"]
                assert (await client.get("/healthz")).status_code == 200
            finally:
                for pid in family:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGCONT)
            await asyncio.to_thread(running.ready)
            assert (await client.get("/session")).status_code != 503
        assert server.pid == postmaster, "the same one goes on"
        assert running.process.poll() is None
        assert await asyncio.to_thread(running.end) == 0


async def _killed(server: PostgresServer | ValkeyServer, telling: Telling, least: int) -> None:
    """SIGKILL once so many logs are acknowledged, and wait until another process stands in its place."""
    await until(lambda: len(telling.acknowledged) >= least, lambda: len(telling.acknowledged))
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await until(lambda: server.pid not in (None, pid))
