"""Accounts and sessions."""

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Accounts and sessions: made."""
