"""GET /imports/{id}: what became of a file, a working list until its rows are mended.

Of a rejected row the cells lie in the vault, under its person's key; of a refused one, which left no event, they are
kept here, sealed. Whoever may import sees the list; the rows as they were written get only who sent them.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.decider.unread import QUIET
from services.intake.putusan.events import PutusanRejected
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.putusan.report import named
from services.intake.putusan.routes.answers import RESULT
from services.intake.putusan.routes.keeping import (
    ACTION,
    OPEN,
    SHELF,
    STATES,
    TAKEN,
    Import,
    RowResult,
)
from services.intake.putusan.routes.mending import label_of
from services.intake.putusan.routes.outcome import told_flags
from services.intake.putusan.routes.template import DRESS
from services.intake.putusan.rows import CORRECTS, WHY, kept_cells
from services.intake.putusan.rows.file import BOOK
from shared.access.naming import SEE, Named, as_seen, people
from shared.access.policy import RoleName, may
from shared.access.reach import scope_of
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import PutusanId, UuidText
from shared.domain.refusal import Fault
from shared.ledger.execute import known_events
from shared.reports.answering import standing_of
from shared.reports.files import CSV, XLSX, csv_file
from shared.sheets.results import accounted, as_it_is, by_column, file_of, looked_again, seen
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import Problem, told_in_a_file
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/imports")
NO_NAME: Final = "Berkas tanpa nama"
ROWS = PUTUSANS.table.c
Here = Annotated[House, Depends(house)]
Importer = Annotated[Actor, Depends(require(ACTION))]


async def kept_for(request: Request, house: House, actor: Actor, import_id: str) -> Import | None:
    """The result, for whoever may see it."""
    return await seen(request, house, actor, await SHELF.kept(request, import_id))


async def cells_of_row(
    request: Request, house: House, actor: Actor, import_id: str, key: str
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """The cells of a refused row, by our own names, and why it was refused."""
    found = await kept_for(request, house, actor, import_id)
    row = found.row(key) if found else None
    if found is None or row is None or key not in found.written:
        return {}, ()
    return kept_cells(found.written[key]), row.faults


async def mended(
    request: Request, house: House, actor: Actor, import_id: str, key: str, became: tuple[PutusanId, str]
) -> tuple[str, str] | None:
    """Note that a row became this ruling, which stands so; whither next: a row that waits, else the list."""
    found = await kept_for(request, house, actor, import_id)
    if found is None or found.row(key) is None:
        return None
    now = replace(found, mended={**found.mended, key: became[0]})
    await SHELF.keep(request, import_id, now)
    left = now.open_rows(await _states(request, house, actor, now) | dict([became]))
    keys = [row.key for row in now.results]
    others = [row for row in left if row.key != key]
    behind = (row for row in others if keys.index(row.key) > keys.index(key))
    following = next(behind, others[0] if others else None)
    if following is not None:
        return f"Baris berikutnya: {now.place(following)}", to_do(import_id, now, following)
    said = "Buka hasil impor" if left else "Semua baris sudah diperbaiki: buka hasil impor"
    return said, f"/imports/{import_id}"


def to_do(import_id: str, found: Import, row: RowResult) -> str:
    """Where a row is mended: the form with its own cells; a ruling that is held, on its own page."""
    if row.state == "held" or row.key in found.mended:
        return f"/putusan/{found.becomes(row)}#sebab"
    rejected = f"rejected={row.putusan_id}&" if row.state == "rejected" else ""
    return f"/putusan/new?{rejected}import_id={import_id}&row={row.key}"


@router.get("/{import_id}", summary="What became of a file of rulings")
@gives(RESULT, refuses=(404,))
async def shown(request: Request, import_id: UuidText, house: Here, actor: Importer, after: After = None) -> Response:
    """Its rows with their reasons, for 30 days; who sends the file again is answered here, too."""
    found = await as_it_is(request, house, actor, SHELF, import_id)
    standing = await standing_of(house, (PUTUSANS,), after)
    data = answer_of(request, found)
    if not wants_page(request) or found.is_without_rows:
        again = looked_again(found) if wants_page(request) else {}
        return screen(request, "putusan/imported.html", data, standing=standing, headers=again, here="/putusan")
    states = {} if found.checked else await _states(request, house, actor, found)
    shown: dict[str, Any] = {"here": "/putusan", "import_id": import_id}
    shown["downloads"] = found.by == actor.account_id and found.failed
    left = [] if found.checked else found.open_rows(states)
    shown["to_do"] = {row.key: to_do(import_id, found, row) for row in left}
    shown["stands"] = {row.key: found.stands(row, states) for row in found.results}
    shown["becomes"] = {row.key: found.becomes(row) for row in found.results}
    shown["counts"] = Counter(_counted(state) for state in shown["stands"].values())
    shown["names"] = await _names(request, house, actor, found)
    shown |= {"taken": TAKEN, "own_sheet": BOOK.ours.title, "column_of": BOOK.columns.named}
    for said, row in zip(data["results"], found.results, strict=True):
        said |= {"key": row.key, "place": found.place(row)}
    template = "putusan/convicts.html" if found.of_one_paper else "putusan/imported.html"
    return screen(request, template, data, standing=standing, label_of=label_of, **shown)


@router.get("/{import_id}/failed.csv", summary="The rows of a file that failed, as they were written")
@gives(None, files=(CSV,), refuses=(404,))
async def failed(request: Request, import_id: UuidText, house: Here, actor: Importer) -> Response:
    """With their own headings, which paper each row mends and why it failed, for whoever sent the file: mended and
    sent again."""
    return file_of(import_id, "csv", csv_file(*await _failed(request, house, actor, import_id)))


@router.get("/{import_id}/failed.xlsx", summary="The same as a workbook")
@gives(None, files=(XLSX,), refuses=(404,))
async def failed_workbook(request: Request, import_id: UuidText, house: Here, actor: Importer) -> Response:
    """Each column of ours with its hint and its list."""
    headings, rows = await _failed(request, house, actor, import_id)
    return file_of(import_id, "xlsx", await asyncio.to_thread(DRESS.workbook, headings, rows))


async def _failed(request: Request, house: House, actor: Actor, import_id: str) -> tuple[list[str], list[list[str]]]:
    found = await _found(request, house, actor, import_id)
    if found.by != actor.account_id:
        raise Problem(404, Fault("import-unknown"))
    kept = {one.key: one.putusan_id for one in found.failed if one.state == "rejected" and not found.checked}
    papers = await _papers(house, actor, kept.values())
    rows = [
        _cells(found.written.get(one.key) or papers.get(one.putusan_id))
        | {CORRECTS: kept.get(one.key, ""), WHY: _why(request, one)}
        for one in found.failed
    ]
    ours = (CORRECTS, WHY)
    headings = [*dict.fromkeys(name for row in rows for name in row if name and name not in ours), *ours]
    return headings, [[row.get(name, "") for name in headings] for row in rows]


def answer_of(request: Request, found: Import) -> dict[str, Any]:
    """What became of a file, row by row, in the asker's language."""
    results = [_told(request, found, result) for result in found.results]
    nobody = sorted({one.officer for one in found.results if one.officer and not one.officer_shared})
    shared = sorted({one.officer for one in found.results if one.officer_shared})
    about = {"of_one_paper": found.of_one_paper, "officers_unknown": nobody, "officers_shared": shared}
    return {**about, **accounted(found, STATES), "results": results}


