"""Order, completeness, and what the feed looks like to FastStream and Redis."""

from time import monotonic

from redis.asyncio import Redis

from shared.database.engine import Database
from shared.messaging.cloudevents import feed_name, read_items
from shared.messaging.following import SILENCE_SECONDS
from shared.runtime.metrics import exposition
from tests.messaging.readers import BOOK, noting, relaying, until, writing


async def test_each_event_arrives_once_and_in_order(database: Database, valkey_url: str) -> None:
    async with writing(database) as writer, relaying(database, valkey_url):
        await writer.write(20)
        async with noting(database, valkey_url) as (notes, subscriptions):
            await until(lambda: subscriptions.feed_is_alive)
            last = await writer.write(200)
            assert await subscriptions.passed(notes.name, last, timeout=5)
            assert await notes.positions() == list(range(1, last + 1))
            (state,) = subscriptions.state()
            assert state.from_feed > 100


async def test_an_entry_of_the_feed_is_the_event_as_stored(database: Database, valkey_url: str) -> None:
    async with writing(database) as writer, relaying(database, valkey_url) as relay:
        await writer.write(3)
        await until(lambda: relay.state().position == 3)
    async with Redis.from_url(valkey_url) as redis:
        received = read_items(await redis.xrange(feed_name(BOOK)))
    async with writing(database) as writer:
        (stored,) = [page async for page in writer.ledger.read()]
    assert [item.entry.position for item in received] == [1, 2, 3]  # type: ignore[union-attr]
    for item, entry in zip(received, stored, strict=True):
        assert (item.entry.payload, item.entry.metadata, item.entry.hash) == (  # type: ignore[union-attr]
            entry.payload,
            entry.metadata,
            entry.hash,
        )
        assert item.entry.event == entry.event  # type: ignore[union-attr]
    assert [item.previous_hash for item in received[1:]] == [entry.hash for entry in stored[:-1]]  # type: ignore[union-attr]


async def test_a_subscription_goes_on_where_it_stopped(database: Database, valkey_url: str) -> None:
    async with writing(database) as writer, relaying(database, valkey_url):
        for _ in range(3):
            async with noting(database, valkey_url) as (notes, subscriptions):
                last = await writer.write(5)
                assert await subscriptions.passed(notes.name, last, timeout=5)
        assert await notes.positions() == list(range(1, 16))


async def test_without_redis_everything_comes_from_the_ledger_and_quickly(database: Database) -> None:
    async with writing(database) as writer, noting(database, "redis://127.0.0.1:1/0") as (notes, subscriptions):
        assert await subscriptions.passed(notes.name, await writer.write(1), timeout=5)
        waits = []
        for _ in range(10):
            position, began = await writer.write(1), monotonic()
            assert await subscriptions.passed(notes.name, position, timeout=5)
            waits.append(monotonic() - began)
        assert sorted(waits)[5] < SILENCE_SECONDS
        assert not subscriptions.feed_is_alive
        assert await notes.positions() == list(range(1, 12))


async def test_the_figures_of_a_process_name_its_subscriptions_and_its_relay(
    database: Database, valkey_url: str
) -> None:
    async with (
        writing(database) as writer,
        relaying(database, valkey_url) as relay,
        noting(database, valkey_url) as (notes, subscriptions),
    ):
        last = await writer.write(3)
        assert await subscriptions.passed(notes.name, last, timeout=5)
        await until(lambda: relay.state().position == last)
        body, _ = exposition()
        assert b'bakti_subscription_position{subscription="reporting.notes"} 3.0' in body
        assert b"bakti_relay_position 3.0" in body


async def test_a_position_that_does_not_come_is_not_waited_for_longer_than_asked(database: Database) -> None:
    async with noting(database, None) as (notes, subscriptions):
        assert not await subscriptions.passed(notes.name, 1, timeout=0.05)
