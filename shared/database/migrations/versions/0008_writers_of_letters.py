"""Intake appends to the streams of units, of their own series of numbers and of the numbers that letters bear."""

from alembic import op

revision = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    """Letters and agendas it may append to from the first on."""
    op.execute(
        "INSERT INTO ledger.writer (role, category) VALUES "
        "('bakti_intake', 'unit'), ('bakti_intake', 'outgoing'), ('bakti_intake', 'number')"
    )
