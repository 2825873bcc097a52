"""What was decided at activities and by when: one's own, and what one's units' activities gave others to do."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true, union_all
from starlette.requests import Request

from services.intake.activity.projections import ACTIVITIES, DECISIONS
from services.intake.unit.routes.listing import all_units
from shared.access.accounts import Accounts
from shared.access.policy import Actor, RoleName
from shared.access.reach import Scope
from shared.domain.identifiers import UnitCode, UuidText
from shared.reports.columns import Column, Sensitivity, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report
from shared.web.house import House
from shared.web.screens import wants_page

STATES: Final = {"open": "Menunggu", "done": "Selesai", "dropped": "Dicabut"}
WHOSE: Final = {"mine": "Tugas saya"}


def decisions(ask: Ask) -> Select[Any]:
    """Every task that this account or a unit of theirs has, and those that its units' activities gave; narrowed here,
    since an owner need not be of the unit whose activity it was. Apart, so that each is looked up by an index."""
    row, scope = DECISIONS.table.c, ask.scope
    mine = ask.given.get("whose") == "mine"
    if scope.has_all("unit") and not mine:
        return _of(true())
    if scope.member is None:
        return _of(false())
    held = (_of(row.to_account == scope.member), _of(scope.where(unit=row.to_unit)))
    if mine:
        return select(union_all(*held).subquery())
    return select(union_all(*held, _of(scope.where(unit=row.unit), ~_is_held(scope))).subquery())


def _of(*where: ColumnElement[bool]) -> Select[Any]:
    """Tasks with what their activity says of itself."""
    activity = ACTIVITIES.table.c
    query = select(DECISIONS.table, activity.title, activity.held_on)
    return query.join(ACTIVITIES.table, activity.activity_id == DECISIONS.table.c.activity_id).where(*where)


def _is_held(scope: Scope) -> ColumnElement[bool]:
    """By the account itself, or by a unit of theirs; of no owner it is unknown."""
    row = DECISIONS.table.c
    by_unit = scope.where(unit=func.coalesce(row.to_unit, ""))
    return or_(func.coalesce(row.to_account, "") == scope.member, by_unit)


async def opened(request: Request, house: House, actor: Actor, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows with whom they are for, and what was decided for a person who has it to do or gave it."""
    units = await all_units(house)
    names = await Accounts(house.database).names({row.to_account for row in rows if row.to_account})
    reads = wants_page(request) and actor.role is not RoleName.AUDITOR
    refs = sorted({row.text_ref for row in rows}) if reads else []
    values = await house.vault.reveal(refs, REPORT.action, actor.who) if refs else {}
    today = house.circumstances().today

    def called(row: Any) -> str:
        found = units.get(row.to_unit or "")
        return found.name if found else names.get(row.to_account, row.to_unit or "akun yang tidak dikenal")

    return [
        SimpleNamespace(
            **row._mapping,
            text=values.get(row.text_ref),
            owner=called(row),
            late=row.state == "open" and row.due < today,
        )
        for row in rows
    ]


REPORT: Final = Report(
    name="decisions",
    address="/decisions",
    title="Keputusan rapat",
    said="Tugas dari rapat dan kegiatan para pihak: yang paling dekat batasnya di atas",
    noun="tugas",
    summary="What was decided at activities: one's own tasks, and those that one's units gave",
    action="activity.read",
    reads=(DECISIONS, ACTIVITIES),
    opened=opened,
    query=decisions,
    key=("decision_id", UuidText),
    columns=(
        Column("text", "Keputusan", str | None, sensitivity=Sensitivity.NAME, shown=Shown("decided", "wide")),
        Column("title", "Kegiatan", str, shown=Shown(label="Kegiatan")),
        Column("owner", "Pelaksana", str, sensitivity=Sensitivity.NAME, shown=Shown(label="Pelaksana")),
        Column("due", "Batas", date, shown=Shown("due", heading="Batas")),
        Column("state", "Keadaan", Literal[tuple(STATES)], words=in_words(STATES), shown=Shown("task", "end")),
        Column("late", "Lewat batas", bool),
        Column("held_on", "Terlaksana", date | None),
        Column("unit", "Penyelenggara", UnitCode),
        Column("to_unit", "Unit pelaksana", UnitCode | None),
        Column("to_account", "Akun pelaksana", UuidText | None),
        Column("decision", "Nomor", int, "Of the activity, from 1 on."),
        Column("activity_id", "ID kegiatan", UuidText),
        Column("position", "Urutan masuk", int),
        Column("decision_id", "ID keputusan", UuidText),
    ),
    orders=(Order("due", date),),
    filters=(
        Filter(
            "whose",
            Literal[tuple(WHOSE)],
            "Only what this account or a unit of theirs is to do.",
            in_query=True,
            title="Milik",
            choices=tuple(Choice(*one) for one in WHOSE.items()),
        ),
        Filter(
            "state",
            Literal[tuple(STATES)],
            title="Keadaan",
            choices=tuple(Choice(*one) for one in STATES.items()),
        ),
        Filter("to_unit", UnitCode, "Whose task.", title="Unit pelaksana", named_by="owner"),
    ),
    template="activity/tasks.html",
    cells="activity/cells.html",
    nothing=("Tidak ada tugas", "Keputusan rapat yang menjadi tugas Anda atau unit Anda muncul di sini."),
)
