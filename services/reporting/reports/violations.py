"""Every day on which recorded work broke a rule: which article, how many minutes, at which office, against whom."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import literal_column, select

from services.attendance.hours.events import Against
from services.reporting.reports.days import BROKEN, Broken, days
from services.reporting.reports.hosts import host_name, hosts, site_name
from services.reporting.reports.persons import PERSONS
from shared.domain.identifiers import CodeText, UuidText
from shared.reports.columns import (
    CASE_NUMBER,
    KLIEN_ID,
    MASKED,
    MINUTES,
    NAME,
    PUTUSAN_ID,
    Column,
    Seen,
    Shown,
)
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows
from shared.web.answers import of_row
from shared.web.language import hours

AGAINST: Final = {
    Against.HOST: "Dibebankan ke tempat",
    Against.PERSON: "Dibebankan ke klien",
    Against.NEITHER: "Tidak dibebankan",
}


BROKEN_ROW: Any = of_row(Broken)


def broken_days(ask: Ask) -> Rows:
    """Days with at least one violation; the rule and whom it counts against are asked of one violation together."""
    day = days.table.c
    host, where = host_name(day.ipd_id).label("ipd_name"), site_name(day.ipd_id, day.site_id).label("site_name")
    query = select(days.table, host, where)
    wanted = {name: str(ask.given[name]) for name in ("rule", "against") if name in ask.given}
    query = query.where(literal_column(BROKEN))
    return query.where(day.violations.contains([wanted])) if wanted else query


def told(violations: Sequence[Mapping[str, Any]], seen: Seen) -> str:
    """Each broken rule with its minutes, its article and whom it counts against."""
    return "; ".join(
        f"{seen.say('broken-' + one['rule'], {})}: {hours(one['minutes'])} tidak diakui ({one['citation']}), "
        f"{AGAINST[one['against']].lower()}"
        for one in violations
    )


REPORT: Final = Report(
    name="violations",
    address="/reports/violations",
    title="Pelanggaran",
    said="Jam yang tercatat tetapi tidak diakui, dengan pasalnya; yang terbaru di atas",
    noun="hari",
    summary="Days on which a rule was broken",
    action="report.read",
    reads=(days, hosts, PERSONS),
    persons=PERSONS,
    about="putusan_id",
    query=broken_days,
    key=("id", CodeText),
    columns=(
        Column("day", "Hari", date, shown=Shown("day")),
        replace(NAME, shown=Shown("person_and_case", "wide", heading="Klien")),
        CASE_NUMBER,
        Column("site_name", "Tempat", str | None, shown=Shown("broken_at", "wide")),
        Column("ipd_name", "I-PD", str | None, "The office that answers for the place."),
        Column("violations", "Yang dilanggar", list[BROKEN_ROW], words=told, shown=Shown("violations", "wide")),
        Column("worked_minutes", "Dikerjakan", int, unit=MINUTES),
        Column("credited_minutes", "Diakui", int, unit=MINUTES, shown=Shown("credited", "number wide", "Diakui")),
        MASKED,
        PUTUSAN_ID,
        KLIEN_ID,
        Column("ipd_id", "ID I-PD", UuidText | None),
        Column("site_id", "ID tempat", UuidText | None),
    ),
    orders=(Order("day", date), Order("worked_minutes", int), Order("credited_minutes", int)),
    newest_first=True,
    filters=(
        Filter("rule", CodeText, "As a violation names it.", in_query=True, title="Aturan"),
        Filter(
            "against",
            Against,
            "Whose doing it was.",
            in_query=True,
            title="Dibebankan",
            choices=tuple(Choice(value.value, word) for value, word in AGAINST.items()),
        ),
        Filter("ipd_id", UuidText, title="I-PD", named_by="ipd_name"),
        Filter("site_id", UuidText, title="Tempat", named_by="site_name"),
    ),
    template="reports/violations.html",
    cells="reports/parts.html",
    nothing=("Tidak ada pelanggaran", "Semua jam yang tercatat diakui."),
)
