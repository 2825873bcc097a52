"""Checkpoints and parked keys, in each service's own schema."""

from pathlib import Path

from alembic import op

from shared.database.roles import SERVICE_SCHEMAS
from shared.database.script import run_script

revision = "0004"
down_revision: str | None = "0003"

SQL = Path(__file__).parents[3] / "messaging" / "sql"


def upgrade() -> None:
    """Make both tables in each of the four schemas, owned by the service's role."""
    template = (SQL / "subscriptions_1.sql").read_text(encoding="utf-8")
    for schema, role in SERVICE_SCHEMAS.items():
        run_script(op.get_bind(), template.replace("{schema}", schema).replace("{role}", role))
    run_script(op.get_bind(), SQL / "grants_1.sql")
