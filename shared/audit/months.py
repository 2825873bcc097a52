"""A month of the audit trail that is over: exported with its chain's head, and after its time of keeping detached.

The file is JSON, a line an entry, with the head in its last line: whoever holds it and the head can check it without
this house (``hash`` = SHA-256 of the hash before and SHA-256 of the row's image).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import asyncpg
import msgspec

from shared.database.engine import Database, connected
from shared.database.roles import Role

KEPT_MONTHS: Final = 60
"""Five years after its end, as records of finance and oversight are kept (unchecked: the regency's own JRA decides)."""
REFUSED: Final = "BK005"
ENTRIES: Final = "SELECT * FROM audit.entry WHERE month = $1 ORDER BY number"
KNOWN: Final = "SELECT * FROM audit.month WHERE month = $1"
ALL: Final = "SELECT * FROM audit.month ORDER BY month"
EXPORTED: Final = "SELECT audit.exported_1($1, $2, $3, $4, $5)"
DETACH: Final = "SELECT audit.detach_1($1, $2, make_interval(months => $3), $4)"


class MonthRefused(LookupError):
    """It runs still, was not exported, or must be kept; the message says which."""


async def months(database: Database) -> list[dict[str, Any]]:
    """Every month that was begun, the oldest first."""
    async with _connected(database, Role.OPERATOR) as connection:
        return [dict(row) for row in await connection.fetch(ALL)]


async def export(database: Database, month: date, file: Path, at: datetime) -> dict[str, Any]:
    """Write the month's entries to the file and note its end; raises MonthRefused where it is not over."""
    async with _connected(database, Role.OPERATOR) as connection:
        begun = [row["month"] for row in await connection.fetch(ALL)]
        known = await connection.fetchrow(KNOWN, month)
        if known is None or known["detached_at"] is not None:
            raise MonthRefused(f"there is nothing of {month:%Y-%m} in the audit trail")
        if month == begun[-1]:
            raise MonthRefused(f"the month {month:%Y-%m} is not over")
        head, digest = await _written(connection, known, file)
        last, end = head["last"], bytes.fromhex(head["hash"])
        await connection.execute(EXPORTED, month, last, end, digest, at)
    return {**head, "file": str(file), "file_digest": digest.hex()}


async def _written(
    connection: "asyncpg.Connection[Any]", known: Mapping[str, Any], file: Path
) -> tuple[dict[str, Any], bytes]:
    """The head of the month that was written, and the digest of the file."""
    digest, last = sha256(), None
    with file.open("xb") as written:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            async for row in connection.cursor(ENTRIES, known["month"]):
                last = row
                _write(written, digest, _readable(row))
        assert last is not None  # a month is begun with its first entry
        head = {"month": f"{known['month']:%Y-%m}", "first": known["first_number"], "last": last["number"]}
        head |= {"hash_before": known["hash_before"].hex(), "hash": last["hash"].hex()}
        _write(written, digest, head)
    return head, digest.digest()


async def detach(database: Database, month: date, retention_class: str, at: datetime) -> str:
    """Take the month out of the trail, as the owner; the table where its entries lie until it is dropped."""
    async with _connected(database, None) as connection:
        await connection.execute(f"SET ROLE {Role.OWNER}")
        return str(await connection.fetchval(DETACH, month, retention_class, KEPT_MONTHS, at))


@asynccontextmanager
async def _connected(database: Database, role: Role | None) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Under the role, or as the administrator; what the trail itself refuses is MonthRefused."""
    connection = await (connected(database.url) if role is None else database.connect(role))
    try:
        yield connection
    except asyncpg.PostgresError as error:
        if error.sqlstate != REFUSED:
            raise
        raise MonthRefused(str(error)) from error
    finally:
        await connection.close()


def _readable(row: Any) -> dict[str, Any]:
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def _write(file: Any, digest: Any, line: dict[str, Any]) -> None:
    written = msgspec.json.encode(line) + b"\n"
    digest.update(written)
    file.write(written)
