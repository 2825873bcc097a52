"""What every database role can do with every table, sequence and function of a house: tried, not read from a grant.

What is not written here nobody but its owner may touch, and a table or a function without a row here fails the test.
And below the tables: a part that only serves reports, as a process of its own, can open no value by itself.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from services.cli.house import opened_vault
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.database.roles import SERVICE_SCHEMAS, SHARED_SCHEMAS, Role
from shared.privacy.keyfile import KeysUnfit
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.faults.parts import Part, serving
from tests.forms import PAGE
from tests.intake.putusan.test_routes import PAPER
from tests.opened import PASSWORD
from tests.waiting import read

pytestmark = pytest.mark.slow

SERVING: Final = tuple(role for role in Role if role is not Role.OWNER)
READS_THE_LEDGER: Final = dict.fromkeys(SERVING, "SELECT")
"""It holds ids, dates and codes, and no personal value."""
WRITERS: Final = frozenset({Role.INTAKE, Role.MATCHING, Role.ATTENDANCE})
SERVICES_ROLES: Final = frozenset(SERVICE_SCHEMAS.values())
ALL_BUT_TRUNCATE: Final = "SELECT INSERT UPDATE DELETE"

RELATIONS: Final[Mapping[str, Mapping[Role, str]]] = {
    "ledger.event": READS_THE_LEDGER,
    "ledger.book": READS_THE_LEDGER,
    "ledger.writer": READS_THE_LEDGER,
    "ledger.accepted_clock": READS_THE_LEDGER,
    "vault.item": {Role.VAULT: "SELECT INSERT DELETE"},
    "vault.item_seq_seq": {},
    "vault.erasure": {Role.VAULT: "SELECT INSERT"},
    "vault.keystore": {Role.VAULT: "SELECT INSERT UPDATE(generation)"},
    "access.account": {Role.ACCESS: "SELECT INSERT UPDATE"},
    "access.account_role": {Role.ACCESS: "SELECT INSERT DELETE"},
    "access.session": {Role.ACCESS: ALL_BUT_TRUNCATE},
    "access.invitation": {Role.ACCESS: ALL_BUT_TRUNCATE},
    "access.second_factor": {Role.ACCESS: ALL_BUT_TRUNCATE},
    "access.recovery_code": {Role.ACCESS: ALL_BUT_TRUNCATE},
    "access.kept": {Role.ACCESS: ALL_BUT_TRUNCATE},
    "access.source": {Role.ACCESS: ALL_BUT_TRUNCATE},
    "access.pepper": {Role.ACCESS: "SELECT"},
    "access.opening": {Role.ACCESS: "SELECT INSERT"},
    "access.errand": {Role.ACCESS: "SELECT INSERT UPDATE"},
    "audit.chain": {},
    "audit.entry": {Role.ACCESS: "SELECT", Role.OPERATOR: "SELECT"},
    "audit.month": {Role.OPERATOR: "SELECT"},
    "revision.alembic_version": {},
}
"""Of the shared schemas: who may do what, beside their owner. In a service's schema all is its role's alone."""

FUNCTIONS: Final[Mapping[str, frozenset[Role]]] = {
    "ledger.append_2": WRITERS,
    "ledger.refuse_change": frozenset(),
    "ledger.clock": frozenset(),
    "ledger.open_book": frozenset(),
    "ledger.clock_jumped": frozenset(),
    "ledger.clock_accepted": frozenset(),
    "ledger.clock_standing": SERVICES_ROLES | {Role.OPERATOR},
    "ledger.accept_clock": frozenset({Role.OPERATOR}),
    "ledger.raise_epoch": SERVICES_ROLES | {Role.RELAY, Role.OPERATOR},
    "vault.know_store_1": frozenset({Role.VAULT}),
    "vault.put_1": frozenset({Role.VAULT}),
    "vault.settled_until_1": frozenset({Role.VAULT}),
    "audit.append_1": frozenset({Role.VAULT, Role.ACCESS}),
    "audit.begin_month_1": frozenset(),
    "audit.detach_1": frozenset(),
    "audit.exported_1": frozenset({Role.OPERATOR}),
    "audit.refuse_change_1": frozenset(),
    "audit.table_of_1": frozenset(),
}
"""Who may call it, beside its owner."""

ATTEMPT: Final = """
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RAISE EXCEPTION 'done, and undone';
EXCEPTION
    WHEN insufficient_privilege THEN RETURN false;
    WHEN OTHERS THEN RETURN true;  -- whatever else was wrong with it, it was not forbidden
