"""Whoever can write into Redis changes nothing that is believed: neither what events say, nor how far the feed is."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from faststream.redis.parser.binary import BinaryMessageFormatV1
from msgspec.structs import replace
from redis.asyncio import Redis
from structlog.testing import capture_logs

from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.domain.identifiers import Position
from shared.ledger.chain import chained, image_of
from shared.ledger.recorded import Recorded
from shared.messaging.cloudevents import (
    DATA_FIELD,
    Received,
    Unreadable,
    WireEntry,
    entry_id,
    feed_name,
    headers_of,
    read_items,
)
from shared.messaging.following import Following
from shared.messaging.subscription import Subscription
from shared.messaging.waking import LedgerHead
from shared.runtime.metrics import exposition
from tests.messaging.readers import BOOK, Notes, Writer, noting, person, relaying, writing
from tests.messaging.test_passing import WANTED, boring, one
from tests.waiting import reached, until

FEED = feed_name(BOOK)
Forge = Callable[[dict[str, str], bytes], bytes | None]
"""Changes an entry's headers in place, or gives another payload."""


def another_payload(headers: dict[str, str], data: bytes) -> bytes:
    return data.replace(b"2026-03-02", b"2026-03-03")


def set_header(name: str, value: str) -> Forge:
    def forge(headers: dict[str, str], data: bytes) -> None:
        assert headers[name] != value
        headers[name] = value

    return forge


def unchanged(headers: dict[str, str], data: bytes) -> None:
    """As the relay publishes it."""


def a_microsecond_later(headers: dict[str, str], data: bytes) -> None:
    later = datetime.fromisoformat(headers["ce-time"]) + timedelta(microseconds=1)
    headers["ce-time"] = later.isoformat()


def no_subject(headers: dict[str, str], data: bytes) -> None:
    del headers["ce-subject"]


def id_in_capitals(headers: dict[str, str], data: bytes) -> None:
    """The same sixteen bytes; but the ids of a reaction's commands are made of the text."""
    assert headers["ce-id"] != headers["ce-id"].upper()
    headers["ce-id"] = headers["ce-id"].upper()


FORGED: dict[str, Forge] = {
    "payload": another_payload,
    "type": set_header("ce-type", "id.go.bakti.hours.dull.v1"),
    "subject": set_header("ce-subject", person(99)),
    "no subject": no_subject,
    "time": set_header("ce-time", "2020-01-01T00:00:00+00:00"),
    "a microsecond": a_microsecond_later,
    "stream": set_header("ce-baktistream", f"hours-{person(99)}"),
    "version": set_header("ce-baktiversion", "77"),
    "schema": set_header("ce-baktischema", "2"),
    "id": set_header("ce-id", str(UUID(int=7))),
    "the id's spelling": id_in_capitals,
    "metadata": set_header("ce-baktimeta", '{"actor":"forger","command_id":"","correlation_id":"x"}'),
    "request": set_header("ce-baktirequest", "00"),
    "book": set_header("ce-baktibook", "malang"),
    "a version no row can hold": set_header("ce-baktiversion", "9" * 30),
    "hash": set_header("ce-baktihash", "00" * 32),
}


class Picky(Notes):
    """Notes of one type of event alone."""

    def subscription(self) -> Subscription:
        return Subscription(self.name, Role.REPORTING, WANTED, self.apply)


async def wire(item: Received, forged: Forge) -> bytes:
    """What the relay would publish of an event, changed."""
    headers = headers_of(item.entry, item.epoch, item.previous_hash)
    payload = forged(headers, item.entry.payload) or item.entry.payload
    return await BinaryMessageFormatV1.encode(message=payload, reply_to=None, headers=headers, correlation_id="forged")


def dull_behind(before: Recorded, like: Recorded) -> Received:
    """An event of no interest in the place of another, whole in itself: its hash is that of its content."""
    dull = replace(like, type="id.go.bakti.hours.dull.v1", position=Position(before.position + 1))
    return Received(1, before.hash, replace(dull, hash=chained(before.hash, image_of(dull))))


def on_the_wire(identity: str, message: bytes) -> WireEntry:
    return identity.encode(), {DATA_FIELD: message}


