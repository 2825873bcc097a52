"""Sessions remember whether a code of the second factor was brought to them; those that are open were not asked."""

from alembic import op

revision = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    """One column more; whoever leads an office brings a code once."""
    op.execute("ALTER TABLE access.session ADD COLUMN second_factor boolean NOT NULL DEFAULT false")
