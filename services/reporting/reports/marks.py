"""Marks in the work plan: which unit does what until when, those first that are late, then those still to be done."""

from datetime import date
from typing import Final, Literal, Protocol

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, case, cast, select
from sqlalchemy.types import Text

from services.intake.unit.events import UnitCorrected, UnitOpened
from services.intake.workplan.events import MarkCorrected, MarkDone, MarkReopened, MarkSet, MarkWithdrawn
from shared.domain.identifiers import UnitCode, UuidText
from shared.domain.retold import retold, same
from shared.domain.units import UNITS
from shared.domain.work_plan import PROMISES, YEARS
from shared.projections.entry import Entry
from shared.projections.state import StateProjection
from shared.reports.columns import Column, Seen, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows


class Mark(msgspec.Struct, frozen=True):
    """The row."""

    mark_id: str
    row: str
    year: int
    owner: str
    what: str
    due_on: date
    done_on: date | None = None
    note: str | None = None
    withdrawn: bool = False


class UnitName(msgspec.Struct, frozen=True):
    """What a unit is called, of which more was told than the first start knows."""

    code: str
    name: str


marks = StateProjection("reporting", "mark", Mark, key="mark_id", version=1)
units = StateProjection("reporting", "unit", UnitName, key="code", version=1)


@units.on(UnitOpened)
def opened(row: UnitName | None, event: UnitOpened, entry: Entry) -> UnitName:
    """A new one."""
    return retold(UnitName, event)


@units.on(UnitCorrected)
def renamed(row: UnitName | None, event: UnitCorrected, entry: Entry) -> UnitName:
    """As it is truly called."""
    return retold(UnitName, event)


@marks.on(MarkSet)
def placed(row: Mark | None, event: MarkSet, entry: Entry) -> Mark:
    """That unit is to do it."""
    return retold(Mark, event)


@marks.on(MarkCorrected)
def corrected(row: Mark | None, event: MarkCorrected, entry: Entry) -> Mark | None:
    """What is truly to be done; it stands again where it was withdrawn."""
    return row and replace(row, **same(Mark, event), withdrawn=False)


@marks.on(MarkDone)
def done(row: Mark | None, event: MarkDone, entry: Entry) -> Mark | None:
    """It is done."""
    return row and replace(row, done_on=event.done_on, note=event.note)


@marks.on(MarkReopened)
def reopened(row: Mark | None, event: MarkReopened, entry: Entry) -> Mark | None:
    """It is not, after all."""
    return row and replace(row, done_on=None, note=None)


@marks.on(MarkWithdrawn)
def withdrawn(row: Mark | None, event: MarkWithdrawn, entry: Entry) -> Mark | None:
    """Nobody is to do it."""
    return row and replace(row, withdrawn=True)


LATE, OPEN, DONE, WITHDRAWN = "late", "open", "done", "withdrawn"
STATES: Final = {LATE: "Lewat batas", OPEN: "Belum selesai", DONE: "Selesai", WITHDRAWN: "Ditarik"}
"""In the order of the list."""
SCOPES: Final = {str(row): promise.scope for row, promise in PROMISES.items()}


def all_marks(ask: Ask) -> Rows:
    """Every mark with how it stands today."""
    row = marks.table.c
    state: ColumnElement[str] = case(
        (row.withdrawn, WITHDRAWN), (row.done_on.is_not(None), DONE), (row.due_on < ask.today, LATE), else_=OPEN
    )
    rank = case(*((state == name, str(place)) for place, name in enumerate(STATES)), else_="")
    return select(marks.table, cast(state, Text).label("state"), told_name(row.owner).label("owner_told")).add_columns(
        (cast(rank, Text) + cast(row.due_on, Text)).label("standing")
    )


def told_name(owner: ColumnElement[str]) -> ColumnElement[str | None]:
    """What the unit was told to be called; null of one of which only the first start knows."""
    return select(units.table.c.name).where(units.table.c.code == owner).scalar_subquery()


def called(owner: str, told: str | None) -> str:
    """What a unit is called."""
    known = UNITS.get(UnitCode(owner))
    return told or (known.name if known else owner)


class Owned(Protocol):
    """A mark, as a query has its owner."""

    @property
    def owner(self) -> str: ...
    @property
    def owner_told(self) -> str | None: ...


def owner_name(row: Owned, seen: Seen) -> str:
    """Of a mark."""
    return called(row.owner, row.owner_told)


REPORT: Final = Report(
    name="marks",
    address="/reports/marks",
    title="Tanda rencana kerja",
    said="Siapa mengerjakan apa, dan sampai kapan; yang lewat batas di atas",
    noun="tanda",
    summary="Marks in the work plan: who does what until when",
    action="workplan.read",
    reads=(marks, units),
    query=all_marks,
    key=("mark_id", UuidText),
    columns=(
        Column("what", "Mengerjakan apa", str, shown=Shown("mark", "wide")),
        Column("owner_name", "Siapa", str, value=owner_name, shown=Shown(label="Siapa")),
        Column("due_on", "Selesai paling lambat", date, shown=Shown(label="Paling lambat")),
        Column(
            "state", "Keadaan", Literal[tuple(STATES)], words=in_words(STATES), shown=Shown("mark_state", "right end")
        ),
        Column("year", "Tahun", int),
        Column("row", "Ruang lingkup", Literal[tuple(SCOPES)], words=in_words(SCOPES)),
        Column("owner", "Kode unit", str),
        Column("done_on", "Selesai pada", date | None),
        Column("note", "Catatan", str | None),
        Column("mark_id", "ID tanda", UuidText),
    ),
    orders=(Order("standing", str), Order("due_on", date)),
    filters=(
        Filter(
            "state",
            Literal[tuple(STATES)],
            many=True,
            choices=tuple(Choice(*one) for one in STATES.items()),
            counted=True,
        ),
        Filter("row", Literal[tuple(SCOPES)], choices=tuple(Choice(*one) for one in SCOPES.items())),
        Filter("owner", UnitCode, title="Siapa", named_by="owner_name"),
    ),
    cells="reports/work-plan-parts.html",
    words={"scopes": SCOPES},
    nothing=("Belum ada tanda", f"Siapa mengerjakan apa ditandai dari halaman rencana kerja {YEARS[0]}–{YEARS[-1]}."),
)
