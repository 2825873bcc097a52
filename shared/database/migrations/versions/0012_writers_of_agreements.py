"""Intake appends to the streams of agreements and of the numbers that they bear."""

from alembic import op

revision = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    """Nobody else does."""
    op.execute(
        "INSERT INTO ledger.writer (role, category) VALUES ('bakti_intake', 'agreement'), ('bakti_intake', 'agreed')"
    )
