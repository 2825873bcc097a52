"""The ledger."""

revision = "0001"
down_revision: str | None = "0000"


def upgrade() -> None:
    """The ledger: made."""
