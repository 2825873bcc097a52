"""Connections to PostgreSQL, each under the role of who asks; every statement has an end on our side.

The server ends what runs too long. What it cannot end is a statement whose answer never comes: a server that hangs, a
network that swallows. Without an end here too, whoever asked would wait for ever, and with it all who queue behind it.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, cast

import asyncpg
from sqlalchemy import Row, TextClause, event
from sqlalchemy.engine import URL, Dialect, ExceptionContext, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from shared.database.roles import Role

POOL_SIZE = 5
POOL_OVERFLOW = 5
"""Six roles serve. With the ledger's readers, lanes and watchers (8 a service) all parts in one process hold at most 94
connections, under the usual max_connections = 100; one process a part, each with vault and access, at most 164: our
own servers and the compose file allow 200."""
POOL_PATIENCE_S = 5.0
CONNECT_PATIENCE_S = 5.0
STATEMENT_S_MAX = 10.0
"""Twice what the server lets a serving role's statement run (migrations/roles.sql): later no answer comes."""
LONG_S_MAX = 3_600.0
"""Of a statement that the server lets run: a migration, a rebuild's index, an operator's reading of a whole ledger."""
LONG_ROLES = frozenset({Role.OWNER, Role.OPERATOR})
CLOSE_PATIENCE_S = 2.0
PLANNED_BY = {"random_page_cost": "1.1"}
"""A house's tables lie in memory, or on a disk without a head: a row elsewhere costs hardly more than the next one. By
the server's own figure, which is of a spinning disk, all that an officer ever had is read rather than the few that are
open looked up (decision 0055)."""
IDLE_S_MOST = 1.0
"""Of a connection that is given out without being asked whether it is alive."""
CAME_BACK = "came back to its pool"
ADMINISTRATOR = "postgres"


class Database:
    """One database. ``url`` is an administrative address; its user is replaced by the role that asks."""

    def __init__(self, url: str, passwords: Mapping[str, str] | None = None) -> None:
        self._passwords = passwords_of_roles(url, passwords or {})
        self._url = make_url(with_password(url, self._passwords))
        self._engines: dict[Role, AsyncEngine] = {}

    @property
    def url(self) -> str:
        """The administrative address, with its password: not for logs."""
        return self._url.render_as_string(hide_password=False)

    @property
    def passwords(self) -> Mapping[str, str]:
        """The roles' passwords by name; empty where the server trusts its socket."""
        return self._passwords

    def dsn(self, role: Role) -> str:
        """The address for asyncpg."""
        return self._as(role).render_as_string(hide_password=False)

    async def connect(self, role: Role, statement_s: float | None = None) -> asyncpg.Connection:
        """A connection of its own, outside every pool; the caller closes it.

        Raises TimeoutError, as does each statement without an answer within ``statement_s`` (None: by its role).
        """
        return await connected(self.dsn(role), statement_s or _statement_s(role))

    async def pool(self, role: Role, most: int) -> "asyncpg.Pool[Any]":
        """A pool of asyncpg's own for short reads, of up to ``most`` connections; the caller closes it."""
        return await asyncpg.create_pool(
            self.dsn(role),
            min_size=0,  # one that it keeps up by itself fills the log while the database is away
            max_size=most,
            reset=_nothing_to_reset,
            timeout=CONNECT_PATIENCE_S,
            command_timeout=_statement_s(role),
        )

    def engine(self, role: Role) -> AsyncEngine:
        """The role's pool in this process, made at its first use; READ COMMITTED."""
        if role not in self._engines:
            made = self._engines[role] = create_async_engine(
                self._as(role).set(drivername="postgresql+asyncpg"),
                pool_size=POOL_SIZE,
                max_overflow=POOL_OVERFLOW,
                pool_timeout=POOL_PATIENCE_S,
                isolation_level="READ COMMITTED",
                connect_args={
                    "timeout": CONNECT_PATIENCE_S,
                    "command_timeout": _statement_s(role),
                    "server_settings": PLANNED_BY,
                },
                # An error's text goes to logs, and parameters may be what no log may hold.
                hide_parameters=True,
            )
            event.listen(made.sync_engine, "handle_error", _silent_is_gone)
            event.listen(made.sync_engine, "checkout", partial(_alive, made.sync_engine.dialect))
            event.listen(made.sync_engine, "checkin", _came_back)
        return self._engines[role]

    def pools(self) -> Iterator[tuple[str, int, int]]:
        """Each role's pool in this process: how many of its connections are in use, and how many wait for a use."""
        for role, engine in self._engines.items():
            pool = cast(QueuePool, engine.sync_engine.pool)
            yield role.value, pool.checkedout(), pool.checkedin()

    async def dispose(self) -> None:
        """Close every pool."""
        while self._engines:
            _, engine = self._engines.popitem()
            await engine.dispose()

    def _as(self, role: Role) -> URL:
        return self._url.set(username=role.value, password=self._passwords.get(role.value))


