"""A reaction answers each event with one command, however often it is delivered."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from services.attendance.hours.events import HoursLogged, PlaceOpened
from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.domain.identifiers import StreamName, Version
from shared.ledger.append import AppendRequest, Claim, LaneFull, NewEvent
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import TRIES_MAX, Reaction
from shared.messaging.subscription import Subscriptions
from tests.messaging.readers import BOOK, person, relaying, writing
from tests.waiting import reached, until

TYPE = "id.go.trenggalekkab.bakti.placement.proposed.v1"


class Answers:
    """The house of the reaction under test: appends one event for each command."""

    def __init__(self, database: Database) -> None:
        self.ledger = Ledger(database, BOOK, Role.MATCHING, frozenset({"placement"}))
        self.calls: list[int] = []
        self.errors: dict[int, list[BaseException]] = {}
        self.events: list[HoursLogged] = []
        self.hangs_at: int | None = None

    async def answer(self, entry: Recorded) -> None:
        self.calls.append(entry.position)
        if entry.position == self.hangs_at:
            await asyncio.Event().wait()
        if errors := self.errors.get(entry.position):
            raise errors.pop()
        asked = reaction_of().asked(entry)
        new = NewEvent(TYPE, 1, None, b"{}", asked.metadata())
        claim = Claim(StreamName(f"placement-{entry.event_id}"), Version(0), (new,))
        await self.ledger.append(AppendRequest(asked.command_id, b"", (claim,)))

    async def commands(self) -> list[str]:
        return [entry.meta.causation_id async for page in self.ledger.read() for entry in page if entry.type == TYPE]  # type: ignore[misc]


def reaction_of() -> Reaction[Answers]:
    reaction = Reaction[Answers]("matching.answer")

    @reaction.on(HoursLogged)
    async def on_logged(event: HoursLogged, entry: Recorded, house: Answers) -> None:
        house.events.append(event)
        await house.answer(entry)

    return reaction


@asynccontextmanager
async def reacting(
    database: Database, redis_url: str | None, hangs_at: int | None = None
) -> AsyncIterator[tuple[Answers, Subscriptions]]:
    answers = Answers(database)
    answers.hangs_at = hangs_at
    await answers.ledger.start()
    subscriptions = Subscriptions(database, redis_url, BOOK, [reaction_of().bound(answers)])
    await subscriptions.start()
    try:
        yield answers, subscriptions
    finally:
        await subscriptions.stop()
        await answers.ledger.stop()


async def test_each_event_is_answered_once_through_the_feed(database: Database, valkey_url: str) -> None:
    async with (
        writing(database) as writer,
        relaying(database, valkey_url),
        reacting(database, valkey_url) as (answers, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        for _ in range(10):
            last = await writer.write(1)
            assert await reached(subscriptions, "matching.answer", last)
        assert len(await answers.commands()) == 10
        assert isinstance(answers.events[0], HoursLogged)
        assert subscriptions.state()[0].from_feed > 0


async def test_an_event_delivered_twice_leaves_one_command(database: Database) -> None:
    async with writing(database) as writer:
        last = await writer.write(3)
        for run in (1, 2):
            async with reacting(database, None) as (answers, subscriptions):
                assert await reached(subscriptions, "matching.answer", last + 3)
                assert len(answers.calls) == (3 if run == 1 else 0), "what the ledger has answered is not asked again"
                assert len(await answers.commands()) == 3
            if run == 1:
                await _set_back(database)


async def test_a_kill_in_the_middle_of_many_events_costs_one_second_of_work(database: Database) -> None:
    """Killed as the kernel does it, nothing said and nothing put away, while one event of twenty is being answered."""
    async with writing(database) as writer:
        last = await writer.write(20)
        killed = multiprocessing.get_context("spawn").Process(target=_answer_and_die, args=(database.url, 12))
        killed.start()
        await asyncio.to_thread(killed.join)
        assert killed.exitcode == -signal.SIGKILL
        assert await _checkpoint(database) == 11
        async with reacting(database, None) as (answers, subscriptions):
            assert await reached(subscriptions, "matching.answer", last)
            assert answers.calls == list(range(12, 21))
        assert len(await _commands(database)) == len(set(await _commands(database))) == 20


def _answer_and_die(url: str, position: int) -> None:
    """Answers with no second of work between checkpoints, until the event at that position."""

    async def answering() -> None:
        async with reacting(Database(url), None, hangs_at=position) as (answers, _):
            await until(lambda: position in answers.calls)
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("shared.messaging.reaction.WORK_SECONDS_MAX", 0)
        asyncio.run(answering())


async def test_a_failing_event_holds_those_behind_it_and_is_tried_again(database: Database) -> None:
    async with writing(database) as writer, reacting(database, None) as (answers, subscriptions):
        answers.errors[2] = [ValueError(), LaneFull("passing"), ValueError()]
        last = await writer.write(1, person(1))
        last = await writer.write(1, person(1))
        assert await reached(subscriptions, "matching.answer", last)
        assert answers.calls.count(2) == 4
        assert answers.calls.count(1) <= 2
        assert await subscriptions.parked() == []


async def test_an_event_that_always_fails_parks_its_stream_and_a_retry_answers_all_of_it(database: Database) -> None:
    async with writing(database) as writer, reacting(database, None) as (answers, subscriptions):
        answers.errors[1] = [ValueError()] * TRIES_MAX
        await writer.write(1, person(1))
        await until(subscriptions.parked)
        last = await writer.write(1, person(1))
        last = await writer.write(1, person(2))
        assert await reached(subscriptions, "matching.answer", last)
        assert len(await answers.commands()) == 1
        (key,) = await subscriptions.parked()
        assert key.key == f"hours-{person(1)}"
        assert await subscriptions.retry("matching.answer", key.key) is None
        assert len(await answers.commands()) == 3


def test_a_reaction_answers_a_type_once_and_bears_a_services_name() -> None:
    reaction: Reaction[Any] = reaction_of()
    with pytest.raises(ValueError, match="already"):
        reaction.on(HoursLogged)(_nothing)
    reaction.on(PlaceOpened)(_nothing)
    with pytest.raises(ValueError, match="service"):
        Reaction("nobody.answers")


async def _nothing(event: Any, entry: Recorded, house: Any) -> None:
    """Answers nothing."""


async def _set_back(database: Database) -> None:
    async with transaction(database.engine(Role.MATCHING)) as connection:
        await (await raw(connection)).execute("UPDATE matching.checkpoint SET position = 0, hash = ''")


async def _checkpoint(database: Database) -> int:
    async with transaction(database.engine(Role.MATCHING)) as connection:
        place = "SELECT position FROM matching.checkpoint WHERE name = 'matching.answer'"
        return int(await (await raw(connection)).fetchval(place))


async def _commands(database: Database) -> list[str]:
    async with transaction(database.engine(Role.MATCHING)) as connection:
        rows = await (await raw(connection)).fetch("SELECT metadata FROM ledger.event WHERE type = $1", TYPE)
    return [str(row["metadata"]) for row in rows]
