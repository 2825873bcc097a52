"""GET /putusan/imports/{id}: what became of a file, a working list until its rows are mended.

Of a rejected row the cells lie in the vault, under its person's key; of a refused one, which left no event, they are
kept here, sealed. Whoever may import sees the list; the rows as they were written get only who sent them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.decider.unread import QUIET
from services.intake.putusan.events import PutusanRejected
from services.intake.putusan.projections import PUTUSANS
from services.intake.putusan.routes.answers import RESULT
from services.intake.putusan.routes.outcome import told, told_flags
from services.intake.putusan.rows import kept_cells
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import Position, PutusanId, UuidText
from shared.domain.refusal import Fault
from shared.ledger.execute import known_events
from shared.reports.answering import standing_of
from shared.reports.files import CSV, csv_file
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.kept import Keeping
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen

router = APIRouter(prefix="/putusan")
ACTION: Final = "putusan.import"
LIFE: Final = timedelta(days=30)
"""A file that nobody has mended in a month is sent again."""
FAILED: Final = ("rejected", "refused")
ROWS = PUTUSANS.table.c
Here = Annotated[House, Depends(house)]
Importer = Annotated[Actor, Depends(require(ACTION))]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row. ``repeated``: it had been carried out before."""

    number: int
    putusan_id: PutusanId
    state: str
    position: Position | None = None
    repeated: bool = False
    faults: tuple[Fault, ...] = ()
    flags: tuple[str, ...] = ()
    unread: tuple[Fault, ...] = ()

    @property
    def wants_a_look(self) -> bool:
        """Whether somebody has something to do with it."""
        return self.state != "registered" or bool(self.unread)


@dataclass(frozen=True, slots=True)
class Import:
    """A file's result as it is kept."""

    by: str
    """The account that sent the file."""
    columns: dict[str, str]
    columns_ignored: tuple[str, ...]
    passed: tuple[int, ...]
    results: tuple[RowResult, ...]
    written: dict[int, str]
    """The cells of the refused rows as they came."""
    mended: dict[int, str] = field(default_factory=dict)
    """The rulings that rows became once they were mended by page."""

    @property
    def position(self) -> int:
        """The highest position of its rows; 0 where nothing was recorded."""
        return max((result.position for result in self.results if result.position), default=0)

    def row(self, number: int) -> RowResult | None:
        """The row of this number."""
        return next((result for result in self.results if result.number == number), None)

    def open_rows(self, states: Mapping[str, str]) -> list[RowResult]:
        """The rows that failed and are not mended; ``states`` are those of the rejected ones' rulings now."""
        failed = (result for result in self.results if result.state in FAILED and result.number not in self.mended)
        return [one for one in failed if one.state == "refused" or states.get(one.putusan_id, "rejected") == "rejected"]

    def mended_rows(self, left: Sequence[RowResult]) -> dict[int, str]:
        """The rows that failed and are not ``left``, each with the ruling that it is now."""
        numbers = {one.number for one in left}
        done = (one for one in self.results if one.state in FAILED and one.number not in numbers)
        return {one.number: self.mended.get(one.number, one.putusan_id) for one in done}


async def keep(request: Request, import_id: str, found: Import) -> None:
    """Keep the result in place of an earlier one of the same file; what was mended stays mended."""
    before = await kept(request, import_id)
    mended = {**(before.mended if before else {}), **found.mended}
    payload = msgspec.json.encode(replace(found, mended=mended))
    await _keeping(request).keep(ACTION, "import", payload, import_id, LIFE)


async def kept(request: Request, import_id: str) -> Import | None:
    """The result of this id, as long as it is kept."""
    payload = await _keeping(request).find(ACTION, import_id)
    return None if payload is None else msgspec.json.decode(payload, type=Import)


async def cells_of_row(request: Request, import_id: str, number: int) -> dict[str, str]:
    """The cells of a refused row, by our own names."""
    found = await kept(request, import_id)
    return kept_cells(found.written[number]) if found and number in found.written else {}


async def mended(
    request: Request, house: House, import_id: str, number: int, putusan_id: PutusanId
) -> tuple[str, str] | None:
    """Note that a row became this ruling; whither next: the next row that failed, else the list."""
    found = await kept(request, import_id)
    if found is None or found.row(number) is None:
        return None
    now = replace(found, mended={**found.mended, number: putusan_id})
    await keep(request, import_id, now)
    left = now.open_rows(await _states(house, now))
    following = next((one for one in left if one.number > number), left[0] if left else None)
    if following is None:
        return "Semua baris sudah diperbaiki: buka hasil impor", f"/putusan/imports/{import_id}"
    return f"Baris berikutnya: {following.number}", to_mend(import_id, following)


