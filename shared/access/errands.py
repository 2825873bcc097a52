"""Errands: long work that the operator asks of the house by page, done by the process whose tables it concerns.

A page in one process may not touch another's tables, and must not be held for minutes: it leaves an errand here and
looks how it goes. Who does it takes it for a while and says again and again that it still lives; what was left by a
process that ended is begun anew by the next. The command line notes here what `bakti verify` found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

import msgspec
from sqlalchemy import Row, text

from shared.database.engine import Database, transaction
from shared.database.roles import Role

HELD_FOR: Final = timedelta(seconds=30)
"""So long a process that does an errand may be silent before it is taken for dead."""
RECENT_MAX: Final = 20
"""Errands that a page lists."""

VERIFIER: Final = "reporting"
"""The part that verifies the ledger: it reads the whole of it anyway."""

ASK = text(
    "INSERT INTO access.errand (errand_id, kind, target, key, asked_by, asked_at) "
    "VALUES (:errand_id, :kind, :target, :key, :asked_by, :asked_at) ON CONFLICT DO NOTHING"
)
OPEN = text(
    "SELECT errand_id FROM access.errand WHERE kind = :kind AND target = :target AND key = :key AND ended_at IS NULL"
)
TAKE = text(
    "UPDATE access.errand SET held_until = :until WHERE errand_id = ("
    "SELECT errand_id FROM access.errand WHERE ended_at IS NULL AND coalesce(held_until, :now) <= :now "
    "AND split_part(target, '.', 1) = ANY(:services) ORDER BY asked_at, errand_id LIMIT 1 FOR UPDATE SKIP LOCKED) "
    "RETURNING *"
)
LIVES = text(
    "UPDATE access.errand SET held_until = :until, done = :done, total = :total "
    "WHERE errand_id = :errand_id AND ended_at IS NULL"
)
END = text(
    "UPDATE access.errand SET ended_at = :at, found = cast(:found AS jsonb), done = :done, total = :total "
    "WHERE errand_id = :errand_id AND ended_at IS NULL"
)
NOTE = text(
    "INSERT INTO access.errand (errand_id, kind, target, asked_at, ended_at, found) "
    "VALUES (:errand_id, :kind, :target, :at, :at, cast(:found AS jsonb))"
)
ONE = text("SELECT * FROM access.errand WHERE errand_id = :errand_id")
RECENT = text("SELECT * FROM access.errand ORDER BY asked_at DESC, errand_id LIMIT :most")
LAST = text(
    "SELECT * FROM access.errand WHERE kind = :kind AND ended_at IS NOT NULL ORDER BY ended_at DESC, errand_id LIMIT 1"
)


class ErrandKind(StrEnum):
    """What can be asked for."""

    VERIFY = "verify"
    REBUILD = "rebuild"
    COMPARE = "compare"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand. ``done`` of ``total`` are positions of the ledger; ``found`` is what came of it, in figures."""

    errand_id: str
    kind: ErrandKind
    target: str
    key: str
    asked_by: str | None
    asked_at: datetime
    held_until: datetime | None
    done: int
    total: int
    ended_at: datetime | None
    found: Mapping[str, Any]

    @property
    def state(self) -> str:
        """``waiting`` for its process, ``running``, or ``ended``."""
        return "ended" if self.ended_at else "running" if self.held_until else "waiting"

    @property
    def well(self) -> bool:
        """Ended, and nothing is left that somebody must look at."""
        return self.ended_at is not None and bool(self.found.get("well"))


class Errands:
    """The errands of one database."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine(Role.ACCESS)

    async def ask(self, kind: ErrandKind, target: str, key: str, account_id: str, at: datetime) -> str:
        """Ask for this; the id of the errand, which is the open one where the same was asked already."""
        wanted = {"kind": kind.value, "target": target, "key": key}
        errand_id = str(uuid4())
        async with transaction(self._engine) as connection:
            row = {**wanted, "errand_id": errand_id, "asked_by": account_id, "asked_at": at}
            asked = await connection.execute(ASK, row)
            return errand_id if asked.rowcount else str((await connection.execute(OPEN, wanted)).scalar_one())

    async def take(self, services: Iterable[str], at: datetime) -> Errand | None:
        """The oldest errand of these services that nobody does, now held by who asks."""
        row = {"services": sorted(services), "now": at, "until": at + HELD_FOR}
        async with transaction(self._engine) as connection:
            found = (await connection.execute(TAKE, row)).one_or_none()
        return _read(found)

    async def lives(self, errand_id: str, done: int, total: int, at: datetime) -> None:
        """It is still done, and so far."""
        async with transaction(self._engine) as connection:
            row = {"errand_id": errand_id, "done": done, "total": total, "until": at + HELD_FOR}
            await connection.execute(LIVES, row)

    async def end(self, errand_id: str, found: Mapping[str, Any], done: int, total: int, at: datetime) -> None:
        """This came of it."""
        row = {"errand_id": errand_id, "found": _written(found), "done": done, "total": total, "at": at}
        async with transaction(self._engine) as connection:
            await connection.execute(END, row)

    async def note(self, kind: ErrandKind, target: str, found: Mapping[str, Any], at: datetime) -> None:
        """The command line did this by itself."""
        row = {"errand_id": str(uuid4()), "kind": kind.value, "target": target, "found": _written(found), "at": at}
        async with transaction(self._engine) as connection:
            await connection.execute(NOTE, row)

    async def one(self, errand_id: str) -> Errand | None:
        """This errand, if there is one."""
        async with self._engine.connect() as connection:
            found = (await connection.execute(ONE, {"errand_id": errand_id})).one_or_none()
        return _read(found)

    async def recent(self) -> list[Errand]:
        """The last ones, newest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(RECENT, {"most": RECENT_MAX})
            return [errand for row in rows if (errand := _read(row))]

    async def last(self, kind: ErrandKind) -> Errand | None:
        """The last of its kind that came to an end."""
        async with self._engine.connect() as connection:
            found = (await connection.execute(LAST, {"kind": kind.value})).one_or_none()
        return _read(found)


def _read(row: Row[Any] | None) -> Errand | None:
    if row is None:
        return None
    return Errand(**{**row._mapping, "kind": ErrandKind(row.kind), "found": row.found or {}})


def _written(found: Mapping[str, Any]) -> str:
    return msgspec.json.encode(found).decode()
