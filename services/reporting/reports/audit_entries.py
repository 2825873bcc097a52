"""The audit trail, entry by entry: who did or saw what, when, in which role and why; persons are counted, not named."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from sqlalchemy import case, func, or_, select

from services.reporting.reports.trail import ACCOUNT_NAME, ACTION, ASKED_FOR, ROLES, WORDS, name_of
from shared.access.trail import IN_VAIN
from shared.audit.entry import Kind
from shared.audit.tables import ABOUT_ACCOUNT, ENTRY, READER
from shared.audit.words import ACTIONS, KINDS, OUTCOMES, fields_said
from shared.domain.identifiers import CodeText, UuidText
from shared.reports.columns import Column, Shown, in_words
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
    told = ("number", "at", "kind", "role", "action", "fields", "source", "purpose", "outcome")
    # Of a try in vain nobody is known who made it; older entries have the account that it was about as who did it.
    in_vain = (entry.kind == Kind.SIGN_IN.value) & entry.action.in_(IN_VAIN)
    who = case((~in_vain, entry.account))
    about = case((in_vain, func.coalesce(entry.account, entry.object)), (ABOUT_ACCOUNT, entry.object))
    query = select(
        *(entry[name] for name in told),
        who.label("account"),
        about.label("about"),
        name_of(about).label("about_account"),
        case((entry.kind != Kind.COMMAND.value, entry.detail)).label("detail"),  # a stream may be named by a person
        func.cardinality(entry.subjects).label("persons"),
        name_of(who),
    )
    if "account" in ask.given:
        query = query.where(entry.account == ask.given["account"], ~in_vain)
    if "about" in ask.given:
        one = ask.given["about"]  # each half by its own index
        query = query.where(ABOUT_ACCOUNT, or_(entry.object == one, in_vain & (entry.account == one)))
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
        Column("kind", "Jenis", Kind, shown=Shown("kind", "wide"), words=in_words(KINDS)),
        Column("persons", "Klien", int, unit="persons", shown=Shown("persons", "number", "Klien")),
        Column("purpose", "Tujuan", str | None, shown=Shown("purpose", "wide"), words=in_words(ASKED_FOR)),
        Column(
            "action",
            "Tindakan",
            str,
            "Of the policy table; of sign-ins and accounts, what happened.",
            words=in_words(ACTIONS),
        ),
        Column("outcome", "Hasil", str, words=in_words(OUTCOMES)),
        Column("role", "Peran", str | None, "In which it acted.", words=in_words(ROLES)),
        Column(
            "fields", "Data", list[str], "What of the persons was shown.", words=lambda told, seen: fields_said(told)
        ),
        Column(
            "detail",
            "Rincian",
            str | None,
            "The role that was given, how many sessions ended.",
            words=in_words(ROLES),
        ),
        Column("about_account", "Tentang akun", str | None, "Whose account it was done to, or tried at."),
        Column("about", "ID akun itu", CodeText | None, "Of a login that is nobody's a digest."),
        Column("source", "Jalur", str | None, "A digest of where it came from: equal ones are one line."),
        Column("account", "ID akun", CodeText | None, "Or the name of what acts by itself."),
        Column("number", "Nomor", int, "Its place in the chain."),
    ),
    orders=(Order("at", datetime),),
    newest_first=True,
    filters=(
        Filter("kind", Kind, choices=tuple(Choice(one, word) for one, word in KINDS.items())),
        Filter("account", CodeText, "What this account did.", in_query=True, title="Akun", named_by="account_name"),
        Filter(
            "about",
            CodeText,
            "What was done to this account, and tried at it.",
            in_query=True,
            title="Tentang",
            named_by="about_account",
        ),
        Filter("klien_id", UuidText, "Entries about this person.", in_query=True, title="Klien"),
        Filter("hour", Hour, "Entries of the hour that begins then.", in_query=True, title="Jam"),
    ),
    template="reports/audit.html",
    cells="reports/audit-parts.html",
    words=WORDS,
    nothing=("Tidak ada catatan", "Tidak ada yang cocok dengan saringan ini."),
)
