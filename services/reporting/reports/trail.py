"""What the pages of the audit trail have in common: their words, and which entries count as a look at a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Label, Subquery, func, select

from shared.access.policy import RoleName
from shared.audit.entry import Kind
from shared.audit.tables import ACCOUNT, ACCOUNT_ROLE, ENTRY
from shared.audit.words import ACTIONS, KINDS, OUTCOMES, PURPOSES, fields_said
from shared.reports.columns import Column, Shown
from shared.reports.report import Ask

ACTION: Final = "audit.read"
"""Of the policy table."""
COUNTED: Final = timedelta(days=31)
"""So far back persons, accounts and hours are counted; what is older is found by its person or its account."""
OF_PAPERS: Final = (
    *(
        "letter.read",
        "letter.register",
        "letter.forward",
        "unit.read",
        "activity.read",
        "activity.keep",
        "agreement.read",
    ),
)
"""Of whose looks the subjects are letters, units, activities and agreements, and no persons."""
ROLES: Final[Mapping[str, str]] = {role.value: role.called for role in RoleName}
SHOWS: Final = (Kind.LOOK.value, Kind.EXPORT.value)
ASKED_FOR: Final[Mapping[str, str]] = {**ACTIONS, **PURPOSES}
"""A purpose is the page's own, or what a person chose."""
WORDS: Final = {
    "kinds": KINDS,
    "roles": ROLES,
    "purposes": ASKED_FOR,
    "outcomes": OUTCOMES,
    "actions": ACTIONS,
    "fields_said": fields_said,
}
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
    found = query.where(ENTRY.c.at > since, ENTRY.c.kind.in_(SHOWS), ENTRY.c.action.not_in((ACTION, *OF_PAPERS)))
    return found.subquery("seen")


def name_of(account: ColumnElement[str]) -> Label[str]:
    """What the account is called; nothing of one that is a klien's or a guardian's alone, whom its name would tell."""
    one, held = ACCOUNT.c, ACCOUNT_ROLE.c
    works = select(held.role).where(held.account_id == one.account_id, held.role != RoleName.CLIENT.value).exists()
    return select(one.name).where(one.account_id == account, works).scalar_subquery().label("account_name")
