"""Events of no interest are passed in memory: what that memory says is never taken for more than it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from services.attendance.hours.events import DayAssessed, HoursLogged
from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.domain.identifiers import CommandId, Position, StreamName
from shared.ledger.append import NewEvent
from shared.ledger.execute import Asked
from shared.messaging.cloudevents import Received
from shared.messaging.following import Following
from shared.messaging.history import Place
from shared.messaging.subscription import Subscription
from shared.messaging.trouble import OF_DRIVERS
from shared.messaging.waking import LedgerHead
from tests.messaging.readers import BOOK, Notes, Writer, noting, person, writing
from tests.waiting import reached, until

WANTED = frozenset({HoursLogged.full_type()})


async def boring(writer: Writer, count: int = 1) -> int:
    """Events of a type that nobody here asks for; gives the last position."""
    last = 0
    for _ in range(count):
        asked = Asked(CommandId(str(uuid4())), "test", "test")  # type: ignore[arg-type]
        new = NewEvent("id.go.bakti.hours.dull.v1", 1, None, b"{}", asked.metadata())
        last = await writer._append(StreamName(f"hours-{person(9)}"), asked, new)
    return last


async def items(writer: Writer, after: int) -> list[Received]:
    """What the feed would bring behind a position."""
    known = [entry async for page in writer.ledger.read() for entry in page]
    before = [b"", *(entry.hash for entry in known)]
    return [Received(1, previous, entry) for previous, entry in zip(before, known, strict=False)][after:]


@asynccontextmanager
async def following(database: Database, writer: Writer) -> AsyncIterator[tuple[Notes, Following]]:
    """A follower of one type that has applied position 1 and passed 2 to 4 in memory."""
    notes = Notes(database)
    await notes.create()
    await writer.write(1)
    await boring(writer, 3)
    found = one(database, notes)
    await found.open()
    await found.offer((await items(writer, 0))[:1])
    await found.offer((await items(writer, 1))[:3])
    assert found.position == 4
    assert await checkpoint(database) == 1
    yield notes, found


@asynccontextmanager
async def running(database: Database, *followers: Following) -> AsyncIterator[LedgerHead]:
    """The ledger's head watched, and these following it without a feed."""
    head = LedgerHead(database, Role.REPORTING, BOOK)
    tasks = [asyncio.create_task(work) for work in (head.run(), *(one.run(head, lambda: False) for one in followers))]
    try:
        yield head
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


def one(database: Database, notes: Notes) -> Following:
    return Subscription(notes.name, Role.REPORTING, WANTED, notes.apply).following(database, BOOK)


async def checkpoint(database: Database) -> int:
    async with transaction(database.engine(Role.REPORTING)) as connection:
        place = "SELECT position FROM reporting.checkpoint WHERE name = 'reporting.notes'"
        return int(await (await raw(connection)).fetchval(place))


async def lose_what_was_committed_last(database: Database, behind: Place) -> None:
    """As a crash of PostgreSQL does to a commit that did not wait for the disk: rows and checkpoint are gone."""
    async with transaction(database.engine(Role.REPORTING)) as connection:
        driver = await raw(connection)
        await driver.execute("DELETE FROM reporting.noted WHERE position > $1", behind.position)
        await driver.execute(
            "UPDATE reporting.checkpoint SET epoch = $1, position = $2, hash = $3",
            behind.epoch,
            behind.position,
            behind.hash,
        )


async def test_what_memory_passed_is_gone_on_from_and_each_event_is_applied_once(database: Database) -> None:
    async with writing(database) as writer, following(database, writer) as (notes, found):
        assert await found.passed(Position(4), timeout=0)
        last = await writer.write(1)
        await found.offer(await items(writer, 4))
        assert await notes.positions() == [1, last]
        assert await checkpoint(database) == last == found.position


async def test_a_lost_commit_is_done_again_also_where_the_next_turn_fails(database: Database) -> None:
    async with writing(database) as writer, following(database, writer) as (notes, found):
        earlier = replace(found.place, position=Position(1), hash=(await items(writer, 0))[0].entry.hash)
        await writer.write(1)
        await boring(writer)
        await found.offer(await items(writer, 4))  # 5 is applied, 6 passed with it
        await boring(writer)
        await found.offer(await items(writer, 6))  # 7 in memory alone
        await lose_what_was_committed_last(database, earlier)
        last = await writer.write(1)
        notes.fails = [OSError()]
        for _ in range(2):
            await found.offer(await items(writer, 7))
            found._hurry = False  # as after a look at the ledger
        assert await notes.positions() == [1, 5, last]


