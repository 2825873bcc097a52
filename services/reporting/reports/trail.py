"""What the pages of the audit trail have in common: their words, and which entries count as a look at a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Label, Subquery, func, select

from shared.access.policy import RoleName
from shared.audit.entry import Kind
from shared.audit.tables import ACCOUNT, ENTRY
from shared.audit.words import KINDS, OUTCOMES, PURPOSES
from shared.reports.columns import Column, Shown
from shared.reports.report import Ask

ACTION: Final = "audit.read"
"""Of the policy table."""
COUNTED: Final = timedelta(days=31)
"""So far back persons, accounts and hours are counted; what is older is found by its person or its account."""
ROLES: Final[Mapping[str, str]] = {role.value: role.called for role in RoleName}
SHOWS: Final = (Kind.LOOK.value, Kind.EXPORT.value)
WORDS: Final = {"kinds": KINDS, "roles": ROLES, "purposes": PURPOSES, "outcomes": OUTCOMES}
"""What the cells of these pages need."""

ACCOUNT_NAME: Final = Column(
    "account_name", "Akun", str | None, "Of whose account; never a klien's.", shown=Shown("account", "wide")
)
LOOKS: Final = Column("looks", "Dilihat", int, shown=Shown("looks", "number", "Dilihat"))
LAST_AT: Final = Column("last_at", "Terakhir", datetime, shown=Shown(classes="right end"))


def seen(ask: Ask) -> Subquery:
    """Every look of the last days, a row a person: the inspectorate's own reading of the trail counts for nothing."""
    person = func.unnest(ENTRY.c.subjects).label("klien_id")
    query = select(ENTRY.c.number, ENTRY.c.at, ENTRY.c.account, person)
    since = ask.now.now - COUNTED
    found = query.where(ENTRY.c.at > since, ENTRY.c.kind.in_(SHOWS), ENTRY.c.action != ACTION)
    return found.subquery("seen")


def name_of(account: ColumnElement[str]) -> Label[str]:
    """What the account is called."""
    return select(ACCOUNT.c.name).where(ACCOUNT.c.account_id == account).scalar_subquery().label("account_name")
