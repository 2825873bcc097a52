"""Which accounts looked at persons in the last days: how often, and at how many."""

from typing import Final

from sqlalchemy import func, select

from services.reporting.reports.trail import ACCOUNT_NAME, ACTION, LAST_AT, LOOKS, WORDS, name_of, seen
from shared.audit.tables import READER
from shared.domain.identifiers import CodeText
from shared.reports.columns import Column, Shown
from shared.reports.report import Ask, Order, Report, Rows


def accounts(ask: Ask) -> Rows:
    """Every account, and every reaction, that looked at somebody."""
    one = seen(ask)
    looks = func.count(func.distinct(one.c.number)).label("looks")
    persons = func.count(func.distinct(one.c.klien_id)).label("persons")
    query = select(one.c.account, looks, persons, func.max(one.c.at).label("last_at"))
    found = query.where(one.c.account.is_not(None)).group_by(one.c.account).subquery()
    return select(found, name_of(found.c.account))


REPORT: Final = Report(
    name="audit-accounts",
    address="/audit/accounts",
    title="Akun yang melihat",
    said="Dalam 31 hari terakhir, yang melihat klien terbanyak di atas",
    noun="akun",
    summary="How many persons each account looked at in the last 31 days",
    action=ACTION,
    reads=(),
    under=READER,
    query=accounts,
    key=("account", CodeText),
    columns=(
        ACCOUNT_NAME,
        Column("persons", "Klien", int, unit="persons", shown=Shown("persons", "number", "Klien")),
        LOOKS,
        LAST_AT,
        Column("account", "ID akun", CodeText),
    ),
    orders=(Order("persons", int), Order("looks", int), Order("last_at", LAST_AT.kind)),
    newest_first=True,
    template="reports/audit.html",
    cells="reports/audit-parts.html",
    words=WORDS,
)
