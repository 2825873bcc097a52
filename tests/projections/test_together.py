"""The projections of a service follow as one: one reading for all, and whoever cannot keep step keeps nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import asyncpg
import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import Position
from shared.ledger.ledger import Ledger
from shared.messaging.cloudevents import Received
from shared.messaging.history import Place
from shared.messaging.parking import PARKED_KEYS_MAX, list_parked
from shared.messaging.subscription import Subscriptions
from shared.messaging.together import Together
from shared.projections.compare import compare
from shared.projections.live import joined
from shared.projections.reading import WINDOW_POSITIONS
from shared.projections.rebuild import prepare, rebuild
from shared.projections.windows import Windows
from tests.projections.conftest import Projecting, rows_of
from tests.projections.gardens import BOOK, GardenOpened, broken, gardens, history, new, person, visit, visits, write
from tests.projections.test_rebuild import as_administrator, execute
from tests.waiting import reached, until

BOTH = {gardens.full_name, visits.full_name}


def in_step(running: Subscriptions) -> set[str]:
    """Who follows with the others at this moment."""
    (follower,) = running._followers
    assert isinstance(follower, Together)
    return {one.name for one in follower._members}


def are_in_step(running: Subscriptions, names: set[str]) -> Callable[[], bool]:
    return lambda: in_step(running) == names


async def both_came_to(database: Database, running: Subscriptions, position: int) -> None:
    """Both have applied so much, exactly, and follow together again."""
    for projection in (gardens, visits):
        assert await reached(running, projection.full_name, Position(position))
    await until(are_in_step(running, BOTH))
    for projection in (gardens, visits):
        assert not await compare(database, BOOK, projection)


async def test_a_page_is_read_once_for_all_and_rows_and_checkpoints_come_together(
    database: Database, ledger: Ledger, projecting: Projecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[tuple[int, int]] = []
    page = Windows.page

    async def counted(self: Windows, connection: Any, book: Any, here: Any, most: int) -> Any:
        found = await page(self, connection, book, here, most)
        pages.append((here.position, found.position))
        return found

    monkeypatch.setattr(Windows, "page", counted)
    async with projecting() as running:
        pages.clear()
        last = await write(ledger, list(history(1, WINDOW_POSITIONS + 2_000, 50)))
        await both_came_to(database, running, last)
        read = [one for one in pages if one[1] > one[0]]
        assert sum(end - start for start, end in read) == last
        assert len(await checkpoints(database)) == 1


async def checkpoints(database: Database) -> set[tuple[int, bytes]]:
    connection = await database.connect(Role.INTAKE)
    rows = await connection.fetch("SELECT position, hash FROM intake.checkpoint WHERE name = ANY($1)", BOTH)
    await connection.close()
    return {(row["position"], row["hash"]) for row in rows}


async def test_no_turn_scans_a_table_that_has_grown_since_its_plans_were_made(
    database: Database, ledger: Ledger
) -> None:
    await prepare(database, BOOK, [gardens, visits])
    follower = joined(database, BOOK, [gardens, visits]).following(database, BOOK)
    await follower.open()
    grown = [person(number) for number in range(2_000)]
    for whom in [*([who] for who in grown[:10]), grown, *([who] for who in grown[:10])]:
        opened = [new(GardenOpened(klien_id=who, opened_on=date(2026, 1, 1))) for who in whom]
        last = await write(ledger, opened + [new(visit(who, 5)) for who in whom])
        await follower.offer(await brought(ledger, follower.place))
        assert follower.position == last
    await database.dispose()
    await until(lambda: figures_are_told(database))  # a connection tells them when it ends
    assert await rows_scanned(database) == {"garden_1": 0, "visit_1": 0}


async def brought(ledger: Ledger, here: Place) -> list[Received]:
    """What the feed brings behind a place."""
    entries = [entry async for page in ledger.read(after=here.position) for entry in page]
    before = [here.hash, *(entry.hash for entry in entries)]
    return [Received(1, previous, entry) for previous, entry in zip(before, entries, strict=False)]


async def figures_are_told(database: Database) -> bool:
    """Whether the follower's connection has told of each of its 2,020 visits, and of as many gardens."""
    admin = await asyncpg.connect(database.url)
    query = "SELECT min(n_tup_ins + n_tup_upd) FROM pg_stat_user_tables WHERE relname IN ('garden_1', 'visit_1')"
    found = await admin.fetchval(query)
    await admin.close()
    return (found or 0) >= 2_020


async def rows_scanned(database: Database) -> dict[str, int]:
    """How many rows of each table were read by scans of the whole."""
    admin = await asyncpg.connect(database.url)
    query = "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE relname IN ('garden_1', 'visit_1')"
    rows = await admin.fetch(query)
    await admin.close()
    return {row["relname"]: row["seq_tup_read"] for row in rows}


