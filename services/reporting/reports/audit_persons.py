"""Whose data was looked at in the last days, how often and by how many accounts; persons by a short id."""

from dataclasses import replace
from typing import Final

from sqlalchemy import func, select

from services.reporting.reports.persons import PERSONS
from services.reporting.reports.trail import ACTION, LAST_AT, LOOKS, WORDS, seen
from shared.audit.tables import READER
from shared.domain.identifiers import UuidText
from shared.reports.columns import KLIEN_ID, NAME, Column, Shown
from shared.reports.report import Ask, Order, Report, Rows


def persons(ask: Ask) -> Rows:
    """Everybody who was looked at."""
    one = seen(ask)
    looks = func.count(func.distinct(one.c.number)).label("looks")
    accounts = func.count(func.distinct(one.c.account)).label("accounts")
    return select(one.c.klien_id, looks, accounts, func.max(one.c.at).label("last_at")).group_by(one.c.klien_id)


REPORT: Final = Report(
    name="audit-persons",
    address="/audit/persons",
    title="Klien yang dilihat",
    said="Dalam 31 hari terakhir, yang paling sering dilihat di atas; klien disebut dengan ID pendek",
    noun="klien",
    summary="How often each person was looked at in the last 31 days",
    action=ACTION,
    reads=(PERSONS,),
    under=READER,
    persons=PERSONS,
    about="klien_id",
    person=("klien_id", "klien_id"),
    query=persons,
    key=("klien_id", UuidText),
    columns=(
        replace(NAME, title="Klien", shown=Shown("person", "wide")),
        LOOKS,
        Column("accounts", "Oleh", int, "By how many accounts.", shown=Shown("accounts", "number", "Oleh")),
        LAST_AT,
        KLIEN_ID,
    ),
    orders=(Order("looks", int), Order("last_at", LAST_AT.kind)),
    newest_first=True,
    template="reports/audit.html",
    cells="reports/audit-parts.html",
    words=WORDS,
)