def _told(request: Request, found: Import, result: RowResult) -> dict[str, Any]:
    columns = found.tabs[result.tab - 1].columns
    return {
        "tab": result.tab,
        "row": result.number,
        "putusan_id": result.putusan_id,
        "state": result.state,
        "repeated": result.repeated,
        "faults": by_column(request, columns, result.faults),
        "flags": told_flags(request, result.flags),
        "unread": by_column(request, columns, [cell for cell in result.unread if cell.rule not in QUIET]),
        "besides": by_column(request, columns, result.besides),
    }


async def _found(request: Request, house: House, actor: Actor, import_id: str) -> Import:
    found = await kept_for(request, house, actor, import_id)
    if found is None:
        raise Problem(404, Fault("import-unknown"))
    return found


async def _states(request: Request, house: House, actor: Actor, found: Import) -> dict[str, str]:
    """How the rulings of the rows that were not taken at once stand now; of another officer's nobody is told."""
    ids = [found.becomes(row) for row in found.results if row.state in OPEN]
    mine = (await scope_of(request, house, actor)).where(putusan_id=ROWS.putusan_id)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        rows = await connection.execute(select(ROWS.putusan_id, ROWS.state).where(ROWS.putusan_id.in_(ids), mine))
        return {row.putusan_id: row.state for row in rows}


def _counted(state: str) -> str:
    """A state as the head of the page counts it: what is on its way is registered."""
    return state if state in (*OPEN, "known") else "registered"


async def _names(request: Request, house: House, actor: Actor, found: Import) -> dict[str, Named]:
    """Who the rows to look at are about; of one that left no event nobody knows the age, so that initials say it."""
    wanted = {row.key: found.becomes(row) for row in found.results if row.wants_a_look or found.of_one_paper}
    async with house.database.engine(Role.INTAKE).connect() as connection:
        mine = (await scope_of(request, house, actor)).where(putusan_id=ROWS.putusan_id)
        query = select(PUTUSANS.table).where(ROWS.putusan_id.in_(set(wanted.values())), mine)
        rows = (await connection.execute(query)).all()
    whose = await people(request, house, PERSONS, actor, {row.putusan_id: row.klien_id for row in rows}, ACTION)
    known = await named(request, house, actor, rows, whose)
    written = {key: kept_cells(cells) for key, cells in found.written.items() if may(actor.role, SEE)}
    unknown = {key: _by_cells(actor.role, cells) for key, cells in written.items()}
    return unknown | {key: known[one] for key, one in wanted.items() if one in known}


def _by_cells(role: RoleName, cells: Mapping[str, str]) -> Named:
    name, number = cells.get("nama"), cells.get("nomor_perkara")
    return as_seen(role, name or NO_NAME, masked=bool(name), child=False, case_number=number)


def _why(request: Request, row: RowResult) -> str:
    """Why a row failed, in one cell."""
    faults = told_in_a_file(request, (*row.faults, *row.besides))
    said = (f"{label_of((one.pointer or '/')[1:])}: {one.message} {one.remedy or ''}" for one in faults)
    return " ".join(one.strip() for one in said)


async def _papers(house: House, actor: Actor, ids: Iterable[PutusanId]) -> dict[str, str]:
    """The cells of these rejected papers as they were written; none of one whose person was erased."""
    refs: dict[str, str] = {}
    for putusan_id in ids:
        for event in known_events(await house.ledger.read_stream(PUTUSAN.stream(putusan_id))):
            if isinstance(event, PutusanRejected) and event.paper is not None and event.paper.ref:
                refs[putusan_id] = event.paper.ref
    values = await house.vault.reveal(refs.values(), ACTION, actor.who) if refs else {}
    return {putusan_id: str(values[ref]) for putusan_id, ref in refs.items()}


def _cells(written: str | None) -> dict[str, str]:
    try:
        found = json.loads(written or "{}")
    except ValueError:  # the word for why there are none any more
        return {}
    return {str(name): str(cell) for name, cell in found.items()}
