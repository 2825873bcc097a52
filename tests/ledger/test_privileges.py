"""Nobody changes what is written, and nobody writes another's streams: kept by the database, not by our code."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, Position, StreamName
from shared.ledger.append import Appended
from shared.ledger.ledger import Ledger
from shared.ledger.standing import accept_clock
from tests.ledger.examples import BOOK, PAYLOAD, claim, letter, request

CHANGES = [
    "UPDATE ledger.event SET payload = ''",
    "DELETE FROM ledger.event",
    "TRUNCATE ledger.event",
    "DELETE FROM ledger.book",
    "TRUNCATE ledger.book CASCADE",
]
EVERYBODY = [role for role in Role if role is not Role.OWNER]


@pytest.fixture
async def written(ledger: Ledger) -> AsyncIterator[Ledger]:
    await ledger.append(letter("a"))
    yield ledger
    assert (await ledger.read_stream(StreamName("letter-a")))[0].payload == PAYLOAD
    assert await ledger.read_stream(StreamName("letter-b")) == []


@pytest.mark.parametrize("statement", CHANGES)
async def test_a_trigger_stops_even_an_administrator(
    written: Ledger, owner: asyncpg.Connection, statement: str
) -> None:
    with pytest.raises(asyncpg.PostgresError, match="insert-only") as refused:
        await owner.execute(statement)
    assert refused.value.sqlstate == "BK003"


@pytest.mark.parametrize("role", EVERYBODY)
async def test_no_role_that_serves_may_change_or_insert(written: Ledger, database: Database, role: Role) -> None:
    connection = await database.connect(role)
    insert = "INSERT INTO ledger.event SELECT * FROM ledger.event"
    for statement in [*CHANGES, insert, "INSERT INTO ledger.writer VALUES (session_user, 'letter')"]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    assert await connection.fetchval("SELECT count(*) FROM ledger.event") == 1
    await connection.close()


async def test_a_service_may_append_its_own_streams_only(written: Ledger, database: Database) -> None:
    """Even where its own code claims otherwise."""
    wrong = Ledger(database, BOOK, Role.MATCHING, frozenset({"letter", "ipd"}))
    await wrong.start()
    innocent, forbidden, other = await asyncio.gather(
        wrong.append(request(claim("ipd-a"))),
        wrong.append(request(claim("letter-b"), claim("ipd-b"))),
        wrong.append(request(claim("ipd-c"))),
        return_exceptions=True,
    )
    await wrong.stop()
    assert isinstance(forbidden, asyncpg.InsufficientPrivilegeError)
    assert (innocent, other) == (Appended(Position(2)), Appended(Position(3)))


@pytest.mark.parametrize("role", [Role.REPORTING, Role.RELAY, Role.VAULT, Role.ACCESS, Role.OPERATOR])
async def test_who_decides_nothing_cannot_append(written: Ledger, database: Database, role: Role) -> None:
    wrong = Ledger(database, BOOK, role, frozenset({"letter"}))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await started(wrong)
    await wrong.stop()


async def started(ledger: Ledger) -> None:
    await ledger.start()
    await ledger.append(letter("b"))


async def test_only_the_operator_accepts_a_clock(written: Ledger, database: Database) -> None:
    for role in EVERYBODY:
        connection = await database.connect(role)
        if role is Role.OPERATOR:
            assert await accept_clock(connection, BOOK, AccountId("op"), "a test") is not None
        else:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await accept_clock(connection, BOOK, AccountId("op"), "a test")
        await connection.close()
