"""An entry of the audit trail, and how it is appended: durable when this returns, behind the one before it.

Whatever else its transaction does, it does before: the chain's lock is held until the commit, and whoever waited for
another lock meanwhile would hold up every page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import Database
from shared.database.roles import Role
from shared.runtime.grouping import Grouping


class Kind(StrEnum):
    """What an entry is about."""

    LOOK = "look"
    """Persons were shown, or sought."""
    COMMAND = "command"
    """A command was carried out; its content is the ledger's."""
    REFUSED = "refused"
    SIGN_IN = "sign-in"
    ACCOUNT = "account"
    """What was done to an account."""
    OPENING = "opening"
    """Somebody opened a person outside their reach."""
    EXPORT = "export"
    """All that is held on a person was handed out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: ids, codes and digests only."""

    at: datetime
    kind: Kind
    action: str
    """Of the policy table; of sign-ins and accounts, what happened."""
    account: str | None
    """Who did it; None: the command line of the server, or nobody who is known."""
    role: str | None = None
    """In which they acted."""
    subjects: tuple[str, ...] = ()
    """The persons concerned."""
    fields: tuple[str, ...] = ()
    source: str | None = None
    purpose: str | None = None
    outcome: str = "done"
    object: str | None = None
    """The command's id, the account that it was done to, or the digest of a login that is nobody's."""
    detail: str | None = None


APPEND: Final = text(
    "SELECT audit.append_1("
    "at, kind, account, role, action, subjects, fields, source, purpose, outcome, object, detail) "
    "FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS told (at timestamptz, kind text, account text, role text, "
    "action text, subjects text[], fields text[], source text, purpose text, outcome text, object text, detail text)"
)


async def append(connection: AsyncConnection, *entries: Entry) -> list[int]:
    """Append within the connection's transaction, as the last that it does; the entries' numbers."""
    told = {"entries": msgspec.json.encode(entries).decode()}
    return list((await connection.execute(APPEND, told)).scalars())


async def note(database: Database, entry: Entry) -> int:
    """Append on its own, together with whatever else this process notes meanwhile, so that many commands at once wait
    neither for a lock each nor for each other's commits; its number, once it is durable."""
    if database not in _NOTES:
        # Whether a group that failed stands nobody knows, so that none of it is tried again here: each is told.
        _NOTES[database] = Grouping(partial(_noted, database.engine(Role.ACCESS)), common=(Exception,))
    return await _NOTES[database].ask(entry)


async def _noted(engine: AsyncEngine, entries: Sequence[Entry]) -> list[int]:
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        return await append(alone, *entries)


_NOTES: Final[WeakKeyDictionary[Database, Grouping[Entry, int]]] = WeakKeyDictionary()
