"""message-db: its functions in a schema of their own in the same database, called as its clients call them.

Its extension pgcrypto is left out: what it took from there (``gen_random_uuid``) is PostgreSQL's own since 13.
"""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from benchmarks.place import Place
from benchmarks.stores import CONNECTIONS_MOST, METADATA, PAYLOAD, TYPE, Absent
from benchmarks.stores.awaited import Awaited

SQL = "node_modules/@eventide/message-db/database"
PAGE = 5_000
WRITE = "SELECT write_message($1, $2, $3, $4::jsonb, $5::jsonb, $6)"
READ = "SELECT * FROM get_category_messages('hours', $1, $2)"
PARTS = (
    "schema/message-store",
    "types/message",
    "tables/messages",
    *(
        f"functions/{name}"
        for name in (
            "hash-64",
            "category",
            "is-category",
            "id",
            "cardinal-id",
            "acquire-lock",
            "stream-version",
            "write-message",
            "get-category-messages",
        )
    ),
    "indexes/messages-id",
    "indexes/messages-stream",
    "indexes/messages-category",
)


async def opened(place: Place, stack: AsyncExitStack) -> "MessageDb":
    """Its schema in this place's database; raises Absent where npm has not brought its SQL."""
    folder = Path(place.peers) / SQL
    if not folder.is_dir():
        raise Absent("npm has not brought it: there is no Node here, or make bench has not run")
    pool = await asyncpg.create_pool(
        place.database_url,
        min_size=1,
        max_size=CONNECTIONS_MOST,
        server_settings={"search_path": "message_store,public"},
    )
    stack.push_async_callback(pool.close)
    async with pool.acquire() as connection:
        for part in PARTS:
            await connection.execute((folder / f"{part}.sql").read_text())
    return MessageDb(pool)


class MessageDb(Awaited):
    """Its functions as a store of the bench."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def append(self, each: int) -> None:
        """Many at once are calls in one transaction, as its own clients write them."""
        stream, data, meta = f"hours-{uuid4()}", PAYLOAD.decode(), METADATA.decode()
        calls = [(str(uuid4()), stream, TYPE, data, meta, version - 1) for version in range(each)]
        async with self._pool.acquire() as connection:
            if each == 1:
                await connection.fetchval(WRITE, *calls[0])
                return
            async with connection.transaction():
                await connection.executemany(WRITE, calls)

    async def page_behind(self, position: int) -> list[int]:
        return [row["global_position"] for row in await self._pool.fetch(READ, position + 1, PAGE)]
