"""Accounts and sessions: who can sign in, and who is."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access import passwords
from shared.access.lockout import wait_after
from shared.access.policy import Actor, RoleName
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.domain.identifiers import AccountId
from shared.domain.refusal import Refused, refused

SESSION_LIFE = timedelta(hours=12)
"""A working day with its overtime; then one signs in again."""
SESSIONS_MAX = 20
"""Devices and programs of one account; the oldest session ends when another is opened."""
TOKEN_BYTES = 32
TOKEN_LENGTH_MAX = 100


def _sql(name: str) -> TextClause:
    return text((Path(__file__).parent / "sql" / f"{name}.sql").read_text())


INSERT_ACCOUNT, FIND_ACTOR, OPEN_SESSION = _sql("insert_account"), _sql("find_actor"), _sql("open_session")
LOCK_ACCOUNT, NOTE_TRY, TRIM_SESSIONS = _sql("lock_account"), _sql("note_try"), _sql("trim_sessions")
TRAIL = text("INSERT INTO access.trail (at, account_id, what) VALUES (:at, :account_id, :what)")
CLEAR_TRIES = text("UPDATE access.account SET failures = 0, wait_until = NULL WHERE account_id = :account_id")
SET_HASH = text("UPDATE access.account SET password_hash = :password_hash WHERE account_id = :account_id")
CLOSE_ACCOUNT = text("UPDATE access.account SET closed_at = :at WHERE account_id = :account_id AND closed_at IS NULL")
END_SESSION = text("DELETE FROM access.session WHERE token_hash = :token_hash RETURNING account_id")
END_SESSIONS = text("DELETE FROM access.session WHERE account_id = :account_id")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. The token is shown once and kept nowhere."""

    actor: Actor
    token: str
    expires_at: datetime


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine(Role.ACCESS)

    async def create(
        self, login: str, name: str, role: RoleName, password: str, at: datetime, account_id: str | None = None
    ) -> bool:
        """Open an account; False where the login is taken (nothing changes then)."""
        row = {
            "account_id": account_id or str(uuid4()),
            "login": login.strip().casefold(),
            "name": name,
            "role": role.value,
            "password_hash": await passwords.hashed(password),
            "created_at": at,
        }
        async with transaction(self._engine) as connection:
            return (await connection.execute(INSERT_ACCOUNT, row)).rowcount == 1

    async def close(self, account_id: str, at: datetime) -> None:
        """Nobody signs in with it any more, and whoever is signed in no longer is."""
        async with transaction(self._engine) as connection:
            await connection.execute(CLOSE_ACCOUNT, {"account_id": account_id, "at": at})
            await connection.execute(END_SESSIONS, {"account_id": account_id})
            await _trail(connection, at, account_id, "closed")

    async def sign_in(
        self, login: str, password: str, at: datetime, instead_of: str | None = None
    ) -> SignedIn | Refused:
        """A new session in place of the one with the token ``instead_of``; or why not, in the same words for all."""
        account = await self._begin_try(login.strip().casefold(), at)
        if isinstance(account, Refused):
            return account
        right = await passwords.matches(password, account.password_hash if account else None)
        if account is None or not right:
            return refused("sign-in-wrong")
        if passwords.outdated(account.password_hash):
            await self._set_password(account.account_id, password)
        return await self._open(account, at, instead_of)

    async def actor(self, token: str, at: datetime) -> Actor | None:
        """Whose session this token is, if it has not ended."""
        if len(token) > TOKEN_LENGTH_MAX:
            return None
        async with self._engine.connect() as connection:
            found = await connection.execute(FIND_ACTOR, {"token_hash": _hash(token), "at": at})
            row = found.one_or_none()
        return _actor(row) if row else None

    async def sign_out(self, token: str, at: datetime) -> None:
        """End the session of this token."""
        async with transaction(self._engine) as connection:
            found = (await connection.execute(END_SESSION, {"token_hash": _hash(token)})).one_or_none()
            if found is not None:
                await _trail(connection, at, found.account_id, "signed-out")

    async def _begin_try(self, login: str, at: datetime) -> Row[Any] | Refused | None:
        """Count the try before the password is looked at, so that guesses at the same moment count one by one."""
        async with transaction(self._engine) as connection:
            account = (await connection.execute(LOCK_ACCOUNT, {"login": login})).one_or_none()
            if account is None:
                return None
            if account.wait_until is not None and account.wait_until > at:
                return refused("sign-in-wait", seconds=ceil((account.wait_until - at).total_seconds()))
            wait_until = wait_after(account.failures + 1, at)
            await connection.execute(NOTE_TRY, {"account_id": account.account_id, "wait_until": wait_until})
            if wait_until is not None:
                await _trail(connection, at, account.account_id, "waits")
            return account

    async def _open(self, account: Row[Any], at: datetime, instead_of: str | None) -> SignedIn:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = {"token_hash": _hash(token), "account_id": account.account_id, "opened_at": at}
        async with transaction(self._engine) as connection:
            if instead_of:
                await connection.execute(END_SESSION, {"token_hash": _hash(instead_of)})
            await connection.execute(CLEAR_TRIES, {"account_id": account.account_id})
            await connection.execute(OPEN_SESSION, {**session, "expires_at": at + SESSION_LIFE})
            trim = {"account_id": account.account_id, "at": at, "sessions_max": SESSIONS_MAX}
            await connection.execute(TRIM_SESSIONS, trim)
            await _trail(connection, at, account.account_id, "signed-in")
        return SignedIn(_actor(account), token, at + SESSION_LIFE)

    async def _set_password(self, account_id: str, password: str) -> None:
        row = {"account_id": account_id, "password_hash": await passwords.hashed(password)}
        async with transaction(self._engine) as connection:
            await connection.execute(SET_HASH, row)


async def _trail(connection: AsyncConnection, at: datetime, account_id: str, what: str) -> None:
    await connection.execute(TRAIL, {"at": at, "account_id": account_id, "what": what})


def _hash(token: str) -> bytes:
    """A token has 256 bits of chance, so a plain digest is as good as a slow one."""
    return sha256(token.encode()).digest()


def _actor(row: Row[Any]) -> Actor:
    return Actor(AccountId(row.account_id), row.name, RoleName(row.role))