async def test_one_whose_table_is_away_waits_alone_and_comes_back(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        await both_came_to(database, running, await write(ledger, list(history(1, 200, 20))))
        await execute(database, "ALTER VIEW intake.garden RENAME TO gardenaway")
        last = await write(ledger, list(history(2, 200, 20)))
        assert await reached(running, visits.full_name, Position(last))
        (garden,) = [state for state in running.state() if state.name == gardens.full_name]
        assert garden.position < last
        await until(lambda: any(state.trouble == "UndefinedTableError" for state in running.state()))
        assert in_step(running) == {visits.full_name}
        await execute(database, "ALTER VIEW intake.gardenaway RENAME TO garden")
        await both_came_to(database, running, last)
        assert await list_parked(database, "intake") == []
        assert not any(state.trouble for state in running.state())


async def test_an_event_that_no_table_takes_is_found_alone_and_parks_that_one_key(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        for number in range(5):
            await write(ledger, [new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1)))])
        await execute(database, "ALTER TABLE intake.garden_1 ADD CHECK (minutes < 500)")
        events = [new(visit(person(number % 5), 7)) for number in range(40)]
        events[23] = new(visit(person(3), 501))
        last = await write(ledger, events)
        for projection in (gardens, visits):
            assert await reached(running, projection.full_name, Position(last))
        await until(are_in_step(running, BOTH))
        (parked,) = await list_parked(database, "intake")
        assert (parked.subscription, parked.key, parked.position) == (gardens.full_name, person(3), last - 16)
        assert not await compare(database, BOOK, visits)
        minutes = {row.klien_id: row.minutes for row in await rows_of(database, gardens)}
        assert minutes == {person(number): 28 if number == 3 else 56 for number in range(5)}


async def test_whose_checkpoint_another_one_holds_is_not_waited_for(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        await both_came_to(database, running, await write(ledger, list(history(1, 200, 20))))
        connection = await database.connect(Role.INTAKE)
        async with connection.transaction():
            await connection.fetch("SELECT 1 FROM intake.checkpoint WHERE name = $1 FOR UPDATE", gardens.full_name)
            last = await write(ledger, list(history(2, 200, 20)))
            assert await reached(running, visits.full_name, Position(last))
            assert running.position(gardens.full_name) < last
        await connection.close()
        await both_came_to(database, running, last)


async def test_one_that_is_paused_or_of_another_version_keeps_nobody(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    many = range(PARKED_KEYS_MAX + 1)
    async with projecting() as running:
        for number in many:
            await write(ledger, [new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1)))])
        bad = 0
        with broken(99):
            for number in many:
                bad = await write(ledger, [new(visit(person(number), 99))])
            await until(lambda: all(state.paused for state in running.state()))
            last = await write(ledger, [new(visit(person(0), 5))])
        for position in range(bad - PARKED_KEYS_MAX, bad + 1):
            assert await running.retry(visits.full_name, str(position)) is None
        assert await reached(running, visits.full_name, Position(last))
        assert running.position(gardens.full_name) < last
        for number in many:
            assert await running.retry(gardens.full_name, person(number)) is None
        await both_came_to(database, running, last)
        await execute(database, f"UPDATE intake.checkpoint SET version = 'x' WHERE name = '{gardens.full_name}'")
        last = await write(ledger, [new(visit(person(0), 5))])
        assert await reached(running, visits.full_name, Position(last))
        await until(lambda: any("another version" in (state.stopped or "") for state in running.state()))
        assert in_step(running) == {visits.full_name}


async def test_a_ledger_with_another_history_stops_them_all(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        await both_came_to(database, running, last := await write(ledger, list(history(1, 200, 20))))
    await as_administrator(database, f"UPDATE ledger.event SET hash = 'another' WHERE position = {last}")
    async with projecting() as running:
        await write(ledger, [new(visit(person(0), 5))])
        await until(lambda: all("history differs" in (state.stopped or "") for state in running.state()))
        assert {state.position for state in running.state()} == {last}


async def test_two_processes_a_rebuild_and_cut_connections_apply_each_event_once(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        other = Subscriptions(database, None, BOOK, [joined(database, BOOK, (gardens, visits))])
        await other.start()
        try:
            last = 0
            for part in range(12):
                last = await write(ledger, list(history(part, 150, 40)))
                if part % 3 == 1:
                    await cut_followers(database)
                if part % 4 == 2:
                    await asyncio.gather(*(rebuild(database, BOOK, projection) for projection in (gardens, visits)))
            for one in (running, other):
                await both_came_to(database, one, last)
        finally:
            await other.stop()


async def cut_followers(database: Database) -> None:
    """Cut whoever is at work under the service's role, but not the ledger's own lane."""
    admin = await asyncpg.connect(database.url)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND query LIKE '%checkpoint%'"
    )
    await admin.close()
