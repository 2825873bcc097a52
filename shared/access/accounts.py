"""Accounts: who can sign in, in which role; opened, closed and changed by a person whose name the trail keeps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access import passwords
from shared.access.policy import SECOND_FACTOR, RoleName
from shared.access.trail import trail
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.domain.identifiers import Code
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.who import Who

INVITATION_LIFE: Final = timedelta(days=3)
"""Over a week end; whoever comes later asks for another."""


def sql(name: str) -> TextClause:
    """A statement of this room by its file's name."""
    return text((Path(__file__).parent / "sql" / f"{name}.sql").read_text())


INSERT_ACCOUNT, LIST_ACCOUNTS = sql("insert_account"), sql("list_accounts")
GIVE_ROLE, TAKE_ROLE = sql("give_role"), sql("take_role")
SET_HASH = text("UPDATE access.account SET password_hash = :password_hash WHERE account_id = :account_id")
ACCOUNT_OF = text("SELECT account_id, name FROM access.account WHERE login = :login AND closed_at IS NULL")
CLOSED_OF = text("SELECT account_id FROM access.account WHERE login = :login AND closed_at IS NOT NULL")
NAMES_OF = text("SELECT account_id, name FROM access.account WHERE account_id = ANY(:account_ids)")
HELD_BY = text(
    "SELECT role FROM access.account JOIN access.account_role USING (account_id) "
    "WHERE account_id = :account_id AND closed_at IS NULL ORDER BY given_at, role"
)
HOLDING = text(
    "SELECT account_id, name FROM access.account JOIN access.account_role USING (account_id) "
    "WHERE role = ANY(:roles) AND closed_at IS NULL GROUP BY account_id ORDER BY name, account_id"
)
NUMBERED = text(
    "SELECT nip, min(account_id) AS account_id FROM access.account JOIN access.account_role USING (account_id) "
    "WHERE role = ANY(:roles) AND closed_at IS NULL AND nip IS NOT NULL "
    "GROUP BY nip HAVING count(DISTINCT account_id) = 1"
)
SET_NIP = text("UPDATE access.account SET nip = :nip WHERE account_id = :account_id AND nip IS DISTINCT FROM :nip")
HAS_NIP = text(
    "SELECT 1 FROM access.account WHERE nip = :nip AND account_id <> :account_id AND closed_at IS NULL LIMIT 1"
)
LOCK_ACCOUNT = text("SELECT account_id FROM access.account WHERE login = :login AND closed_at IS NULL FOR UPDATE")
HAS_ROLE = text("SELECT 1 FROM access.account_role WHERE account_id = :account_id AND role = :role")
CLOSE_ACCOUNTS = text(
    "UPDATE access.account SET closed_at = :at WHERE account_id = ANY(:account_ids) AND closed_at IS NULL "
    "RETURNING account_id"
)
REOPEN_ACCOUNT = text(
    "UPDATE access.account SET closed_at = NULL WHERE account_id = :account_id AND closed_at IS NOT NULL"
)
END_SESSIONS = text("DELETE FROM access.session WHERE account_id = :account_id")
END_ACTING = text(
    "UPDATE access.session SET ended_at = :at WHERE account_id = :account_id AND ended_at IS NULL "
    "AND (CAST(:role AS text) IS NULL OR role = :role)"
)
"""Its sessions, or those that act in this role; what is typed into a page of one is kept for the account."""
END_INVITATIONS = sql("end_invitations")
FORGET_SOURCES = text("DELETE FROM access.source WHERE account_id = :account_id")


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine(Role.ACCESS)

    async def create(
        self, login: str, name: str, role: RoleName, password: str, at: datetime, account_id: str | None = None
    ) -> Refused | None:
        """Open an account, unless the login is taken or the password can be guessed."""
        if weak := passwords.weakness(password, login, name, *name.split()):
            return Refused((weak,))
        made = await passwords.KNOWN.hashed(password)
        async with transaction(self._engine) as connection:
            new = account_id or str(uuid4())
            if refusal := await open_account(connection, login, name, role, made, at, new):
                return refusal
            await trail(connection, at, "opened", new, detail=role.value)
        return None

    async def all(self, at: datetime, account_id: str | None = None) -> Sequence[Row[Any]]:
        """Every account, or this one, with its role, when it was opened and closed, when it last signed in, and until
        when its invitation may be used."""
        async with self._engine.connect() as connection:
            return (await connection.execute(LIST_ACCOUNTS, {"at": at, "account_id": account_id})).all()

    async def names(self, account_ids: Iterable[str]) -> Mapping[str, str]:
        """What these accounts are called, closed ones too; an id of none is left out."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(NAMES_OF, {"account_ids": sorted(set(account_ids))})
            return {row.account_id: row.name for row in rows}

    async def held_by(self, account_id: str) -> tuple[Code, ...]:
        """The roles of this account; none where it is closed, or does not exist."""
        async with self._engine.connect() as connection:
            return tuple(Code(row.role) for row in await connection.execute(HELD_BY, {"account_id": account_id}))

    async def holding(self, *roles: str) -> Mapping[str, str]:
        """What the open accounts with one of these roles are called, by their names."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(HOLDING, {"roles": list(roles)})
            return {row.account_id: row.name for row in rows}

    async def numbered(self, *roles: str) -> Mapping[str, str]:
        """The open accounts with one of these roles by their NIP, where only one has it."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(NUMBERED, {"roles": list(roles)})
            return {row.nip: row.account_id for row in rows}

    async def set_nip(self, account_id: str, nip: str | None, at: datetime, by: Who | None = None) -> Refused | None:
        """Its person's NIP, or none; refused where another open account has it. The trail says that, and not which."""
        row = {"account_id": account_id, "nip": nip}
        async with transaction(self._engine) as connection:
            if nip is not None and (await connection.execute(HAS_NIP, row)).first():
                return refused("nip-taken", pointer="/nip", severity=Severity.CONFLICT)
            if (await connection.execute(SET_NIP, row)).rowcount:
                await trail(connection, at, "nip-set", account_id, by=by)
        return None

    async def close(self, account_ids: Iterable[str], at: datetime, by: Who | None = None) -> int:
        """Nobody signs in with these any more, and whoever is signed in no longer is; how many were open."""
        async with transaction(self._engine) as connection:
            closed = (await connection.execute(CLOSE_ACCOUNTS, {"account_ids": list(account_ids), "at": at})).all()
            for account in closed:
                await turned_out(connection, account.account_id, at)
            for account in closed:
                await trail(connection, at, "closed", account.account_id, by=by)
        return len(closed)

    async def close_login(self, login: str, at: datetime) -> Refused | None:
        """Close the open account of this login."""
        account = await self._account(login)
        return refused("login-unknown") if account is None or not await self.close([account.account_id], at) else None

    async def reopen(self, account_id: str, at: datetime, by: Who | None = None) -> None:
        """Let a closed account sign in again, with the password it had."""
        async with transaction(self._engine) as connection:
            if (await connection.execute(REOPEN_ACCOUNT, {"account_id": account_id})).rowcount:
                await trail(connection, at, "opened", account_id, by=by)

    async def reopen_login(self, login: str, at: datetime) -> Refused | None:
        """As ``reopen``, of the closed account with this login."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(CLOSED_OF, {"login": folded(login)})).one_or_none()
        if row is None:
            return refused("login-not-closed")
        await self.reopen(row.account_id, at)
        return None

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
            await turned_out(connection, account.account_id, at)
            await trail(connection, at, "password-set", account.account_id)
        return None

    async def give_role(self, login: str, role: RoleName, at: datetime, by: Who | None = None) -> Refused | None:
        """One role more. Where it asks for a second factor every session ends, so that none acts in it without one."""
        async with transaction(self._engine) as connection:
            account = (await connection.execute(LOCK_ACCOUNT, {"login": folded(login)})).one_or_none()
            if account is None:
                return refused("login-unknown")
            row = {"account_id": account.account_id, "role": role.value, "at": at}
            if (await connection.execute(GIVE_ROLE, row)).rowcount == 0:
                return refused("role-held", pointer="/role", severity=Severity.CONFLICT)
            if role in SECOND_FACTOR:
                await connection.execute(END_ACTING, row | {"role": None})
            await trail(connection, at, "role-given", account.account_id, detail=role.value, by=by)
        return None

    async def take_role(self, login: str, role: RoleName, at: datetime, by: Who | None = None) -> Refused | None:
        """One role less: whatever acts in it ends. Whose only one it is keeps it: that account is closed instead."""
        async with transaction(self._engine) as connection:
            account = (await connection.execute(LOCK_ACCOUNT, {"login": folded(login)})).one_or_none()
            if account is None:
                return refused("login-unknown")
            row = {"account_id": account.account_id, "role": role.value, "at": at}
            if (await connection.execute(TAKE_ROLE, row)).rowcount == 0:
                has_it = (await connection.execute(HAS_ROLE, row)).first()
                rule = "role-is-the-only-one" if has_it else "role-not-held"
                return refused(rule, pointer="/role", severity=Severity.CONFLICT)
            await connection.execute(END_ACTING, row)
            await trail(connection, at, "role-taken", account.account_id, detail=role.value, by=by)
        return None

    async def _account(self, login: str) -> Row[Any] | None:
        async with self._engine.connect() as connection:
            return (await connection.execute(ACCOUNT_OF, {"login": folded(login)})).one_or_none()


async def open_account(
    connection: AsyncConnection,
    login: str,
    name: str,
    role: RoleName,
    password_hash: str | None,
    at: datetime,
    account_id: str,
) -> Refused | None:
    """A new account, which the caller notes in the trail; refused where the login is taken."""
    row = {"account_id": account_id, "login": folded(login), "name": name, "created_at": at}
    if (await connection.execute(INSERT_ACCOUNT, row | {"password_hash": password_hash})).rowcount == 0:
        return refused("login-taken", pointer="/login", severity=Severity.CONFLICT)
    await connection.execute(GIVE_ROLE, {"account_id": account_id, "role": role.value, "at": at})
    return None


async def turned_out(connection: AsyncConnection, account_id: str, at: datetime) -> None:
    """Whoever is signed in no longer is, an invitation is worth nothing, and from nowhere is the account known."""
    await connection.execute(END_SESSIONS, {"account_id": account_id})
    await end_invitations(connection, account_id, at)
    await connection.execute(FORGET_SOURCES, {"account_id": account_id})


async def end_invitations(connection: AsyncConnection, account_id: str, at: datetime) -> None:
    """The account's invitation is worth nothing any more."""
    ended = {"account_id": account_id, "at": at, "since": at - INVITATION_LIFE}
    await connection.execute(END_INVITATIONS, ended)


def folded(login: str) -> str:
    """A login as it is looked up."""
    return login.strip().casefold()
