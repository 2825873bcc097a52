"""The audit trail, entry by entry: who did or saw what, when, in which role and why; persons are counted, not named."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from sqlalchemy import case, func, select

from services.reporting.reports.trail import ACCOUNT_NAME, ACTION, WORDS, name_of
from shared.audit.entry import Kind
from shared.audit.tables import ENTRY, READER
from shared.audit.words import KINDS
from shared.domain.identifiers import CodeText, UuidText
from shared.reports.columns import Column, Shown
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows

HOUR: Final = timedelta(hours=1)


def _written(asked: object) -> object:
    """Refuses a bare number, which a moment may be read from: an hour is written as a calendar has it."""
    if isinstance(asked, str) and "T" not in asked:
        raise PydanticCustomError("datetime_parsing", "no moment of a calendar")
    return asked


Hour = Annotated[datetime, BeforeValidator(_written)]
"""An hour by its beginning."""


def entries(ask: Ask) -> Rows:
    """All of them; of one person, or of one hour, where that is asked."""
    entry = ENTRY.c
    told = ("number", "at", "kind", "account", "role", "action", "fields", "purpose", "outcome")
    query = select(
        *(entry[name] for name in told),
        case((entry.kind != Kind.COMMAND.value, entry.detail)).label("detail"),  # a stream may be named by a person
        func.cardinality(entry.subjects).label("persons"),
        name_of(entry.account),
    )
    if "klien_id" in ask.given:
        query = query.where(entry.subjects.contains([ask.given["klien_id"]]))
    if "hour" in ask.given:
        query = query.where(entry.at >= ask.given["hour"], entry.at < ask.given["hour"] + HOUR)
    return query


REPORT: Final = Report(
    name="audit-entries",
    address="/audit/entries",
    title="Jejak",
    said="Siapa melihat atau mencatat apa, kapan, dan untuk apa; yang terbaru di atas",
    noun="catatan",
    summary="The audit trail",
    action=ACTION,
    reads=(),
    under=READER,
    query=entries,
    key=("number", int),
    columns=(
        Column("at", "Waktu", datetime, shown=Shown(classes="nowrap")),
        ACCOUNT_NAME,
        Column("kind", "Jenis", Kind, shown=Shown("kind", "wide")),
        Column("persons", "Klien", int, unit="persons", shown=Shown("persons", "number", "Klien")),
        Column("purpose", "Tujuan", str | None, shown=Shown("purpose", "wide")),
        Column("action", "Tindakan", str, "Of the policy table; of sign-ins and accounts, what happened."),
        Column("outcome", "Hasil", str),
        Column("role", "Peran", str | None, "In which it acted."),
        Column("fields", "Data", list[str], "What of the persons was shown."),
        Column("detail", "Rincian", str | None, "The role that was given, how many sessions ended."),
        Column("account", "ID akun", CodeText | None, "Or the name of what acts by itself."),
        Column("number", "Nomor", int, "Its place in the chain."),
    ),
    orders=(Order("at", datetime),),
    newest_first=True,
    filters=(
        Filter("kind", Kind, choices=tuple(Choice(one, word) for one, word in KINDS.items())),
        Filter("account", CodeText, title="Akun", named_by="account_name"),
        Filter("klien_id", UuidText, "Entries about this person.", in_query=True, title="Klien"),
        Filter("hour", Hour, "Entries of the hour that begins then.", in_query=True, title="Jam"),
    ),
    template="reports/audit.html",
    cells="reports/audit-parts.html",
    words=WORDS,
    nothing=("Tidak ada catatan", "Tidak ada yang cocok dengan saringan ini."),
)
