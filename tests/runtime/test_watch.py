"""A server of ours that is killed comes back at its address; one that does not stay up is given up in words."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
import redis.asyncio

from shared.runtime import processes
from shared.runtime.postgres import PostgresServer
from shared.runtime.servers import ServerFailed, Servers
from shared.runtime.settings import Settings
from shared.runtime.valkey import ValkeyServer
from shared.runtime.watch import Watch
from tests.waiting import until

pytestmark = pytest.mark.slow

PATIENCE_S = 120.0
BUSY = "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$"
"""A backend that computes does not look whether its postmaster lives."""


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="bakti-watch-", dir="/tmp") as path:
        yield Path(path)


@pytest.fixture
def house(folder: Path) -> Iterator[tuple[Servers, "Future[None]"]]:
    servers = Servers.start(Settings(data_dir=folder))
    given_up = servers.watch()
    yield servers, given_up
    servers.stop()
    assert PostgresServer(folder / "postgres").pid is None
    assert ValkeyServer(folder / "valkey").pid is None


async def test_a_killed_postmaster_comes_back_with_what_was_committed_though_a_backend_computes_on(
    folder: Path, house: tuple[Servers, "Future[None]"]
) -> None:
    servers, given_up = house
    connection = await asyncpg.connect(servers.database_url)
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    busy = await asyncpg.connect(servers.database_url)
    orphan = await busy.fetchval("SELECT pg_backend_pid()")
    computing = asyncio.create_task(busy.execute(BUSY))
    await until(lambda: _computes(connection))
    killed = _kill(PostgresServer(folder / "postgres"))
    assert await asyncio.to_thread(_is_back, PostgresServer(folder / "postgres"), killed)
    (ended,) = await asyncio.gather(computing, return_exceptions=True)
    assert isinstance(ended, Exception)
    assert not processes.alive(orphan)
    assert await _answer(servers.database_url, "SELECT n FROM kept") == 42
    connection.terminate()
    assert not given_up.done()


async def test_a_killed_valkey_comes_back_empty(folder: Path, house: tuple[Servers, "Future[None]"]) -> None:
    servers, given_up = house
    async with redis.asyncio.from_url(servers.redis_url) as client:
        await client.set("a", "1")
    for _ in range(2):
        killed = _kill(ValkeyServer(folder / "valkey"))
        assert await asyncio.to_thread(_is_back, ValkeyServer(folder / "valkey"), killed)
    await until(lambda: _empty(servers.redis_url))
    assert not given_up.done()


def test_a_server_that_does_not_start_is_given_up_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watch, "PAUSE_FIRST_S", 0.01)
    valkey = ValkeyServer(folder / "valkey").start()
    watch = Watch([valkey])
    assert valkey.binary is not None
    valkey.binary = replace(valkey.binary, path=folder / "gone")
    _kill(valkey)
    failed = watch.given_up.exception(PATIENCE_S)
    assert isinstance(failed, ServerFailed)
    assert "does not stay up: it was started 5 times" in str(failed)
    assert str(valkey.log) in str(failed)
    watch.end()


def test_whoever_stands_in_the_data_folder_is_no_backend_of_a_killed_postmaster(folder: Path) -> None:
    postgres = PostgresServer(folder / "postgres").start()
    with subprocess.Popen(["cat"], cwd=postgres.data, stdin=subprocess.PIPE) as shell:
        _kill(postgres)
        assert processes.wait_until(lambda: not postgres.running, PATIENCE_S)
        postgres.start()
        assert shell.poll() is None
        assert shell.stdin is not None
        shell.stdin.close()
    postgres.stop()


def test_nothing_is_started_any_more_once_it_rests(folder: Path) -> None:
    valkey = ValkeyServer(folder / "valkey").start()
    watch = Watch([valkey])
    watch.rest()
    _kill(valkey)
    assert processes.wait_until(lambda: not valkey.running, PATIENCE_S)
    watch.end()
    assert not valkey.running
    assert not watch.given_up.done()


def _kill(server: PostgresServer | ValkeyServer) -> int:
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def _is_back(server: PostgresServer | ValkeyServer, killed: int) -> bool:
    return processes.wait_until(lambda: server.pid not in (None, killed), PATIENCE_S)


async def _computes(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query = $1", BUSY))


async def _answer(url: str, question: str) -> object:
    """A server's process is there a moment before it answers."""
    found: list[object] = []

    async def answered() -> bool:
        try:
            connection = await asyncpg.connect(url)
        except (OSError, asyncpg.CannotConnectNowError):
            return False
        found.append(await connection.fetchval(question))
        await connection.close()
        return True

    await until(answered)
    return found[0]


async def _empty(url: str) -> bool:
    try:
        async with redis.asyncio.from_url(url) as client:
            return bool(await client.dbsize() == 0)
    except redis.exceptions.ConnectionError:
        return False
