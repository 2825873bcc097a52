"""The tasks that disposisi give, those that wait first: one's own, and of one's unit's letters whose they are.

A task of a secret letter shows to whoever reads that letter, and to nobody else.
"""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, union_all
from starlette.requests import Request

from services.intake.letter.projections import DONE, HANDED_ON, LETTERS, OPEN, TAKEN_BACK, TASKS
from services.intake.letter.report import CLOSED, URGENCIES, keys_of, reads
from services.intake.unit.routes.listing import all_units
from shared.access.accounts import Accounts
from shared.access.policy import Actor
from shared.access.reach import Scope
from shared.domain.identifiers import UnitCode, UuidText
from shared.reports.columns import Column, Sensitivity, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report
from shared.web.house import House
from shared.web.screens import wants_page

STATES: Final = {OPEN: "menunggu", HANDED_ON: "diteruskan", DONE: "selesai", TAKEN_BACK: "ditarik"}
MINE: Final = "mine"


def tasks(ask: Ask) -> Select[Any]:
    """Every task that this account holds or that its unit's letters gave; narrowed here, since a receiver need not be
    of the unit whose agenda the letter stands in. Apart, so that each is looked up by an index of its own."""
    task, scope = TASKS.table.c, ask.scope
    if scope.member is None:
        return _of(false()) if ask.given.get("whose") == MINE else _of(true())
    held = (_of(task.to_account == scope.member, _stands()), _of(scope.where(unit=task.to_unit), _stands()))
    if ask.given.get("whose") == MINE:
        return select(union_all(*held).subquery())
    return select(union_all(*held, _of(scope.where(unit=task.unit), ~_is_held(scope), _open_to(scope))).subquery())


def _of(*where: ColumnElement[bool]) -> Select[Any]:
    """Tasks with what their letters say of themselves; a letter that was struck out asks nothing."""
    letter = LETTERS.table.c
    told = (letter.agenda, letter.year, letter.perihal_ref, letter.urgency, letter.secrecy, letter.chain)
    query = select(TASKS.table, *told).join(LETTERS.table, letter.letter_id == TASKS.table.c.letter_id)
    return query.where(~letter.struck_out, *where)


def _stands() -> ColumnElement[bool]:
    return TASKS.table.c.state != TAKEN_BACK


def _is_held(scope: Scope) -> ColumnElement[bool]:
    """By the account itself, or by a unit of theirs; of no receiver it is unknown."""
    task = TASKS.table.c
    by_unit = scope.where(unit=func.coalesce(task.to_unit, ""))
    return and_(_stands(), or_(func.coalesce(task.to_account, "") == scope.member, by_unit))


def _open_to(scope: Scope) -> ColumnElement[bool]:
    """Whether the letter shows to whoever keeps its agenda, or to this account by its chain."""
    letter = LETTERS.table.c
    return or_(letter.secrecy.not_in(sorted(CLOSED)), letter.chain.contains([scope.member]))


async def units_offered(house: House) -> Sequence[Choice]:
    """Every unit, as a receiver of tasks."""
    return [Choice(code, one.name) for code, one in (await all_units(house)).items()]


async def opened(request: Request, house: House, actor: Actor, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows with whom they are for, and what the letter is about for a person who may read it."""
    keys, units = await keys_of(house, actor), await all_units(house)
    names = await Accounts(house.database).names({row.to_account for row in rows if row.to_account})
    readable = [row for row in rows if wants_page(request) and reads(actor, row.secrecy, row.chain, keys)]
    refs = sorted({row.perihal_ref for row in readable})
    values = await house.vault.reveal(refs, REPORT.action, actor.who) if refs else {}

    def called(row: Any) -> str:
        found = units.get(row.to_unit or "")
        return found.name if found else names.get(row.to_account, row.to_unit or "akun yang tidak dikenal")

    today = house.circumstances().today
    return [
        SimpleNamespace(
            **{**row._mapping, "receiver": called(row), "perihal": values.get(row.perihal_ref)},
            age_days=(today - row.given_on).days,
            late=row.state == OPEN and row.due < today,
        )
        for row in rows
    ]


REPORT: Final = Report(
    name="disposisi",
    address="/disposisi",
    title="Disposisi",
    said="Tugas dari disposisi: yang paling dekat batasnya di atas",
    noun="tugas",
    summary="Tasks given by disposisi: one's own, and those of one's unit's letters",
    action="letter.read",
    reads=(TASKS, LETTERS),
    opened=opened,
    query=tasks,
    key=("task_id", UuidText),
    columns=(
        Column("agenda", "Agenda", int, shown=Shown("place", heading="Surat")),
        Column("year", "Tahun", int),
        Column("perihal", "Perihal", str | None, sensitivity=Sensitivity.NAME, shown=Shown("about", "wide")),
        Column("receiver", "Kepada", str, sensitivity=Sensitivity.NAME, shown=Shown(classes="wide", label="Kepada")),
        Column("given_on", "Diberikan", date, shown=Shown("age", heading="Umur", label="Diberikan")),
        Column("due", "Batas", date, shown=Shown("due", heading="Batas", label="Batas")),
        Column("state", "Keadaan", Literal[tuple(STATES)], words=in_words(STATES), shown=Shown("state", "end")),
        Column("urgency", "Sifat", Literal[tuple(URGENCIES)], words=in_words(URGENCIES)),
        Column("age_days", "Umur", int, unit="days"),
        Column("late", "Lewat batas", bool),
        Column("unit", "Buku agenda unit", UnitCode),
        Column("to_unit", "Unit penerima", UnitCode | None),
        Column("to_account", "Akun penerima", UuidText | None),
        Column("letter_id", "ID surat", UuidText),
        Column("position", "Urutan", int),
        Column("task_id", "ID tugas", UuidText),
    ),
    orders=(Order("due", date), Order("given_on", date)),
    filters=(
        Filter(
            "whose",
            Literal[MINE],
            "Only what this account or a unit of theirs is to do.",
            in_query=True,
            title="Milik",
            choices=(Choice(MINE, "Tugas saya"),),
        ),
        Filter(
            "state",
            Literal[tuple(STATES)],
            title="Keadaan",
            choices=tuple(Choice(*one) for one in STATES.items()),
        ),
        Filter("to_unit", UnitCode, "Whose task.", title="Unit penerima", counted=True, offered=units_offered),
    ),
    template="letter/tasks.html",
    cells="letter/task_cells.html",
    nothing=("Tidak ada disposisi", "Yang diteruskan kepada Anda atau unit Anda muncul di sini."),
)
