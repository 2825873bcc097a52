"""The limits: what PostgreSQL does when nobody asks it for order, versions, ids or hashes."""

import time
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import asyncpg

from benchmarks.place import Place
from benchmarks.stores import CONNECTIONS_MOST, METADATA, PAYLOAD, TYPE
from benchmarks.stores.awaited import Awaited

TABLE = """
    CREATE SCHEMA IF NOT EXISTS {schema};
    CREATE TABLE IF NOT EXISTS {schema}.event (position bigserial PRIMARY KEY, stream text NOT NULL,
        version bigint NOT NULL, type text NOT NULL, payload bytea NOT NULL, metadata bytea NOT NULL)
"""
INSERTED, COPIED = "plain_insert", "plain_copy"
INSERT = "INSERT INTO plain_insert.event (stream, version, type, payload, metadata) VALUES ($1, $2, $3, $4, $5)"
COLUMNS = ("stream", "version", "type", "payload", "metadata")
BEHIND = "SELECT position, stream, version, type, payload, metadata FROM {schema}.event WHERE position > $1 " + (
    "ORDER BY position LIMIT 2000"
)


async def insert(place: Place, stack: AsyncExitStack) -> "Plain":
    """One INSERT an event, each its own transaction."""
    return await _opened(place, stack, INSERTED)


async def copy(place: Place, stack: AsyncExitStack) -> "Plain":
    """One COPY for all events of a call."""
    return await _opened(place, stack, COPIED)


async def _opened(place: Place, stack: AsyncExitStack, schema: str) -> "Plain":
    pool = await asyncpg.create_pool(place.database_url, min_size=1, max_size=CONNECTIONS_MOST)
    stack.push_async_callback(pool.close)
    await pool.execute(TABLE.format(schema=schema))
    return Plain(pool, schema)


class Plain(Awaited):
    """A table with a running number as a store of the bench."""

    def __init__(self, pool: "asyncpg.Pool[Any]", schema: str) -> None:
        self._pool, self._schema = pool, schema

    async def append(self, each: int) -> None:
        stream = str(uuid4())
        rows = [(stream, version, TYPE, PAYLOAD, METADATA) for version in range(1, each + 1)]
        async with self._pool.acquire() as connection:
            if self._schema == COPIED:
                await connection.copy_records_to_table("event", schema_name=COPIED, records=rows, columns=COLUMNS)
            elif each == 1:
                await connection.execute(INSERT, *rows[0])
            else:
                async with connection.transaction():
                    await connection.executemany(INSERT, rows)

    async def page_behind(self, position: int) -> list[int]:
        return [row["position"] for row in await self._pool.fetch(BEHIND.format(schema=self._schema), position)]

    async def read_all(self) -> tuple[int, float]:
        """One COPY into bytes, which nobody decodes."""
        begun, length = time.perf_counter(), 0

        async def take(part: bytes) -> None:
            nonlocal length
            length += len(part)

        query = f"SELECT * FROM {self._schema}.event ORDER BY position"
        async with self._pool.acquire() as connection:
            done = await connection.copy_from_query(query, output=take, format="binary")
        return int(done.removeprefix("COPY ")), time.perf_counter() - begun
