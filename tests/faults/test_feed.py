"""The feed loses, repeats and invents entries, and its server comes and goes: nothing is missed, nothing doubled."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis

from shared.database.engine import Database
from shared.messaging.cloudevents import feed_name, parsed_id
from shared.messaging.relay import Relay
from shared.messaging.subscription import Subscriptions
from shared.runtime.servers import ValkeyServer
from tests.messaging.readers import BOOK, Notes, Writer, noting, relaying, writing
from tests.waiting import reached, until

pytestmark = pytest.mark.faults

FEED = feed_name(BOOK)


@pytest.fixture
def seed() -> int:
    """Printed with a failure; set BAKTI_SEED to run the same again."""
    found = int(os.environ.get("BAKTI_SEED", random.randrange(2**32)))
    print(f"BAKTI_SEED={found}")  # noqa: T201
    return found


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with TemporaryDirectory(prefix="bakti-valkey-", dir="/tmp") as folder:
        server = ValkeyServer(Path(folder))
        yield server
        server.stop()


@asynccontextmanager
async def house(database: Database, url: str) -> AsyncIterator[tuple[Writer, Relay, Notes, Subscriptions]]:
    async with (
        writing(database) as writer,
        relaying(database, url) as relay,
        noting(database, url) as (notes, subscriptions),
    ):
        yield writer, relay, notes, subscriptions


async def test_valkey_absent_at_the_start_is_taken_up_when_it_comes(database: Database, valkey: ValkeyServer) -> None:
    async with house(database, valkey.url) as (writer, relay, notes, subscriptions):
        assert await reached(subscriptions, notes.name, await writer.write(50))
        assert not subscriptions.feed_is_alive
        await asyncio.to_thread(valkey.start)
        await until(lambda: subscriptions.feed_is_alive and relay.state().trouble is None)
        before = subscriptions.state()[0].from_feed
        for _ in range(20):
            assert await reached(subscriptions, notes.name, await writer.write(5))
        assert subscriptions.state()[0].from_feed > before
        assert await notes.positions() == list(range(1, 151))


async def test_valkey_killed_again_and_again_under_load(database: Database, valkey: ValkeyServer, seed: int) -> None:
    chance = random.Random(seed)
    await asyncio.to_thread(valkey.start)
    async with house(database, valkey.url) as (writer, relay, notes, subscriptions):
        for _ in range(12):
            await until(lambda: subscriptions.feed_is_alive)
            await writer.write(chance.randrange(1, 60))
            await asyncio.to_thread(valkey.kill)
            last = await writer.write(chance.randrange(1, 60))
            assert await reached(subscriptions, notes.name, last)
            await asyncio.to_thread(valkey.start)
        await until(lambda: relay.state().lag == 0)
        assert await notes.positions() == list(range(1, last + 1))


async def test_a_valkey_that_hangs_is_left_within_seconds(database: Database, valkey: ValkeyServer) -> None:
    await asyncio.to_thread(valkey.start)
    async with house(database, valkey.url) as (writer, _, notes, subscriptions):
        await until(lambda: subscriptions.feed_is_alive)
        assert valkey.pid is not None
        os.kill(valkey.pid, signal.SIGSTOP)
        try:
            assert await reached(subscriptions, notes.name, await writer.write(5))
            await until(lambda: not subscriptions.feed_is_alive)
            assert await reached(subscriptions, notes.name, await writer.write(5))
        finally:
            os.kill(valkey.pid, signal.SIGCONT)
        await until(lambda: subscriptions.feed_is_alive)
        last = await writer.write(5)
        assert await reached(subscriptions, notes.name, last)
        assert await notes.positions() == list(range(1, last + 1))


async def test_a_full_valkey_stops_the_relay_and_nobody_else(database: Database, valkey: ValkeyServer) -> None:
    await asyncio.to_thread(valkey.start)
    async with (
        house(database, valkey.url) as (writer, relay, notes, subscriptions),
        Redis.from_url(valkey.url) as redis,
    ):
        await until(lambda: subscriptions.feed_is_alive)
        await redis.config_set("maxmemory", "1")
        last = await writer.write(20)
        assert await reached(subscriptions, notes.name, last)
        await until(lambda: relay.state().trouble is not None)
        await redis.config_set("maxmemory", "128mb")
        await until(lambda: relay.state().position == last)
        assert [parsed_id(entry)[1] for entry, _ in await redis.xrange(FEED)][-1] == last
        assert await notes.positions() == list(range(1, last + 1))


async def test_a_wiped_feed_is_filled_again(database: Database, valkey: ValkeyServer, seed: int) -> None:
    chance = random.Random(seed)
    await asyncio.to_thread(valkey.start)
    async with (
        house(database, valkey.url) as (writer, relay, notes, subscriptions),
        Redis.from_url(valkey.url) as redis,
    ):
        for _ in range(10):
            await writer.write(chance.randrange(1, 40))
            await redis.flushall()
        last = await writer.write(3)
        assert await reached(subscriptions, notes.name, last)
        await until(lambda: relay.state().position == last)
        assert [parsed_id(entry)[1] for entry, _ in await redis.xrange(FEED)] == list(range(1, last + 1))
        assert await notes.positions() == list(range(1, last + 1))


async def test_three_relays_keep_the_order_while_they_are_cut_off(
    database: Database, valkey: ValkeyServer, seed: int
) -> None:
    chance = random.Random(seed)
    await asyncio.to_thread(valkey.start)
    async with writing(database) as writer, noting(database, valkey.url) as (notes, subscriptions):
        stacks = [AsyncExitStack() for _ in range(3)]
        for stack in stacks:
            await stack.enter_async_context(relaying(database, valkey.url))
        for _ in range(12):
            load = asyncio.create_task(writer.write(60))
            await asyncio.sleep(chance.random() * 0.05)  # where in the load the cut falls
            cut = chance.randrange(3)
            await stacks[cut].aclose()
            await load
            await stacks[cut].enter_async_context(relaying(database, valkey.url))
        last = await writer.write(1)
        assert await reached(subscriptions, notes.name, last)
        async with Redis.from_url(valkey.url) as redis:
            await until(lambda: _ends_at(redis, last))
            assert [parsed_id(entry)[1] for entry, _ in await redis.xrange(FEED)] == list(range(1, last + 1))
        for stack in stacks:
            await stack.aclose()
        assert await notes.positions() == list(range(1, last + 1))


async def test_subscriptions_cut_off_anywhere_apply_each_event_once(
    database: Database, valkey: ValkeyServer, seed: int
) -> None:
    chance = random.Random(seed)
    await asyncio.to_thread(valkey.start)
    async with writing(database) as writer, relaying(database, valkey.url):
        for _ in range(25):
            async with noting(database, valkey.url):
                load = asyncio.create_task(writer.write(chance.randrange(1, 80)))
                await asyncio.sleep(chance.random() * 0.15)  # where in the load the cut falls
            last = await load
        async with noting(database, valkey.url) as (notes, subscriptions):
            assert await reached(subscriptions, notes.name, last)
            assert await notes.positions() == list(range(1, last + 1))


async def test_two_processes_of_one_subscription_share_the_work_and_double_nothing(
    database: Database, valkey: ValkeyServer
) -> None:
    await asyncio.to_thread(valkey.start)
    async with house(database, valkey.url) as (writer, _, notes, one), noting(database, valkey.url) as (_, other):
        for _ in range(30):
            last = await writer.write(10)
        assert await reached(one, notes.name, last)
        assert await reached(other, notes.name, last)
        assert await notes.positions() == list(range(1, last + 1))


async def _ends_at(redis: Redis, position: int) -> bool:
    newest = await redis.xrevrange(FEED, count=1)
    return bool(newest) and parsed_id(newest[0][0])[1] == position
