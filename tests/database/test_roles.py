"""Every role reaches its own schema and no other's."""

import asyncpg
import pytest

from shared.database.engine import Database, raw, transaction
from shared.database.migrate import migrate
from shared.database.roles import SERVICE_SCHEMAS, SHARED_SCHEMAS, Role

pytestmark = pytest.mark.slow

CASES = [(schema, role) for schema in (*SERVICE_SCHEMAS, *SHARED_SCHEMAS) for role in Role if role is not Role.OWNER]


async def test_every_role_can_connect_as_itself(database: Database) -> None:
    for role in Role:
        connection = await database.connect(role)
        assert await connection.fetchval("SELECT current_user") == role.value
        await connection.close()


@pytest.mark.parametrize(("schema", "role"), CASES)
async def test_only_its_own_role_creates_tables_in_a_schema(database: Database, schema: str, role: Role) -> None:
    connection = await database.connect(role)
    try:
        if SERVICE_SCHEMAS.get(schema) is role:
            await connection.execute(f"CREATE TABLE {schema}.mine (n int)")
            return
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"CREATE TABLE {schema}.mine (n int)")
    finally:
        await connection.close()


async def test_no_role_makes_anything_in_public(database: Database) -> None:
    connection = await database.connect(Role.INTAKE)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE public.mine (n int)")
    await connection.close()


@pytest.mark.parametrize("schema", SERVICE_SCHEMAS)
async def test_a_service_cannot_read_what_another_wrote(database: Database, schema: str) -> None:
    own = SERVICE_SCHEMAS[schema]
    async with transaction(database.engine(own)) as connection:
        await connection.exec_driver_sql(f"CREATE TABLE {schema}.mine (n int)")
    for other in set(SERVICE_SCHEMAS.values()) - {own}:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(database.engine(other)) as connection:
                await (await raw(connection)).fetch(f"SELECT * FROM {schema}.mine")


async def test_no_role_is_more_than_a_login(database: Database) -> None:
    connection = await asyncpg.connect(database.url)
    rows = await connection.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY($1) AND rolcanlogin "
        "AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)",
        [role.value for role in Role],
    )
    await connection.close()
    assert {row["rolname"] for row in rows} == set(Role)


async def test_a_function_of_the_owner_is_nobodys_until_granted(database: Database) -> None:
    admin = await asyncpg.connect(database.url)
    await admin.execute(
        "SET ROLE bakti_owner; CREATE FUNCTION ledger.secret() RETURNS int LANGUAGE sql AS 'SELECT 1'; "
        "GRANT USAGE ON SCHEMA ledger TO bakti_relay"
    )
    await admin.close()
    relay = await database.connect(Role.RELAY)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await relay.fetchval("SELECT ledger.secret()")
    await relay.close()


async def test_migrating_again_changes_nothing(database: Database) -> None:
    async def revision() -> str:
        connection = await asyncpg.connect(database.url)
        found: str = await connection.fetchval("SELECT version_num FROM revision.alembic_version")
        await connection.close()
        return found

    before = await revision()
    migrate(database.url)
    assert await revision() == before == "0012"


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    engine = database.engine(Role.REPORTING)

    async def interrupted() -> None:
        async with transaction(engine) as connection:
            await connection.exec_driver_sql("CREATE TABLE reporting.half (n int)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await interrupted()
    async with transaction(engine) as connection:
        assert (await connection.exec_driver_sql("SELECT to_regclass('reporting.half')")).scalar() is None