async def stored(writer: Writer) -> list[Received]:
    """The ledger's events as a relay would publish them."""
    entries = [entry async for page in writer.ledger.read() for entry in page]
    return [
        Received(1, before, entry) for before, entry in zip([b"", *(e.hash for e in entries)], entries, strict=False)
    ]


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
async def test_an_entry_with_genuine_headers_and_one_change_is_no_event(
    database: Database, valkey_url: str, forged: Forge
) -> None:
    async with writing(database) as writer, Redis.from_url(valkey_url) as redis:
        await writer.write(1)
        (genuine,) = await stored(writer)
        await redis.xadd(FEED, {"__data__": await wire(genuine, unchanged)}, id="1-1")
        assert read_items(await redis.xrange(FEED)) == [genuine]
        await redis.delete(FEED)
        await redis.xadd(FEED, {"__data__": await wire(genuine, forged)}, id="1-1")
        (item,) = read_items(await redis.xrange(FEED))
        assert isinstance(item, Unreadable)


@pytest.mark.parametrize("name", ["payload", "type", "subject", "time"])
async def test_a_forged_entry_is_refused_told_and_counted_and_the_ledgers_event_applied(
    database: Database, valkey_url: str, name: str
) -> None:
    async with (
        writing(database) as writer,
        Redis.from_url(valkey_url) as redis,
        noting(database, valkey_url) as (notes, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        with capture_logs() as told:
            last = await writer.write(3)
            *_, genuine = await stored(writer)
            await redis.xadd(FEED, {"__data__": await wire(genuine, FORGED[name])}, id=entry_id(1, last))
            await until(lambda: subscriptions.state()[0].refused)
            assert await reached(subscriptions, notes.name, last)
        assert await notes.positions() == [1, 2, 3]
        assert await keys(database) == [person(0), person(1), person(2)]
        (warning,) = [line for line in told if line["event"] == "feed_not_believed"]
        assert (warning["log_level"], warning["entry"], warning["why"]) == ("warning", entry_id(1, last), "Forged")
        assert b'bakti_subscription_refused_batches_total{subscription="reporting.notes"} 1.0' in exposition()[0]


async def test_a_forged_entry_spoils_the_batch_it_stands_in_and_a_genuine_one_comes_from_the_feed(
    database: Database,
) -> None:
    async with writing(database) as writer:
        notes = Notes(database)
        await notes.create()
        found = one(database, notes)
        await found.open()
        await writer.write(6)
        genuine = [(entry_id(1, item.entry.position), item) for item in await stored(writer)]
        messages = [(identity, await wire(item, unchanged)) for identity, item in genuine]
        await found.offer(read_items([on_the_wire(*message) for message in messages[:3]]))
        assert (found.state(Position(3)).from_feed, found.state(Position(3)).refused) == (3, 0)
        identity, item = genuine[4]
        messages[4] = identity, await wire(item, another_payload)
        await found.offer(read_items([on_the_wire(*message) for message in messages[3:]]))
        assert (found.state(Position(6)).from_feed, found.state(Position(6)).refused) == (3, 1)
        assert await notes.positions() == [1, 2, 3, 4, 5, 6]


async def hidden(database: Database, writer: Writer) -> tuple[Notes, Following]:
    """A follower that has passed an event of interest in memory: a forged chain called it another type."""
    notes = Notes(database)
    await notes.create()
    await writer.write(2)
    first, second = await stored(writer)
    found = one(database, notes)
    await found.open()
    await found.offer([first])
    await found.offer(read_items([on_the_wire("1-2", await wire(dull_behind(first.entry, second.entry), unchanged))]))
    assert found.position == 2
    assert await notes.positions() == [1]
    return notes, found


async def test_an_event_hidden_by_a_forged_chain_is_applied_with_the_next_one(database: Database) -> None:
    async with writing(database) as writer:
        notes, found = await hidden(database, writer)
        await writer.write(1)
        await found.offer((await stored(writer))[2:])
        assert await notes.positions() == [1, 2, 3]


async def test_an_event_hidden_by_a_forged_chain_is_applied_at_the_first_quiet_moment(database: Database) -> None:
    async with writing(database) as writer:
        notes, found = await hidden(database, writer)
        head = LedgerHead(database, Role.REPORTING, BOOK)
        tasks = [asyncio.create_task(head.run()), asyncio.create_task(found.run(head, lambda: True))]
        try:
            await until(lambda: has_noted(notes, 2))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def test_a_forged_chain_that_is_whole_in_itself_ends_on_a_hash_that_the_ledger_has_not(
    database: Database, valkey_url: str
) -> None:
    """The forger computes every hash anew; also for events of no interest, which are passed without a look."""
    async with writing(database) as writer, Redis.from_url(valkey_url) as redis:
        await writer.write(2)
        first, second = await stored(writer)
        for item in (first, dull_behind(first.entry, second.entry)):
            message = await wire(item, unchanged)
            await redis.xadd(FEED, {"__data__": message}, id=entry_id(1, item.entry.position))
        items = read_items(await redis.xrange(FEED))
        assert all(isinstance(item, Received) for item in items)
        notes = Notes(database)
        await notes.create()
        found = one(database, notes)
        await found.open()
        await found.offer(items)
        assert await notes.positions() == [1, 2]
        assert found.state(Position(2)).refused == 1


async def test_memory_led_astray_is_asked_for_within_a_second(database: Database, valkey_url: str) -> None:
    """A chain of dull events that never ends would otherwise keep a follower from the ledger."""
    async with (
        writing(database) as writer,
        Redis.from_url(valkey_url) as redis,
        noting(database, valkey_url, Picky(database)) as (notes, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        await boring(writer)
        (before,) = await stored(writer)
        await until(lambda: subscriptions.position(notes.name) == 1)
        wanted = await writer.write(1)
        _, genuine = await stored(writer)
        forging = asyncio.create_task(lead_astray(redis, before.entry, genuine.entry))
        try:
            await until(lambda: has_noted(notes, wanted))
            assert not forging.done()
        finally:
            forging.cancel()


async def lead_astray(redis: Redis, before: Recorded, like: Recorded) -> None:
    """A dull event behind the other, each whole in itself, until nobody looks any more."""
    for _ in range(900):
        forged = dull_behind(before, like)
        before = forged.entry
        await redis.xadd(FEED, {"__data__": await wire(forged, unchanged)}, id=entry_id(1, before.position))
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("identity", [f"{2**64 - 1}-{2**64 - 1}", f"{2**63 - 1}-1", f"1-{2**64 - 1}", "900-5"])
async def test_an_id_far_ahead_silences_the_relay_for_no_longer_than_its_next_event(
    database: Database, valkey_url: str, identity: str
) -> None:
    async with (
        writing(database) as writer,
        Redis.from_url(valkey_url) as redis,
        noting(database, valkey_url) as (notes, subscriptions),
        relaying(database, valkey_url) as relay,
    ):
        await until(lambda: subscriptions.feed_is_alive)
        assert await reached(subscriptions, notes.name, await writer.write(3))
        await until(lambda: relay.state().position == 3)
        await redis.xadd(FEED, {"rubbish": "1"}, id=identity)
        last = await writer.write(3)
        assert await reached(subscriptions, notes.name, last)
        await until(lambda: relay.state().position == last and relay.state().trouble is None)
        assert await writer.ledger.epoch() <= 901
        assert len(await redis.xrange(FEED)) >= last

        async def brings_again() -> bool:
            before = subscriptions.state()[0].from_feed
            assert await reached(subscriptions, notes.name, await writer.write(1))
            return bool(subscriptions.state()[0].from_feed > before)

        await until(brings_again)
        positions = await notes.positions()
        assert positions == list(range(1, len(positions) + 1))


async def test_a_key_that_is_no_stream_is_removed_by_the_relay(database: Database, valkey_url: str) -> None:
    async with writing(database) as writer, Redis.from_url(valkey_url) as redis:
        await redis.set(FEED, "no stream")
        async with relaying(database, valkey_url) as relay:
            last = await writer.write(3)
            await until(lambda: relay.state().position == last)
            assert await redis.xlen(FEED) == last


async def has_noted(notes: Notes, position: int) -> bool:
    return position in await notes.positions()


async def keys(database: Database) -> list[str]:
    async with transaction(database.engine(Role.REPORTING)) as connection:
        rows = await (await raw(connection)).fetch("SELECT key FROM reporting.noted ORDER BY position")
    return [row["key"] for row in rows]
