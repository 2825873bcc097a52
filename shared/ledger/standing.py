"""How the clock stands against a book's last record, and an operator's word that a jump is real."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import asyncpg

from shared.domain.identifiers import AccountId, BookId

STANDING = "SELECT said, last, jumped, accepted FROM ledger.clock_standing($1)"
ACCEPT = "SELECT ledger.accept_clock($1, $2, $3)"

Connection: TypeAlias = "asyncpg.Connection[Any] | asyncpg.Pool[Any]"


@dataclass(frozen=True, slots=True)
class ClockStanding:
    """What the ledger's clock says, the last record's time (None: no record yet), and what an append makes of it."""

    said: datetime
    last: datetime | None
    jumped: bool
    accepted: bool

    @property
    def stops_appends(self) -> bool:
        """Nothing is recorded until the clock is set right or accepted."""
        return self.jumped and not self.accepted

    @property
    def ahead(self) -> timedelta:
        """How far the clock is ahead of the last record; behind it, if negative."""
        return self.said - self.last if self.last is not None else timedelta()


async def clock_standing(connection: Connection, book: BookId) -> ClockStanding:
    """Ask the database, whose clock it is."""
    row = await connection.fetchrow(STANDING, book)
    assert row is not None
    return ClockStanding(*row)


async def accept_clock(connection: Connection, book: BookId, by: AccountId, reason: str) -> datetime | None:
    """Accept the clock as it stands, for the record that is the last; that record's time, None where there is none.

    Needs the operator's database role. ``reason`` is read by anybody: no person's data belongs in it.
    """
    found: datetime | None = await connection.fetchval(ACCEPT, book, by, reason)
    return found
