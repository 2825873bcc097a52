"""The tables behind a projection's view: ``reporting.klien_7`` is read as ``reporting.klien``.

What a table is stands in its own comment, in the same transaction as everything else about it: being built, live,
or the previous one, kept a day. So there is no register that could disagree with the tables that are there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
from sqlalchemy.schema import CreateTable

from shared.projections.rows import POSTGRES, quoted
from shared.projections.state import Projection

PREVIOUS_KEPT = timedelta(days=1)
"""How long the table before a rebuild is kept, for whoever wants to see what changed."""

TABLES = (Path(__file__).parent / "sql" / "tables.sql").read_text(encoding="utf-8")


class Stage(StrEnum):
    """What a table is now."""

    BUILDING = "building"
    LIVE = "live"
    PREVIOUS = "previous"


class Mark(msgspec.Struct, frozen=True):
    """The comment of a table."""

    stage: Stage
    version: int
    shape: str
    since: datetime


class Tables:
    """The tables of one projection, on one connection of its service's role."""

    def __init__(self, connection: asyncpg.Connection[Any], projection: Projection[Any]) -> None:
        self._connection, self._projection = connection, projection

    async def live(self) -> tuple[int, Mark] | None:
        """The number of the table behind the view, with its mark; None before the first."""
        found = [(number, mark) for number, mark in (await self._all()).items() if mark and mark.stage is Stage.LIVE]
        return max(found, default=None)

    async def fits(self) -> bool:
        """Whether the live table is what today's code writes."""
        live = await self.live()
        return live is not None and (live[1].version, live[1].shape) == (
            self._projection.version,
            self._projection.shape,
        )

    async def clean(self, now: datetime) -> list[str]:
        """Drop what a killed rebuild left and what was kept long enough; gives the names."""
        dropped = []
        for number, mark in (await self._all()).items():
            old = mark is not None and mark.stage is Stage.PREVIOUS and now - mark.since >= PREVIOUS_KEPT
            if mark is None or mark.stage is Stage.BUILDING or old:
                await self.drop(number)
                dropped.append(self.name(number))
        return dropped

    async def create(self, now: datetime) -> int:
        """Make an empty table with the next number, without its key; gives the number."""
        number = max(await self._all(), default=0) + 1
        # The key comes after the rows: loading into an index would take twice as long.
        table = self._projection.layout.table(self._projection.service, self.name(number), keyed=False)
        async with self._connection.transaction():
            await self._connection.execute(str(CreateTable(table).compile(dialect=POSTGRES)))
            await self.mark(number, Stage.BUILDING, now)
        return number

    async def finish(self, number: int) -> None:
        """Make the key, the indexes and the planner's figures of a loaded table, and know each page to be seen by all:
        else what an index alone could answer is read from the rows, until PostgreSQL cleans by itself."""
        key = quoted(self._projection.layout.key)
        await self._connection.execute(f"ALTER TABLE {self.address(number)} ADD PRIMARY KEY ({key})")
        for index in self._projection.indexes:
            await self._connection.execute(f"CREATE INDEX ON {self.address(number)} {index.sql}")
        await self._connection.execute(f"VACUUM (ANALYZE) {self.address(number)}")

    async def point_view(self, number: int, now: datetime) -> None:
        """Read this table under the plain name from now on. Waits for whoever reads, as long as lock_timeout says."""
        live = await self.live()
        if live is not None:
            await self.mark(live[0], Stage.PREVIOUS, now, live[1])
        await self.mark(number, Stage.LIVE, now)
        if live is not None and live[1].shape != self._projection.shape:
            await self._connection.execute(f"DROP VIEW IF EXISTS {self._projection.full_name}")
        columns = ", ".join(quoted(name) for name in self._projection.layout.names)
        await self._connection.execute(
            f"CREATE OR REPLACE VIEW {self._projection.full_name} AS "  # noqa: S608 - names of our own declaration
            f"SELECT {columns} FROM {self.address(number)}"
        )

    async def drop(self, number: int) -> None:
        """Drop a table that is not read."""
        await self._connection.execute(f"DROP TABLE IF EXISTS {self.address(number)}")

    async def mark(self, number: int, stage: Stage, now: datetime, like: Mark | None = None) -> None:
        """Write a table's comment: with today's version and shape, or with those of another mark."""
        version, shape = (like.version, like.shape) if like else (self._projection.version, self._projection.shape)
        text = msgspec.json.encode(Mark(stage, version, shape, now)).decode()
        statement = await self._connection.fetchval(
            "SELECT format('COMMENT ON TABLE %s IS %L', $1::text, $2::text)", self.address(number), text
        )
        await self._connection.execute(statement)

    def name(self, number: int) -> str:
        """``klien_7``."""
        return f"{self._projection.name}_{number}"

    def address(self, number: int) -> str:
        """``reporting.klien_7``."""
        return f"{self._projection.service}.{self.name(number)}"

    async def _all(self) -> dict[int, Mark | None]:
        rows = await self._connection.fetch(TABLES, self._projection.service, self._projection.name)
        return {int(row["name"].rpartition("_")[2]): _mark(row["mark"]) for row in rows}


def _mark(comment: str | None) -> Mark | None:
    try:
        return msgspec.json.decode(comment or "", type=Mark)
    except msgspec.MsgspecError:
        return None
