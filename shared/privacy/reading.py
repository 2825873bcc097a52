"""The vault's statements, each in a transaction of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine


def sql(name: str) -> TextClause:
    """The statement of that file."""
    return text((Path(__file__).parent / "sql" / f"{name}.sql").read_text())


async def read(engine: AsyncEngine, statement: TextClause, **values: object) -> Sequence[Row[Any]]:
    """What a statement says, done when this returns."""
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        return (await alone.execute(statement, values)).all()
