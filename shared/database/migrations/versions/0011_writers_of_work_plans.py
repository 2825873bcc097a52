"""Intake appends to the streams of marks in the work plan."""

from alembic import op

revision = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    """Letters and units it may append to from before."""
    op.execute("INSERT INTO ledger.writer (role, category) VALUES ('bakti_intake', 'workplan')")
