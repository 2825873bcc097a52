"""What stands in the tables, as the database's owner reads it."""

import asyncpg

from shared.database.engine import Database


async def rows(database: Database, sql: str, *values: object) -> list[tuple[object, ...]]:
    """The rows of a query."""
    connection = await asyncpg.connect(database.url)
    try:
        return [tuple(row) for row in await connection.fetch(sql, *values)]
    finally:
        await connection.close()
