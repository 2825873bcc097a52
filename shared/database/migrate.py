"""Bring a database to the newest revision: roles of the cluster first, then Alembic as their owner."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared.database.engine import CONNECT_PATIENCE_S, LONG_S_MAX, connected, passwords_of_roles, with_password
from shared.database.roles import Role

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x62616B7469
"""Advisory lock ("bakti"): of several processes that start at once, one migrates and the others wait."""
ROLE_TRIES = 20
"""Roles belong to the cluster: another database's migration may change the same row at the same moment."""


def migrate(url: str, passwords: Mapping[str, str] | None = None, book: str | None = None) -> None:
    """Create the roles, bring the database at ``url`` (administrator's address) to the newest revision, open the book.

    Also inside a running event loop: the work is done in a thread with a loop of its own.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        known = passwords_of_roles(url, passwords or {})
        thread.submit(asyncio.run, _migrate(with_password(url, known), known, book)).result()


def set_administrators_password(url: str, passwords: Mapping[str, str], new: str) -> None:
    """Give the login of ``url`` a new password. Safe to repeat: where the old one no longer opens, the new one does."""
    asyncio.run(_set_administrators_password(make_url(url), passwords, new))


async def _set_administrators_password(url: URL, passwords: Mapping[str, str], new: str) -> None:
    known = with_password(url.render_as_string(hide_password=False), passwords)
    try:
        connection = await connected(known)
    except asyncpg.InvalidPasswordError:
        connection = await connected(url.set(password=new).render_as_string(hide_password=False))
    try:
        await _set_password(connection, await connection.fetchval("SELECT quote_ident(session_user)"), new)
    finally:
        await connection.close()


async def _migrate(url: str, passwords: Mapping[str, str], book: str | None) -> None:
    await _roles(url, passwords)
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        poolclass=NullPool,
        connect_args={"timeout": CONNECT_PATIENCE_S, "command_timeout": LONG_S_MAX},
    )
    async with engine.begin() as connection:
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        await connection.exec_driver_sql(f"SET LOCAL ROLE {Role.OWNER}")
        await connection.run_sync(_upgrade)
        if book is not None:
            await connection.exec_driver_sql("SELECT ledger.open_book($1)", (book,))
    await engine.dispose()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _roles(url: str, passwords: Mapping[str, str]) -> None:
    connection = await connected(url)
    try:
        for tries_left in reversed(range(ROLE_TRIES)):
            try:
                await connection.execute((MIGRATIONS / "roles.sql").read_text())
                break
            except asyncpg.InternalServerError:  # "tuple concurrently updated"
                if not tries_left:
                    raise
                await asyncio.sleep(0.05)
        for role in Role:
            if role in passwords:
                await _set_password(connection, role, passwords[role])
    finally:
        await connection.close()


async def _set_password(connection: asyncpg.Connection, role: str, password: str) -> None:
    quoted = await connection.fetchval("SELECT quote_literal($1::text)", password)
    await connection.execute(f"ALTER ROLE {role} PASSWORD {quoted}")
