"""What was done to an account, and tried at it, is found in the audit trail by an index."""

from alembic import op

revision = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Of sign-ins and changes of accounts alone; a command's object is its id."""
    op.execute("CREATE INDEX entry_of_object ON audit.entry (object, at) WHERE kind IN ('sign-in', 'account')")
