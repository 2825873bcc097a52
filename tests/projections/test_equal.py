"""Live, rebuilt and as of now are the same rows, whatever happened on the way."""

from __future__ import annotations

from typing import Any

import pytest

from shared.database.engine import Database
from shared.domain.identifiers import Position
from shared.ledger.ledger import Ledger
from shared.messaging.parking import list_parked
from shared.messaging.subscription import Subscriptions
from shared.projections.as_of import as_of
from shared.projections.compare import compare
from shared.projections.rebuild import rebuild
from shared.projections.state import Projection
from tests.projections.conftest import Projecting, rows_of
from tests.projections.gardens import BOOK, broken, gardens, history, new, person, unreadable, visit, visits, write
from tests.waiting import reached


async def both_reached(running: Subscriptions, position: int) -> None:
    for projection in (gardens, visits):
        assert await reached(running, projection.full_name, Position(position))


async def assert_all_equal(database: Database, projection: Projection[Any], position: int) -> list[Any]:
    live = await rows_of(database, projection)
    assert [row async for row in as_of(database, BOOK, projection, Position(position))] == live
    assert not await compare(database, BOOK, projection)
    rebuilt = await rebuild(database, BOOK, projection)
    assert await rows_of(database, projection) == live
    assert (rebuilt.position, rebuilt.rows) == (position, len(live))
    return live


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_rebuilt_and_as_of_now_equal_live(
    database: Database, ledger: Ledger, projecting: Projecting, seed: int
) -> None:
    async with projecting() as running:
        last = 0
        for part in range(4):
            last = await write(ledger, list(history(seed * 10 + part, events=400, persons=40)))
        await both_reached(running, last)
        assert len(await assert_all_equal(database, gardens, last)) > 10
        assert len(await assert_all_equal(database, visits, last)) > 500


async def test_and_with_parked_keys_and_after_their_retry(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        with broken(999):
            await write(ledger, list(history(7, events=300, persons=30)))
            bad = await write(ledger, [new(visit(person(3), 999))])
            await write(ledger, [unreadable(person(4))])
            last = await write(ledger, list(history(8, events=300, persons=30)))
            await both_reached(running, last)
            parked = await list_parked(database, "intake", gardens.full_name)
            assert [(key.key, key.position) for key in parked] == [(person(3), bad), (person(4), bad + 1)]
            assert len(await list_parked(database, "intake", visits.full_name)) == 2
            waiting = await assert_all_equal(database, gardens, last)
            await assert_all_equal(database, visits, last)
            assert [(key.key, key.position) for key in await list_parked(database, "intake", gardens.full_name)] == [
                (person(3), bad),
                (person(4), bad + 1),
            ]
            assert await running.retry(gardens.full_name, person(3)) is not None
        assert await running.retry(gardens.full_name, person(3)) is None
        assert await running.retry(visits.full_name, str(bad)) is None
        mended = await assert_all_equal(database, gardens, last)
        await assert_all_equal(database, visits, last)
        assert mended != waiting
        assert [key.key for key in await list_parked(database, "intake", gardens.full_name)] == [person(4)]


async def test_later_events_of_a_parked_key_wait_and_its_row_stays(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    from datetime import date

    from tests.projections.gardens import GardenOpened

    async with projecting() as running:
        for number in (1, 2):
            await write(ledger, [new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1)))])
        with broken(30):
            last = await write(ledger, [new(visit(person(1), 10)), new(visit(person(1), 30)), new(visit(person(1), 5))])
            last = await write(ledger, [new(visit(person(2), 20))])
            await both_reached(running, last)
        last = await write(ledger, [new(visit(person(1), 7)), new(visit(person(2), 7))])
        await both_reached(running, last)
        assert [row.minutes for row in await rows_of(database, gardens)] == [10, 27]
        assert await running.retry(gardens.full_name, person(1)) is None
        assert [row.minutes for row in await rows_of(database, gardens)] == [52, 27]


async def test_an_event_that_does_not_say_whom_it_concerns_is_parked_by_its_position(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    from tests.projections.gardens import METADATA, GardenTended, NewEvent

    async with projecting() as running:
        last = await write(ledger, [NewEvent(GardenTended.full_type(), 1, None, b"no json", METADATA)])
        await both_reached(running, last)
        (key,) = await list_parked(database, "intake", gardens.full_name)
        assert (key.key, key.position) == (f"?{last}", last)
        assert await running.retry(gardens.full_name, key.key) is not None
        await assert_all_equal(database, gardens, last)


async def test_a_row_that_cannot_be_stored_parks_the_event_that_made_it(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    from datetime import date

    from tests.projections.gardens import GardenOpened

    async with projecting() as running:
        await write(ledger, [new(GardenOpened(klien_id=person(1), opened_on=date(2026, 1, 1)))])
        await write(ledger, [new(visit(person(1), 5))])
        huge = await write(ledger, [new(visit(person(1), 5)).__class__(*_huge(person(1)))])
        last = await write(ledger, [new(visit(person(1), 5))])
        await both_reached(running, last)
        parked = await list_parked(database, "intake", gardens.full_name)
        assert [(key.key, key.position, key.reason) for key in parked] == [
            (person(1), huge, "Garden: minutes is too large")
        ]
        (row,) = await assert_all_equal(database, gardens, last)
        assert row.minutes == 5


def _huge(who: str) -> tuple[str, int, str, bytes, bytes]:
    from tests.projections.gardens import METADATA, GardenTended

    payload = b'{"klien_id":"%s","visit":{"crop":"padi","minutes":9223372036854775806,"at":"2026-03-01T00:00:00Z"}}'
    return GardenTended.full_type(), 1, who, payload % who.encode(), METADATA
