"""The servers under our own supervision: started, stopped, killed, left behind, and started again without repair."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
import redis.asyncio

from shared.runtime import processes
from shared.runtime.binaries import postgres_from_wheel, postgres_installed
from shared.runtime.postgres import OtherMajor, PostgresServer, socket_folder
from shared.runtime.servers import ServerFailed, Servers
from shared.runtime.settings import Settings
from shared.runtime.valkey import ValkeyServer

pytestmark = pytest.mark.slow

PARENT = """
import sys, time
from pathlib import Path
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from shared.runtime.telemetry import configure_logging
configure_logging(json=False)
servers = Servers.start(Settings(data_dir=Path(sys.argv[1])))
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="bakti-servers-", dir="/tmp") as path:
        yield Path(path)


@pytest.fixture
def postgres(folder: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(folder / "postgres").start()
    yield server
    server.stop()


@pytest.fixture
def valkey(folder: Path) -> Iterator[ValkeyServer]:
    server = ValkeyServer(folder / "valkey").start()
    yield server
    server.stop()


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_data_outlives_a_stop_and_a_power_cut(postgres: PostgresServer) -> None:
    await _ask(postgres.url(), "CREATE TABLE kept AS SELECT 41 AS n")
    postgres.stop()
    assert postgres.pid is None
    postgres.start()
    await _ask(postgres.url(), "UPDATE kept SET n = 42")
    postgres.kill()
    assert postgres.pid is None
    postgres.start()
    assert await _ask(postgres.url(), "SELECT n FROM kept") == 42


async def test_the_cluster_has_checksums_utf8_and_no_listening_port(postgres: PostgresServer) -> None:
    for name, value in {"data_checksums": "on", "server_encoding": "UTF8", "listen_addresses": ""}.items():
        assert await _ask(postgres.url(), f"SELECT current_setting('{name}')") == value
    assert await _ask(postgres.url(), "SELECT upper('é') = 'É'")


async def test_an_error_is_logged_without_the_row_that_it_is_about(postgres: PostgresServer) -> None:
    await _ask(postgres.url(), "CREATE TABLE person (name text PRIMARY KEY)")
    connection = await asyncpg.connect(postgres.url())
    for expected in ("INSERT 0 1", None):
        try:
            assert await connection.execute("INSERT INTO person SELECT $1", "Sukarni") == expected
        except asyncpg.UniqueViolationError:
            assert expected is None
    await connection.close()
    assert "duplicate key" in postgres.log.read_text()
    assert "Sukarni" not in postgres.log.read_text()


async def test_a_connection_in_use_does_not_hold_up_a_stop(postgres: PostgresServer) -> None:
    connection = await asyncpg.connect(postgres.url())
    await connection.execute("BEGIN; CREATE TABLE half (n int)")
    postgres.stop()  # a stop that waited for it would never come back
    assert "terminating connection due to administrator command" in postgres.log.read_text()
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.execute("SELECT 1")


async def test_left_over_marks_do_not_stop_a_start(postgres: PostgresServer) -> None:
    """After a reboot the numbers in the marks belong to other processes, here to ourselves."""
    postgres.stop()
    marks = [str(os.getpid()), str(postgres.data), "1", "5432", str(postgres.sockets), "", " 0 0", "ready   "]
    (postgres.data / "postmaster.pid").write_text("\n".join(marks) + "\n")
    (postgres.sockets / ".s.PGSQL.5432.lock").write_text("\n".join(marks) + "\n")
    (postgres.sockets / ".s.PGSQL.5432").touch()
    postgres.start()
    assert await _ask(postgres.url(), "SELECT 1") == 1


def test_a_server_that_is_ending_is_waited_for_and_one_that_runs_is_left_alone(postgres: PostgresServer) -> None:
    for _ in range(5):
        pid = postgres.pid
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        assert processes.wait_until(lambda: postgres.pid is None, 60)
        assert postgres.start().pid not in (None, pid)
    with pytest.raises(ServerFailed, match="already running"):
        postgres.start()
    assert postgres.pid is not None


def test_data_of_another_major_version_is_named_and_left_alone(folder: Path) -> None:
    data = folder / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(OtherMajor, match=r"was made by PostgreSQL 14.*Nothing was changed"):
        PostgresServer(folder).start()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


async def test_data_of_an_installed_older_postgres_is_named_by_the_wheel(folder: Path) -> None:
    wheel, installed = postgres_from_wheel(), postgres_installed()
    if wheel is None or installed is None or wheel.major == installed.major:
        pytest.skip("needs a wheel and an installed PostgreSQL of another major version")
    older = PostgresServer(folder, installed).start()
    await _ask(older.url(), "CREATE TABLE kept AS SELECT 42 AS n")
    older.stop()
    with pytest.raises(OtherMajor, match=f"was made by PostgreSQL {installed.major}"):
        PostgresServer(folder, wheel).start()
    older.start()
    assert await _ask(older.url(), "SELECT n FROM kept") == 42
    older.stop()


async def test_an_interrupted_initdb_is_not_taken_for_a_cluster(folder: Path) -> None:
    half = folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = PostgresServer(folder).start()
    assert await _ask(server.url(), "SELECT 1") == 1
    server.stop()


def test_a_start_that_fails_says_why_and_leaves_nothing_running(folder: Path) -> None:
    server = PostgresServer(folder, settings={"shared_buffers": "nonsense"})
    with pytest.raises(ServerFailed, match="shared_buffers"):
        server.start()
    assert server.pid is None


async def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    deep = folder / ("x" * 60) / ("y" * 60)
    server = PostgresServer(deep).start()
    assert server.sockets == socket_folder(deep, ".s.PGSQL.5432")
    assert len(str(server.sockets)) < 60
    assert await _ask(server.url(), "SELECT 1") == 1
    server.stop()
    shutil.rmtree(server.sockets)


async def test_valkey_starts_empty_after_a_kill(valkey: ValkeyServer) -> None:
    async with redis.asyncio.from_url(valkey.url) as client:
        await client.set("a", "1")
    valkey.kill()
    assert valkey.pid is None
    valkey.start()
    async with redis.asyncio.from_url(valkey.url) as client:
        assert await client.dbsize() == 0
        assert (await client.config_get("maxmemory-policy"))["maxmemory-policy"] == "noeviction"


async def test_a_second_process_joins_the_servers_of_the_first(folder: Path) -> None:
    settings = Settings(data_dir=folder)
    first = Servers.start(settings)
    second = Servers.start(settings)
    assert second.joined
    assert (second.database_url, second.redis_url) == (first.database_url, first.redis_url)
    second.stop()
    assert await _ask(first.database_url, "SELECT 1") == 1
    first.stop()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda sign: sign.name)
