"""Accounts and sessions: who can sign in, and who is."""

import asyncio
import hmac
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access import passwords
from shared.access.lockout import Tries
from shared.access.policy import Actor, RoleName
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.domain.identifiers import AccountId
from shared.domain.refusal import Fault, Refused, refused
from shared.web.problems import Problem

SESSION_LIFE = timedelta(hours=12)
"""A working day with its overtime; then one signs in again."""
ENDED_KNOWN = timedelta(days=1)
"""So long what is typed into a page of an ended session is kept for its account."""
SESSIONS_MAX = 20
"""Devices and programs of one account; the oldest session ends when another is opened."""
SOURCES_MAX = 20
"""Places that an account is known to sign in from; the one not used for longest is forgotten."""
TOKEN_BYTES = 32
TOKEN_LENGTH_MAX = 100
TURNS_MAX = 100
"""Tries of one source that wait for each other; its next is told to come again."""
DIGEST_BYTES = 16


def sql(name: str) -> TextClause:
    """A statement of this room by its file's name."""
    return text((Path(__file__).parent / "sql" / f"{name}.sql").read_text())


INSERT_ACCOUNT, FIND_ACTOR, OPEN_SESSION = sql("insert_account"), sql("find_actor"), sql("open_session")
FIND_ACCOUNT, LIST_ACCOUNTS = sql("find_account"), sql("list_accounts")
KNOW_SOURCE, TRIM_SOURCES, TRIM_SESSIONS = sql("know_source"), sql("trim_sources"), sql("trim_sessions")
TRAIL = text(
    "INSERT INTO access.trail (at, what, account_id, login, source, detail) "
    "VALUES (:at, :what, :account_id, :login, :source, :detail)"
)
PEPPER = text("SELECT key FROM access.pepper")
SET_HASH = text("UPDATE access.account SET password_hash = :password_hash WHERE account_id = :account_id")
SET_ROLE = text(
    "UPDATE access.account SET role = :role WHERE login = :login AND closed_at IS NULL RETURNING account_id"
)
ACCOUNT_OF = text("SELECT account_id, name FROM access.account WHERE login = :login AND closed_at IS NULL")
NAMES_OF = text("SELECT account_id, name FROM access.account WHERE account_id = ANY(:account_ids)")
ROLES_OF = text("SELECT account_id, role FROM access.account WHERE account_id = ANY(:account_ids)")
CLOSE_ACCOUNTS = text(
    "UPDATE access.account SET closed_at = :at WHERE account_id = ANY(:account_ids) AND closed_at IS NULL "
    "RETURNING account_id"
)
REOPEN_ACCOUNT = text(
    "UPDATE access.account SET closed_at = NULL WHERE account_id = :account_id AND closed_at IS NOT NULL"
)
FIND_ENDED = sql("find_ended")
END_SESSION = text(
    "UPDATE access.session SET ended_at = :at WHERE token_hash = :token_hash AND ended_at IS NULL RETURNING account_id"
)
END_SESSIONS = text("DELETE FROM access.session WHERE account_id = :account_id")
FORGET_SOURCES = text("DELETE FROM access.source WHERE account_id = :account_id")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. The token is shown once and kept nowhere."""

    actor: Actor
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """One try to sign in: the login as it is looked up, and the digests by which it is counted and noted."""

    login: str
    login_digest: str
    source: str


class Accounts:
    """The accounts of one database, and how often this process saw somebody try in vain."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine(Role.ACCESS)
        self._tries = Tries()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._taking_turns: defaultdict[str, int] = defaultdict(int)
        self._pepper: bytes | None = None

    async def create(
        self, login: str, name: str, role: RoleName, password: str, at: datetime, account_id: str | None = None
    ) -> Refused | None:
        """Open an account, unless the login is taken or the password can be guessed."""
        if weak := passwords.weakness(password, login, name, *name.split()):
            return Refused((weak,))
        account_id = account_id or str(uuid4())
        row = {
            "account_id": account_id,
            "login": _folded(login),
            "name": name,
            "role": role.value,
            "password_hash": await passwords.KNOWN.hashed(password),
            "created_at": at,
        }
        async with transaction(self._engine) as connection:
            if (await connection.execute(INSERT_ACCOUNT, row)).rowcount == 0:
                return refused("login-taken")
            await _trail(connection, at, "opened", account_id, detail=role.value)
        return None

    async def all(self) -> Sequence[Row[Any]]:
        """Every account, with its role, when it was opened and closed, and when it last signed in."""
        async with self._engine.connect() as connection:
            return (await connection.execute(LIST_ACCOUNTS)).all()

    async def names(self, account_ids: Iterable[str]) -> Mapping[str, str]:
        """What these accounts are called, closed ones too; an id of none is left out."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(NAMES_OF, {"account_ids": sorted(set(account_ids))})
            return {row.account_id: row.name for row in rows}

    async def titles(self, account_ids: Iterable[str]) -> Mapping[str, str]:
        """What these accounts are by their role, closed ones too; an id of none is left out."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(ROLES_OF, {"account_ids": sorted(set(account_ids))})
            return {row.account_id: RoleName(row.role).called for row in rows}

    async def close(self, account_ids: Iterable[str], at: datetime) -> int:
        """Nobody signs in with these any more, and whoever is signed in no longer is; how many were open."""
        async with transaction(self._engine) as connection:
            closed = (await connection.execute(CLOSE_ACCOUNTS, {"account_ids": list(account_ids), "at": at})).all()
            for account in closed:
                await _turned_out(connection, account.account_id)
                await _trail(connection, at, "closed", account.account_id)
        return len(closed)

    async def close_login(self, login: str, at: datetime) -> Refused | None:
        """Close the open account of this login."""
        account = await self._account(login)
        return refused("login-unknown") if account is None or not await self.close([account.account_id], at) else None

    async def reopen(self, account_id: str, at: datetime) -> None:
        """Let a closed account sign in again, with the password it had."""
        async with transaction(self._engine) as connection:
            if (await connection.execute(REOPEN_ACCOUNT, {"account_id": account_id})).rowcount:
                await _trail(connection, at, "opened", account_id)

    async def set_password(self, login: str, password: str, at: datetime) -> Refused | None:
        """Another password: every session ends, and no source is known any more."""
        account = await self._account(login)
        if account is None:
            return refused("login-unknown")
        if weak := passwords.weakness(password, login, account.name, *account.name.split()):
            return Refused((weak,))
        row = {"account_id": account.account_id, "password_hash": await passwords.KNOWN.hashed(password)}
        async with transaction(self._engine) as connection:
            await connection.execute(SET_HASH, row)
            await _turned_out(connection, account.account_id)
            await _trail(connection, at, "password-set", account.account_id)
        return None

    async def set_role(self, login: str, role: RoleName, at: datetime) -> Refused | None:
        """Another role, from the next request on."""
        async with transaction(self._engine) as connection:
            found = await connection.execute(SET_ROLE, {"login": _folded(login), "role": role.value})
            account_id = found.scalar_one_or_none()
            if account_id is None:
                return refused("login-unknown")
            await _trail(connection, at, "role-set", account_id, detail=role.value)
        return None

    async def sign_in(
        self, login: str, password: str, at: datetime, source: str = "", instead_of: str | None = None
    ) -> SignedIn | Refused:
        """A new session in place of the one with the token ``instead_of``; or why not, in the same words for all.

        From where the account has signed in before, a password is always looked at. From elsewhere one at a time is,
        and after some wrong ones none for a while, whether the login is an account's or not.
        """
        asking = await self._asking(login, source)
        account = await self._known_here(asking)
        if account is not None:
            right = await passwords.KNOWN.matches(password, account.password_hash)
            return await self._verdict(asking, account, right, password, at, instead_of)
        if (waits := await self._waits(asking, at)) is not None:
            return waits
        async with self._turn(asking.source):
            if (waits := await self._waits(asking, at)) is not None:
                return waits
            account = await self._find(asking)
            right = await passwords.ANYBODY.matches(password, account.password_hash if account else None)
            return await self._verdict(asking, account, right, password, at, instead_of)

    async def actor(self, token: str, at: datetime) -> Actor | None:
        """Whose session this token is, if it has not ended."""
        if len(token) > TOKEN_LENGTH_MAX:
            return None
        async with self._engine.connect() as connection:
            found = await connection.execute(FIND_ACTOR, {"token_hash": _hash(token), "at": at})
            row = found.one_or_none()
        return _actor(row) if row else None

    async def whose_ended(self, token: str, at: datetime) -> AccountId | None:
        """Whose session this token was, if it has ended lately."""
        if len(token) > TOKEN_LENGTH_MAX:
            return None
        row = {"token_hash": _hash(token), "at": at, "since": at - ENDED_KNOWN}
        async with self._engine.connect() as connection:
            found: str | None = (await connection.execute(FIND_ENDED, row)).scalar_one_or_none()
        return AccountId(found) if found else None

    async def sign_out(self, token: str, at: datetime) -> None:
        """End the session of this token."""
        async with transaction(self._engine) as connection:
            found = (await connection.execute(END_SESSION, {"token_hash": _hash(token), "at": at})).one_or_none()
            if found is not None:
                await _trail(connection, at, "signed-out", found.account_id)

    async def note_refusal(self, account_id: str, action: str, at: datetime) -> None:
        """An action that the role of who is signed in may not do; once in a while."""
        if self._tries.first("not-allowed", account_id, action):
            async with transaction(self._engine) as connection:
                await _trail(connection, at, "not-allowed", account_id, detail=action)

    async def _asking(self, login: str, source: str) -> Asking:
        folded = _folded(login)
        if self._pepper is None:
            async with self._engine.connect() as connection:
                self._pepper = (await connection.execute(PEPPER)).scalar_one()
        return Asking(folded, _digest(self._pepper, "login", folded), _digest(self._pepper, "source", source))

    async def _account(self, login: str) -> Row[Any] | None:
        async with self._engine.connect() as connection:
            return (await connection.execute(ACCOUNT_OF, {"login": _folded(login)})).one_or_none()

    async def _find(self, asking: Asking) -> Row[Any] | None:
        async with self._engine.connect() as connection:
            found = await connection.execute(FIND_ACCOUNT, {"login": asking.login, "source": asking.source})
            return found.one_or_none()

    async def _known_here(self, asking: Asking) -> Row[Any] | None:
        account = await self._find(asking)
        return account if account is not None and account.known_here else None

    async def _waits(self, asking: Asking, at: datetime) -> Refused | None:
        seconds = self._tries.wait_s(asking.login_digest, asking.source)
        if seconds is None:
            return None
        if self._tries.first("waits", asking.login_digest, asking.source):
            await self._note(asking, await self._find(asking), "waits", at)
        return refused("sign-in-wait", seconds=seconds)

    @asynccontextmanager
    async def _turn(self, source: str) -> AsyncIterator[None]:
        """One try of a source at a time: each is counted before the next, and no source takes all the work."""
        if self._taking_turns[source] >= TURNS_MAX:
            raise Problem(503, Fault("sign-in-busy"), headers={"Retry-After": "2"})
        self._taking_turns[source] += 1
        try:
            async with self._turns[source]:
                yield
        finally:
            self._taking_turns[source] -= 1
            if not self._taking_turns[source]:
                del self._taking_turns[source], self._turns[source]

    async def _verdict(
        self, asking: Asking, account: Row[Any] | None, right: bool, password: str, at: datetime, instead_of: str | None
    ) -> SignedIn | Refused:
        if account is None or not right:
            self._tries.wrong(asking.login_digest, asking.source)
            await self._note(asking, account, "wrong", at)
            return refused("sign-in-wrong")
        self._tries.right(asking.login_digest, asking.source)
        if passwords.outdated(account.password_hash):
            row = {"account_id": account.account_id, "password_hash": await passwords.KNOWN.hashed(password)}
            async with transaction(self._engine) as connection:
                await connection.execute(SET_HASH, row)
        return await self._open(asking, account, at, instead_of)

    async def _note(self, asking: Asking, account: Row[Any] | None, what: str, at: datetime) -> None:
        account_id, login = (None, asking.login_digest) if account is None else (account.account_id, None)
        async with transaction(self._engine) as connection:
            await _trail(connection, at, what, account_id, login=login, source=asking.source)

    async def _open(self, asking: Asking, account: Row[Any], at: datetime, instead_of: str | None) -> SignedIn:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = {"token_hash": _hash(token), "account_id": account.account_id, "opened_at": at}
        async with transaction(self._engine) as connection:
            if instead_of:
                await connection.execute(END_SESSION, {"token_hash": _hash(instead_of), "at": at})
            here = {"account_id": account.account_id, "source": asking.source, "at": at}
            await connection.execute(KNOW_SOURCE, here)
            await connection.execute(TRIM_SOURCES, {"account_id": account.account_id, "sources_max": SOURCES_MAX})
            await connection.execute(OPEN_SESSION, {**session, "expires_at": at + SESSION_LIFE})
            trim = {"account_id": account.account_id, "at": at, "since": at - ENDED_KNOWN}
            await connection.execute(TRIM_SESSIONS, trim | {"sessions_max": SESSIONS_MAX})
            await _trail(connection, at, "signed-in", account.account_id, source=asking.source)
        return SignedIn(_actor(account), token, at + SESSION_LIFE)


async def _turned_out(connection: AsyncConnection, account_id: str) -> None:
    await connection.execute(END_SESSIONS, {"account_id": account_id})
    await connection.execute(FORGET_SOURCES, {"account_id": account_id})


async def _trail(
    connection: AsyncConnection,
    at: datetime,
    what: str,
    account_id: str | None,
    login: str | None = None,
    source: str | None = None,
    detail: str | None = None,
) -> None:
    row = {"at": at, "what": what, "account_id": account_id, "login": login, "source": source, "detail": detail}
    await connection.execute(TRAIL, row)


def _folded(login: str) -> str:
    return login.strip().casefold()


def _digest(pepper: bytes, kind: str, value: str) -> str:
    return hmac.digest(pepper, f"{kind}:{value}".encode(), "sha256")[:DIGEST_BYTES].hex()


def _hash(token: str) -> bytes:
    """A token has 256 bits of chance, so a plain digest is as good as a slow one."""
    return sha256(token.encode()).digest()


def _actor(row: Row[Any]) -> Actor:
    return Actor(AccountId(row.account_id), row.name, RoleName(row.role))
