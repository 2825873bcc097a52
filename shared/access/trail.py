"""What happened to accounts, as the audit trail has it: who signed in, in vain too, and who let whom in and out.

What was typed stands nowhere.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.entry import Entry, Kind, append

SIGN_INS: Final = frozenset(
    {"signed-in", "signed-out", "awaits-code", "awaits-enrolment", "awaits-role", "recovery-code-used", "devices-ended"}
)
IN_VAIN: Final = frozenset({"wrong", "waits"})


async def trail(
    connection: AsyncConnection,
    at: datetime,
    what: str,
    account_id: str | None,
    *,
    role: str | None = None,
    login: str | None = None,
    source: str | None = None,
    detail: str | None = None,
    by: str | None = None,
) -> None:
    """Note what happened to an account, as the last thing of the transaction in which it happens.

    Signing in and out is the account's own doing. Else ``by`` says whose, None: the command line of the server; its
    person setting a password or a second factor is ``by`` themself. ``login``: the digest of one that is no account's.
    """
    signs_in = what in SIGN_INS | IN_VAIN
    entry = Entry(
        at,
        Kind.SIGN_IN if signs_in else Kind.ACCOUNT,
        what,
        account_id if signs_in else by,
        role,
        source=source,
        outcome="refused" if what in IN_VAIN else "done",
        object=login if signs_in else account_id,
        detail=detail,
    )
    await append(connection, entry)
