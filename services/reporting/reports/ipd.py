"""What each I-PD carries: places, people who serve there, hours credited, violations that count against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, Protocol

from sqlalchemy import BigInteger, ColumnElement, Subquery, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from services.attendance.hours.events import Against
from services.reporting.reports.carried import carried as sums
from services.reporting.reports.days import days
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.occupied import Room, room
from services.reporting.reports.status import SERVES, SERVING, State
from shared.access.reach import Scope
from shared.domain.identifiers import UuidText
from shared.reports.columns import MINUTES, Column, Shown
from shared.reports.report import Ask, Order, Report, Rows

NEVER: Final = date(1, 1, 1)
"""What the day is sorted as where nobody has worked yet."""


def carried(ask: Ask) -> Rows:
    """One row an I-PD: who is there, which is the place's own figure; and how they stand and what was worked there in
    all, or of the cases in the reach of who asks."""
    host, serving, taken = hosts.table.c, _serving(ask.scope), _taken()
    theirs = sums.table if ask.scope.whole else _worked(ask.scope)
    worked = theirs.c
    return (
        select(
            host.ipd_id,
            host.code,
            host.name,
            host.slots,
            host.places,
            _number(serving.c.serving).label("serving"),
            _number(serving.c.expected).label("expected"),
            _number(serving.c.fulfilled).label("fulfilled"),
            taken.c.taken,
            _number(worked.credited_minutes).label("credited_minutes"),
            _number(worked.violation_days).label("violation_days"),
            _last_worked_on(host.ipd_id, ask.scope).label("last_worked_on"),
        )
        .outerjoin(serving, serving.c.ipd_id == host.ipd_id)
        .outerjoin(taken, taken.c.ipd_id == host.ipd_id)
        .outerjoin(theirs, worked.ipd_id == host.ipd_id)
    )


def _serving(scope: Scope) -> Subquery:
    """Who has a slot is told whole, to whoever places somebody there; how they stand, of the reach alone (0054)."""
    sentence = klien.table.c
    mine = scope.where(putusan_id=sentence.putusan_id)
    return (
        select(
            sentence.ipd_id,
            func.count().filter(sentence.state.in_(SERVING)).label("serving"),
            func.count().filter(mine & (sentence.state == State.PLACED.value)).label("expected"),
            func.count().filter(mine & (sentence.state == State.FULFILLED.value)).label("fulfilled"),
        )
        .group_by(sentence.ipd_id)
        .subquery()
    )


def _taken() -> Subquery:
    """Persons by offer."""
    row = klien.table.c
    offer = select(row.ipd_id, row.offer_id, func.count().label("persons"))
    offer = offer.where(literal_column(SERVES), row.offer_id.is_not(None)).group_by(row.ipd_id, row.offer_id)
    each = offer.subquery("each")
    taken = func.jsonb_object_agg(each.c.offer_id, each.c.persons, type_=JSONB).label("taken")
    return select(each.c.ipd_id, taken).group_by(each.c.ipd_id).subquery("taken")


def _worked(scope: Scope) -> Subquery:
    """As the fold of sums has it, over the cases of this reach: they are some hundreds."""
    day = days.table.c
    against_host = day.violations.contains([{"against": Against.HOST.value}])
    query = select(
        day.ipd_id,
        cast(func.sum(day.credited_minutes), BigInteger).label("credited_minutes"),
        func.count().filter(against_host).label("violation_days"),
    )
    return query.where(scope.where(putusan_id=day.putusan_id)).group_by(day.ipd_id).subquery()


def _last_worked_on(ipd_id: ColumnElement[str], scope: Scope) -> ColumnElement[date | None]:
    """The last day that was told of a place of the office: the end of a stretch of the index."""
    day = days.table.c
    query = select(func.max(day.day)).where(day.ipd_id == ipd_id, scope.where(putusan_id=day.putusan_id))
    return query.scalar_subquery()


def _number(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, literal_column("0", BigInteger))


class Offering(Protocol):
    """What of a row says how much room there is."""

    @property
    def places(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def taken(self) -> Mapping[str, int] | None: ...


def open_places(row: Offering, seen: object) -> int:
    """Places that take new persons."""
    return len([place for place in row.places if not place["closed"]])


def room_in(row: Offering) -> Room:
    """Of an office's open offers."""
    return room([(one["offer_id"], one["slots"]) for one in row.places if not one["closed"]], row.taken or {})


COUNT: Final = Shown(classes="number")

REPORT: Final = Report(
    name="ipd",
    address="/reports/ipd",
    title="I-PD",
    said="Terisi: orang yang ditempatkan di sana dan belum terpenuhi, apa pun rencana bulannya",
    noun="instansi",
    summary="What each I-PD carries",
    action="ipd.report",
    reads=(hosts, klien, days, sums),
    about="ipd_id",
    query=carried,
    key=("ipd_id", UuidText),
    columns=(
        Column("name", "Instansi", str, shown=Shown("office", "wide")),
        Column("code", "Kode", str),
        Column("places", "Tempat", int, "Places that take new persons.", value=open_places),
        Column("slots", "Daya tampung", int, unit="persons"),
        Column(
            "serving",
            "Terisi",
            int,
            "Persons placed there who have not fulfilled.",
            "persons",
            shown=Shown("slots", "wide hours"),
        ),
        Column(
            "free",
            "Kosong",
            int,
            "Slots that nobody has.",
            "persons",
            value=lambda row, seen: room_in(row).free,
        ),
        Column(
            "over",
            "Melebihi",
            int,
            "Persons without a slot.",
            "persons",
            value=lambda row, seen: room_in(row).over,
        ),
        Column(
            "expected",
            "Di antaranya akan mulai",
            int,
            "Of the persons in the reach of who asks those who are placed there and have not begun.",
            "persons",
            shown=replace(COUNT, label="Di antaranya akan mulai"),
        ),
        Column("fulfilled", "Terpenuhi", int, unit="persons", shown=Shown(classes="number end", label="Terpenuhi")),
        Column("credited_minutes", "Jam diakui", int, unit=MINUTES, shown=replace(COUNT, label="Diakui")),
        Column(
            "violation_days",
            "Pelanggaran",
            int,
            "Days with a violation that counts against the host.",
            "days",
            shown=Shown("against_host", "right end"),
        ),
        Column("last_worked_on", "Terakhir bekerja", date | None),
        Column("ipd_id", "ID I-PD", UuidText),
    ),
    orders=(
        Order("name", str),
        Order("slots", int),
        Order("serving", int),
        Order("expected", int),
        Order("fulfilled", int),
        Order("credited_minutes", int),
        Order("violation_days", int),
        Order("last_worked_on", date, NEVER),
    ),
    template="reports/ipd.html",
    cells="reports/parts.html",
    nothing=("Belum ada I-PD", "Instansi muncul setelah didaftarkan bersama kesediaannya (Lampiran I)."),
)
