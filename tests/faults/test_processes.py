"""Five processes, killed one after another while hours are logged: what was acknowledged is in the report, once.

Seeded: a failure prints its seed, and ``BAKTI_FAULTS_SEED=… make faults`` kills at the same counts again.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.domain.identifiers import BookId
from shared.messaging.cloudevents import feed_name, parsed_id
from shared.runtime.servers import PostgresServer, ValkeyServer
from shared.runtime.settings import Settings
from tests.faults.counting import everything_counts
from tests.faults.parts import PARTS, Parts, restart_postgres, restart_valkey, serving
from tests.faults.telling import Telling, Worked, shares
from tests.waiting import until

pytestmark = pytest.mark.faults

LOGS, LOGS_FEWER = 200, 100
"""The main test's, and the others'."""
PERSONS = 5
TEST_S_MAX = 600
"""A run takes about a minute on two busy cores; a longer one hangs."""
KILLED_WHILE_STARTING = 0.4
"""Share of the killed processes that are killed once more before they are ready."""
STARTING_S = 3.0
SERVERS = ("valkey", "postgres")
TURNS = (*PARTS, *SERVERS) * 2 + ("attendance", "attendance")
"""Who is killed; attendance, which takes the logs, more often."""


@pytest.fixture
def postgres(folder: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(folder / "pg").start()
    yield server
    server.stop()


@pytest.fixture
def valkey(folder: Path) -> Iterator[ValkeyServer]:
    server = ValkeyServer(folder / "valkey")
    yield server
    server.stop()


@pytest.fixture
def settings(folder: Path, postgres: PostgresServer, valkey: ValkeyServer) -> Settings:
    migrate(postgres.url(), book=Settings().book)
    return Settings(data_dir=folder / "data", database_url=postgres.url(), redis_url=valkey.url)


@asynccontextmanager
async def told(
    settings: Settings, chance: random.Random, logs: int, *more: str
) -> AsyncIterator[tuple[Parts, Telling, list[Worked]]]:
    """Five processes and more, five persons at work, and logs to be sent; in the end everything must count."""
    folder = settings.data_dir.parent
    database = Database(str(settings.database_url))
    async with asyncio.timeout(TEST_S_MAX), serving(folder, settings, (*PARTS, *more)) as parts:
        telling = Telling(parts, chance)
        try:
            await telling.open(database, PERSONS)
            yield parts, telling, telling.logs(logs)
            assert len(telling.acknowledged) == logs
            await parts.ready()
            await everything_counts(database, telling)
            assert parts.ended == []
        except BaseException:
            for part in parts.of.values():
                print(f"--- {part.name}\n{part.said()}")  # noqa: T201
            raise
        finally:
            print(f"killed {dict(parts.kills)}, sent again {dict(telling.repeats)}")  # noqa: T201
            await database.dispose()


async def test_each_acknowledged_log_is_reported_once_whoever_is_killed(
    settings: Settings, postgres: PostgresServer, valkey: ValkeyServer, chance: random.Random
) -> None:
    await asyncio.to_thread(valkey.start)
    async with told(settings, chance, LOGS) as (parts, telling, logs):
        turns = chance.sample(TURNS, len(TURNS))
        for name, share in zip(turns, shares(logs, len(turns)), strict=True):
            least = len(telling.acknowledged) + chance.randrange(1, len(share) // 2)

            async def kill(name: str = name, least: int = least) -> None:
                await until(lambda: len(telling.acknowledged) >= least, lambda: len(telling.acknowledged))
                if name == "valkey":
                    await restart_valkey(valkey)
                elif name == "postgres":
                    await restart_postgres(postgres)
                else:
                    await killed(parts, name, chance)

            await asyncio.gather(telling.log(share), telling.ruling(), kill())
        await _feed_is_whole(settings, valkey)


async def test_two_relays_at_once_publish_each_event_once(
    settings: Settings, valkey: ValkeyServer, chance: random.Random
) -> None:
    await asyncio.to_thread(valkey.start)
    async with told(settings, chance, LOGS_FEWER, "relay-too") as (parts, telling, logs):
        for share in shares(logs, 4):
            await asyncio.gather(
                telling.log(share, pause_s=0.05), killed(parts, chance.choice(("relay", "relay-too")), chance)
            )
        await _feed_is_whole(settings, valkey)


async def test_without_valkey_from_start_to_end_everything_is_served_and_projected(
    settings: Settings, chance: random.Random
) -> None:
    async with told(settings, chance, LOGS_FEWER) as (parts, telling, logs):
        first, second = shares(logs, 2)
        await telling.log(first, pause_s=0.02)
        await asyncio.gather(
            telling.log(second, pause_s=0.05), *(killed(parts, name, chance) for name in ("attendance", "reporting"))
        )


async def killed(parts: Parts, name: str, chance: random.Random) -> None:
    """SIGKILL one part, perhaps again while it starts, and wait until it can serve."""
    await asyncio.sleep(chance.uniform(0, 0.2))  # where in a request the kill falls
    parts.kill(name)
    if chance.random() < KILLED_WHILE_STARTING:
        await asyncio.sleep(chance.uniform(0.1, STARTING_S))
        parts.kill(name)
    await asyncio.sleep(0.1)
    await parts.ready(name)


async def _feed_is_whole(settings: Settings, valkey: ValkeyServer) -> None:
    """The feed ends at the ledger's head, in order and without a hole."""
    connection = await asyncpg.connect(settings.database_url)
    head = await connection.fetchval("SELECT max(position) FROM ledger.event")
    await connection.close()
    feed = feed_name(BookId(settings.book))
    async with Redis.from_url(valkey.url) as redis:

        async def ends() -> bool:
            newest = await redis.xrevrange(feed, count=1)
            return bool(newest) and parsed_id(newest[0][0])[1] == head

        await until(ends)
        positions = [parsed_id(entry)[1] for entry, _ in await redis.xrange(feed)]
    assert positions == list(range(positions[0], head + 1))
