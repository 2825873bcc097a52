"""Time in a book never runs backwards, and a clock that jumped stops the book until somebody looks."""

from datetime import datetime, timedelta

import asyncpg
import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, Position
from shared.ledger.append import Appended, ClockStepped
from shared.ledger.clock import set_clock
from shared.ledger.ledger import Ledger
from shared.ledger.standing import accept_clock, clock_standing
from tests.ledger.examples import BOOK, letter


async def step(owner: asyncpg.Connection, by: str) -> None:
    """Put the ledger's clock forward or back."""
    await owner.execute(
        "CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql VOLATILE "
        f"AS 'SELECT clock_timestamp() + interval ''{by}'''"
    )


async def accept(database: Database) -> None:
    operator = await database.connect(Role.OPERATOR)
    await accept_clock(operator, BOOK, AccountId("an-operator"), "thirty quiet days")
    await operator.close()


async def last_time(ledger: Ledger) -> datetime:
    recorded_at = (await ledger.head()).recorded_at
    assert recorded_at is not None
    return recorded_at


async def test_a_clock_a_little_behind_repeats_the_last_time(ledger: Ledger, owner: asyncpg.Connection) -> None:
    await ledger.append(letter("a"))
    first = await last_time(ledger)
    await step(owner, "-23 hours")
    assert await ledger.append(letter("b")) == Appended(Position(2))
    assert await last_time(ledger) == first


@pytest.mark.parametrize("by", ["-25 hours", "31 days"])
async def test_a_clock_far_off_stops_appends_until_the_operator_accepts_it(
    ledger: Ledger, database: Database, owner: asyncpg.Connection, by: str
) -> None:
    known = letter("a")
    await ledger.append(known)
    first = await last_time(ledger)
    await step(owner, by)
    assert await ledger.append(known) == Appended(Position(1), repeated=True)
    for _ in range(2):
        with pytest.raises(ClockStepped, match="the last record"):
            await ledger.append(letter("b"))
    await accept(database)
    for number in range(3):
        assert isinstance(await ledger.append(letter(number)), Appended)
    assert await last_time(ledger) >= first


async def test_thirty_quiet_days_stop_nothing(ledger: Ledger, owner: asyncpg.Connection) -> None:
    await ledger.append(letter("a"))
    first = await last_time(ledger)
    await step(owner, "29 days")
    assert isinstance(await ledger.append(letter("b")), Appended)
    assert await last_time(ledger) - first > timedelta(days=28)


async def test_one_acceptance_is_for_one_jump(ledger: Ledger, database: Database, owner: asyncpg.Connection) -> None:
    await ledger.append(letter("a"))
    await step(owner, "40 days")
    await accept(database)
    await ledger.append(letter("b"))
    await step(owner, "80 days")
    with pytest.raises(ClockStepped):
        await ledger.append(letter("c"))


@pytest.mark.parametrize("days", [-400, -1, 1, 400])
async def test_the_owner_moves_a_books_clock_and_sets_it_right(
    database: Database, owner: asyncpg.Connection, days: int
) -> None:
    ahead = timedelta(days=days)
    for by in (ahead, ahead, timedelta()):
        await set_clock(database.url, by)
        said = await owner.fetchval("SELECT ledger.clock() - clock_timestamp()")
        assert abs(said - by) < timedelta(hours=1)


@pytest.mark.parametrize("role", [Role.INTAKE, Role.OPERATOR])
async def test_no_role_of_the_house_moves_a_books_clock(database: Database, role: Role) -> None:
    connection = await database.connect(role)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(
            "CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'"
        )
    await connection.close()


async def test_an_acceptance_is_for_the_clock_that_the_operator_saw(
    ledger: Ledger, database: Database, owner: asyncpg.Connection
) -> None:
    await ledger.append(letter("a"))
    await step(owner, "40 days")
    await accept(database)
    await step(owner, "3 years")
    with pytest.raises(ClockStepped):
        await ledger.append(letter("b"))
    await step(owner, "41 days")
    assert isinstance(await ledger.append(letter("c")), Appended)


async def test_a_clock_accepted_behind_the_last_record_may_run_on_up_to_it(
    ledger: Ledger, database: Database, owner: asyncpg.Connection
) -> None:
    """A record of a clock that was years ahead: the right one is accepted once, not once a month."""
    await ledger.append(letter("a"))
    await step(owner, "-700 days")
    await accept(database)
    for later in ("-699 days", "-400 days", "-1 hour", "20 days"):
        await step(owner, later)
        assert isinstance(await ledger.append(letter(later)), Appended)


@pytest.mark.parametrize(
    ("by", "stops"), [("-25 hours", True), ("-23 hours", False), ("29 days", False), ("31 days", True)]
)
async def test_the_standing_says_what_an_append_would_make_of_the_clock(
    ledger: Ledger, database: Database, owner: asyncpg.Connection, by: str, stops: bool
) -> None:
    assert (await clock_standing(owner, BOOK)).last is None
    await ledger.append(letter("a"))
    await step(owner, by)
    for role in (Role.INTAKE, Role.REPORTING, Role.OPERATOR):
        connection = await database.connect(role)
        assert (await clock_standing(connection, BOOK)).stops_appends is stops
        await connection.close()
    await accept(database)
    found = await clock_standing(owner, BOOK)
    assert (found.jumped, found.stops_appends) == (stops, False)
