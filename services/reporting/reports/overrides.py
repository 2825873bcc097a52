"""What people decided against a proposal or a rule: by whom, when, about whom; never why, which names people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from services.reporting.reports.persons import PERSONS
from services.reporting.reports.trail import ACCOUNT_NAME, ACTION, WORDS, name_of
from shared.access.asking import OVERRODE
from shared.audit.entry import Kind
from shared.audit.tables import ENTRY, READER
from shared.domain.identifiers import CodeText, UuidText
from shared.reports.columns import KLIEN_ID, NAME, Column, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows

DECIDED: Final[Mapping[str, str]] = {
    "placement.accept": "Tempat di luar usulan dipilih",
    "placement.correct": "Penempatan dikoreksi",
    "hours.correct": "Jam atau hari mulai dikoreksi",
    "hours.decide": "Jam yang menunggu diputuskan",
    "putusan.confirm": "Putusan yang ditahan dijawab",
}
ALWAYS: Final = tuple(action for action in DECIDED if action != "placement.accept")
"""What is a decision against something whenever it is done."""


def overrides(ask: Ask) -> Rows:
    """Commands that were carried out, about one person each."""
    entry = ENTRY.c
    query = select(entry.number, entry.at, entry.account, entry.role, entry.action, name_of(entry.account))
    query = query.add_columns(entry.subjects[1].label("klien_id"))
    against = or_(entry.action.in_(ALWAYS), entry.outcome == OVERRODE)
    return query.where(entry.kind == Kind.COMMAND.value, against, entry.subjects[1].is_not(None))


REPORT: Final = Report(
    name="overrides",
    address="/audit/overrides",
    title="Keputusan petugas",
    said="Yang diputuskan menyimpang dari usulan atau aturan; yang terbaru di atas",
    noun="keputusan",
    summary="What people decided against a proposal or a rule",
    action=ACTION,
    reads=(PERSONS,),
    under=READER,
    persons=PERSONS,
    about="klien_id",
    person=("klien_id", "klien_id"),
    query=overrides,
    key=("number", int),
    columns=(
        Column("at", "Waktu", datetime, shown=Shown(classes="nowrap")),
        Column("action", "Keputusan", str, shown=Shown(classes="wide"), words=in_words(DECIDED)),
        ACCOUNT_NAME,
        replace(NAME, title="Klien", shown=Shown("person", "wide")),
        Column("role", "Peran", str | None, "In which it acted."),
        Column("account", "ID akun", UuidText | None),
        Column("number", "Nomor", int, "Its place in the audit trail."),
        KLIEN_ID,
    ),
    orders=(Order("at", datetime),),
    newest_first=True,
    filters=(
        Filter("action", CodeText, title="Keputusan", choices=tuple(Choice(*one) for one in DECIDED.items())),
        Filter("account", UuidText, title="Akun", named_by="account_name"),
    ),
    template="reports/audit.html",
    cells="reports/audit-parts.html",
    words=WORDS,
    nothing=("Tidak ada penyimpangan", "Belum ada keputusan yang menyimpang dari usulan atau aturan."),
)
