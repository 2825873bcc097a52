"""Run a .sql file of many statements inside a migration, as it stands: no bind parameters, no escapes."""

from pathlib import Path

from sqlalchemy import Connection


def run_script(connection: Connection, script: Path | str) -> None:
    """Run a file, or SQL text, of any number of statements. In a migration: ``run_script(op.get_bind(), FILE)``."""
    sql = script.read_text(encoding="utf-8") if isinstance(script, Path) else script
    adapted = connection.connection.dbapi_connection
    assert adapted is not None
    adapted.run_async(lambda asyncpg_connection: asyncpg_connection.execute(sql))
