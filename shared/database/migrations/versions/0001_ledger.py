"""The ledger: its tables, its append function, and who may do what with them."""

from pathlib import Path

from alembic import op

from shared.database.script import run_script

revision = "0001"
down_revision: str | None = "0000"

SQL = Path(__file__).parents[3] / "ledger" / "sql"


def upgrade() -> None:
    """Make the tables, the function, the privileges, in this order."""
    for name in ("tables_1.sql", "append_2.sql", "privileges_1.sql"):
        run_script(op.get_bind(), SQL / name)
