"""Roles and schemas."""

revision = "0000"
down_revision: str | None = None


def upgrade() -> None:
    """Roles and schemas: made."""
