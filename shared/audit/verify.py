"""Verify the audit trail: recompute its hash chain and name the first entry that is not as it was written.

It begins behind the last month that was detached, whose end the months' table has; what that table says of each month
is checked on the way. A tail that was cut off leaves a chain that is whole but shorter: compare the printed head with
one that was noted elsewhere, such as an exported month's.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import asyncpg
import msgspec

from shared.database.engine import Database
from shared.database.roles import Role
from shared.ledger.chain import ALGORITHM, chained

PAGE: Final = (Path(__file__).parent / "sql" / "verify_1.sql").read_text()
PAGE_ENTRIES: Final = 10_000
MONTHS: Final = "SELECT first_number, hash_before, last_number, hash, detached_at FROM audit.month ORDER BY month"
LAST: Final = "SELECT coalesce(max(number), 0) FROM audit.entry"

Progress = Callable[[int, int], None]
"""Told after each page: the number that was reached, the last when verifying began."""


class Whole(msgspec.Struct, frozen=True):
    """Every entry read is as it was written. ``number`` and ``hash`` are the last one's: the head."""

    count: int
    number: int
    hash: bytes


class BrokenEntry(msgspec.Struct, frozen=True):
    """The first number that is not as it was written, and what differs: gap, hash, algorithm or month."""

    number: int
    what: str
    detail: str


async def verify_audit(
    database: Database, progress: Progress | None = None, role: Role = Role.OPERATOR
) -> Whole | BrokenEntry:
    """Check every entry that is not detached."""
    connection = await database.connect(role)
    try:
        return await _verified(connection, progress)
    finally:
        await connection.close()


async def _verified(connection: asyncpg.Connection, progress: Progress | None) -> Whole | BrokenEntry:
    months = await connection.fetch(MONTHS)
    detached = [one for one in months if one["detached_at"] is not None]
    number, digest = (detached[-1]["last_number"], detached[-1]["hash"]) if detached else (0, b"")
    known = {one["first_number"]: one["hash_before"] for one in months[len(detached) :]}
    ends = {one["last_number"]: one["hash"] for one in months[len(detached) :] if one["last_number"] is not None}
    last, begun = await connection.fetchval(LAST), number
    while rows := await connection.fetch(PAGE, number + 1, PAGE_ENTRIES):
        for row in rows:
            if broken := difference(number, digest, row, known, ends):
                return broken
            number, digest = row["number"], row["hash"]
        if progress is not None:
            progress(number, last)
    if missing := [first for first in known if first > number]:
        return BrokenEntry(min(missing), "gap", "missing; a month begins with it")
    return Whole(number - begun, number, digest)


def difference(
    number: int, digest: bytes, row: asyncpg.Record, firsts: Mapping[int, bytes], ends: Mapping[int, bytes]
) -> BrokenEntry | None:
    """What is wrong with ``row`` behind the entry with this number and hash; None: nothing."""
    expected = number + 1
    if row["number"] != expected:
        return BrokenEntry(expected, "gap", f"missing; the next entry is {row['number']}")
    if row["hash_algorithm"] != ALGORITHM:
        return BrokenEntry(expected, "algorithm", f"hash algorithm {row['hash_algorithm']} is not known")
    if row["hash"] != chained(digest, row["image"]):
        return BrokenEntry(expected, "hash", "not what was written, or not behind the entry that was in front of it")
    if firsts.get(expected, digest) != digest or ends.get(expected, row["hash"]) != row["hash"]:
        return BrokenEntry(expected, "month", "not what was noted when its month began or was exported")
    return None
