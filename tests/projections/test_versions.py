"""Yesterday's program beside today's: whose version made the rows writes them, the other stops and says why."""

from datetime import date

import pytest

from shared.database.engine import Database
from shared.domain.identifiers import Position
from shared.ledger.ledger import Ledger
from shared.messaging.history import AnotherVersion
from shared.messaging.parking import list_parked
from shared.projections.entry import Entry
from shared.projections.rebuild import prepare, rebuild
from shared.projections.state import StateProjection
from tests.projections.conftest import Projecting, rows_of
from tests.projections.gardens import BOOK, Garden, GardenOpened, gardens, new, person, write
from tests.waiting import reached, until

today = StateProjection("intake", "garden", Garden, key="klien_id", version=2)


@today.on(GardenOpened)
def opened(row: Garden | None, event: GardenOpened, entry: Entry) -> Garden:
    return Garden(event.klien_id, event.opened_on, note="today")


async def open_garden(ledger: Ledger, number: int) -> Position:
    return Position(await write(ledger, [new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1)))]))


async def test_a_follower_of_another_version_stops_tells_why_and_folds_nothing(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting(gardens) as yesterdays:
        assert await reached(yesterdays, gardens.full_name, await open_garden(ledger, 1))
        await prepare(database, BOOK, [today])
        before = await rows_of(database, today)
        last = await open_garden(ledger, 2)
        await until(lambda: yesterdays.state()[0].stopped)
        assert await rows_of(database, today) == before
        (state,) = yesterdays.state()
        assert state.position < last
        assert str(state.stopped).startswith(
            f"another version: the rows of intake.garden are of version {today.edition}"
        )
        assert f"this process folds {gardens.edition}" in str(state.stopped)
        async with projecting(today) as todays:
            assert await reached(todays, today.full_name, last)
        assert [(row.klien_id, row.note) for row in await rows_of(database, today)] == [
            (person(1), "today"),
            (person(2), "today"),
        ]


async def test_a_rebuild_back_gives_the_rows_to_the_former_version_again(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    await prepare(database, BOOK, [today])
    async with projecting(gardens) as yesterdays:
        assert await reached(yesterdays, gardens.full_name, await open_garden(ledger, 1))
        await rebuild(database, BOOK, gardens)
        assert await reached(yesterdays, gardens.full_name, await open_garden(ledger, 2))
        assert [row.note for row in await rows_of(database, gardens)] == [None, None]


async def test_a_parked_key_is_not_tried_again_by_another_version(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    never = StateProjection("intake", "garden", Garden, key="klien_id", version=3)

    @never.on(GardenOpened)
    def opened(row: Garden | None, event: GardenOpened, entry: Entry) -> Garden:
        raise ValueError("a bug of today's")

    async with projecting(gardens) as yesterdays:
        assert await reached(yesterdays, gardens.full_name, await open_garden(ledger, 1))
        (rebuilt,) = await prepare(database, BOOK, [never])
        assert [item.key for item in rebuilt.parked] == [person(1)]
        with pytest.raises(AnotherVersion):
            await yesterdays.retry(gardens.full_name, person(1))
        assert await rows_of(database, never) == []
        assert [item.key for item in await list_parked(database, "intake")] == [person(1)]
