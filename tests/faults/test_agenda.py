"""Sixteen clerks enter a thousand letters while the process that registers them is killed: every letter that was
acknowledged has its number, no number is left out, none is given twice."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.account.events import AccountLinked, LinkKind
from services.intake.letter.decider.state import agenda_of
from services.intake.letter.events import AgendaEntered, Direction
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Code
from shared.domain.units import SOCIAL
from shared.ledger.execute import entries_of
from shared.ledger.ledger import Ledger
from shared.runtime.clock import now, today_wib
from shared.runtime.servers import PostgresServer, ValkeyServer
from shared.runtime.settings import Settings
from tests.faults.parts import Parts, serving
from tests.faults.telling import PASSWORD, Telling
from tests.neighbours import account_of, tell
from tests.waiting import until

pytestmark = pytest.mark.faults

CLERKS, LETTERS, KILLS = 16, 1_000, 6
TEST_S_MAX = 900


@pytest.fixture
def postgres(folder: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(folder / "pg").start()
    yield server
    server.stop()


async def opened(parts: Parts, database: Database, chance: random.Random) -> Telling:
    """A clerk of the Dinas, signed in."""
    role = RoleName.COORDINATOR
    await Accounts(database).create(role.value, role.value, role, PASSWORD, now())
    me = await account_of(database, role)
    await tell(database, f"account-{me}", AccountLinked(account_id=me, to=LinkKind.UNIT, key=Code(SOCIAL)))
    told = Telling(parts, chance)
    body = {"login": role.value, "password": PASSWORD}
    answer = await parts.client.post(f"{parts.of['intake'].address}/session", json=body)
    told.tokens[role] = answer.json()["token"]
    return told


async def test_no_number_is_left_out_and_none_given_twice_whoever_is_killed(
    folder: Path, postgres: PostgresServer, chance: random.Random
) -> None:
    migrate(postgres.url(), book=Settings().book)
    unstarted = ValkeyServer(folder / "valkey").url
    settings = Settings(data_dir=folder / "data", database_url=postgres.url(), redis_url=unstarted)
    database = Database(str(settings.database_url))
    acknowledged: set[str] = set()
    waiting = [f"{number}/Rekaan/{today_wib().year}" for number in range(LETTERS)]
    async with asyncio.timeout(TEST_S_MAX), serving(folder, settings, ["intake"]) as parts:
        told = await opened(parts, database, chance)

        async def clerk() -> None:
            while waiting:
                letter: dict[str, Any] = {"unit": SOCIAL, "number": waiting.pop(), "correspondent": "Kantor Rekaan"}
                days = dict.fromkeys(("written_on", "received_on"), today_wib().isoformat())
                letter |= {"perihal": "Undangan rekaan", **days}
                answer = await told.post("intake", "/letter/incoming", letter, RoleName.COORDINATOR)
                acknowledged.add(answer["letter_id"])

        async def kill() -> None:
            for least in sorted(chance.sample(range(1, LETTERS - CLERKS), KILLS)):
                await until(lambda least=least: len(acknowledged) >= least, lambda: len(acknowledged))  # type: ignore[misc]
                parts.kill("intake")
                await parts.ready("intake")

        await asyncio.gather(kill(), *(clerk() for _ in range(CLERKS)))
        print(f"killed {dict(parts.kills)}, sent again {dict(told.repeats)}")  # noqa: T201
        assert parts.ended == []
    await placed_once(database, settings, acknowledged)


async def placed_once(database: Database, settings: Settings, acknowledged: set[str]) -> None:
    """The agenda is 1, 2 … of exactly the letters that were acknowledged, and each letter says its place."""
    ledger = Ledger(database, BookId(settings.book), Role.INTAKE)
    await ledger.start()
    agenda = await ledger.read_stream(agenda_of(SOCIAL, today_wib().year, Direction.IN))
    placed = [(entry.version, event.letter_id) for entry, event in entries_of(agenda, AgendaEntered)]
    assert [version for version, _ in placed] == [*range(1, LETTERS + 1)]
    assert {letter_id for _, letter_id in placed} == acknowledged
    assert len(acknowledged) == LETTERS
    for version, letter_id in placed:
        (letter,) = await ledger.read_stream(f"letter-{letter_id}")  # type: ignore[arg-type]
        assert letter.event.agenda == version  # type: ignore[attr-defined]
    await ledger.stop()
    await database.dispose()
