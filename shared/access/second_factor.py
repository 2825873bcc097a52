"""The second factor: a code of the moment (TOTP, RFC 6238) from an app on the person's own phone, or one of ten codes
that each work once, for whoever has lost it.

The secret lies sealed under a key of the house that no database holds: a copy of the database makes no codes.
"""

import asyncio
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.passwords import stretched
from shared.access.sealing import Sealing
from shared.access.trail import trail
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.who import Who

PURPOSE: Final = "second-factor"
"""Of the house's key that seals the secrets."""
ISSUER: Final = "Bakti"
STEPS: Final = (0, -1, 1)
"""A phone's clock may be half a minute off; each step is 30 seconds."""
RECOVERY_CODES: Final = 10
RECOVERY_BYTES: Final = 5
"""Ten letters and digits: 40 bits, tried at most 5 times in a quarter of an hour."""

FIND = text(
    "SELECT sealed, confirmed_at, last_step FROM access.second_factor WHERE account_id = :account_id FOR UPDATE"
)
BEGIN = text(
    "INSERT INTO access.second_factor (account_id, sealed, made_at) VALUES (:account_id, :sealed, :at) "
    "ON CONFLICT (account_id) DO NOTHING"
)
STEP = text(
    "UPDATE access.second_factor SET last_step = :step, confirmed_at = coalesce(confirmed_at, :at) "
    "WHERE account_id = :account_id"
)
FORGET = text("DELETE FROM access.second_factor WHERE account_id = :account_id")
FORGET_CODES = text("DELETE FROM access.recovery_code WHERE account_id = :account_id")
KEEP_CODE = text("INSERT INTO access.recovery_code (account_id, code_hash) VALUES (:account_id, :code_hash)")
USE_CODE = text(
    "UPDATE access.recovery_code SET used_at = :at "
    "WHERE account_id = :account_id AND code_hash = :code_hash AND used_at IS NULL"
)
LEFT = text("SELECT count(*) FROM access.recovery_code WHERE account_id = :account_id AND used_at IS NULL")


@dataclass(frozen=True, slots=True)
class Factor:
    """Whether an account has a confirmed factor, and how many recovery codes are left."""

    confirmed: bool
    codes_left: int


class SecondFactors:
    """The second factors of one database, sealed under the key."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._engine = database.engine(Role.ACCESS)
        self._sealing = Sealing(key)

    async def of(self, account_id: str) -> Factor:
        """How the account stands."""
        async with transaction(self._engine) as connection:
            row = (await connection.execute(FIND, {"account_id": account_id})).one_or_none()
            left = (await connection.execute(LEFT, {"account_id": account_id})).scalar_one()
        return Factor(row is not None and row.confirmed_at is not None, int(left))

    async def begin(self, account_id: str, login: str, at: datetime) -> str | None:
        """The address (``otpauth:``) that an app reads, the same until it is confirmed; None where one is already."""
        async with transaction(self._engine) as connection:
            sealed = self._sealing.seal(pyotp.random_base32().encode(), account_id)
            await connection.execute(BEGIN, {"account_id": account_id, "sealed": sealed, "at": at})
            row = (await connection.execute(FIND, {"account_id": account_id})).one()
        if row.confirmed_at is not None:
            return None
        return self._of(account_id, row.sealed).provisioning_uri(name=login, issuer_name=ISSUER)

    async def confirm(self, who: Who, code: str, at: datetime) -> tuple[str, ...] | Refused:
        """The app makes the right codes: from now on they are asked for. Its recovery codes, shown once."""
        account_id = who.account
        async with transaction(self._engine) as connection:
            if refusal := await self._code(connection, account_id, code, at):
                return refusal
            await connection.execute(FORGET_CODES, {"account_id": account_id})
            codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
            for one in codes:
                await connection.execute(KEEP_CODE, await _kept(account_id, one))
            await trail(connection, at, "second-factor-on", account_id, by=who)
        return codes

    async def check(self, who: Who, code: str, at: datetime) -> Refused | None:
        """Is it the code of the moment, or a recovery code that was not used? Neither works a second time."""
        account_id = who.account
        spare = {**await _kept(account_id, code), "at": at} if len(_plain(code)) == 2 * RECOVERY_BYTES else None
        async with transaction(self._engine) as connection:
            if spare and (await connection.execute(USE_CODE, spare)).rowcount:
                await trail(connection, at, "recovery-code-used", account_id, by=who)
                return None
            return await self._code(connection, account_id, code, at)

    async def end(self, who: Who, at: datetime) -> None:
        """Their account has none any more."""
        async with transaction(self._engine) as connection:
            if await forget(connection, who.account):
                await trail(connection, at, "second-factor-off", who.account, by=who)

    async def _code(self, connection: AsyncConnection, account_id: str, code: str, at: datetime) -> Refused | None:
        row = (await connection.execute(FIND, {"account_id": account_id})).one_or_none()
        if row is None:
            return refused("second-factor-missing", severity=Severity.CONFLICT)
        totp = self._of(account_id, row.sealed)
        now_step = totp.timecode(at)
        step = next((now_step + one for one in STEPS if _same(totp.generate_otp(now_step + one), code)), None)
        if step is None:
            return refused("code-wrong", pointer="/code")
        if row.last_step is not None and step <= row.last_step:
            return refused("code-used", pointer="/code")
        await connection.execute(STEP, {"account_id": account_id, "step": step, "at": at})
        return None

    def _of(self, account_id: str, sealed: bytes) -> pyotp.TOTP:
        return pyotp.TOTP(self._sealing.open(sealed, account_id).decode())


async def forget(connection: AsyncConnection, account_id: str) -> bool:
    """Its person has lost it, or wants none; whether there was one, which the caller notes in the trail."""
    await connection.execute(FORGET_CODES, {"account_id": account_id})
    return bool((await connection.execute(FORGET, {"account_id": account_id})).rowcount)


def _same(expected: str, typed: str) -> bool:
    return hmac.compare_digest(expected, _plain(typed))


def _recovery_code() -> str:
    code = secrets.token_hex(RECOVERY_BYTES)
    return f"{code[:5]}-{code[5:]}"


def _plain(typed: str) -> str:
    """People type codes with blanks and dashes where they read them so."""
    return "".join(c for c in typed.lower() if c.isascii() and c.isalnum())


async def _kept(account_id: str, code: str) -> dict[str, object]:
    """A code as it lies in the table: 40 bits could be tried one by one if it were quick. The salt is the account's id,
    which is chance."""
    hashed = await asyncio.to_thread(stretched, _plain(code), account_id.encode())
    return {"account_id": account_id, "code_hash": hashed}
