"""When persons were looked at in the last days, hour by hour: what happens at night stands out."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from services.reporting.reports.trail import ACTION, LOOKS, WORDS, seen
from shared.audit.tables import READER
from shared.reports.columns import Column, Shown
from shared.reports.report import Ask, Order, Report, Rows


def hours(ask: Ask) -> Rows:
    """Every hour in which somebody was looked at."""
    one = seen(ask)
    hour = func.date_trunc("hour", one.c.at).label("hour")
    looks = func.count(func.distinct(one.c.number)).label("looks")
    accounts = func.count(func.distinct(one.c.account)).label("accounts")
    persons = func.count(func.distinct(one.c.klien_id)).label("persons")
    return select(hour, looks, accounts, persons).group_by(hour)


REPORT: Final = Report(
    name="audit-hours",
    address="/audit/hours",
    title="Menurut jam",
    said="Dalam 31 hari terakhir (WIB), yang terbaru di atas",
    noun="jam",
    summary="How many persons were looked at in each hour of the last 31 days",
    action=ACTION,
    reads=(),
    under=READER,
    query=hours,
    key=("hour", datetime),
    columns=(
        Column("hour", "Jam", datetime, shown=Shown("hour", "wide")),
        LOOKS,
        Column("accounts", "Oleh", int, "By how many accounts.", shown=Shown("accounts", "number", "Oleh")),
        Column("persons", "Klien", int, unit="persons", shown=Shown("persons", "number", "Klien")),
    ),
    orders=(Order("hour", datetime), Order("looks", int), Order("persons", int)),
    newest_first=True,
    template="reports/audit.html",
    cells="reports/audit-parts.html",
    words=WORDS,
)
