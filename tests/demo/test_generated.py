"""A generated history through the real projections: live, rebuilt and as of now are the same, row by row."""

from collections import Counter
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from services.catalogue import BY_NAME, SERVICES
from services.cli.house import open_parts
from services.cli.migrate import introduce_keys
from services.demo import generator
from services.demo.again import Plain, Story
from services.demo.generator import Generator
from services.demo.history import SeedTaken, write_history
from services.intake.putusan.events import (
    PutusanAdjusted,
    PutusanAppealed,
    PutusanCreditBrought,
    PutusanEnded,
    PutusanRepeatOrdered,
)
from services.reporting.reports.carried import carried
from services.reporting.reports.days import days
from services.reporting.reports.klien import klien
from services.reporting.reports.status import State
from shared.database.engine import Database
from shared.domain.identifiers import BookId, Position
from shared.domain.personal import personal_fields
from shared.ledger.ledger import END
from shared.ledger.verify import Verified, verify
from shared.messaging.parking import list_parked
from shared.privacy.keys import KeyStore
from shared.privacy.vault import Vault
from shared.projections import filling, reading
from shared.projections.as_of import as_of
from shared.projections.compare import compare
from shared.projections.rebuild import rebuild
from shared.projections.rows import Key
from shared.projections.state import Projection
from shared.runtime.settings import Settings
from tests.opened import level
from tests.waiting import reached

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 25)
PERSONS = 40
TOLD = 25
"""Lives that are decided; the other persons live them again."""
UNTOLD = {
    *("intake.unit", "intake.letter", "intake.letter_ruling", "intake.letter_task"),
    *("intake.agreement", "reporting.agreement"),
    *("intake.link", "intake.pair", "reporting.closed", "reporting.supervision", "reporting.paper"),
    *("reporting.annex", "reporting.letter_task", "reporting.letter_struck"),
    *("intake.activity", "intake.activity_decision", "reporting.activity_decision"),
    *("reporting.mark", "reporting.unit"),
    *(f"{one.name}.reach_account" for one in SERVICES),
}
"""Of which an invented history tells nothing."""

AFTERWARDS = (PutusanEnded, PutusanAdjusted, PutusanAppealed, PutusanCreditBrought, PutusanRepeatOrdered)
ASKED = """
    SELECT right(stream, 36) AS ruling, count(*) FILTER (WHERE type LIKE '%placement.requested%') AS asked,
        count(*) FILTER (WHERE type LIKE '%putusan.registered%') AS registered
    FROM ledger.event WHERE stream ~ '^(placement|putusan)-' GROUP BY 1
"""
"""How often a place was asked for by each ruling: as often as it was registered."""


@pytest.fixture(autouse=True)
def few_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "PERSONS_TOLD", TOLD)


def kinds(story: Story) -> Counter[str]:
    return Counter(told.type if isinstance(told, Plain) else told.full_type() for told, _ in story.lines)


def names(story: Story) -> set[str]:
    """Every clear personal value that tells this person from others."""
    events = [told for told, _ in story.lines if not isinstance(told, Plain)]
    values = {path: value.value for event in events for path, value in personal_fields(event)}
    return {str(values[path]) for path in ("name", "nik", "case_number")}


def test_of_each_thing_that_is_told_of_a_ruling_afterwards_some_lives_tell() -> None:
    told = sum((kinds(story) for story in Generator(PERSONS, 4, TODAY).stories()), Counter[str]())
    for event in AFTERWARDS:
        assert told[event.full_type()] >= 2, event


def test_a_life_that_is_lived_again_is_somebody_elses_at_another_place() -> None:
    told = [story for story in Generator(PERSONS, 3, TODAY).stories() if story.person is not None]
    assert [story.person for story in told] == list(range(PERSONS))
    assert len({story.command for story in told}) == PERSONS
    for again in told[TOLD:]:
        first = told[(again.person or 0) - TOLD]
        assert kinds(again) == kinds(first)
        assert not names(again) & names(first)
        own, others = ({stream for stream, _ in story.streams} for story in (again, first))
        assert all(stream.startswith("slots-") for stream in own & others)
        subjects = [{told.subject for told, _ in story.lines} - {None} for story in (again, first)]
        assert all(len(people) == 1 for people in subjects)
        assert subjects[0] != subjects[1]


async def generated(settings: Settings, database: Database, seed: int, today: date = TODAY) -> int:
    await introduce_keys(settings)
    keys = KeyStore(settings.keys_dir, settings.master_key_file)
    vault = Vault(database, keys, BookId(settings.book))
    await vault.start()
    try:
        told = Generator(PERSONS, seed, today)
        return await write_history(database, vault, BookId(settings.book), told, lambda persons, events: None)
    finally:
        keys.close()


