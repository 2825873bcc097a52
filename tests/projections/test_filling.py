"""A rebuild holds few rows at a time, however long the history, and its table is that of a live fold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from shared.database.engine import Database
from shared.ledger.append import NewEvent
from shared.ledger.ledger import Ledger
from shared.messaging.parking import list_parked
from shared.projections import filling, reading
from shared.projections.filling import Filling, Sieve
from shared.projections.rebuild import prepare, rebuild
from tests.projections.conftest import Projecting
from tests.projections.gardens import (
    BOOK,
    GardenOpened,
    GardenShared,
    broken,
    gardens,
    history,
    new,
    person,
    unreadable,
    visit,
    visits,
    write,
)
from tests.projections.test_equal import _huge, assert_all_equal, both_reached

ROWS = 5
WINDOW = 40
FINE, COARSE = 2**27, 64
"""A sieve that takes no key for another one, and one that soon takes every key for one that was put away."""


@pytest.fixture(params=[FINE, COARSE], ids=["fine", "coarse"])
def few_rows(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(filling, "ROWS_MAX", ROWS)
    monkeypatch.setattr(filling, "SIEVE_BITS", request.param)
    monkeypatch.setattr(filling, "WINDOW_POSITIONS", WINDOW)
    monkeypatch.setattr(reading, "WINDOW_POSITIONS", WINDOW)


def lives(first: int, persons: int) -> list[NewEvent]:
    """Each is told of for a while and then no more."""
    found = []
    for number in range(first, first + persons):
        found.append(new(GardenOpened(klien_id=person(number), opened_on=date(2026, 1, 1))))
        found += [new(visit(person(number), minutes)) for minutes in (1, 2, 3)]
    return found


@pytest.mark.usefixtures("few_rows")
async def test_rows_are_those_of_a_live_fold_where_two_keys_hang_together(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting() as running:
        last = 0
        for seed in range(4):
            last = await write(ledger, list(history(seed, events=300, persons=40)))
        await both_reached(running, last)
        assert len(await assert_all_equal(database, gardens, last)) > 2 * ROWS
        await assert_all_equal(database, visits, last)


@pytest.mark.usefixtures("few_rows")
async def test_a_key_is_parked_at_the_event_that_a_live_fold_parks_it_at(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    """By a bug, by bytes that cannot be read, by a row that cannot be stored: early, and long after it was put away."""
    async with projecting() as running:
        with broken(999):
            await write(ledger, lives(0, 30))
            await write(ledger, [new(visit(person(40), 999)), new(visit(person(3), 999)), unreadable(person(4))])
            await write(ledger, [NewEvent(*_huge(person(5))), NewEvent(*_huge(person(5)))])
            await write(ledger, lives(50, 20))
            await write(ledger, [NewEvent(*_huge(person(60))), NewEvent(*_huge(person(60)))])
            last = await write(ledger, [new(visit(person(number), 4)) for number in (3, 4, 5, 6, 60)])
            await both_reached(running, last)
            before = [(one.key, one.position) for one in await list_parked(database, "intake", gardens.full_name)]
            assert {key for key, _ in before} >= {person(number) for number in (3, 4, 5, 60)}
            await assert_all_equal(database, gardens, last)
            after = [(one.key, one.position) for one in await list_parked(database, "intake", gardens.full_name)]
            assert sorted(after) == sorted(before)


@pytest.mark.usefixtures("few_rows")
async def test_a_second_key_waits_with_the_first_one_that_was_put_away(database: Database, ledger: Ledger) -> None:
    """The younger one's own later events stay behind the shared one, in the order of the ledger."""
    await write(ledger, lives(0, 20))
    opened = new(GardenOpened(klien_id=person(30), opened_on=date(2026, 2, 1)))
    last = await write(ledger, [opened, new(GardenShared(klien_id=person(0), other_id=person(30))), opened])
    await prepare(database, BOOK, [gardens])
    rows = {row.klien_id: row for row in await assert_all_equal(database, gardens, last)}
    assert rows[person(0)].is_shared
    assert not rows[person(30)].is_shared


@pytest.mark.parametrize("persons", [100, 400])
async def test_no_more_rows_are_held_for_a_longer_history(
    database: Database, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, persons: int
) -> None:
    monkeypatch.setattr(filling, "ROWS_MAX", ROWS)
    monkeypatch.setattr(reading, "WINDOW_POSITIONS", WINDOW)
    held: list[int] = []
    take = Filling.take

    async def counted(self: Filling, items: Sequence[Any]) -> None:
        await take(self, items)
        held.append(self.held)

    monkeypatch.setattr(Filling, "take", counted)
    await write(ledger, lives(0, persons))
    (made,) = await prepare(database, BOOK, [gardens])
    assert made.rows == persons
    assert max(held) <= 2 * ROWS + WINDOW
    assert len(held) == persons * 4 // WINDOW


async def test_what_is_told_of_rows_that_were_put_away_long_ago_is_all_that_waits(
    database: Database, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "ROWS_MAX", ROWS)
    monkeypatch.setattr(reading, "WINDOW_POSITIONS", WINDOW)
    waited: list[int] = []
    settle = Filling.settle

    async def counted(self: Filling, *given: Any) -> None:
        waited.extend(self._later)
        await settle(self, *given)

    monkeypatch.setattr(Filling, "settle", counted)
    last = await write(ledger, [*lives(0, 60), *(new(visit(person(number), 5)) for number in (0, 1, 59))])
    await prepare(database, BOOK, [gardens])
    await rebuild(database, BOOK, gardens)
    assert waited == [last - 2, last - 1] * 2


def test_a_sieve_knows_every_key_that_was_put_away() -> None:
    sieve = Sieve()
    keys = [f"{person(number)}/2026-01-01" for number in range(0, 2_000, 2)]
    sieve.update((*keys, 7))
    assert all(key in sieve for key in (*keys, 7))
    assert sum(f"{person(number)}/2026-01-01" in sieve for number in range(1, 2_001, 2)) < 10
