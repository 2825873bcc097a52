"""Order, completeness, and what the feed looks like to FastStream and Redis."""

import pytest
from redis.asyncio import Redis

from shared.database.engine import Database
from shared.messaging.cloudevents import feed_name, read_items
from shared.runtime.metrics import exposition
from tests.messaging.readers import BOOK, noting, relaying, writing
from tests.waiting import reached, until


async def test_each_event_arrives_once_and_in_order(database: Database, valkey_url: str) -> None:
    async with writing(database) as writer, relaying(database, valkey_url):
        await writer.write(20)
        async with noting(database, valkey_url) as (notes, subscriptions):
            await until(lambda: subscriptions.feed_is_alive)
            last = await writer.write(200)
            assert await reached(subscriptions, notes.name, last)
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
                assert await reached(subscriptions, notes.name, last)
        assert await notes.positions() == list(range(1, 16))


async def test_without_redis_each_event_comes_from_the_ledger_by_its_own_call(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("SILENCE_SECONDS", "LOOK_SECONDS"):  # nobody looks by himself: only a call brings an event
        monkeypatch.setattr(f"shared.messaging.following.{pause}", 3600.0)
    async with writing(database) as writer, noting(database, "redis://127.0.0.1:1/0") as (notes, subscriptions):
        assert await reached(subscriptions, notes.name, await writer.write(1))
        for _ in range(10):
            assert await reached(subscriptions, notes.name, await writer.write(1))
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
        assert await reached(subscriptions, notes.name, last)
        await until(lambda: relay.state().position == last)
        body, _ = exposition()
        assert b'bakti_subscription_position{subscription="reporting.notes"} 3.0' in body
        assert b"bakti_relay_position 3.0" in body


async def test_a_position_that_does_not_come_is_not_waited_for_longer_than_asked(database: Database) -> None:
    async with noting(database, None) as (notes, subscriptions):
        assert not await subscriptions.passed(notes.name, 1, timeout=0.05)
