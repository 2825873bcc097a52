"""The trail of accounts: who signed in, in vain too, and who let whom in and out. What was typed stands nowhere."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

TRAIL = text(
    "INSERT INTO access.trail (at, what, account_id, login, source, detail, by_account) "
    "VALUES (:at, :what, :account_id, :login, :source, :detail, :by_account)"
)


async def trail(
    connection: AsyncConnection,
    at: datetime,
    what: str,
    account_id: str | None,
    *,
    login: str | None = None,
    source: str | None = None,
    detail: str | None = None,
    by: str | None = None,
) -> None:
    """Note what happened to an account, in the transaction in which it happens. ``by``: who did it, where that is
    another account's person."""
    row = {"at": at, "what": what, "account_id": account_id, "login": login, "source": source, "detail": detail}
    await connection.execute(TRAIL, row | {"by_account": by})
