"""The vault: personal values, looks and erasures; only its own role may touch it."""

from pathlib import Path

from alembic import op

from shared.database.script import run_script

revision = "0002"
down_revision: str | None = "0001"

SQL = Path(__file__).parents[3] / "privacy" / "sql" / "vault.sql"


def upgrade() -> None:
    """Tables, functions and rights of the schema ``vault``."""
    run_script(op.get_bind(), SQL)
