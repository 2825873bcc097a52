"""Invitations: a person sets their own password, by a link that is worth something once and not for long.

So nobody else ever knows a password, and no account has one before its person has come.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access import passwords
from shared.access.accounts import (
    ACCOUNT_OF,
    INVITATION_LIFE,
    SET_HASH,
    end_invitations,
    folded,
    open_account,
    sql,
    turned_out,
)
from shared.access.policy import RoleName
from shared.access.second_factor import forget
from shared.access.sessions import TOKEN_BYTES, TOKEN_LENGTH_MAX, hash_of
from shared.access.trail import trail
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.who import Who

FIND = sql("find_invitation")
MAKE = text(
    "INSERT INTO access.invitation (token_hash, account_id, made_at, expires_at) "
    "VALUES (:token_hash, :account_id, :at, :expires_at)"
)
WHOSE = text("SELECT account_id, login FROM access.account WHERE account_id = :account_id AND closed_at IS NULL")


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation. Its token is shown once and kept nowhere."""

    account_id: str
    login: str
    token: str
    expires_at: datetime


class Invitations:
    """The invitations of one database."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine(Role.ACCESS)

    async def invite(
        self, login: str, name: str, role: RoleName, at: datetime, by: Who | None = None
    ) -> Invited | Refused:
        """Open an account that has no password yet; refused where the login is taken."""
        account_id = str(uuid4())
        async with transaction(self._engine) as connection:
            if refusal := await open_account(connection, login, name, role, None, at, account_id):
                return refusal
            made = await _made(connection, account_id, login, at)
            await trail(connection, at, "opened", account_id, detail=role.value, by=by)
            await trail(connection, at, "invited", account_id, by=by)
        return made

    async def renew(self, account_id: str, at: datetime, by: Who | None = None) -> Invited | Refused:
        """Let an open account's person set a password anew: the one it has is worth nothing from now on, and every
        session ends; a second factor is forgotten with it, since whoever asks for this may have lost their phone."""
        async with transaction(self._engine) as connection:
            account = (await connection.execute(WHOSE, {"account_id": account_id})).one_or_none()
            if account is None:
                return refused("login-unknown", severity=Severity.ABSENT)
            await connection.execute(SET_HASH, {"account_id": account_id, "password_hash": None})
            forgotten = await forget(connection, account_id)
            await turned_out(connection, account_id, at)
            made = await _made(connection, account_id, account.login, at)
            if forgotten:
                await trail(connection, at, "second-factor-off", account_id, by=by)
            await trail(connection, at, "invited", account_id, by=by)
        return made

    async def renew_login(self, login: str, at: datetime) -> Invited | Refused:
        """As ``renew``, of the open account with this login."""
        async with self._engine.connect() as connection:
            account = (await connection.execute(ACCOUNT_OF, {"login": folded(login)})).one_or_none()
        return refused("login-unknown") if account is None else await self.renew(account.account_id, at)

    async def look(self, token: str, at: datetime) -> Row[tuple[object, ...]] | Refused:
        """Whose invitation this is; or why it is worth nothing."""
        async with transaction(self._engine) as connection:
            return await _valid(connection, token, at)

    async def use(self, token: str, password: str, at: datetime, source: str | None = None) -> str | Refused:
        """Set the password of the invited account, once; its login. A password that can be guessed uses nothing up.
        ``source``: the digest of whose line it came over."""
        found = await self.look(token, at)
        if isinstance(found, Refused):
            return found
        if weak := passwords.weakness(password, found.login, found.name, *found.name.split()):
            return Refused((replace(weak, pointer="/password"),))
        made = await passwords.ANYBODY.hashed(password)
        async with transaction(self._engine) as connection:
            if isinstance(again := await _valid(connection, token, at), Refused):
                return again
            await connection.execute(SET_HASH, {"account_id": found.account_id, "password_hash": made})
            await end_invitations(connection, found.account_id, at)
            by = Who(found.account_id, source=source)
            await trail(connection, at, "password-set", found.account_id, by=by)
        return str(found.login)


async def _valid(connection: AsyncConnection, token: str, at: datetime) -> Row[tuple[object, ...]] | Refused:
    """The invitation's row, locked so that two at once do not both use it."""
    row = None
    if len(token) <= TOKEN_LENGTH_MAX:
        row = (await connection.execute(FIND, {"token_hash": hash_of(token)})).one_or_none()
    if row is None or row.closed_at is not None:
        return refused("invitation-unknown", severity=Severity.ABSENT)
    if row.ended_at is not None:
        return refused("invitation-used", severity=Severity.CONFLICT)
    return row if row.expires_at > at else refused("invitation-late", severity=Severity.CONFLICT)


async def _made(connection: AsyncConnection, account_id: str, login: str, at: datetime) -> Invited:
    token, until = secrets.token_urlsafe(TOKEN_BYTES), at + INVITATION_LIFE
    await end_invitations(connection, account_id, at)
    row = {"token_hash": hash_of(token), "account_id": account_id, "at": at, "expires_at": until}
    await connection.execute(MAKE, row)
    return Invited(account_id, login, token, until)