async def test_a_lost_commit_is_done_again_though_nothing_new_comes(database: Database) -> None:
    """The last event of the day, and PostgreSQL killed right behind it."""
    async with writing(database) as writer, noting(database, None) as (notes, subscriptions):
        assert await reached(subscriptions, notes.name, await writer.write(2))
        earlier = Place(1, Position(1), (await items(writer, 0))[0].entry.hash)
        await lose_what_was_committed_last(database, earlier)
        await cut_all_connections(database)
        await until(lambda: _same(notes, [1, 2]))


async def test_another_event_under_the_number_that_memory_passed_is_applied_at_once(database: Database) -> None:
    """A restore undid what memory has passed, and the ledger has grown to the same length again."""
    async with writing(database) as writer, following(database, writer) as (notes, found):
        head, before = LedgerHead(database, Role.REPORTING, BOOK), (await items(writer, 3))[0].entry
        tasks = [asyncio.create_task(head.run()), asyncio.create_task(found.run(head, lambda: True))]
        await until(lambda: head.position == found.position)
        await asyncio.sleep(0.3)  # the look at the start is over
        undone = msgspec.structs.replace(before, position=Position(5), hash=b"undone")
        await found.offer([Received(1, before.hash, undone)])
        await writer.write(1)
        await until(lambda: _same(notes, [1, 5]))
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def test_two_processes_on_one_subscription_apply_each_event_once(database: Database) -> None:
    async with writing(database) as writer, following(database, writer) as (notes, first):
        second = one(database, notes)
        await second.open()
        await writer.write(1)
        await second.offer(await items(writer, 1))
        await boring(writer)
        await first.offer(await items(writer, 4))
        assert await notes.positions() == [1, 5]
        assert first.position == 6
        await writer.write(1)
        for found in (first, second):
            await found.offer(await items(writer, 6))
            found._hurry = False
            await found.offer(await items(writer, 5))
        assert await notes.positions() == [1, 5, 7]


async def test_any_error_halves_the_next_batch(database: Database) -> None:
    notes = Notes(database)
    await notes.create()
    async with writing(database) as writer:
        await writer.write(8)
        found = one(database, notes)
        await found.open()
        found._page, notes.fails = 8, [OSError(), MemoryError()]
        head = LedgerHead(database, Role.REPORTING, BOOK)
        tasks = [asyncio.create_task(head.run()), asyncio.create_task(found.run(head, lambda: False))]
        await until(lambda: _same(notes, list(range(1, 9))))
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert notes.batches[0] == 2


async def cut_all_connections(database: Database) -> None:
    admin = await asyncpg.connect(database.url)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid()"
    )
    await admin.close()


async def _same(notes: Notes, wanted: list[int]) -> bool:
    try:
        return await notes.positions() == wanted
    except (OSError, *OF_DRIVERS):
        return False


async def test_what_the_ledgers_end_was_seen_to_hold_of_no_interest_is_passed_in_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.following.UNSTORED_MAX", 4)
    notes = Notes(database)
    await notes.create()
    async with writing(database) as writer:
        await writer.write(1)
        none = frozenset({DayAssessed.full_type()})
        found = Subscription(notes.name, Role.REPORTING, none, notes.apply).following(database, BOOK)
        await found.open()
        async with running(database, found):
            await until(lambda: found.position == found._reached == 1 and not found._hurry)  # the look at the start
            await writer.write(2)
            await until(lambda: found.position == 3)
            assert await checkpoint(database) == 1
            assert found.state(Position(3)).from_ledger == 3
            await boring(writer)  # what nobody here knows is counted, and so read
            await until(lambda: found.position == 4)
            assert (await checkpoint(database), found.state(Position(4)).unknown) == (4, 1)
            await writer.write(5)
            await until(lambda: found.position == 9)
            assert await checkpoint(database) > 4, "no more than so much is known by memory alone"


async def test_what_was_seen_behind_a_place_is_of_its_own_history(database: Database) -> None:
    async with writing(database) as writer:
        await writer.write(1)
        first = Place(1, Position(1), (await items(writer, 0))[0].entry.hash)
        async with running(database) as head:
            await until(lambda: head.is_at(first))
            await writer.write(1)
            await until(lambda: head.position == 2)
            seen = head.beyond(first)
            assert seen is not None
            assert (seen.position, seen.hash) == (2, (await items(writer, 1))[0].entry.hash)
            assert seen.types == {HoursLogged.full_type()}
            assert head.beyond(replace(first, hash=b"undone")) is None
            assert head.beyond(Place(1, seen.position, seen.hash)) is None
            head._looked = head._looked._replace(hash=b"undone")
            await writer.write(1)
            await until(lambda: head.position == 3)
            assert head.beyond(first) is None, "the ledger was put back: what was seen is another history's"
