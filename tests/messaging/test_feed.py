"""Order, completeness, and what the feed looks like to FastStream and Redis."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest
from redis.asyncio import Redis

from shared.database.engine import Database
from shared.database.roles import Role
from shared.messaging import cloudevents
from shared.messaging.cloudevents import feed_name, read_items
from shared.messaging.following import Following
from shared.messaging.member import Batch
from shared.messaging.parking import Parked
from shared.messaging.subscription import Subscription, Subscriptions
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


class Gate:
    """A follower that notes what it is given, and holds each batch until it is let through."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[int] = []
        self.at_work = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def apply(self, batch: Batch) -> list[Parked]:
        self.at_work.set()
        await self.open.wait()
        self.seen += [entry.position for entry in batch.entries]
        return []

    def subscription(self) -> Subscription:
        return Subscription(self.name, Role.REPORTING, None, self.apply)


async def test_an_entry_is_parsed_once_for_all_followers_and_a_busy_one_does_not_read_the_ledger_beside_it(
    database: Database, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[object] = []
    read = cloudevents.read_items

    def counting(entries: Sequence[object]) -> list[object]:
        parsed.extend(entries)
        return list(read(entries))  # type: ignore[arg-type]

    monkeypatch.setattr("shared.messaging.feed.read_items", counting)
    looks: Counter[str] = Counter()
    advances = Following._advances

    impatient = asyncio.Event()

    async def looked(self: Following, seconds: float) -> bool:
        """Nobody finds the feed silent before it is so meant; then each finds it silent at once."""
        while not impatient.is_set():
            if await advances(self, 0.01):
                return True
        looks[self.name] += 1
        return await advances(self, 0.001)

    gates = [Gate(f"reporting.gate{number}") for number in range(5)]
    slow = gates[0]
    async with writing(database) as writer, relaying(database, valkey_url):
        subscriptions = Subscriptions(database, valkey_url, BOOK, [gate.subscription() for gate in gates])
        await subscriptions.start()
        try:
            await until(lambda: subscriptions.feed_is_alive)
            for patient in (False, True):  # whoever was about to look when patience began has looked after the second
                if patient:
                    monkeypatch.setattr(Following, "_advances", looked)
                    monkeypatch.setattr("shared.messaging.following.LOOK_SECONDS", 3600.0)
                first = await writer.write(1)
                for gate in gates:
                    assert await reached(subscriptions, gate.name, first)
            parsed_before = len(parsed)
            slow.at_work.clear()
            slow.open.clear()
            last = await writer.write(50)
            await slow.at_work.wait()
            before = {state.name: state.from_ledger for state in subscriptions.state()}
            for gate in gates[1:]:  # nobody waits for the slow one
                assert await reached(subscriptions, gate.name, last)
            impatient.set()
            await until(lambda: looks[slow.name] > 5)
            slow.open.set()
            assert await reached(subscriptions, slow.name, last)
            after = {state.name: state.from_ledger for state in subscriptions.state()}
        finally:
            await subscriptions.stop()
    assert all(gate.seen == list(range(1, last + 1)) for gate in gates)
    assert len(parsed) - parsed_before <= 50
    assert after[slow.name] == before[slow.name]
