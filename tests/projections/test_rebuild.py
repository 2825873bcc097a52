"""A rebuild stands beside the live projection until it takes its place in a moment, or leaves it as it was."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from datetime import date, timedelta

import asyncpg
import msgspec
import pytest

from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.domain.identifiers import Position
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.messaging.parking import PARKED_KEYS_MAX
from shared.projections.as_of import as_of
from shared.projections.compare import Different, compare
from shared.projections.entry import Entry
from shared.projections.reading import HoleInLedger
from shared.projections.rebuild import Progress, RebuildRefused, prepare, rebuild
from shared.projections.state import StateProjection
from shared.projections.tables import Tables
from shared.runtime import clock
from tests.projections.conftest import Projecting, rows_of
from tests.projections.gardens import (
    BOOK,
    METADATA,
    Garden,
    GardenOpened,
    GardenTended,
    NewEvent,
    broken,
    gardens,
    history,
    new,
    person,
    visit,
    visits,
    write,
)
from tests.waiting import reached


async def tables_of(database: Database, name: str) -> set[str]:
    connection = await database.connect(Role.INTAKE)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE tablename ~ ('^' || $1 || '_[0-9]+$')", name)
    await connection.close()
    return {row["tablename"] for row in rows}


async def execute(database: Database, statement: str) -> None:
    connection = await database.connect(Role.INTAKE)
    await connection.execute(statement)
    await connection.close()


async def test_the_first_start_makes_table_and_view_and_the_second_nothing(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(history(1, 100, 10)))
    (made,) = await prepare(database, BOOK, [gardens])
    assert (made.table, made.position) == ("garden_1", 100)
    assert await prepare(database, BOOK, [gardens]) == []
    assert len(await rows_of(database, gardens)) == made.rows > 3


async def test_an_index_alone_can_answer_of_a_table_that_was_just_made(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(history(1, 1_000, 100)))
    (made,) = await prepare(database, BOOK, [gardens])
    connection = await database.connect(Role.INTAKE)
    pages = await connection.fetchrow("SELECT relpages, relallvisible FROM pg_class WHERE relname = $1", made.table)
    await connection.close()
    assert pages["relallvisible"] == pages["relpages"] > 0


async def test_an_empty_ledger_makes_an_empty_view(database: Database, ledger: Ledger) -> None:
    assert [made.rows for made in await prepare(database, BOOK, [gardens, visits])] == [0, 0]
    assert await rows_of(database, gardens) == []


async def test_progress_is_told(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(history(1, 7000, 10)))
    told: list[Progress] = []
    await rebuild(database, BOOK, gardens, told.append)
    assert [(progress.done, progress.total) for progress in told] == [(5000, 7000), (7000, 7000)]


async def test_events_of_the_meantime_are_in_the_rebuilt_and_nothing_is_applied_twice(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        await write(ledger, list(history(5, 1500, 40)))
        writing = asyncio.create_task(_write_on(ledger))
        for _ in range(3):
            await rebuild(database, BOOK, gardens)
            await rebuild(database, BOOK, visits)
        last = await writing
        for projection in (gardens, visits):
            assert await reached(running, projection.full_name, Position(last))
            assert not await compare(database, BOOK, projection)


async def _write_on(ledger: Ledger) -> int:
    last = 0
    for part in range(15):
        last = await write(ledger, list(history(part, 60, 40)))
        await asyncio.sleep(0.02)
    return last


async def test_the_swap_lets_go_at_once_while_a_reader_holds_the_view(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    await write(ledger, list(history(1, 300, 20)))
    async with projecting() as running:
        async with transaction(database.engine(Role.INTAKE)) as report:
            before = await (await raw(report)).fetch("SELECT * FROM intake.garden ORDER BY klien_id")
            rebuilding = asyncio.create_task(rebuild(database, BOOK, gardens))
            # Had the swap stood in the queue for its lock, these would stand behind it until the report's end.
            waits = 0
            while waits < 3:
                waits += await _swap_waits(database)
                await rows_of(database, gardens)
            assert not rebuilding.done()
            last = await write(ledger, [new(visit(person(1), 5))])
            assert await reached(running, gardens.full_name, Position(last))
            assert len(await (await raw(report)).fetch("SELECT * FROM intake.garden")) == len(before)
        rebuilt = await rebuilding
        assert rebuilt.position == last
        assert not await compare(database, BOOK, gardens)


async def _swap_waits(database: Database) -> bool:
    """Whether somebody stands in the queue for a lock at this moment."""
    async with transaction(database.engine(Role.REPORTING)) as connection:
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
        return bool(await (await raw(connection)).fetchval(asked))


async def test_a_killed_rebuild_leaves_the_live_one_and_its_rest_goes_with_the_next(
    database: Database, ledger: Ledger
) -> None:
    await write(ledger, list(history(1, 6000, 50)))
    await prepare(database, BOOK, [gardens, visits])
    live = await rows_of(database, visits)
    killed = multiprocessing.get_context("spawn").Process(target=_rebuild_and_die, args=(database.url,))
    killed.start()
    await asyncio.to_thread(killed.join, 60)
    assert killed.exitcode == -signal.SIGKILL
    assert await tables_of(database, "visit") == {"visit_1", "visit_2"}
    assert await rows_of(database, visits) == live
    # The server notices the dead process's connection when it next writes to it; until then its lock stands.
    rebuilt = await _when_let(database)
    assert rebuilt == "visit_2"
    assert await tables_of(database, "visit") == {"visit_1", "visit_2"}
    assert await rows_of(database, visits) == live


async def _when_let(database: Database) -> str:
    for _ in range(50):
        try:
            return (await rebuild(database, BOOK, visits)).table
        except RebuildRefused:
            await asyncio.sleep(0.1)
    raise AssertionError("the lock of a killed rebuild stayed")


def _rebuild_and_die(url: str) -> None:
    asyncio.run(rebuild(Database(url), BOOK, visits, lambda progress: os.kill(os.getpid(), signal.SIGKILL)))


async def test_a_failed_rebuild_drops_what_it_made(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(history(1, 100, 20)))
    await prepare(database, BOOK, [gardens])
    live = await rows_of(database, gardens)
    await write(ledger, [new(visit(person(number), 999)) for number in range(PARKED_KEYS_MAX + 1)])
    for number in range(PARKED_KEYS_MAX + 1):
        await write(ledger, [new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1)))])
    with broken(999), pytest.raises(RebuildRefused, match=r"garden\.tended\.v1 at \d+: RuntimeError"):
        await rebuild(database, BOOK, gardens)
    assert await tables_of(database, "garden") == {"garden_1"}
    assert await rows_of(database, gardens) == live


async def test_two_rebuilds_of_one_projection_do_not_meet(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(history(1, 6000, 20)))
    first, second = await asyncio.gather(
        rebuild(database, BOOK, gardens), rebuild(database, BOOK, gardens), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in (first, second)) == ["RebuildRefused", "Rebuilt"]


async def test_the_previous_table_is_kept_a_day(database: Database, ledger: Ledger) -> None:
    await prepare(database, BOOK, [gardens])
    await rebuild(database, BOOK, gardens)
    assert await tables_of(database, "garden") == {"garden_1", "garden_2"}
    connection = await database.connect(Role.INTAKE)
    tables = Tables(connection, gardens)
    assert await tables.clean(clock.now() + timedelta(hours=23)) == []
    assert await tables.clean(clock.now() + timedelta(hours=25)) == ["garden_1"]
    await connection.close()
    assert await rows_of(database, gardens) == []


async def test_a_changed_row_is_rebuilt_at_the_next_start(database: Database, ledger: Ledger) -> None:
    class Wider(msgspec.Struct, frozen=True):
        opened_on: date | None
        klien_id: str
        visits: int = 0

    wider = StateProjection("intake", "garden", Wider, key="klien_id", version=1)

    @wider.on(GardenTended)
    def tended(row: Wider | None, event: GardenTended, entry: Entry) -> Wider:
        return Wider(None, event.klien_id, row.visits + 1 if row else 1)

    await write(ledger, list(history(1, 300, 20)))
    await prepare(database, BOOK, [gardens])
    (made,) = await prepare(database, BOOK, [wider])
    assert made.table == "garden_2"
    assert sum(row.visits for row in await rows_of(database, wider)) > 100
    higher = StateProjection("intake", "garden", Wider, key="klien_id", version=2)
    assert [again.table for again in await prepare(database, BOOK, [higher])] == ["garden_3"]
    assert await rows_of(database, higher) == []


async def test_the_dry_run_names_what_was_changed_by_hand_and_changes_nothing(
    database: Database, ledger: Ledger
) -> None:
    for number in range(4):
        await write(ledger, [new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1)))])
    last = await write(ledger, [new(visit(person(0), 5))])
    await prepare(database, BOOK, [gardens, visits])
    await execute(database, f"UPDATE intake.garden SET minutes = 6, crops = '[1]' WHERE klien_id = '{person(0)}'")
    await execute(database, f"DELETE FROM intake.garden WHERE klien_id = '{person(1)}'")
    await execute(database, "INSERT INTO intake.garden VALUES ('nobody', '2026-01-01', 0, false, '[]')")
    await execute(database, "DELETE FROM intake.visit")
    found = await compare(database, BOOK, gardens)
    assert (found.position, found.missing, found.extra, found.different) == (last, 1, 1, 1)
    assert sorted(found.sample, key=lambda one: one.what) == [
        Different(person(0), "different", ("minutes", "crops")),
        Different("nobody", "extra"),
        Different(person(1), "missing"),
    ]
    assert (await compare(database, BOOK, visits)).missing == 1
    await rebuild(database, BOOK, gardens)
    assert not await compare(database, BOOK, gardens)


async def test_a_dry_run_names_the_keys_that_a_rebuild_would_park_or_park_no_more(
    database: Database, ledger: Ledger
) -> None:
    await write(ledger, [new(GardenOpened(klien_id=person(1), opened_on=date(2026, 1, 1))), new(visit(person(1), 999))])
    await prepare(database, BOOK, [gardens])
    assert not await compare(database, BOOK, gardens)
    with broken(999):
        found = await compare(database, BOOK, gardens)
        assert found
        assert [(item.key, item.position) for item in found.parked] == [(person(1), 2)]
        await rebuild(database, BOOK, gardens)
        assert not await compare(database, BOOK, gardens)
    found = await compare(database, BOOK, gardens)
    assert found
    assert (found.parked, found.parked_now) == ((), {person(1)})


async def test_a_hole_in_the_ledger_is_told_and_nothing_is_rebuilt_over_it(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(history(1, 100, 20)))
    await prepare(database, BOOK, [gardens])
    live = await rows_of(database, gardens)
    await as_administrator(database, "DELETE FROM ledger.event WHERE position BETWEEN 40 AND 42")
    with pytest.raises(HoleInLedger, match="lacks 3 of the events 1 to 100"):
        await rebuild(database, BOOK, gardens)
    with pytest.raises(HoleInLedger):
        await compare(database, BOOK, gardens)
    assert await rows_of(database, gardens) == live
    assert await tables_of(database, "garden") == {"garden_1"}


FORGED = {
    "more": [encode(visit(person(1), 10)) + b"],[0,2,0," + encode(visit(person(7), 500))],
    "fewer": [encode(visit(person(1), 10)) + b",[2", encode(visit(person(1), 10)) + b"]"],
}


@pytest.mark.parametrize("payloads", FORGED.values(), ids=FORGED)
async def test_payloads_that_would_read_as_other_entries_are_each_one_unreadable_event(
    database: Database, ledger: Ledger, payloads: list[bytes]
) -> None:
    """A window is read as one value: bytes that close their own entry neither open another nor swallow the next."""
    await write(ledger, [new(visit(person(1), 10))])
    await write(ledger, [NewEvent(GardenTended.full_type(), 1, None, payload, METADATA) for payload in payloads])
    last = await write(ledger, [new(visit(person(2), 20))])
    (made,) = await prepare(database, BOOK, [visits])
    assert (made.position, [item.position for item in made.parked]) == (last, list(range(2, last)))
    assert [row.minutes for row in await rows_of(database, visits)] == [10, 20]


async def as_administrator(database: Database, statement: str) -> None:
    """What only a disk or an intruder does: the ledger's own triggers refuse it."""
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute(f"ALTER TABLE ledger.event DISABLE TRIGGER USER; {statement}")
    finally:
        await connection.close()


