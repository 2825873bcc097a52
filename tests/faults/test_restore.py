"""PostgreSQL put back to an earlier copy: who had read further stops and says so; nobody mixes two histories."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from redis.asyncio import Redis
from sqlalchemy.engine import make_url

from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.messaging.cloudevents import feed_name, parsed_id
from shared.runtime.servers import Servers
from tests.messaging.readers import BOOK, Notes, noting, relaying, writing
from tests.waiting import reached, until

pytestmark = pytest.mark.faults

FEED = feed_name(BOOK)


class Backup:
    """A copy of a database, and the way back to it."""

    def __init__(self, admin: asyncpg.Connection, name: str) -> None:
        self.admin, self.name, self.copy = admin, name, f"{name}_copy"

    async def take(self) -> None:
        await self._alone(self.name)
        await self.admin.execute(f"CREATE DATABASE {self.copy} TEMPLATE {self.name}")
        await self.admin.execute(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")

    async def restore(self) -> None:
        await self._alone(self.name)
        await self.admin.execute(f"ALTER DATABASE {self.name} RENAME TO {self.name}_lost")
        await self.admin.execute(f"ALTER DATABASE {self.copy} RENAME TO {self.name}")

    async def _alone(self, name: str) -> None:
        await self.admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await self.admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        await until(lambda: self._nobody(name))

    async def _nobody(self, name: str) -> bool:
        return not await self.admin.fetchval("SELECT count(*) FROM pg_stat_activity WHERE datname = $1", name)


@pytest.fixture
async def backup(servers: Servers, database: Database) -> AsyncIterator[Backup]:
    admin = await asyncpg.connect(servers.database_url)
    name = make_url(database.url).database or ""
    yield Backup(admin, name)
    for leftover in (f"{name}_copy", f"{name}_lost"):
        await admin.execute(f"DROP DATABASE IF EXISTS {leftover} WITH (FORCE)")
    await admin.close()


@asynccontextmanager
async def after_ten_a_backup(database: Database, url: str, backup: Backup) -> AsyncIterator[None]:
    """Ten events, a backup, ten more: all of them read, and on the feed."""
    async with writing(database) as writer, relaying(database, url) as relay:
        async with noting(database, url) as (notes, subscriptions):
            assert await reached(subscriptions, notes.name, await writer.write(10))
        await until(lambda: relay.state().position == 10)
    await database.dispose()
    await backup.take()
    async with writing(database) as writer, relaying(database, url) as relay:
        await writer.write(10)
        await until(lambda: relay.state().position == 20)
        yield


async def test_readers_that_are_ahead_of_a_restored_ledger_stop_and_say_so(
    database: Database, valkey_url: str, backup: Backup
) -> None:
    async with noting(database, valkey_url) as (notes, subscriptions):
        async with after_ten_a_backup(database, valkey_url, backup):
            assert await reached(subscriptions, notes.name, 20)
        await backup.restore()
        await until(lambda: subscriptions.state()[0].stopped)
        assert "history differs" in (subscriptions.state()[0].stopped or "")
    assert await notes.positions() == list(range(1, 11))


async def test_readers_that_are_ahead_stop_although_the_ledger_has_grown_past_them(
    database: Database, valkey_url: str, backup: Backup
) -> None:
    async with noting(database, valkey_url) as (notes, subscriptions):
        async with after_ten_a_backup(database, valkey_url, backup):
            assert await reached(subscriptions, notes.name, 20)
        await backup.restore()
        async with writing(database) as writer:
            await writer.write(40)
        await until(lambda: subscriptions.state()[0].stopped)
    assert await notes.positions() == list(range(1, 11))


async def test_after_a_restart_a_new_epoch_begins_and_the_feeds_ghosts_reach_nobody(
    database: Database, valkey_url: str, backup: Backup
) -> None:
    async with after_ten_a_backup(database, valkey_url, backup):
        pass
    await database.dispose()
    await backup.restore()
    async with (
        noting(database, valkey_url) as (notes, subscriptions),
        writing(database) as writer,
        Redis.from_url(valkey_url) as redis,
    ):
        await until(lambda: subscriptions.feed_is_alive)
        assert parsed_id((await redis.xrevrange(FEED, count=1))[0][0]) == (1, 20)
        assert subscriptions.position(notes.name) == 10
        async with relaying(database, valkey_url) as relay:
            last = await writer.write(15)
            assert await reached(subscriptions, notes.name, last)
            await until(lambda: relay.state().position == last)
            assert relay.state().epoch == 2
            assert parsed_id((await redis.xrevrange(FEED, count=1))[0][0]) == (2, 25)
        assert await notes.positions() == list(range(1, 26))
        assert await _noted_is_the_ledger(notes)


async def test_a_relay_that_ran_through_the_restore_begins_a_new_epoch(
    database: Database, valkey_url: str, backup: Backup
) -> None:
    async with after_ten_a_backup(database, valkey_url, backup):
        pass
    await database.dispose()
    async with relaying(database, valkey_url) as relay:
        await until(lambda: relay.state().position == 20)
        await backup.restore()
        async with writing(database) as writer:
            last = await writer.write(12)
        await until(lambda: relay.state().epoch == 2 and relay.state().position == last)


async def test_a_checkpoint_ahead_of_the_ledger_raises_the_epoch_once_and_stops_its_subscription(
    database: Database,
) -> None:
    async with writing(database) as writer:
        last = await writer.write(5)
        async with noting(database, None) as (notes, subscriptions):
            assert await reached(subscriptions, notes.name, last)
        async with transaction(database.engine(Role.REPORTING)) as connection:
            await (await raw(connection)).execute("UPDATE reporting.checkpoint SET position = 9, hash = 'x'")
        for _ in range(2):
            async with noting(database, None, Notes(database)) as (_, subscriptions):
                await until(lambda: subscriptions.state()[0].stopped)
            assert await writer.ledger.epoch() == 2


async def _noted_is_the_ledger(notes: Notes) -> bool:
    async with transaction(notes.database.engine(Role.REPORTING)) as connection:
        differing = await (await raw(connection)).fetchval(
            "SELECT count(*) FROM reporting.noted n FULL JOIN ledger.event e USING (position) "
            "WHERE n.stream IS DISTINCT FROM e.stream OR n.key IS DISTINCT FROM e.subject"
        )
    return differing == 0
