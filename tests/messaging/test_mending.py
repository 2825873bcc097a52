"""Holes, lost tails, rubbish and ghosts in the feed are mended from the ledger."""

from pathlib import Path
from tempfile import TemporaryDirectory

from redis.asyncio import Redis

from shared.database.engine import Database
from shared.messaging.cloudevents import feed_name
from shared.runtime.servers import ValkeyServer
from tests.messaging.readers import BOOK, noting, relaying, writing
from tests.waiting import reached, until

FEED = feed_name(BOOK)


async def test_a_tail_lost_in_a_quiet_hour_is_read_from_the_ledger_within_a_second(
    database: Database, valkey_url: str
) -> None:
    async with (
        writing(database) as writer,
        Redis.from_url(valkey_url) as redis,
        noting(database, valkey_url) as (notes, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        async with relaying(database, valkey_url) as relay:
            await writer.write(10)
            await until(lambda: relay.state().position == 10)
        await redis.xtrim(FEED, maxlen=0)
        last = await writer.write(3)  # and no relay brings them
        assert await reached(subscriptions, notes.name, last)
        assert await notes.positions() == list(range(1, last + 1))
        async with relaying(database, valkey_url) as relay:
            await until(lambda: relay.state().position == last)
            last = await writer.write(1)
            await until(lambda: relay.state().position == last)
        assert await redis.xlen(FEED) == 4


async def test_holes_in_the_middle_are_filled(database: Database, valkey_url: str) -> None:
    async with writing(database) as writer, Redis.from_url(valkey_url) as redis:
        async with relaying(database, valkey_url) as relay:
            await writer.write(30)
            await until(lambda: relay.state().position == 30)
        await redis.xdel(FEED, *(f"1-{position}" for position in (1, 5, 6, 17, 29)))
        async with noting(database, valkey_url) as (notes, subscriptions):
            assert await reached(subscriptions, notes.name, 30)
            assert await notes.positions() == list(range(1, 31))


async def test_an_event_that_redis_cannot_carry_is_a_hole_and_no_end(database: Database, valkey_url: str) -> None:
    async with (
        writing(database) as writer,
        relaying(database, valkey_url) as relay,
        noting(database, valkey_url) as (notes, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        await writer.write(2)
        await writer.write(1, correlation="x" * 70_000)
        last = await writer.write(2)
        assert await reached(subscriptions, notes.name, last)
        await until(lambda: relay.state().position == last)
        assert await notes.positions() == [1, 2, 3, 4, 5]


async def test_a_feed_that_fills_redis_is_halved_and_goes_on(database: Database) -> None:
    with TemporaryDirectory(dir="/tmp") as folder:
        server = ValkeyServer(Path(folder)).start()
        try:
            async with writing(database) as writer, Redis.from_url(server.url) as redis:
                await redis.config_set("maxmemory", "8mb")
                async with relaying(database, server.url) as relay:
                    for _ in range(10):
                        last = await writer.write(40, correlation="x" * 30_000)
                        await until(lambda: relay.state().position == last)  # noqa: B023
                assert 0 < await redis.xlen(FEED) < last
        finally:
            server.stop()


async def test_entries_that_are_no_events_of_the_ledger_change_nothing(database: Database, valkey_url: str) -> None:
    """Rubbish, and events under positions that the ledger does not have yet: what a restore leaves in Redis."""
    async with (
        writing(database) as writer,
        Redis.from_url(valkey_url) as redis,
        noting(database, valkey_url) as (notes, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        async with relaying(database, valkey_url) as relay:
            await writer.write(5)
            await until(lambda: relay.state().position == 5)
        ((_, fields),) = await redis.xrevrange(FEED, count=1)
        data = fields[b"__data__"].replace(b"ce-baktiposition\x00\x015", b"ce-baktiposition\x00\x016")
        await redis.xadd(FEED, {"__data__": data}, id="1-6")
        await redis.xadd(FEED, {"rubbish": "1"}, id="1-7")
        await redis.xadd(FEED, {"__data__": b"{}"}, id="1-8")
        async with relaying(database, valkey_url) as relay:
            await until(lambda: relay.state().epoch == 2)  # the feed was ahead of the ledger
            last = await writer.write(5)
            assert await reached(subscriptions, notes.name, last)
        assert await notes.positions() == list(range(1, last + 1))
        assert subscriptions.state()[0].stopped is None