async def connected(url: str, statement_s: float = LONG_S_MAX) -> asyncpg.Connection:
    """A connection to this address, which has its login and password; raises TimeoutError, as its statements do."""
    return await asyncpg.connect(url, timeout=CONNECT_PATIENCE_S, command_timeout=statement_s)


async def closed(connection: "asyncpg.Connection[Any]") -> None:
    """Close it, or break it off where the server does not answer."""
    try:
        await connection.close(timeout=CLOSE_PATIENCE_S)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()


def _statement_s(role: Role) -> float:
    return LONG_S_MAX if role in LONG_ROLES else STATEMENT_S_MAX


def _silent_is_gone(context: ExceptionContext) -> None:
    """A connection that did not answer goes back to no pool: the next one to use it would wait as long."""
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True


def _alive(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A restarted PostgreSQL costs no request: a dead connection is noticed before its use, and another one made.

    Asked is only one that was idle for a while: to ask is three statements, and who is cut off hears of it.
    """
    idle = monotonic() - record.info.get(CAME_BACK, 0.0) > IDLE_S_MOST
    if connection.driver_connection.is_closed() or (idle and not _answers(dialect, connection)):
        raise DisconnectionError


def _answers(dialect: Dialect, connection: Any) -> bool:
    try:
        return dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, connection, None):
            return False
        raise


def _came_back(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[CAME_BACK] = monotonic()


async def _nothing_to_reset(connection: "asyncpg.Connection[Any]") -> None:
    """Who only reads leaves nothing: the usual clean-up would be a second round trip for every read."""


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A begun READ COMMITTED transaction: committed at the end of the block, rolled back by an exception."""
    async with engine.begin() as connection:
        try:
            yield connection
        except TimeoutError:  # who did not answer will not answer to ROLLBACK either
            await connection.invalidate()
            raise


async def read(engine: AsyncEngine, statement: TextClause, **values: object) -> Sequence[Row[Any]]:
    """What one statement says, in a transaction of its own, done when this returns: no BEGIN and no end are sent."""
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        return (await alone.execute(statement, values)).all()


async def raw(connection: AsyncConnection) -> asyncpg.Connection:
    """The asyncpg connection under SQLAlchemy's, for COPY and other hot paths; inside the same transaction."""
    driver: asyncpg.Connection = (await connection.get_raw_connection()).driver_connection
    if connection.in_transaction() and not driver.is_in_transaction():
        # SQLAlchemy sends BEGIN with its first own statement; without it a lock taken here would hold nothing.
        await connection.exec_driver_sql("SELECT 1")
    return driver


def passwords_in(folder: Path | None) -> Mapping[str, str]:
    """Passwords by login, one file each (docker secrets): the roles' and the administrator's, ``postgres``."""
    files = ((login, folder / login) for login in (*Role, ADMINISTRATOR)) if folder else ()
    return {str(login): path.read_text().strip() for login, path in files if path.is_file()}


def passwords_of_roles(url: str, passwords: Mapping[str, str]) -> Mapping[str, str]:
    """The passwords as given; none given, and one in the administrator's address: every role has that one."""
    shared = make_url(url).password
    return passwords or ({role.value: shared for role in Role} if shared else {})


def with_password(url: str, passwords: Mapping[str, str]) -> str:
    """The address with its login's password, where it has none and we know it."""
    parsed = make_url(url)
    if parsed.password is None:
        parsed = parsed.set(password=passwords.get(parsed.username or ""))
    return parsed.render_as_string(hide_password=False)
