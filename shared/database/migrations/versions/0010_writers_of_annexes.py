"""Matching appends to the streams of requests for Lampiran I."""

from alembic import op

revision = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    """Offices and placements it may append to from the first on."""
    op.execute("INSERT INTO ledger.writer (role, category) VALUES ('bakti_matching', 'annex')")
