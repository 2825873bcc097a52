"""The servers and databases of the tests: real ones, made in a second, thrown away afterwards.

BAKTI_TEST_SERVERS=auto|wheel|system|containers says where they come from. Every xdist worker has its own.
"""

import asyncio
import os
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
import redis.asyncio
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url

from services.catalogue import SERVICES
from shared.access import passwords
from shared.database import engine
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.domain.identifiers import BookId
from shared.projections.rebuild import prepare
from shared.runtime.containers import docker_answers, volume_of
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.waiting import STILL_S

SOURCE = os.environ.get("BAKTI_TEST_SERVERS", "auto")
TEMPLATE = "bakti_template"
MEMORY_PLENTY_BYTES = 4 * 2**30
"""Two workers' servers take some hundred megabytes."""
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
"""No example fails since the machine is busy."""
OF_THE_HASH = ("test_accounts", "test_passwords", "test_session")
_numbers = count(1)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Of a run that a shell put in the background: what it starts would ignore an interrupt, too, and never end by one.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """Say where the servers will come from."""
    return f"servers: {SOURCE} (BAKTI_TEST_SERVERS)"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each everyday task cost who did it by page: clicks, and fields filled; how much of the matrix was tried."""
    every = [one for found in terminalreporter.stats.values() for one in found if isinstance(one, pytest.TestReport)]
    reports = [one for one in every if one.when == "call"]
    told = [(name, tuple(value)) for one in reports for name, value in one.user_properties if name in ("task", "cells")]
    tasks = sorted({value for name, value in told if name == "task"})
    if tasks:
        terminalreporter.section("everyday tasks: clicks, fields")
        for task, login, clicks, fields in tasks:
            terminalreporter.write_line(f"{clicks:4}{fields:4}  {login:12} {task}")
    cells = Counter[str]()
    for _, (what, many) in (one for one in told if one[0] == "cells"):
        cells[what] += many
    if cells:
        terminalreporter.section("cells of the matrix")
        for what, many in sorted(cells.items()):
            terminalreporter.write_line(f"{many:6}  {what}")


@pytest.fixture(autouse=True, scope="session")
def patience() -> Iterator[None]:
    """On a machine with too much to do PostgreSQL answers late: a house in the test's own process waits, and does not
    tell who asks that its database is away. How it ends what is too long, tests/database/test_ends.py tries."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("CONNECT_PATIENCE_S", "POOL_PATIENCE_S", "STATEMENT_S_MAX"):
            patched.setattr(engine, name, STILL_S)
        yield


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the tests of the hash itself a password is hashed in a millisecond: a house with three accounts hashes
    six."""
    if request.path.stem not in OF_THE_HASH:
        hash_quickly(monkeypatch)


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a house that a module opens, too."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Valkey for this worker, started at the first test that needs them."""
    if SOURCE == "containers" and not docker_answers():
        pytest.skip("no Docker engine answers")
    with TemporaryDirectory(prefix="bakti-test-", dir=_quick_folder()) as folder:
        started = Servers.start(Settings(data_dir=Path(folder)), SOURCE)  # type: ignore[arg-type]
        try:
            yield started
        finally:
            started.stop()
            if SOURCE == "containers":
                import docker

                docker.from_env().volumes.get(volume_of(Path(folder) / "postgres")).remove()


def _quick_folder() -> str:
    """Memory where there is plenty, for a disk spends more on the files of a thousand databases than the tests on
    themselves; else /tmp. Both short: a unix socket's path is limited, and pytest's own folders are long."""
    memory = Path("/dev/shm")  # Linux; a container's usual one is too small
    if SOURCE == "containers" or not memory.is_dir():
        return "/tmp"
    free = min(shutil.disk_usage(memory).free, os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return str(memory) if free > MEMORY_PLENTY_BYTES else "/tmp"


@pytest.fixture(scope="session")
def migrated(servers: Servers) -> str:
    """The name of a database with every migration and the tables of every service's projections, from which tests get
    their copies: to make fifty tables costs a house more than all else that it does at its start."""
    created = _create(servers.database_url, TEMPLATE, "template0")
    migrate(created, book=Settings().book)
    asyncio.run(_furnished(created))
    return TEMPLATE


async def _furnished(url: str) -> None:
    database = Database(url)
    for service in SERVICES:
        await prepare(database, BookId(Settings().book), service.projections)
    await database.dispose()


@pytest.fixture
async def database(servers: Servers, migrated: str) -> AsyncIterator[Database]:
    """A fresh migrated database, dropped after the test."""
    async with fresh_database(servers, migrated) as fresh:
        yield fresh


@asynccontextmanager
async def fresh_database(servers: Servers, migrated: str) -> AsyncIterator[Database]:
    """A copy of the migrated database, dropped at the end."""
    name = f"bakti_{next(_numbers)}"
    admin = await asyncpg.connect(servers.database_url)
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {migrated} STRATEGY FILE_COPY")
    fresh = Database(_named(servers.database_url, name))
    try:
        yield fresh
    finally:
        await fresh.dispose()
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


@pytest.fixture
async def empty_database(servers: Servers) -> AsyncIterator[str]:
    """The address of a database without any migration, dropped after the test."""
    name = f"bakti_{next(_numbers)}"
    admin = await asyncpg.connect(servers.database_url)
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield _named(servers.database_url, name)
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


@pytest.fixture
async def valkey_url(servers: Servers) -> str:
    """The address of an empty Valkey."""
    return await emptied_valkey(servers)


async def emptied_valkey(servers: Servers) -> str:
    """The address of the Valkey, emptied."""
    async with redis.asyncio.from_url(servers.redis_url) as client:
        await client.flushall()
    return servers.redis_url


@pytest.fixture
def settings(servers: Servers, database: Database, valkey_url: str, tmp_path: Path) -> Settings:
    """Settings of a house on the test's own database, with a data folder of its own."""
    return Settings(data_dir=tmp_path, database_url=database.url, redis_url=valkey_url)


def _create(url: str, name: str, template: str) -> str:
    async def create() -> None:
        admin = await asyncpg.connect(url)
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        await admin.close()

    asyncio.run(create())
    return _named(url, name)


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
