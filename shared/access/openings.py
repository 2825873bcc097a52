"""Break-glass: an officer opens one person outside their reach, by a purpose and a reason, for an hour.

It ends by itself; the inspectorate sees it on its desk at once.
The reason lies sealed under a key of the house that no database holds: people write names into reasons.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import uuid4

from sqlalchemy import text

from shared.access.sealing import Sealing
from shared.audit.entry import Entry, Kind, append
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.domain.who import Who

PURPOSE: Final = "opening"
"""Of the house's key that seals the reasons."""
LIFE: Final = timedelta(hours=1)
OPENED_MAX: Final = 20
"""Persons that one account has open at a time."""
TOLD_FOR: Final = timedelta(days=7)
"""So long an opening stands on the desks of those who are told."""

OPEN = text(
    "INSERT INTO access.opening (opening_id, account_id, klien_id, purpose, sealed, opened_at, until_at) "
    "VALUES (:opening_id, :account_id, :klien_id, :purpose, :sealed, :at, :until)"
)
OPENED_FOR = text(
    "SELECT DISTINCT klien_id FROM access.opening "
    "WHERE account_id = :account_id AND opened_at <= :at AND until_at > :at ORDER BY klien_id LIMIT :most"
)
OPEN_NOW = text(
    "SELECT DISTINCT ON (klien_id) opening_id, account_id, name, klien_id, purpose, opened_at, until_at "
    "FROM access.opening JOIN access.account USING (account_id) "
    "WHERE account_id = :account_id AND opened_at <= :at AND until_at > :at "
    "ORDER BY klien_id, until_at DESC LIMIT :most"
)
LATELY = text(
    "SELECT opening_id, account_id, name, klien_id, purpose, opened_at, until_at "
    "FROM access.opening JOIN access.account USING (account_id) WHERE opened_at > :since "
    "ORDER BY opened_at DESC, opening_id LIMIT :most"
)
ONE = text(
    "SELECT opening_id, account_id, name, klien_id, purpose, opened_at, until_at, sealed "
    "FROM access.opening JOIN access.account USING (account_id) WHERE opening_id = :opening_id"
)


class Opening(NamedTuple):
    """Who opened whom, what for, and until when."""

    opening_id: str
    account_id: str
    name: str
    """The account's."""
    klien_id: str
    purpose: str
    opened_at: datetime
    until_at: datetime


async def opened_for(database: Database, account_id: str, at: datetime) -> frozenset[str]:
    """The persons that are open to this account at this moment."""
    async with database.engine(Role.ACCESS).connect() as connection:
        found = await connection.execute(OPENED_FOR, {"account_id": account_id, "at": at, "most": OPENED_MAX})
        return frozenset(found.scalars())


class Openings:
    """The openings of one database, their reasons sealed under the key."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._engine = database.engine(Role.ACCESS)
        self._sealing = Sealing(key)

    async def open(self, who: Who, klien_id: str, purpose: str, reason: str, at: datetime) -> datetime:
        """From now on, for an hour; until when. Noted in the audit trail with it."""
        opening_id, until = str(uuid4()), at + LIFE
        sealed = self._sealing.seal(reason.encode(), opening_id)
        row = {"opening_id": opening_id, "account_id": who.account, "klien_id": klien_id, "purpose": purpose}
        async with transaction(self._engine) as connection:
            await connection.execute(OPEN, row | {"sealed": sealed, "at": at, "until": until})
            entry = Entry(at, Kind.OPENING, who.action or "person.open", who.account, who.role, (klien_id,))
            await append(connection, replace(entry, source=who.source, purpose=purpose, object=opening_id))
        return until

    async def open_now(self, account_id: str, at: datetime) -> Sequence[Opening]:
        """Each person who is open to the account, once, with the opening that lasts longest."""
        async with self._engine.connect() as connection:
            row = {"account_id": account_id, "at": at, "most": OPENED_MAX}
            return [Opening(*one) for one in await connection.execute(OPEN_NOW, row)]

    async def lately(self, at: datetime, most: int) -> Sequence[Opening]:
        """Those of the last days, the newest first, with the names of who opened."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(LATELY, {"since": at - TOLD_FOR, "most": most})
            return [Opening(*one) for one in rows]

    async def one(self, opening_id: str) -> tuple[Opening, str] | None:
        """One, and the reason that was given."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(ONE, {"opening_id": opening_id})).one_or_none()
        if row is None:
            return None
        *told, sealed = row
        return Opening(*told), self._sealing.open(sealed, opening_id).decode()
