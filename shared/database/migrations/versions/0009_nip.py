"""An account may have its person's NIP, by which another office's sheet says whose a case is."""

from alembic import op

revision = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    """One column more, empty for every account there is."""
    op.execute("ALTER TABLE access.account ADD COLUMN nip text")