END
$$
"""
HOUSES_RELATIONS: Final = """
SELECT format('%I.%I', nspname, relname) AS name, nspname AS schema, relkind = 'S' AS sequence,
       relispartition AS partition,
       ARRAY(SELECT quote_ident(attname) FROM pg_attribute
             WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum) AS columns
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname !~ '^(pg_|information_schema$)' ORDER BY 1
"""
HOUSES_FUNCTIONS: Final = """
SELECT format('%I.%I', nspname, proname) AS name, nspname AS schema, prokind = 'p' AS procedure,
       ARRAY(SELECT format('NULL::%s', format_type(type, NULL)) FROM unnest(proargtypes) AS type) AS arguments
FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
WHERE nspname !~ '^(pg_|information_schema$)' ORDER BY 1
"""


class Tried(NamedTuple):
    """What one role could do with one relation: verbs, and columns where it is not all of them."""

    role: Role
    name: str
    can: str


@asynccontextmanager
async def trying(database: Database, role: Role) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the role in which a statement can be tried and undone."""
    connection = await database.connect(role)
    try:
        await connection.execute(ATTEMPT)
        yield connection
    finally:
        await connection.close()


async def passed(connection: asyncpg.Connection, statements: Sequence[str]) -> dict[str, bool]:
    """Which of the statements are not forbidden."""
    rows = await connection.fetch("SELECT one, pg_temp.attempt(one) AS done FROM unnest($1::text[]) one", statements)
    return {row["one"]: row["done"] for row in rows}


async def can(connection: asyncpg.Connection, relation: asyncpg.Record) -> str:
    """The verbs that this connection's role may do with the relation, as the table above writes them."""
    name, columns = relation["name"], relation["columns"]
    if relation["sequence"]:
        done = await passed(connection, [f"SELECT nextval('{name}')", f"SELECT last_value FROM {name}"])
        return "SELECT UPDATE" if all(done.values()) else " ".join(key for key, may in done.items() if may)
    reads = {column: f"SELECT {column} FROM {name} LIMIT 0" for column in columns}
    writes = {column: f"UPDATE {name} SET {column} = DEFAULT WHERE false" for column in columns}
    others = {
        "INSERT": f"INSERT INTO {name} DEFAULT VALUES",
        "DELETE": f"DELETE FROM {name} WHERE false",
        "TRUNCATE": f"TRUNCATE {name}",
    }
    done = await passed(connection, [*reads.values(), *writes.values(), *others.values()])
    verbs = {
        "SELECT": _over("SELECT", [column for column in columns if done[reads[column]]], columns),
        "INSERT": "INSERT" if done[others["INSERT"]] else "",
        "UPDATE": _over("UPDATE", [column for column in columns if done[writes[column]]], columns),
        "DELETE": "DELETE" if done[others["DELETE"]] else "",
        "TRUNCATE": "TRUNCATE" if done[others["TRUNCATE"]] else "",
    }
    return " ".join(verb for verb in verbs.values() if verb)


def _over(verb: str, some: Sequence[str], columns: Sequence[str]) -> str:
    if len(some) == len(columns):
        return verb
    return f"{verb}({', '.join(some)})" if some else ""


def expected(relation: asyncpg.Record, role: Role) -> str:
    """What the role may do with it: in its own schema everything, in a shared one what the table says, else nothing."""
    if relation["schema"] in SERVICE_SCHEMAS:
        mine = SERVICE_SCHEMAS[relation["schema"]] is role
        return ("SELECT UPDATE" if relation["sequence"] else f"{ALL_BUT_TRUNCATE} TRUNCATE") if mine else ""
    if relation["partition"]:  # is reached through its parent alone
        return ""
    return RELATIONS[relation["name"]].get(role, "")


async def found(database: Database, query: str) -> list[asyncpg.Record]:
    admin = await asyncpg.connect(database.url)
    rows: list[asyncpg.Record] = await admin.fetch(query)
    await admin.close()
    return rows


async def test_every_role_can_do_with_every_table_what_is_written_here_and_no_more(database: Database) -> None:
    relations = await found(database, HOUSES_RELATIONS)
    own = {relation["schema"] for relation in relations if relation["schema"] in SERVICE_SCHEMAS}
    assert own == set(SERVICE_SCHEMAS)
    shared = {one["name"] for one in relations if one["schema"] not in SERVICE_SCHEMAS and not one["partition"]}
    assert shared == set(RELATIONS), "a table of a shared schema has its row in RELATIONS, and a row its table"
    for role in SERVING:
        async with trying(database, role) as connection:
            tried = [Tried(role, one["name"], await can(connection, one)) for one in relations]
        assert tried == [Tried(role, one["name"], expected(one, role)) for one in relations]


