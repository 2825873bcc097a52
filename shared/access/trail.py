"""What happened to accounts, as the audit trail has it: who signed in, in vain too, and who let whom in and out.

What was typed stands nowhere.
"""

from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.entry import Entry, Kind, append
from shared.domain.who import Who

SignIn = Literal[
    "signed-in", "signed-out", "awaits-code", "awaits-enrolment", "awaits-role", "recovery-code-used", "devices-ended"
]
InVain = Literal["wrong", "wrong-code", "waits"]
Change = Literal[
    "opened",
    "closed",
    "invited",
    "password-set",
    "nip-set",
    "role-given",
    "role-taken",
    "second-factor-on",
    "second-factor-off",
]
What = SignIn | InVain | Change
"""``ACTIONS`` has a word for each (shared/audit/words.py)."""
IN_VAIN: Final = frozenset(get_args(InVain))
SIGN_INS: Final = frozenset(get_args(SignIn))


async def trail(
    connection: AsyncConnection,
    at: datetime,
    what: What,
    account_id: str | None,
    *,
    by: Who | None = None,
    source: str | None = None,
    login: str | None = None,
    detail: str | None = None,
) -> None:
    """Note what happened to an account, as the last thing of the transaction in which it happens.

    ``by``: who did it, of a sign-in the account's own person; None: the command line of the server. A try in vain is by
    nobody who is known, from a ``source``, and about the account, or about the digest of a ``login`` that is none's.
    """
    in_vain, signs_in = what in IN_VAIN, what in SIGN_INS
    entry = Entry(
        at,
        Kind.SIGN_IN if signs_in or in_vain else Kind.ACCOUNT,
        what,
        by.account if by else None,
        by.role if by else None,
        source=by.source if by else source,
        outcome="refused" if in_vain else "done",
        object=None if signs_in else account_id or login,
        detail=detail,
    )
    await append(connection, entry)