async def test_a_killed_parent_takes_its_servers_along_and_the_next_start_needs_no_repair(
    folder: Path, sign: signal.Signals
) -> None:
    parent = _parent(folder)
    left = [PostgresServer(folder / "postgres"), ValkeyServer(folder / "valkey")]
    assert all(server.pid for server in left)
    parent.send_signal(sign)
    parent.wait()
    if sys.platform == "linux":
        assert processes.wait_until(lambda: not any(server.pid for server in left), 10)
    again = Servers.start(Settings(data_dir=folder))
    assert await _ask(again.database_url, "SELECT 1") == 1
    again.stop()
    assert not any(server.pid for server in left)


async def test_servers_left_behind_are_replaced(folder: Path) -> None:
    """Where the kernel does not end them with their parent (macOS), the next start does."""
    postgres, valkey = PostgresServer(folder / "postgres"), ValkeyServer(folder / "valkey")
    left = [postgres.start().pid, valkey.start().pid]
    servers = Servers.start(Settings(data_dir=folder))
    assert not set(left) & {PostgresServer(folder / "postgres").pid, ValkeyServer(folder / "valkey").pid}
    assert await _ask(servers.database_url, "SELECT 1") == 1
    servers.stop()
    assert postgres.pid is None
    assert valkey.pid is None


def test_a_failed_start_lets_go_of_the_folder(folder: Path) -> None:
    data = folder / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    for _ in range(2):
        with pytest.raises(OtherMajor):
            Servers.start(Settings(data_dir=folder))


def test_a_folder_of_another_account_is_named(folder: Path) -> None:
    """As an ordinary user after a run as root."""
    if os.geteuid() != 0:
        pytest.skip("needs two accounts")
    folder.chmod(0o755)
    theirs = folder / "theirs"
    theirs.mkdir()
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.setuid(pwd.getpwnam("nobody").pw_uid)
            processes.own_folder(theirs, None)
        except ServerFailed as trouble:
            os.write(writing, str(trouble).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as said:
        assert "theirs belongs to another account" in said.read()


def test_addresses_in_the_settings_come_first(folder: Path) -> None:
    settings = Settings(data_dir=folder, database_url="postgresql://a@b/c", redis_url="redis://d")
    servers = Servers.start(settings)
    assert (servers.database_url, servers.redis_url) == ("postgresql://a@b/c", "redis://d")
    assert list(folder.iterdir()) == []


def _parent(folder: Path) -> subprocess.Popen[str]:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(folder)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    return parent
