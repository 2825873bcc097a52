"""That somebody looked at persons, in the audit trail: durable when this returns."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.domain.who import Who
from shared.runtime.clock import now

LOG_LOOK: Final = text((Path(__file__).parent / "sql" / "log_look.sql").read_text())


async def log_look(
    engine: AsyncEngine, subjects: Iterable[str], fields: Iterable[str], outcome: str, purpose: str, looker: Who
) -> None:
    """Note whom ``looker`` was shown, or found, by which fields; ``engine``: of a role that may append to the trail."""
    look = {**looker.looks(purpose, now()), "outcome": outcome}
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(LOG_LOOK, {**look, "subjects": list(subjects), "fields": list(fields)})
