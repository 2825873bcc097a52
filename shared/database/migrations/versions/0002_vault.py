"""The vault."""

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """The vault: made."""