async def test_every_role_can_call_the_functions_that_are_written_here_and_no_more(database: Database) -> None:
    functions = await found(database, HOUSES_FUNCTIONS)
    shared = {one["name"] for one in functions if one["schema"] not in SERVICE_SCHEMAS}
    assert shared == set(FUNCTIONS), "a function of a shared schema has its row in FUNCTIONS, and a row its function"
    calls = {
        f"{'CALL' if one['procedure'] else 'SELECT'} {one['name']}({', '.join(one['arguments'])})": one["name"]
        for one in functions
    }
    for role in SERVING:
        async with trying(database, role) as connection:
            done = await passed(connection, list(calls))
        callable_ = {calls[call] for call, may in done.items() if may}
        own = {one["name"] for one in functions if SERVICE_SCHEMAS.get(one["schema"]) is role}
        assert callable_ == own | {name for name, roles in FUNCTIONS.items() if role in roles}, role


async def test_no_role_can_become_another(database: Database) -> None:
    for role in SERVING:
        async with trying(database, role) as connection:
            done = await passed(connection, [f"SET ROLE {other}" for other in Role if other is not role])
        assert not any(done.values()), (role, done)


async def test_the_server_itself_turns_away_who_would_copy_it_whole_and_who_is_no_role_of_the_house(
    database: Database,
) -> None:
    for role in SERVING:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="WAL sender"):
            await asyncpg.connect(database.dsn(role), server_settings={"replication": "true"})
    powers = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
    query = f"SELECT rolname FROM pg_roles WHERE rolname ^@ 'bakti_' AND ({' OR '.join(powers)})"
    assert await found(database, query) == []
    await asyncio.to_thread(migrate, database.url)  # a copied database has no rights of its own yet
    stranger = make_url(database.url).set(username="stranger", password="a-password-of-the-stranger")
    await found(database, f"CREATE ROLE stranger LOGIN PASSWORD '{stranger.password}'")
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
            await asyncpg.connect(stranger.render_as_string(hide_password=False))
    finally:
        await found(database, "DROP ROLE stranger")


async def test_no_role_can_make_anything_in_a_schema_that_is_not_its_own(database: Database) -> None:
    schemas = (*SERVICE_SCHEMAS, *SHARED_SCHEMAS, "public", "revision")
    for role in SERVING:
        others = [schema for schema in schemas if SERVICE_SCHEMAS.get(schema) is not role]
        statements = [
            statement
            for schema in others
            for statement in (
                f"CREATE TABLE {schema}.mine (n int)",
                f"CREATE FUNCTION {schema}.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            )
        ]
        async with trying(database, role) as connection:
            done = await passed(connection, statements)
        assert [statement for statement, may in done.items() if may] == [], role


async def test_a_part_that_only_serves_reports_names_persons_and_can_open_no_value_itself(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    async with serving(tmp_path, settings, ("intake", "reporting"), keyless="reporting") as parts:
        intake, reporting = parts.of["intake"], parts.of["reporting"]
        await Accounts(database).create("pk", "Nama PK", RoleName.OFFICER, PASSWORD, now())
        signed = await parts.client.post(f"{reporting.address}/session", json={"login": "pk", "password": PASSWORD})
        parts.client.headers["authorization"] = f"Bearer {signed.json()['token']}"
        told = await parts.client.post(f"{intake.address}/putusan", json=PAPER)
        after = told.json()["position"]
        await read(parts.client, f"{reporting.address}/reports/klien?after={after}")
        page = await parts.client.get(f"{reporting.address}/reports/klien", headers=PAGE)
        assert (page.status_code, str(PAPER["name"]) in page.text) == (200, True)
        assert opens_keys(intake, settings)
        assert not opens_keys(reporting, settings)
        assert parts.ended == []
    its_own = Settings(data_dir=Path(reporting.environment["BAKTI_DATA_DIR"]), database_url=database.url)
    async with AsyncExitStack() as stack:
        with pytest.raises(KeysUnfit, match="there is no key store"):
            await opened_vault(its_own, stack)
    for role in (Role.REPORTING, Role.ACCESS):  # whose passwords it is given (tests/cli/test_compose.py)
        async with trying(database, role) as connection:
            done = await passed(connection, ["SELECT * FROM vault.item", "SELECT * FROM vault.keystore"])
        assert not any(done.values()), role


def opens_keys(part: Part, settings: Settings) -> bool:
    """Whether the process holds a file of the key folder open."""
    assert part.process is not None
    files = []
    for link in Path(f"/proc/{part.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # a connection comes and goes
            files.append(link.readlink())
    return any(file.is_relative_to(settings.keys_dir) for file in files)
