"""An entry of the audit trail, and how it is appended: durable when this returns, behind the one before it.

Whatever else its transaction does, it does before: the chain's lock is held until the commit, and whoever waited for
another lock meanwhile would hold up every page.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

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
    "SELECT audit.append_1(CAST(:at AS timestamptz), :kind, :account, :role, :action, CAST(:subjects AS text[]), "
    "CAST(:fields AS text[]), :source, :purpose, :outcome, :object, :detail)"
)


async def append(connection: AsyncConnection, entry: Entry) -> int:
    """Append within the connection's transaction, as the last that it does; the entry's number."""
    row = {name: getattr(entry, name) for name in Entry.__slots__}
    row |= {"kind": entry.kind.value, "subjects": list(entry.subjects), "fields": list(entry.fields)}
    return int((await connection.execute(APPEND, row)).scalar_one())


async def note(database: Database, entry: Entry) -> int:
    """Append on its own."""
    async with database.engine(Role.ACCESS).connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        return await append(alone, entry)