async def test_one_seed_is_one_history_and_told_twice_it_is_there_once(settings: Settings, database: Database) -> None:
    events = await generated(settings, database, seed=3)
    assert events > PERSONS * 20
    assert await generated(settings, database, seed=3) == events
    found = await verify(database, BookId(settings.book))
    assert isinstance(found, Verified)
    assert found.count == events


async def test_beside_a_running_house_each_story_comes_whole_and_no_place_is_proposed_twice(
    settings: Settings, database: Database
) -> None:
    await introduce_keys(settings)
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, tuple(BY_NAME), stack)
        events = await generated(settings, database, seed=5)
        for service in SERVICES:
            for reaction in service.reactions:
                hands = parts.houses[service.name].subscriptions
                assert await reached(hands, reaction.name, Position(events))
    assert isinstance(await verify(database, BookId(settings.book)), Verified)
    assert not [item for service in SERVICES for item in await list_parked(database, service.name)]
    connection = await asyncpg.connect(database.url)
    asked = await connection.fetch(ASKED)
    assert sum(1 for row in asked if row["asked"]) > PERSONS / 2
    assert [row for row in asked if row["asked"] != row["registered"]] == []
    await connection.close()


async def test_a_seed_that_was_told_on_another_day_is_refused_and_may_write_nothing_more(
    settings: Settings, database: Database
) -> None:
    events = await generated(settings, database, seed=6)
    with pytest.raises(SeedTaken, match="seed 6"):
        await generated(settings, database, seed=6, today=TODAY + timedelta(days=1))
    found = await verify(database, BookId(settings.book))
    assert isinstance(found, Verified)
    assert found.count == events
    connection = await asyncpg.connect(database.url)
    assert not await connection.fetchval("SELECT count(*) FROM ledger.writer WHERE role = session_user")
    await connection.close()


async def test_live_rebuilt_and_as_of_now_are_equal_row_by_row(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a rebuild holds few rows at a time, and with what the others make of what was told afterwards."""
    monkeypatch.setattr(filling, "ROWS_MAX", 10)
    monkeypatch.setattr(reading, "WINDOW_POSITIONS", 100)
    book = BookId(settings.book)
    await generated(settings, database, seed=4)
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, tuple(BY_NAME), stack)
        await level(parts)
        assert not [item for service in SERVICES for item in await list_parked(database, service.name)]
        for service in SERVICES:
            for projection in service.projections:
                assert not await compare(database, book, projection), projection.full_name
    for service in SERVICES:
        for projection in service.projections:
            live = await rows_of(database, projection)
            now = {projection.layout.key_of(row): row async for row in as_of(database, book, projection, END)}
            assert live == {key: projection.layout.as_stored(row) for key, row in now.items()}, projection.full_name
            await rebuild(database, book, projection)
            assert await rows_of(database, projection) == live, projection.full_name
            assert bool(live) is (projection.full_name not in UNTOLD), projection.full_name
    await sums_are_those_of_the_days(database)
    await what_was_told_afterwards_is_seen(database)


async def what_was_told_afterwards_is_seen(database: Database) -> None:
    """By its row in the reports: attendance and matching have followed what intake told."""
    found = [*(await rows_of(database, klien)).values()]
    assert {State.FAILED, State.ANNULLED, State.TRANSFERRED} <= {row.state for row in found}
    for name in ("brought_minutes", "milder_minutes", "appealed_on", "parent", "repeat"):
        assert any(getattr(row, name) for row in found), name
    repeats = [row for row in found if row.parent]
    assert [row.required_minutes for row in repeats if not row.offers] == []


async def sums_are_those_of_the_days(database: Database) -> None:
    """What each I-PD carries, by the fold, and by a look at every day."""
    told: dict[str, list[int]] = {}
    for day in (await rows_of(database, days)).values():
        found = told.setdefault(day.ipd_id, [0, 0])
        found[0] += day.credited_minutes
        found[1] += any(one.against == "host" for one in day.violations)
    kept = (await rows_of(database, carried)).values()
    assert {row.ipd_id: [row.credited_minutes, row.violation_days] for row in kept} == told
    assert sum(minutes for minutes, _ in told.values())


async def rows_of(database: Database, projection: Projection[Any]) -> dict[Key, Any]:
    """The stored rows by their key."""
    connection = await database.connect(projection.role)
    layout = projection.layout
    rows = [
        layout.from_record(row)
        for row in await connection.fetch(f"SELECT {layout.selected} FROM {projection.full_name}")
    ]
    await connection.close()
    return {layout.key_of(row): row for row in rows}
