"""The database's login roles: one for each service and duty, each with no more than it needs."""

from enum import StrEnum


class Role(StrEnum):
    """Who connects. Owner makes the tables and serves nobody; the others get what a migration grants them."""

    OWNER = "bakti_owner"
    INTAKE = "bakti_intake"
    MATCHING = "bakti_matching"
    ATTENDANCE = "bakti_attendance"
    REPORTING = "bakti_reporting"
    RELAY = "bakti_relay"
    VAULT = "bakti_vault"
    ACCESS = "bakti_access"
    OPERATOR = "bakti_operator"


SERVICE_SCHEMAS = {
    "intake": Role.INTAKE,
    "matching": Role.MATCHING,
    "attendance": Role.ATTENDANCE,
    "reporting": Role.REPORTING,
}
"""Each service's tables lie in a schema that belongs to its role alone."""
SHARED_SCHEMAS = ("ledger", "vault", "access", "audit")
"""Schemas of bakti_owner; their migrations grant, table by table, who may do what."""
