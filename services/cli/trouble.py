"""What to do when something that is no bug stands in the way: one sentence and an exit code; quotes no value."""

import os
import sqlite3

import asyncpg

from services.cli.saying import Exit, Refusal
from shared.ledger.books import NoBook
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.privacy.master import WrongMasterKey
from shared.privacy.values import BadSecret
from shared.runtime.processes import ServerFailed

NOT_MIGRATED = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
)


def sentence_of(error: BaseException) -> tuple[str, Exit] | None:
    """What to say of this error or of what it came from, and how to end; None: it is a bug."""
    seen: BaseException | None = error
    while seen is not None:
        if (found := _of_one(seen)) is not None:
            return found
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return None


def _of_one(error: BaseException) -> tuple[str, Exit] | None:
    if isinstance(error, Refusal):
        return str(error), error.code
    if isinstance(error, ServerFailed):
        return str(error), Exit.LEFT
    if isinstance(error, NoBook):
        return str(error), Exit.WRONG_USE
    if isinstance(error, WrongMasterKey):
        return f"{error} (BAKTI_MASTER_KEY_FILE, BAKTI_KEYS_DIR, BAKTI_HOUSE_KEY_FILE)", Exit.REFUSED
    if isinstance(error, BadSecret):
        return f"{error} (BAKTI_OPENER_SECRET_FILE)", Exit.WRONG_USE
    if isinstance(error, KeysUnfit):
        return str(error), Exit.REFUSED
    if isinstance(error, KeysAway):
        return f"{error}; wait until the other program (a backup?) is done, or look at BAKTI_KEYS_DIR", Exit.LEFT
    if isinstance(error, sqlite3.Error):
        return "the key store cannot be read or is locked; look at BAKTI_KEYS_DIR", Exit.LEFT
    said = _of_postgres(error) if isinstance(error, asyncpg.PostgresError) else _of_machine(error)
    return (said, Exit.LEFT) if said else None


def _of_postgres(error: asyncpg.PostgresError) -> str | None:
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return "this server has no database of that name: create it, or look at BAKTI_DATABASE_URL; then: bakti migrate"
    if isinstance(error, NOT_MIGRATED):
        return "this database is not Bakti's, or of another version: look at BAKTI_DATABASE_URL, or run: bakti migrate"
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return (
            "PostgreSQL refuses this role: the database was never migrated (bakti migrate), or the role's password is "
            "not among this process's secrets. With compose, run the command where all are: docker compose run --rm "
            "migrate …"
        )
    if isinstance(error, asyncpg.CannotConnectNowError | asyncpg.TooManyConnectionsError):
        return "PostgreSQL starts, stops or is full just now; try again"
    return None


def _of_machine(error: BaseException) -> str | None:
    if not isinstance(error, OSError):
        return None
    why = error.strerror or (os.strerror(error.errno) if error.errno else type(error).__name__)
    if error.filename is not None and not isinstance(error, ConnectionError):
        return f"{os.fsdecode(error.filename)} cannot be used ({why}); look at BAKTI_DATA_DIR"
    return f"no server answers ({why}); look at BAKTI_DATABASE_URL"
