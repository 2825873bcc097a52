"""Accounts and their sessions; only the role bakti_access may touch them."""

from pathlib import Path

from alembic import op

from shared.database.script import run_script

revision = "0003"
down_revision: str | None = "0002"

SQL = Path(__file__).parents[3] / "access" / "sql" / "access.sql"


def upgrade() -> None:
    """Tables and rights of the schema ``access``."""
    run_script(op.get_bind(), SQL)
