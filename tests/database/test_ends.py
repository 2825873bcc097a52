"""Every statement has an end on our side: a server that never answers costs an error that passes.

The wire to PostgreSQL takes what is said and passes nothing on, neither statements nor requests to cancel them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from shared.database import engine
from shared.database.engine import Database, connected, raw, transaction
from shared.database.migrate import migrate
from shared.database.roles import Role
from shared.domain.identifiers import StreamName
from shared.ledger import ledger as ledger_module
from shared.ledger.ledger import READERS_MAX, Ledger
from shared.messaging.trouble import passing
from shared.messaging.waking import LedgerHead
from tests.ledger.examples import BOOK
from tests.ledger.wire import Wire, wire_to
from tests.waiting import until

ROLE = Role.INTAKE
WAITED_S = 0.5
"""Short, or the test would take the product's ten seconds; who is cut off by it in a lively time asks again."""


@pytest.fixture
async def wired(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Wire, Database]]:
    for module, name in ((engine, "STATEMENT_S_MAX"), (engine, "CONNECT_PATIENCE_S"), (engine, "LONG_S_MAX")):
        monkeypatch.setattr(module, name, WAITED_S)
    monkeypatch.setattr(ledger_module, "READER_PATIENCE_S", WAITED_S)
    with TemporaryDirectory(prefix="bakti-ends-", dir="/tmp") as folder:
        async with wire_to(database, Path(folder)) as (wire, beyond):
            yield wire, beyond
            wire.silent = False


async def by_engine(database: Database) -> None:
    async with database.engine(ROLE).connect() as connection:
        await connection.execute(text("SELECT 1"))


async def by_transaction(database: Database) -> None:
    async with transaction(database.engine(ROLE)) as connection:
        await (await raw(connection)).execute("SELECT 1")


async def by_connection(database: Database) -> None:
    connection = await database.connect(ROLE)
    await connection.execute("SELECT 1")
    await connection.close()


@pytest.mark.parametrize("way", [by_engine, by_transaction, by_connection])
async def test_a_connection_that_is_not_answered_any_more_ends_and_another_serves(
    wired: tuple[Wire, Database], way: Callable[[Database], Awaitable[None]]
) -> None:
    wire, database = wired
    await until(lambda: _served(way, database))
    wire.silent = True
    for _ in range(3):  # of the pool, and new ones
        assert await _ended(way(database))
    wire.silent = False
    await until(lambda: _served(way, database))


async def test_who_was_cut_off_in_its_pool_costs_nobody_an_error(database: Database) -> None:
    admin = await connected(database.url)
    for _ in range(3):
        async with transaction(database.engine(ROLE)) as connection:
            driver = await raw(connection)
        await admin.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = $1", ROLE)
        await until(driver.is_closed)
        await by_transaction(database)
    await admin.close()


async def test_who_was_idle_for_long_is_asked_first(
    wired: tuple[Wire, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, database = wired
    await until(lambda: _served(by_transaction, database))
    monkeypatch.setattr(engine, "IDLE_S_MOST", 0.0)
    wire.silent = True
    assert await _ended(by_transaction(database))
    wire.silent = False
    await until(lambda: _served(by_transaction, database))


async def test_who_was_used_just_now_is_not_asked(database: Database) -> None:
    asked: list[str] = []
    async with transaction(database.engine(ROLE)) as connection:
        (await raw(connection)).add_query_logger(lambda one: asked.append(one.query))
    asked.clear()
    await by_transaction(database)
    assert asked == ["BEGIN ISOLATION LEVEL READ COMMITTED;", "SELECT 1", "COMMIT;"]


async def test_who_finds_every_connection_of_its_pool_in_use_ends(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "POOL_PATIENCE_S", WAITED_S)
    async with AsyncExitStack() as taken:

        async def another() -> None:
            await taken.enter_async_context(database.engine(ROLE).connect())

        served = [await _ended(another()) for _ in range(engine.POOL_SIZE + engine.POOL_OVERFLOW + 1)]
    assert served == [False] * (len(served) - 1) + [True]
    await by_transaction(database)


@pytest.mark.parametrize("statement", ["SELECT 1", "ROLLBACK"])
async def test_a_statement_in_the_middle_of_a_transaction_ends(wired: tuple[Wire, Database], statement: str) -> None:
    wire, database = wired
    await until(lambda: _served(by_transaction, database))

    async def silenced() -> None:
        async with transaction(database.engine(ROLE)) as connection:
            driver = await raw(connection)
            wire.silent = True
            await driver.execute(statement)

    assert await _ended(silenced())
    wire.silent = False
    await until(lambda: _served(by_transaction, database))


async def test_of_many_readers_at_once_none_waits_for_ever(wired: tuple[Wire, Database]) -> None:
    wire, database = wired
    ledger = Ledger(database, BOOK, ROLE)
    await until(lambda: _served(lambda _: ledger.start(), database))
    wire.silent = True
    reads = [_ended(ledger.read_stream(StreamName("letter-a"))) for _ in range(READERS_MAX * 4)]
    assert all(await asyncio.gather(*reads))
    wire.silent = False
    await until(lambda: _served(lambda _: ledger.head(), database))
    await ledger.stop()


async def test_who_watches_the_ledgers_head_says_that_it_does_not_answer(wired: tuple[Wire, Database]) -> None:
    wire, database = wired
    head = LedgerHead(database, ROLE, BOOK)
    watching = asyncio.create_task(head.run())
    await until(lambda: head.reachable)
    wire.silent = True
    await until(lambda: not head.reachable)
    wire.silent = False
    await until(lambda: head.reachable)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def test_a_migration_that_is_not_answered_ends(wired: tuple[Wire, Database]) -> None:
    wire, database = wired
    wire.silent = True
    with pytest.raises(TimeoutError):
        await asyncio.to_thread(migrate, database.url)


async def _served(way: Callable[[Database], Awaitable[object]], database: Database) -> bool:
    return not await _ended(way(database))


async def _ended(work: Awaitable[object]) -> bool:
    """Whether it was given up by an error that passes; one of another kind is ours."""
    (found,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(found, BaseException) and not passing(found):
        raise found
    return isinstance(found, BaseException)
