"""What cannot be applied is parked with its key; other keys go on; too many pause the subscription."""

import asyncpg

from shared.database.engine import Database
from shared.domain.identifiers import Position
from shared.messaging.parking import PARKED_KEYS_MAX
from tests.messaging.readers import Notes, noting, person, relaying, writing
from tests.waiting import reached, until


async def test_an_unreadable_event_parks_its_key_and_the_others_go_on(database: Database, valkey_url: str) -> None:
    async with (
        writing(database) as writer,
        relaying(database, valkey_url),
        noting(database, valkey_url) as (notes, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        await writer.write(1, person(1))
        bad = await writer.write(1, person(1), payload=b'{"unreadable": 1}')
        await writer.write(1, person(1))
        last = await writer.write(1, person(2))
        assert await reached(subscriptions, notes.name, Position(last))
        assert await notes.positions() == [1, 4]
        (key,) = await subscriptions.parked()
        assert (key.key, key.position, key.attempts) == (person(1), bad, 1)


async def test_a_retry_applies_the_whole_key_and_what_waited_behind_it(database: Database) -> None:
    async with writing(database) as writer, noting(database, None) as (notes, subscriptions):
        notes.bad.add(person(1))
        await writer.write(2, person(1))
        last = await writer.write(2, person(2))
        assert await reached(subscriptions, notes.name, last)
        assert await notes.positions() == [3, 4]
        assert await subscriptions.retry(notes.name, person(1)) is not None
        assert [key.attempts for key in await subscriptions.parked()] == [2]
        assert await notes.positions() == [3, 4]
        notes.bad.clear()
        assert await subscriptions.retry(notes.name, person(1)) is None
        assert await subscriptions.parked() == []
        await until(lambda: writer.write(1, person(1)))
        await until(lambda: _is(notes, [1, 2, 3, 4, 5]))


async def test_more_parked_keys_than_ten_pause_the_subscription_until_they_are_fewer(database: Database) -> None:
    async with writing(database) as writer, noting(database, None) as (notes, subscriptions):
        await writer.write(1, person(99))
        notes.bad = {person(number) for number in range(20)}
        for number in range(20):
            last = await writer.write(1, person(number))
        await until(lambda: subscriptions.state()[0].paused)
        parked = await subscriptions.parked()
        assert len(parked) == PARKED_KEYS_MAX + 1
        assert subscriptions.position(notes.name) == PARKED_KEYS_MAX + 2
        notes.bad.clear()
        assert not await subscriptions.passed(notes.name, last, timeout=0.3)
        assert await subscriptions.retry(notes.name, parked[0].key) is None
        assert await reached(subscriptions, notes.name, last)
        assert subscriptions.state()[0].paused is None


async def test_a_passing_database_error_is_tried_again_and_parks_nothing(database: Database) -> None:
    async with writing(database) as writer, noting(database, None) as (notes, subscriptions):
        notes.fails = [asyncpg.DeadlockDetectedError("x"), ConnectionResetError(), asyncpg.TooManyConnectionsError("x")]
        assert await reached(subscriptions, notes.name, await writer.write(3))
        assert await notes.positions() == [1, 2, 3]
        assert await subscriptions.parked() == []


async def test_a_projection_that_fails_at_one_event_parks_that_one_alone(database: Database) -> None:
    class Fragile(Notes):
        async def apply(self, batch):  # type: ignore[no-untyped-def]
            if any(entry.position == 5 for entry in batch.entries):
                raise KeyError("a bug")
            return await super().apply(batch)

    async with writing(database) as writer:
        last = await writer.write(12)
        async with noting(database, None, Fragile(database)) as (notes, subscriptions):
            assert await reached(subscriptions, notes.name, last)
            (key,) = await subscriptions.parked()
            assert (key.position, key.reason) == (5, "KeyError")
            waits = [position for position in range(1, 13) if position % 7 == 5]
            assert await notes.positions() == [p for p in range(1, 13) if p not in waits]


async def _is(notes: Notes, expected: list[int]) -> bool:
    return sorted(await notes.positions()) == expected