def to_mend(import_id: str, row: RowResult) -> str:
    """The form with the row's own cells."""
    rejected = f"rejected={row.putusan_id}&" if row.state == "rejected" else ""
    return f"/putusan/new?{rejected}import_id={import_id}&row={row.number}"


@router.get("/imports/{import_id}", summary="What became of a file of rulings")
@gives(RESULT, refuses=(404,))
async def shown(request: Request, import_id: UuidText, house: Here, actor: Importer, after: After = None) -> Response:
    """Its rows with their reasons, for 30 days; who sends the file again is answered here, too."""
    found = await _found(request, import_id)
    standing = await standing_of(house, (PUTUSANS,), after)
    left = found.open_rows(await _states(house, found))
    mine = found.by == actor.account_id
    shown: dict[str, Any] = {"import_id": import_id, "mine": mine, "mended": found.mended_rows(left)}
    shown["mend"] = {one.number: to_mend(import_id, one) for one in left}
    return screen(request, "putusan/imported.html", answer_of(request, found), standing=standing, **shown)


@router.get("/imports/{import_id}/failed.csv", summary="The rows of a file that failed, as they were written")
@gives(None, files=(CSV,), refuses=(404,))
async def failed(request: Request, import_id: UuidText, house: Here, actor: Importer) -> Response:
    """With their own headings, for whoever sent the file: to be mended in a spreadsheet and sent again."""
    found = await _found(request, import_id)
    if found.by != actor.account_id:
        raise Problem(404, Fault("import-unknown"))
    left = found.open_rows(await _states(house, found))
    papers = await _papers(house, actor, [one.putusan_id for one in left if one.state == "rejected"])
    rows = [_cells(found.written.get(one.number) or papers.get(one.putusan_id)) for one in left]
    headings = list(dict.fromkeys(name for row in rows for name in row if name))
    body = csv_file(headings, [[row.get(name, "") for name in headings] for row in rows])
    sent = {"Content-Disposition": f'attachment; filename="bakti-impor-{import_id[:8]}.csv"'}
    return Response(body, headers=sent, media_type=CSV)


def answer_of(request: Request, found: Import) -> dict[str, Any]:
    """What became of a file, row by row, in the asker's language."""
    counts = Counter(result.state for result in found.results)
    return {
        "position": found.position,
        "rows": len(found.results),
        **{state: counts[state] for state in ("registered", "held", "rejected", "refused")},
        "repeated": sum(result.repeated for result in found.results),
        "columns_ignored": list(found.columns_ignored),
        "passed": list(found.passed),
        "results": [_told(request, found.columns, result) for result in found.results],
    }


def _told(request: Request, columns: Mapping[str, str], result: RowResult) -> dict[str, Any]:
    return {
        "row": result.number,
        "putusan_id": result.putusan_id,
        "state": result.state,
        "repeated": result.repeated,
        "faults": _by_column(request, columns, result.faults),
        "flags": told_flags(request, result.flags),
        "unread": _by_column(request, columns, [cell for cell in result.unread if cell.rule not in QUIET]),
    }


def _by_column(request: Request, columns: Mapping[str, str], faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults with the column of the file that each is about."""
    return [
        {**fault, "column": columns.get((fault["pointer"] or "").removeprefix("/"))} for fault in told(request, faults)
    ]


async def _found(request: Request, import_id: str) -> Import:
    found = await kept(request, import_id)
    if found is None:
        raise Problem(404, Fault("import-unknown"))
    return found


async def _states(house: House, found: Import) -> dict[str, str]:
    """How the rulings of the rejected rows stand now: one that was sent better is no longer rejected."""
    ids = [result.putusan_id for result in found.results if result.state == "rejected"]
    async with house.database.engine(Role.INTAKE).connect() as connection:
        rows = await connection.execute(select(ROWS.putusan_id, ROWS.state).where(ROWS.putusan_id.in_(ids)))
        return {row.putusan_id: row.state for row in rows}


async def _papers(house: House, actor: Actor, ids: Iterable[PutusanId]) -> dict[str, str]:
    """The cells of these rejected papers as they were written; none of one whose person was erased."""
    refs: dict[str, str] = {}
    for putusan_id in ids:
        for event in known_events(await house.ledger.read_stream(PUTUSAN.stream(putusan_id))):
            if isinstance(event, PutusanRejected) and event.paper is not None and event.paper.ref:
                refs[putusan_id] = event.paper.ref
    values = await house.vault.reveal(refs.values(), ACTION, actor.account_id) if refs else {}
    return {putusan_id: str(values[ref]) for putusan_id, ref in refs.items()}


def _cells(written: str | None) -> dict[str, str]:
    try:
        found = json.loads(written or "{}")
    except ValueError:  # the word for why there are none any more
        return {}
    return {str(name): str(cell) for name, cell in found.items()}


def _keeping(request: Request) -> Keeping:
    found: Keeping = request.app.state.keeping
    return found
