"""The feed is not believed: what its headers get right and its words get wrong is read from the ledger instead."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import structlog

from services.attendance.hours.events import HoursLogged
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import Position
from shared.ledger.recorded import Recorded
from shared.messaging.cloudevents import Received
from shared.messaging.following import Following
from shared.messaging.history import said_by
from shared.messaging.waking import LedgerHead
from tests.messaging.readers import BOOK, Notes, Writer, person, until, writing
from tests.messaging.test_passing import _same, boring, checkpoint, items, one

DULL = "id.go.bakti.hours.dull.v1"
OTHER_WORDS = {
    "payload": b'{"unreadable": true}',
    "subject": person(5),
    "no subject": None,
    "stream": f"hours-{person(5)}",
    "version": 77,
    "schema_version": 2,
    "metadata": b'{"actor":"x","command_id":"x","correlation_id":"x"}',
    "event_id": "00000000-0000-4000-8000-000000000001",
    "book": "elsewhere",
    "version too great": 2**70,
    "text of no ledger": "\ud800",
}


def changed(item: Received, what: str) -> Received:
    """The same headers, position and hashes; one thing said otherwise."""
    field = {"no subject": "subject", "version too great": "version", "text of no ledger": "stream"}.get(what, what)
    return Received(item.epoch, item.previous_hash, msgspec.structs.replace(item.entry, **{field: OTHER_WORDS[what]}))


async def one_event(database: Database, writer: Writer) -> tuple[Notes, Following, list[Received]]:
    notes = Notes(database)
    await notes.create()
    await writer.write(3)
    found = one(database, notes)
    await found.open()
    return notes, found, await items(writer, 0)


@pytest.mark.parametrize("what", OTHER_WORDS)
async def test_a_changed_entry_with_genuine_hashes_is_read_from_the_ledger(database: Database, what: str) -> None:
    async with writing(database) as writer:
        notes, found, genuine = await one_event(database, writer)
        told: list[list[Recorded]] = []
        apply = notes.apply

        async def noted(connection: Any, entries: Any) -> Any:
            told.append(list(entries))
            return await apply(connection, entries)

        notes.apply = noted  # type: ignore[method-assign]
        found = one(database, notes)
        await found.open()
        with structlog.testing.capture_logs() as logs:
            await found.offer([genuine[0], changed(genuine[1], what), genuine[2]])
        assert await notes.positions() == [1, 2, 3]
        assert said_by([entry for entries in told for entry in entries]) == said_by([item.entry for item in genuine])
        assert [line["event"] for line in logs] == ["feed_differs"]
        assert found.state(Position(3)).from_feed == 0


async def test_another_time_is_noticed_too(database: Database) -> None:
    async with writing(database) as writer:
        notes, found, genuine = await one_event(database, writer)
        entry = genuine[2].entry
        later = msgspec.structs.replace(entry, recorded_at=entry.recorded_at + timedelta(microseconds=1))
        with structlog.testing.capture_logs() as logs:
            await found.offer([*genuine[:2], Received(1, genuine[2].previous_hash, later)])
        assert [line["event"] for line in logs] == ["feed_differs"]
        assert await notes.positions() == [1, 2, 3]


async def test_a_genuine_batch_comes_from_the_feed(database: Database) -> None:
    async with writing(database) as writer:
        notes, found, genuine = await one_event(database, writer)
        await found.offer(genuine)
        assert found.state(Position(3)).from_feed == 3
        assert await notes.positions() == [1, 2, 3]


async def hidden(database: Database, writer: Writer) -> tuple[Notes, Following]:
    """A follower that has passed an event of interest in memory, because the feed called it another type."""
    notes, found, genuine = await one_event(database, writer)
    await found.offer(genuine[:1])
    assert genuine[1].entry.type == HoursLogged.full_type()
    dull = [msgspec.structs.replace(item.entry, type=DULL) for item in genuine[1:]]
    await found.offer([Received(1, item.previous_hash, entry) for item, entry in zip(genuine[1:], dull, strict=True)])
    assert found.position == 3
    assert await checkpoint(database) == 1
    return notes, found


async def test_an_event_hidden_under_another_type_is_applied_with_the_next_one(database: Database) -> None:
    async with writing(database) as writer:
        notes, found = await hidden(database, writer)
        await writer.write(1)
        await found.offer(await items(writer, 3))
        assert await notes.positions() == [1, 2, 3, 4]


async def test_an_event_hidden_under_another_type_is_applied_at_the_first_quiet_moment(database: Database) -> None:
    async with writing(database) as writer:
        notes, found = await hidden(database, writer)
        head = LedgerHead(database, Role.REPORTING, BOOK)
        tasks = [asyncio.create_task(head.run()), asyncio.create_task(found.run(head, lambda: True))]
        await until(lambda: _same(notes, [1, 2, 3]), seconds=60)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def test_what_was_of_no_interest_indeed_is_asked_for_once(database: Database) -> None:
    async with writing(database) as writer:
        notes, found, genuine = await one_event(database, writer)
        await found.offer(genuine)
        await boring(writer, 2)
        await found.offer(await items(writer, 3))
        assert found.position == 5
        head = LedgerHead(database, Role.REPORTING, BOOK)
        tasks = [asyncio.create_task(head.run()), asyncio.create_task(found.run(head, lambda: True))]
        await until(lambda: found._proven == found.place, seconds=60)
        assert await notes.positions() == [1, 2, 3]
        assert found.position == 5
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
