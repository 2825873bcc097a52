"""An entry of the audit trail, and how it is appended: durable when this returns, behind the one before it.

Whatever else its transaction does, it does before: the chain's lock is held until the commit, and whoever waited for
another lock meanwhile would hold up every page.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.engine import Database
from shared.database.roles import Role


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
GROUP_MAX: Final = 256
"""So many entries go out together, in a statement of some milliseconds."""


async def append(connection: AsyncConnection, *entries: Entry) -> list[int]:
    """Append within the connection's transaction, as the last that it does; the entries' numbers."""
    told = {"entries": msgspec.json.encode(entries).decode()}
    return list((await connection.execute(APPEND, told)).scalars())


async def note(database: Database, entry: Entry) -> int:
    """Append on its own, together with whatever else this process notes meanwhile; its number, once it is durable."""
    if database not in _NOTES:
        _NOTES[database] = Notes(database)
    return await _NOTES[database].note(entry)


class Notes:
    """What one process notes: entries that wait for each other go out as a group, on one connection, so that many
    commands at once wait neither for a lock each nor for each other's commits."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine(Role.ACCESS)
        self._waiting: list[tuple[Entry, asyncio.Future[int]]] = []
        self._task: asyncio.Task[None] | None = None

    async def note(self, entry: Entry) -> int:
        """Whoever is cancelled meanwhile leaves; their entry goes on."""
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._all())
        return await answer

    async def _all(self) -> None:
        await asyncio.sleep(0)  # whoever comes in this turn of the loop goes along
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
            try:
                async with self._engine.connect() as connection:
                    alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                    numbers = await append(alone, *(entry for entry, _ in group))
            except Exception as error:  # each who waits is told, and asks again
                for _, answer in group:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                for (_, answer), number in zip(group, numbers, strict=True):
                    if not answer.done():
                        answer.set_result(number)


_NOTES: Final[WeakKeyDictionary[Database, Notes]] = WeakKeyDictionary()
