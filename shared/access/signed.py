"""A try to sign in and what it comes to: a session, or what is still asked for before it is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from shared.access.policy import Actor, RoleName
from shared.access.trail import SignIn
from shared.domain.identifiers import AccountId

CODE, ENROLMENT, ROLE = "code", "enrolment", "role"
STEPS: Mapping[str | None, SignIn] = {
    None: "signed-in",
    CODE: "awaits-code",
    ENROLMENT: "awaits-enrolment",
    ROLE: "awaits-role",
}
"""What the trail says of a right password, by what is asked for besides it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One try to sign in: the login as it is looked up, and the digests by which it is counted and noted."""

    login: str
    login_digest: str
    source: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. The token is shown once and kept nowhere."""

    actor: Actor
    token: str
    expires_at: datetime
    awaits: str | None = None
    """``code`` or ``enrolment`` of a second factor, or the ``role`` that shall act: before, the token may do nothing
    else."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose password was right, and of whom something is still asked for."""

    account_id: str
    login: str
    roles: tuple[RoleName, ...]
    awaits: str


def which_role(account: Row[Any]) -> str | None:
    """What is asked of whoever has several roles."""
    return ROLE if len(account.roles) > 1 else None


def roles_of(row: Row[Any]) -> tuple[RoleName, ...]:
    """Every role of an account, the oldest first."""
    return tuple(RoleName(role) for role in row.roles)


def actor_of(row: Row[Any], role: RoleName | None = None) -> Actor:
    """In this role, or the one of the row that has it; before one is chosen, in the oldest."""
    roles = roles_of(row)
    return Actor(AccountId(row.account_id), row.name, role or roles[0], roles)
