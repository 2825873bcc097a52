"""The work plan of the agreement: six promises by five years, and what was counted for each of them."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from sqlalchemy import (
    Boolean,
    Integer,
    ScalarSelect,
    Subquery,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    select,
    true,
    values,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from services.reporting.reports.evidence import evidence, seen_by
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.marks import marks, told_name, units
from services.reporting.reports.status import SERVES
from services.reporting.reports.work_plan.counting import Counted, PlanMark, Row, counted, marks_of, missing
from shared.access.reach import Scope
from shared.domain.work_plan import BOTH, PLACE, PROMISES, YEARS, PlanRow, Promise
from shared.reports.columns import Column, Seen, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows
from shared.web.language import short_day

SCOPES: Final = {str(row): promise.scope for row, promise in PROMISES.items()}
ROWS: Final = [(f"{year}-{place}", row.value, year) for year in YEARS for place, row in enumerate(PlanRow, start=1)]


def plan(ask: Ask) -> Rows:
    """Every promise of every year."""
    row = values(column("plan_id", Text), column("row", Text), column("year", Integer), name="plan").data(ROWS)
    told, marked = _told(ask.scope), _marked()
    sees_all = ask.scope.has_all("klien_id")  # how many slots are taken tells of whoever is hidden from who asks (0054)
    free = case((row.c.year == ask.today.year, _free())) if sees_all else cast(null(), Integer)
    rows = row.outerjoin(told, told.c.year == row.c.year)
    rows = rows.outerjoin(marked, and_(marked.c.year == row.c.year, marked.c.row == row.c.row))
    query = select(row, told.c.counts, marked.c.marks, free.label("free")).select_from(rows)
    year = ask.given.get("year")
    return query if year is None else query.where(row.c.year == int(year))


def _told(scope: Scope) -> Subquery:
    """By year, how many deeds of each kind."""
    row = evidence.table.c
    each = (
        select(
            row.year,
            row.kind,
            func.count().label("all"),
            func.count().filter(row.fit).label("fit"),
            func.count().filter(row.in_time).label("in_time"),
            func.coalesce(func.sum(row.sites), 0).label("sites"),
            func.coalesce(func.sum(row.people), 0).label("people"),
        )
        .where(seen_by(scope))
        .group_by(row.year, row.kind)
        .subquery("each")
    )
    names = ("all", "fit", "in_time", "sites", "people")
    parts = [part for name in names for part in (literal_column(f"'{name}'"), each.c[name])]
    counts = func.jsonb_object_agg(each.c.kind, func.jsonb_build_object(*parts), type_=JSONB)
    return select(each.c.year, counts.label("counts")).group_by(each.c.year).subquery("told")


def _marked() -> Subquery:
    """By row and year, the marks that stand, whose day is next first."""
    mark = marks.table.c
    row = select(marks.table, told_name(mark.owner).label("owner_told")).where(~mark.withdrawn).subquery("mark").c
    names = ("mark_id", "owner", "owner_told", "what", "due_on", "done_on", "note")
    parts = [part for name in names for part in (literal_column(f"'{name}'"), row[name])]
    each = func.jsonb_build_object(*parts)
    listed = func.jsonb_agg(aggregate_order_by(each, row.due_on, row.mark_id), type_=JSONB)
    query = select(row.year, row.row, listed.label("marks")).group_by(row.year, row.row)
    return query.subquery("marked")


def _free() -> ScalarSelect[int]:
    """Slots at open offers that nobody has today."""
    row = klien.table.c
    taken = select(row.offer_id, func.count().label("persons")).where(literal_column(SERVES), row.offer_id.is_not(None))
    now = taken.group_by(row.offer_id).subquery("now")
    place = func.jsonb_array_elements(hosts.table.c.places).table_valued(column("value", JSONB), name="offered")
    offer_id, slots, closed = (place.c.value[name].astext for name in ("offer_id", "slots", "closed"))
    left = func.greatest(cast(slots, Integer) - func.coalesce(now.c.persons, 0), 0)
    offers = hosts.table.join(place, true()).outerjoin(now, now.c.offer_id == offer_id)
    query = select(func.coalesce(func.sum(left, type_=Integer), 0)).select_from(offers)
    return query.where(~cast(closed, Boolean)).scalar_subquery()


def of(row: Row) -> Promise:
    """What the row promises."""
    return PROMISES[PlanRow(row.row)]


def counts(row: Row, seen: Seen) -> list[dict[str, object]]:
    """What was counted of it, and what nobody has recorded."""
    return [one.model_dump() for one in counted(row, seen.today)]


def marked(row: Row, seen: Seen) -> list[dict[str, object]]:
    """Who does what of it until when."""
    return [one.model_dump() for one in marks_of(row)]


def lacks(row: Row, seen: Seen) -> list[str]:
    """What it lacks, of a year that has begun."""
    return missing(row, seen.today)


def in_a_cell(found: list[dict[str, object]], seen: Seen) -> str:
    """The counts in a cell of a file."""
    return "; ".join(f"{one['word']}: {'belum dicatat' if one['count'] is None else one['count']}" for one in found)


def in_lines(found: list[Mapping[str, date]], seen: Seen) -> str:
    """The marks in a cell of a file."""
    return "; ".join(f"{one['owner_name']}: {one['what']} ({_until(one)})" for one in found)


def _until(one: Mapping[str, date]) -> str:
    until = f"paling lambat {short_day(one['due_on'])}"
    return f"selesai {short_day(one['done_on'])}" if one["done_on"] else until


REPORT: Final = Report(
    name="work-plan",
    address="/reports/work-plan",
    title=f"Rencana kerja {YEARS[0]}–{YEARS[-1]}",
    said="Enam janji para pihak setiap tahun, dan bukti yang tercatat di Bakti sebatas yang boleh Anda lihat",
    noun="baris",
    summary="The agreement's work plan, with what was counted of it",
    action="workplan.read",
    reads=(evidence, hosts, klien, marks, units),
    query=plan,
    key=("plan_id", str),
    columns=(
        Column("year", "Tahun", int, shown=Shown("year")),
        Column("row", "Ruang lingkup", Literal[tuple(SCOPES)], words=in_words(SCOPES), shown=Shown("promise", "wide")),
        Column("activity", "Kegiatan", str, value=lambda row, seen: of(row).activity),
        Column("place", "Lokasi", str, value=lambda row, seen: PLACE),
        Column("funds", "Sumber dana", str, value=lambda row, seen: BOTH),
        Column("responsible", "Penanggung jawab", str, value=lambda row, seen: BOTH),
        Column(
            "duty_of_bapas",
            "Tugas Bapas",
            str,
            value=lambda row, seen: of(row).duty_of_bapas,
            shown=Shown("duties", "wide", heading="Tugas dan keluaran"),
        ),
        Column("duty_of_regency", "Tugas kabupaten", str, value=lambda row, seen: of(row).duty_of_regency),
        Column("output", "Keluaran", str, value=lambda row, seen: of(row).output),
        Column(
            "evidence",
            "Bukti",
            list[Counted],
            "What was counted; null: no event tells it, or not of this year.",
            value=counts,
            words=in_a_cell,
            shown=Shown("counted", "wide"),
        ),
        Column(
            "marks",
            "Siapa, apa, kapan",
            list[PlanMark],
            "Who does what until when; those that were withdrawn are not here.",
            value=marked,
            words=in_lines,
            shown=Shown("marked", "wide"),
        ),
        Column(
            "missing",
            "Yang kurang",
            list[str],
            "Of a year that has begun, what nothing was counted of yet.",
            value=lacks,
            words=lambda found, seen: "; ".join(found),
            shown=Shown("lacking", "wide", label="Yang kurang"),
        ),
        Column("begun", "Sudah berjalan", bool, value=lambda row, seen: row.year <= seen.today.year),
        Column("plan_id", "Tahun dan nomor", str),
    ),
    orders=(Order("plan_id", str),),
    filters=(
        Filter(
            "year",
            Literal[tuple(map(str, YEARS))],
            in_query=True,
            choices=tuple(Choice(str(year), str(year)) for year in YEARS),
        ),
        Filter("row", Literal[tuple(SCOPES)], choices=tuple(Choice(*one) for one in SCOPES.items())),
    ),
    template="reports/work-plan.html",
    cells="reports/work-plan-parts.html",
    words={"scopes": SCOPES},
)
