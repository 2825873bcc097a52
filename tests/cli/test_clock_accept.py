"""A book that lay idle: `bakti clock` says how the clock stands, an operator accepts it, and who and why is kept."""

import asyncio
import json
from collections.abc import Callable

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from services.cli.main import app
from services.cli.saying import Exit
from services.cli.trouble import sentence_of
from shared.access.accounts import Accounts
from shared.access.policy import SIGNING_IN, RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.ledger.append import ClockStepped
from shared.ledger.ledger import Ledger
from shared.runtime.clock import now
from tests.ledger.examples import BOOK, letter

PASSWORD = "kata sandi yang panjang"
WHY = "tidak ada putusan selama bulan ramadan"
Bakti = Callable[..., Result]


@pytest.fixture
async def idle(database: Database) -> None:
    """A book whose only record was made 31 days ago, and an account of each role."""
    for role in SIGNING_IN:
        await Accounts(database).create(role.value, "Rekaan", role, PASSWORD, now())
    await _append(database, "a", days=-31)


@pytest.fixture
def bakti(idle: None, database: Database, monkeypatch: pytest.MonkeyPatch) -> Bakti:
    monkeypatch.setenv("BAKTI_DATABASE_URL", database.url)
    monkeypatch.setenv("BAKTI_PASSWORD", PASSWORD)
    return lambda *arguments: CliRunner().invoke(app, ["clock", *arguments])


def test_an_idle_book_is_told_with_the_way_out_and_goes_on_once_accepted(bakti: Bakti, database: Database) -> None:
    with pytest.raises(ClockStepped, match="the last record"):
        asyncio.run(_append(database, "b"))
    told = bakti()
    assert told.exit_code == Exit.LEFT
    assert "31.0 days after the last record" in told.stdout
    assert "bakti clock accept --reason" in told.stdout
    done = bakti("accept", "--reason", WHY, "--login", "operator")
    assert done.exit_code == 0, done.exception
    assert "Recording goes on" in done.stdout
    asyncio.run(_append(database, "b"))
    ((by, reason),) = asyncio.run(_accepted(database))
    assert reason == WHY
    assert by == asyncio.run(_account(database, "operator"))
    standing = json.loads(bakti("--json").stdout)
    assert (standing["jumped"], standing["recording"]) == (False, True)


@pytest.mark.parametrize("login", [role.value for role in SIGNING_IN if role is not RoleName.OPERATOR])
def test_another_role_accepts_no_clock(bakti: Bakti, database: Database, login: str) -> None:
    assert _refused(bakti("accept", "--reason", WHY, "--login", login)) == Exit.REFUSED
    assert asyncio.run(_accepted(database)) == []


def test_a_wrong_password_accepts_no_clock(bakti: Bakti, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKTI_PASSWORD", "another long password")
    assert _refused(bakti("accept", "--reason", WHY, "--login", "operator")) == Exit.LEFT
    assert asyncio.run(_accepted(database)) == []


@pytest.mark.parametrize("reason", ["pendek", "klien 3503010203040506 tidak hadir", "ganti\nbaris di tengah kalimat"])
def test_a_reason_says_something_and_names_nobody(bakti: Bakti, database: Database, reason: str) -> None:
    assert _refused(bakti("accept", "--reason", reason, "--login", "operator")) == Exit.WRONG_USE
    assert asyncio.run(_accepted(database)) == []


def test_where_nothing_is_stopped_nothing_is_accepted(bakti: Bakti, database: Database) -> None:
    for _ in range(2):
        done = bakti("accept", "--reason", WHY, "--login", "operator")
        assert done.exit_code == 0, done.exception
    assert len(asyncio.run(_accepted(database))) == 1


def _refused(done: Result) -> Exit:
    assert done.exception is not None
    known = sentence_of(done.exception)
    assert known is not None, done.exception
    return known[1]


async def _append(database: Database, name: str, days: int = 0) -> None:
    """Record something; by a clock that many days off, which is set right again."""
    owner = await asyncpg.connect(database.url)
    ledger = Ledger(database, BOOK, Role.INTAKE, frozenset({"letter"}))
    clock = "CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
    await owner.execute(f"{clock} 'SELECT clock_timestamp() + interval ''{days} days'''")
    await ledger.start()
    try:
        await ledger.append(letter(name))
    finally:
        await ledger.stop()
        await owner.execute(f"{clock} 'SELECT clock_timestamp()'")
        await owner.close()


async def _accepted(database: Database) -> list[tuple[str, str]]:
    operator = await database.connect(Role.OPERATOR)
    rows = await operator.fetch("SELECT accepted_by, reason FROM ledger.accepted_clock")
    await operator.close()
    return [tuple(row) for row in rows]


async def _account(database: Database, login: str) -> str:
    owner = await asyncpg.connect(database.url)
    found = await owner.fetchval("SELECT account_id FROM access.account WHERE login = $1", login)
    await owner.close()
    return str(found)
