"""The schemas: each service's belongs to its role, the shared ones to bakti_owner, and nobody else may enter."""

from alembic import op

from shared.database.roles import SERVICE_SCHEMAS, SHARED_SCHEMAS, Role

revision = "0000"
down_revision: str | None = None


def upgrade() -> None:
    """Make every schema; later revisions grant what is needed (USAGE on a schema included)."""
    for schema in SHARED_SCHEMAS:
        op.execute(f"CREATE SCHEMA {schema} AUTHORIZATION {Role.OWNER}")
    for schema, role in SERVICE_SCHEMAS.items():
        op.execute(f"CREATE SCHEMA {schema} AUTHORIZATION {role}")
