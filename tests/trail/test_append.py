"""The audit trail takes entries and nothing else, from whoever may bring them, and files them by month."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from services.reporting.reports.audit_entries import REPORT, entries
from shared.access.reach import EVERYTHING
from shared.audit.entry import append
from shared.audit.verify import Whole, verify_audit
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.reports.report import Ask
from tests.stored import rows
from tests.trail.examples import ANI, BUDI, NOVEMBER, OCTOBER, PK, look, noted

TABLES = ("audit.entry", "audit.entry_2026_11", "audit.month", "audit.chain")
CHANGES = [
    *(f"{verb} {table}" for table in TABLES for verb in ("DELETE FROM", "TRUNCATE")),
    "UPDATE audit.entry SET account = 'somebody else'",
    "UPDATE audit.entry_2026_11 SET account = 'somebody else'",
    "UPDATE audit.chain SET one = true",
]
WRITES = (
    "DELETE FROM audit.entry",
    "INSERT INTO audit.entry SELECT * FROM audit.entry",
    "UPDATE audit.entry SET account = ''",
    "TRUNCATE audit.entry",
    "DELETE FROM audit.month",
)


async def test_an_entry_has_its_number_its_month_and_all_that_was_told(database: Database) -> None:
    assert await noted(database, look(NOVEMBER, ANI, BUDI)) == [1]
    assert await rows(
        database,
        "SELECT month::text, at, kind, account, role, action, subjects, fields, source, purpose FROM audit.entry",
    ) == [
        (
            "2026-11-01",
            NOVEMBER,
            "look",
            PK,
            "probation_officer",
            "report.read",
            [ANI, BUDI],
            ["name"],
            "5f",
            "report.read",
        )
    ]


async def test_a_month_begins_at_midnight_in_wib(database: Database) -> None:
    midnight = NOVEMBER.replace(day=30, hour=17, minute=0)
    await noted(database, look(midnight - timedelta(microseconds=1), ANI), look(midnight, ANI))
    assert await rows(database, "SELECT month::text FROM audit.entry ORDER BY number") == [
        ("2026-11-01",),
        ("2026-12-01",),
    ]


async def test_a_clock_that_runs_back_files_under_the_month_that_was_begun_and_keeps_its_time(
    database: Database,
) -> None:
    await noted(database, look(NOVEMBER, ANI), look(OCTOBER, ANI))
    found = await rows(database, "SELECT month::text, at FROM audit.entry ORDER BY number")
    assert found == [("2026-11-01", NOVEMBER), ("2026-11-01", OCTOBER)]


async def test_many_at_once_stand_in_one_order_and_one_chain(database: Database) -> None:
    numbers = await asyncio.gather(*(noted(database, look(NOVEMBER, f"klien-{n}")) for n in range(40)))
    assert sorted(numbers) == [[n + 1] for n in range(40)]
    assert isinstance(found := await verify_audit(database), Whole)
    assert (found.count, found.number) == (40, 40)


async def interrupted(database: Database) -> None:
    async with transaction(database.engine(Role.ACCESS)) as connection:
        await append(connection, look(NOVEMBER, ANI))
        raise RuntimeError


async def test_what_was_not_committed_was_not_noted(database: Database) -> None:
    with pytest.raises(RuntimeError):
        await interrupted(database)
    assert await noted(database, look(NOVEMBER, BUDI)) == [1]


@pytest.mark.parametrize("statement", CHANGES)
async def test_neither_owner_nor_administrator_changes_it_on_the_ordinary_way(
    database: Database, statement: str
) -> None:
    await noted(database, look(NOVEMBER, ANI))
    connection = await asyncpg.connect(database.url)
    try:
        for role in ("postgres", "bakti_owner"):
            await connection.execute(f"SET ROLE {role}")
            with pytest.raises(asyncpg.PostgresError, match="append-only"):
                await connection.execute(statement)
    finally:
        await connection.close()
    assert len(await rows(database, "SELECT FROM audit.entry")) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
async def test_no_service_writes_it_but_by_appending(database: Database, role: Role) -> None:
    await noted(database, look(NOVEMBER, ANI))
    for statement in WRITES:
        with pytest.raises(DBAPIError, match="permission denied"):
            async with transaction(database.engine(role)) as connection:
                await connection.execute(text(statement))


APPENDERS = (Role.VAULT, Role.ACCESS)


@pytest.mark.parametrize("role", [role for role in Role if role not in (*APPENDERS, Role.OWNER)])
async def test_only_the_vault_and_sign_in_append(database: Database, role: Role) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with transaction(database.engine(role)) as connection:
            await append(connection, look(NOVEMBER, ANI))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ACCESS, Role.OPERATOR, Role.OWNER)])
async def test_neither_a_service_nor_the_vault_reads_who_looked_at_whom(database: Database, role: Role) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with transaction(database.engine(role)) as connection:
            await connection.execute(text("SELECT FROM audit.entry"))


@pytest.mark.parametrize(
    ("given", "index"),
    [({"klien_id": ANI}, "subjects_idx"), ({"about": PK}, "object_at_idx"), ({"account": PK}, "account_at_idx")],
)
async def test_entries_about_one_person_or_account_are_found_by_index(
    database: Database, given: dict[str, str], index: str
) -> None:
    await noted(database, look(NOVEMBER, ANI))
    asked = Ask(Circumstances(NOVEMBER, Laws()), REPORT.default, EVERYTHING, given)
    written = entries(asked).compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute(
            "INSERT INTO audit.entry SELECT number + n, month, at, 'account', gen_random_uuid(), role, action, "
            "ARRAY[gen_random_uuid()::text], fields, source, purpose, outcome, gen_random_uuid(), detail, 1, '' "
            "FROM audit.entry, generate_series(1, 5000) n"
        )
        await connection.execute("ANALYZE audit.entry")
        plan = str(await connection.fetch(f"EXPLAIN {written}"))
    finally:
        await connection.close()
    assert index in plan
    assert "Seq Scan on entry" not in plan


async def test_an_entry_without_account_or_subjects_is_taken(database: Database) -> None:
    nobody = replace(look(NOVEMBER), account=None, role=None, source=None, purpose=None)
    assert await noted(database, nobody) == [1]
    assert isinstance(await verify_audit(database), Whole)
