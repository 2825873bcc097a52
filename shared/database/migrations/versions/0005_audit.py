"""The audit trail: its tables by month, its append function, and who may do what with them."""

from pathlib import Path

from alembic import op

from shared.database.script import run_script

revision = "0005"
down_revision: str | None = "0004"

SQL = Path(__file__).parents[3] / "audit" / "sql" / "audit.sql"


def upgrade() -> None:
    """Tables, functions and rights of the schema ``audit``."""
    run_script(op.get_bind(), SQL)
