"""Sessions: who is signed in, on which device, and who tries in vain."""

import asyncio
import hmac
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, text

from shared.access import passwords
from shared.access.accounts import SET_HASH, folded, sql, turned_out
from shared.access.lockout import Tries
from shared.access.policy import SECOND_FACTOR, Actor, RoleName
from shared.access.second_factor import SecondFactors
from shared.access.signed import CODE, ENROLMENT, STEPS, Asking, Pending, SignedIn, actor_of, roles_of, which_role
from shared.access.trail import InVain, trail
from shared.audit.entry import Entry, Kind, append
from shared.database.engine import Database, read, transaction
from shared.database.roles import Role
from shared.domain.identifiers import AccountId
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.who import Who
from shared.runtime.grouping import Grouping
from shared.web.problems import Problem

SESSION_LIFE = timedelta(hours=12)
"""A working day with its overtime; then one signs in again."""
AWAITING_LIFE = timedelta(minutes=15)
"""So long a password that was right waits for the code that goes with it."""
IDLE_MAX = timedelta(hours=2)
"""A device that nobody used for so long is signed out; what was being typed on it is kept."""
SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when a session was last used: no write at each look."""
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

FIND_ACTOR, OPEN_SESSION, FIND_ACCOUNT, FIND_ENDED = (
    sql(name) for name in ("find_actor", "open_session", "find_account", "find_ended")
)
KNOW_SOURCE, TRIM_SOURCES, TRIM_SESSIONS = sql("know_source"), sql("trim_sources"), sql("trim_sessions")
LIST_DEVICES, END_DEVICES = sql("list_devices"), sql("end_devices")
PEPPER = text("SELECT key FROM access.pepper")
OPEN_ACCOUNT = sql("open_account")
END_SESSION = text("UPDATE access.session SET ended_at = :at WHERE token_hash = :token_hash AND ended_at IS NULL")
SEE_SESSION = text("UPDATE access.session SET seen_at = :at WHERE token_hash = :token_hash AND seen_at < :at")


class Sessions:
    """The sessions of one database, and how often this process saw somebody try in vain."""

    def __init__(
        self,
        database: Database,
        factors: SecondFactors | None = None,
        exempt: Collection[str] = frozenset(),
        leads: Callable[[str], Awaitable[bool]] | None = None,
    ) -> None:
        """``factors``: by which codes are looked at; ``exempt`` accounts need none whatever their role; ``leads``:
        whether an account's person leads an office."""
        self._engine = database.engine(Role.ACCESS)
        self._factors, self.exempt, self._leads = factors, exempt, leads
        self._tries = Tries()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._taking_turns: defaultdict[str, int] = defaultdict(int)
        self._pepper: bytes | None = None
        # Each request asks, and one that writes does twice: those of a busy moment take one connection and not all.
        self._finding = Grouping(self._find_each, common=(Exception,))

    async def sign_in(
        self,
        login: str,
        password: str,
        at: datetime,
        source: str = "",
        instead_of: str | None = None,
        device: str = "",
    ) -> SignedIn | Refused:
        """A new session in place of the one with the token ``instead_of``; or why not, in the same words for all.

        From where the account has signed in before, a password is always looked at. From elsewhere one at a time is,
        and after some wrong ones none for a while, whether the login is an account's or not.
        """
        asking = await self._asking(login, source)
        account = await self._known_here(asking)
        if account is not None:
            right = await passwords.KNOWN.matches(password, account.password_hash)
            return await self._verdict(asking, account, right, password, at, instead_of, device)
        if (waits := await self._waits(asking, at)) is not None:
            return waits
        async with self._turn(asking.source):
            if (waits := await self._waits(asking, at)) is not None:
                return waits
            account = await self._find(asking)
            right = await passwords.ANYBODY.matches(password, account.password_hash if account else None)
            return await self._verdict(asking, account, right, password, at, instead_of, device)

    async def actor(self, token: str, at: datetime, source: str = "") -> Actor | None:
        """Whose session this token is, if it has not ended; ``source``: over whose line it came."""
        row = await self._open_one(token, at)
        if row is None or row.awaits is not None:
            return None
        if at - row.seen_at >= SEEN_EVERY:
            async with transaction(self._engine) as connection:
                await connection.execute(SEE_SESSION, {"token_hash": hash_of(token), "at": at})
        proven = row.second_factor or row.account_id in self.exempt
        found = actor_of(row, RoleName(row.role))
        return replace(found, source=await self.known_as(source), second_factor=proven)

    async def pending(self, token: str, at: datetime) -> Pending | None:
        """Whose session this token will be, once it brings what it awaits."""
        row = await self._open_one(token, at)
        if row is None or row.awaits is None:
            return None
        return Pending(row.account_id, row.login, roles_of(row), row.awaits)

    async def _open_one(self, token: str, at: datetime) -> Row[Any] | None:
        return None if len(token) > TOKEN_LENGTH_MAX else await self._finding.ask((hash_of(token), at))

    async def _find_each(self, asked: Sequence[tuple[bytes, datetime]]) -> list[Row[Any] | None]:
        hashes, moments = zip(*asked, strict=True)
        rows = await read(self._engine, FIND_ACTOR, hashes=list(hashes), moments=list(moments), idle=IDLE_MAX)
        found = {row.n: row for row in rows}
        return [found.get(number) for number in range(1, len(asked) + 1)]

    async def with_code(self, token: str, code: str, at: datetime, source: str, device: str) -> SignedIn | Refused:
        """A whole session in place of the one that awaits a code."""
        found = await self.pending(token, at)
        if found is None or found.awaits != CODE or self._factors is None:
            return refused("sign-in-over", severity=Severity.CONFLICT)
        factors, who = self._factors, Who(found.account_id, source=await self.known_as(source))
        if refusal := await self.guarded(found.account_id, lambda: factors.check(who, code, at)):
            waits = refusal.faults[0].rule == "sign-in-wait"
            if not waits or self._tries.first("waits", found.account_id):
                async with transaction(self._engine) as connection:
                    what: InVain = "waits" if waits else "wrong-code"
                    await trail(connection, at, what, found.account_id, source=who.source)
            return refusal
        return await self.whole(found, token, at, source, device)

    async def whole(self, found: Pending, token: str, at: datetime, source: str, device: str) -> SignedIn:
        """Nothing is asked for any more after the code, but which of several roles acts: another token, so that the one
        of before is worth nothing."""
        account = await self._account(found.account_id)
        asking, awaits = await self._asking(found.login, source), which_role(account)
        return await self._open(asking, account, at, token, device, awaits, second_factor=True)

    async def enrolled(
        self, whose: Pending | Actor, who: Who, token: str, at: datetime, source: str, device: str
    ) -> SignedIn:
        """The session of who has just confirmed a second factor goes on under another token; every other one, to which
        no code was brought, ends."""
        await self.end_devices(who, token, at)
        if isinstance(whose, Pending):
            return await self.whole(whose, token, at, source, device)
        account = await self._account(whose.account_id)
        asking = await self._asking(account.login, source)
        return await self._open(asking, account, at, token, device, role=whose.role, second_factor=True)

    async def acting(self, token: str, role: RoleName, at: datetime, source: str, device: str) -> SignedIn | Refused:
        """A session that acts in this role, in place of one that awaits it or acts in another: no longer than that."""
        row = await self._open_one(token, at)
        if row is None or row.awaits in (CODE, ENROLMENT):
            return refused("sign-in-over", severity=Severity.CONFLICT)
        if role not in row.roles:
            return refused("role-not-held", pointer="/role", severity=Severity.CONFLICT)
        asking, until = await self._asking(row.login, source), None if row.awaits else row.expires_at
        proven = row.second_factor
        return await self._open(asking, row, at, token, device, role=role, until=until, second_factor=proven)

    async def guarded(self, account_id: str, check: Callable[[], Awaitable[Refused | None]]) -> Refused | None:
        """A check of a secret that is short: some wrong ones, then none is looked at for a while."""
        key = f"code:{account_id}"
        async with self._turn(key):  # many at once are counted one by one, too
            if (seconds := self._tries.wait_s(key, key)) is not None:
                return refused("sign-in-wait", seconds=seconds)
            refusal = await check()
            self._tries.wrong(key, key) if refusal else self._tries.right(key, key)
            return refusal

    async def whose_ended(self, token: str, at: datetime) -> AccountId | None:
        """Whose session this token was, if it has ended lately."""
        if len(token) > TOKEN_LENGTH_MAX:
            return None
        row = {"token_hash": hash_of(token), "at": at, "since": at - ENDED_KNOWN, "idle": IDLE_MAX}
        async with self._engine.connect() as connection:
            found: str | None = (await connection.execute(FIND_ENDED, row)).scalar_one_or_none()
        return AccountId(found) if found else None

    async def sign_out(self, actor: Actor, token: str, at: datetime) -> None:
        """End the actor's session, whose token this is."""
        async with transaction(self._engine) as connection:
            if (await connection.execute(END_SESSION, {"token_hash": hash_of(token), "at": at})).rowcount:
                await trail(connection, at, "signed-out", actor.account_id, by=actor.who)

    async def note_refusal(self, actor: Actor, action: str, at: datetime, outcome: str = "not-allowed") -> None:
        """What the role of who is signed in may not do, or not to whom it was asked; once in a while."""
        if self._tries.first(outcome, actor.account_id, action):
            who = actor.who
            entry = Entry(at, Kind.REFUSED, action, who.account, who.role, source=who.source, outcome=outcome)
            async with transaction(self._engine) as connection:
                await append(connection, entry)

    async def set_own_password(
        self, actor: Actor, password: str, wanted: str, at: datetime, source: str = "", device: str = ""
    ) -> SignedIn | Refused:
        """Another password for whoever knows the one it had: every session ends, and a new one begins here."""
        account = await self._account(actor.account_id)
        if refusal := await self.unfit_password(actor, password, wanted):
            return refusal
        row = {"account_id": account.account_id, "password_hash": await passwords.KNOWN.hashed(wanted)}
        async with transaction(self._engine) as connection:
            await connection.execute(SET_HASH, row)
            await turned_out(connection, account.account_id, at)
            await trail(connection, at, "password-set", account.account_id, by=actor.who)
        asking, proven = await self._asking(account.login, source), actor.second_factor
        return await self._open(asking, account, at, None, device, role=actor.role, second_factor=proven)

    async def unfit_password(self, actor: Actor, password: str, wanted: str) -> Refused | None:
        """All that is wrong with changing it: the password that it has, and the one that it shall have."""
        account = await self._account(actor.account_id)
        found = await self.proven(actor.account_id, password)
        if found and found.faults[0].pointer is None:
            return found
        weak = passwords.weakness(wanted, account.login, account.name, *account.name.split())
        faults = (*(found.faults if found else ()), *((replace(weak, pointer="/password"),) if weak else ()))
        return Refused(faults) if faults else None

    async def proven(self, account_id: str, password: str) -> Refused | None:
        """Who changes by what an account is signed in to knows its password: an open session alone is not enough."""
        account = await self._account(account_id)

        async def right() -> Refused | None:
            matches = await passwords.KNOWN.matches(password, account.password_hash)
            return None if matches else refused("password-wrong", pointer="/current")

        return await self.guarded(account_id, right)

    async def _account(self, account_id: str) -> Row[Any]:
        async with self._engine.connect() as connection:
            return (await connection.execute(OPEN_ACCOUNT, {"account_id": account_id})).one()

    async def devices(self, account_id: str, token: str, at: datetime) -> Sequence[Row[Any]]:
        """Where the account is signed in: this session first, then the one used last."""
        row = {"account_id": account_id, "token_hash": hash_of(token), "at": at, "idle": IDLE_MAX}
        return await read(self._engine, LIST_DEVICES, **row)

    async def end_devices(self, who: Who, token: str, at: datetime, device_id: str | None = None) -> int:
        """End this other session of who asks, or all but the one of the token; how many there were."""
        row = {"account_id": who.account, "token_hash": hash_of(token), "at": at, "device_id": device_id}
        async with transaction(self._engine) as connection:
            ended = (await connection.execute(END_DEVICES, row)).rowcount
            if ended:
                await trail(connection, at, "devices-ended", who.account, by=who, detail=str(ended))
        return ended

    async def known_as(self, source: str) -> str:
        """The keyed digest by which a source is counted and noted."""
        return _digest(await self._peppered(), "source", source)

    async def _asking(self, login: str, source: str) -> Asking:
        wanted = folded(login)
        return Asking(wanted, _digest(await self._peppered(), "login", wanted), await self.known_as(source))

    async def _peppered(self) -> bytes:
        if self._pepper is None:
            async with self._engine.connect() as connection:
                self._pepper = (await connection.execute(PEPPER)).scalar_one()
        return self._pepper

    async def _find(self, asking: Asking) -> Row[Any] | None:
        found = await read(self._engine, FIND_ACCOUNT, login=asking.login, source=asking.source)
        return found[0] if found else None

    async def known_from(self, login: str, source: str) -> bool:
        """Whether an open account of this login has signed in from there before."""
        return await self._known_here(await self._asking(login, source)) is not None

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
        self,
        asking: Asking,
        account: Row[Any] | None,
        right: bool,
        password: str,
        at: datetime,
        instead_of: str | None,
        device: str,
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
        return await self._open(asking, account, at, instead_of, device, await self._awaited(account))

    async def _awaited(self, account: Row[Any]) -> str | None:
        """What is asked of this account besides its password."""
        if self._factors is not None and account.has_factor:
            return CODE
        if self._factors is not None and await self.owes_factor(account.account_id, roles_of(account)):
            return ENROLMENT
        return which_role(account)

    async def owes_factor(self, account_id: str, roles: Collection[RoleName]) -> bool:
        """Whether who has these roles may not be without a second factor: by one of them, or as an officer who leads an
        office."""
        if account_id in self.exempt:
            return False
        if SECOND_FACTOR & {*roles}:
            return True
        return RoleName.OFFICER in roles and self._leads is not None and await self._leads(account_id)

    async def _note(self, asking: Asking, account: Row[Any] | None, what: InVain, at: datetime) -> None:
        account_id, login = (None, asking.login_digest) if account is None else (account.account_id, None)
        async with transaction(self._engine) as connection:
            await trail(connection, at, what, account_id, login=login, source=asking.source)

    async def _open(
        self,
        asking: Asking,
        account: Row[Any],
        at: datetime,
        instead_of: str | None,
        device: str,
        awaits: str | None = None,
        role: RoleName | None = None,
        until: datetime | None = None,
        *,
        second_factor: bool = False,
    ) -> SignedIn:
        token, actor = secrets.token_urlsafe(TOKEN_BYTES), actor_of(account, role)
        until = until or at + (SESSION_LIFE if awaits is None else AWAITING_LIFE)
        session = {"token_hash": hash_of(token), "account_id": account.account_id, "opened_at": at, "device": device}
        session |= {"awaits": awaits, "role": None if awaits else actor.role.value, "expires_at": until}
        session["second_factor"] = second_factor
        async with transaction(self._engine) as connection:
            if instead_of:
                await connection.execute(END_SESSION, {"token_hash": hash_of(instead_of), "at": at})
            here = {"account_id": account.account_id, "source": asking.source, "at": at}
            await connection.execute(KNOW_SOURCE, here)
            await connection.execute(TRIM_SOURCES, {"account_id": account.account_id, "sources_max": SOURCES_MAX})
            await connection.execute(OPEN_SESSION, session)
            trim = {"account_id": account.account_id, "at": at, "since": at - ENDED_KNOWN}
            await connection.execute(TRIM_SESSIONS, trim | {"sessions_max": SESSIONS_MAX, "idle": IDLE_MAX})
            by = Who(account.account_id, session["role"], source=asking.source)
            await trail(connection, at, STEPS[awaits], account.account_id, by=by)
        return SignedIn(actor, token, until, awaits)


def _digest(pepper: bytes, kind: str, value: str) -> str:
    return hmac.digest(pepper, f"{kind}:{value}".encode(), "sha256")[:DIGEST_BYTES].hex()


def hash_of(token: str) -> bytes:
    """A token has 256 bits of chance, so a plain digest is as good as a slow one."""
    return sha256(token.encode()).digest()
