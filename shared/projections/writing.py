"""Rows written: a batch's changes in one statement, a whole table by COPY."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

import asyncpg
import msgspec

from shared.projections.rows import Key, Layout, quoted

R = TypeVar("R", bound=msgspec.Struct)

# ruff: noqa: S608 - names of tables and columns come from the projection's own declaration


async def load(
    connection: asyncpg.Connection[Any], table: str, layout: Layout[R], keys: Collection[Key]
) -> dict[Key, R]:
    """The rows of these keys, by key; keys without a row are missing."""
    if not keys:
        return {}
    query = f"SELECT {layout.selected} FROM {table} WHERE {quoted(layout.key)} = ANY ($1)"
    rows = [layout.from_record(record) for record in await connection.fetch(query, list(keys))]
    return {layout.key_of(row): row for row in rows}


async def store(connection: asyncpg.Connection[Any], table: str, layout: Layout[R], rows: Collection[R]) -> None:
    """Insert or replace these rows, each key once."""
    if not rows:
        return
    columns = zip(*(layout.to_record(row) for row in rows), strict=True)
    arrays = ", ".join(f"${number}::{_json_as_text(kind)}[]" for number, kind in enumerate(layout.kinds, 1))
    values = ", ".join(f"{quoted(name)}::{kind}" for name, kind in zip(layout.names, layout.kinds, strict=True))
    others = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in layout.names if name != layout.key)
    action = f"UPDATE SET {others}" if others else "NOTHING"
    statement = f"""
        INSERT INTO {table} ({_columns(layout)}) SELECT {values} FROM unnest({arrays}) AS new ({_columns(layout)})
        ON CONFLICT ({quoted(layout.key)}) DO {action}
    """
    await connection.execute(statement, *(list(column) for column in columns))


async def remove(connection: asyncpg.Connection[Any], table: str, layout: Layout[Any], keys: Collection[Key]) -> None:
    """Delete the rows of these keys."""
    if keys:
        await connection.execute(f"DELETE FROM {table} WHERE {quoted(layout.key)} = ANY ($1)", list(keys))


async def write_changes(
    connection: asyncpg.Connection[Any],
    table: str,
    layout: Layout[R],
    before: Mapping[Key, R],
    after: Mapping[Key, R],
) -> None:
    """Bring the table from one state of some keys to another; unchanged rows are left alone."""
    await store(connection, table, layout, [row for key, row in after.items() if before.get(key) != row])
    await remove(connection, table, layout, [key for key in before if key not in after])


async def copy_rows(
    connection: asyncpg.Connection[Any], schema: str, table: str, layout: Layout[R], rows: Iterable[R]
) -> None:
    """Fill a new table."""
    await connection.copy_records_to_table(
        table, schema_name=schema, columns=layout.names, records=(layout.to_record(row) for row in rows)
    )


def _columns(layout: Layout[Any]) -> str:
    return ", ".join(quoted(name) for name in layout.names)


def _json_as_text(kind: str) -> str:
    return "text" if kind == "jsonb" else kind