async def test_as_of_a_moment_or_a_position_gives_the_rows_of_then(database: Database, ledger: Ledger) -> None:
    await write(ledger, [new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1))) for number in (1, 2)])
    third = await write(ledger, [new(visit(person(1), 5))])
    await asyncio.sleep(0.01)
    moment = clock.now()
    await asyncio.sleep(0.01)
    await write(ledger, [new(visit(person(1), 6)), new(visit(person(2), 7))])

    async def minutes(at: object, keys: set[str] | None = None) -> list[int]:
        rows = [row async for row in as_of(database, BOOK, gardens, at, keys)]  # type: ignore[arg-type]
        assert all(isinstance(row, Garden) for row in rows)
        return [row.minutes for row in rows]

    assert await minutes(Position(0)) == []
    assert await minutes(Position(third)) == await minutes(moment) == [5, 0]
    assert await minutes(Position(10_000)) == [11, 7]
    assert await minutes(moment, {person(1)}) == [5]
    assert [row.minutes async for row in as_of(database, BOOK, visits, moment)] == [5]


async def test_the_same_events_again_change_nothing_under_the_checkpoint(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    last = await write(ledger, list(history(3, 300, 20)))
    for _ in range(2):
        async with projecting() as running:
            assert await reached(running, gardens.full_name, Position(last))
            assert not await compare(database, BOOK, gardens)
            assert not await compare(database, BOOK, visits)
