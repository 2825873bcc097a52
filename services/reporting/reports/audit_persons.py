"""Whose data was looked at in the last days, how often and by how many accounts; persons by a short id."""

from dataclasses import replace
from typing import Annotated, Final

from pydantic import BeforeValidator, StringConstraints
from sqlalchemy import func, select

from services.reporting.reports.persons import PERSONS
from services.reporting.reports.trail import ACTION, LAST_AT, LOOKS, WORDS, seen
from shared.audit.tables import READER
from shared.domain.identifiers import UuidText
from shared.reports.columns import KLIEN_ID, NAME, Column, Shown
from shared.reports.report import Ask, Filter, Order, Report, Rows


def _said(asked: object) -> object:
    """Without the word that pages write before a short id."""
    return asked.strip().casefold().removeprefix("klien").strip() if isinstance(asked, str) else asked


Beginning = Annotated[str, BeforeValidator(_said), StringConstraints(pattern=r"^[0-9a-f]{4,8}(?:$|-[0-9a-f-]{0,27}$)")]
"""Of a person's id, as pages show it."""


def persons(ask: Ask) -> Rows:
    """Everybody who was looked at, or whose id begins so."""
    one = seen(ask)
    looks = func.count(func.distinct(one.c.number)).label("looks")
    accounts = func.count(func.distinct(one.c.account)).label("accounts")
    query = select(one.c.klien_id, looks, accounts, func.max(one.c.at).label("last_at")).group_by(one.c.klien_id)
    begins = ask.given.get("begins")
    return query if begins is None else query.where(one.c.klien_id.startswith(begins, autoescape=True))


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
    filters=(Filter("begins", Beginning, "Whose id begins so.", in_query=True, title="ID klien", named_by="klien_id"),),
    template="reports/audit-persons.html",
    cells="reports/audit-parts.html",
    words=WORDS,
    nothing=("Tidak ada klien", "Dalam 31 hari terakhir tidak ada yang melihat klien dengan ID itu."),
)
