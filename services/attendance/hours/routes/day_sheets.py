"""/hours/imports: day sheets of work that was done already, each row recorded like a log of its own (settlement 26)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.attendance.hours.decider import LogHours
from services.attendance.hours.projections import PERSONS, SITES
from services.attendance.hours.routes.answers import DAYS_RESULT, DaysImported
from services.attendance.hours.routes.reading import PURPOSE
from services.attendance.hours.routes.sheet_rows import DayResult, check_rows, log_rows
from services.attendance.hours.rows import DAY_SHEET, HINTS, LISTS, REQUIRED, DayDraft, read_days
from shared.access.asking import Asking, asking
from shared.access.naming import Named, people
from shared.access.signin import Actor, require
from shared.domain.identifiers import UuidText
from shared.domain.refusal import Fault
from shared.reports.answering import standing_of
from shared.reports.files import CSV, XLSX
from shared.sheets.columns import Column
from shared.sheets.keeping import Filed, Shelf
from shared.sheets.receiving import FILE, Kind, received
from shared.sheets.shown import Shown
from shared.sheets.template import Dress
from shared.web.answers import gives
from shared.web.forms import takes
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import told

router = APIRouter(prefix="/hours/imports")
Here = Annotated[House, Depends(house)]
ACTION: Final = "hours.import"
Importer = Annotated[Actor, Depends(require(ACTION))]
STATES: Final = {
    "recorded": ("good", "circle-check", "Tercatat"),
    "review": ("watch", "hourglass", "Menunggu keputusan"),
    "known": ("good", "circle-check", "Sudah dikenal"),
    "refused": ("alarm", "ban", "Tidak dimasukkan"),
}
ADVICE: Final = (
    "Satu baris untuk satu kali kerja. Jam berarti WIB.",
    "Orangnya dikenali dari NIK, atau dari nama dan nomor perkara; nama saja tidak cukup.",
    "Baris contoh dilewati selama tidak diubah. Urutan kolom bebas; kolom yang tidak dipakai boleh dihapus.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(Filed):
    """A file's result as it is kept."""

    results: tuple[DayResult, ...] = ()


def _hint(column: Column) -> str:
    example = f" Contoh: {column.example}." if column.example else ""
    return f"{HINTS[column.field]}{' Wajib.' if column.field in REQUIRED else ''}{example}"


def _of_row(request: Request, row: DayResult) -> Mapping[str, Any]:
    return {
        "klien_id": row.klien_id,
        "shift_id": row.shift_id,
        "credited_minutes": row.credited_minutes,
        "why": told(request, row.why),
    }


def _see(row: DayResult) -> str | None:
    return f"/hours/{row.klien_id}/logs/{row.shift_id}" if row.shift_id else None


def _of_look(row: DayResult) -> Sequence[Fault]:
    return row.why


async def _names(request: Request, house: House, actor: Actor, found: Days) -> Mapping[str, Named]:
    whose = {one.key: one.klien_id for one in found.results if one.klien_id and one.wants_a_look}
    names = (await people(request, house, PERSONS, actor, {one: one for one in whose.values()}, PURPOSE)).names
    return {key: names[klien_id] for key, klien_id in whose.items() if klien_id in names}


SHOWN: Final = Shown(
    Shelf("hours", ACTION, Days),
    "/hours/imports",
    "Lembar hadir dari berkas",
    "Jam yang sudah dikerjakan dan tertulis di lembar hadir, satu baris satu kali kerja",
    "lembar hadir",
    "Lembar hadir",
    "/hours",
    "Catatan jam",
    STATES,
    Dress("Lembar hadir", ADVICE, DAY_SHEET, _hint, lambda column: LISTS.get(column.field, ()), REQUIRED),
    _of_row,
    _of_look,
    _see,
    _names,
)
DAYS: Final[Kind[DayDraft, Days]] = Kind(
    SHOWN.shelf,
    SHOWN.address,
    tuple(STATES),
    read_days,
    log_rows,
    check_rows,
    lambda draft: draft.written,
    SHOWN.answer,
)


@router.get("", summary="Where day sheets are sent")
async def page(request: Request, _: Importer) -> Response:
    """The form, and the template beside it."""
    return SHOWN.page(request)


@router.post("", summary="Record the work of day sheets", dependencies=[Depends(takes(FILE))])
@gives(DaysImported)
async def imported(
    asks: Annotated[Asking, Depends(asking(LogHours))],
    _: Importer,
    check: Annotated[bool, Query(description="Only say what would become of it.")] = False,
) -> Response:
    """A file, XLSX or CSV, each row a log as if it were recorded by itself. The result stays, for a month, at an
    address of its own."""
    return await received(asks, DAYS, check=check)


@router.get("/template.xlsx", summary="The template of a day sheet, with lists and hints")
@gives(None, files=(XLSX,))
async def template(_: Importer) -> Response:
    """A workbook to fill in; its example row is passed over as long as it stands untouched."""
    return await SHOWN.template()


@router.get("/{import_id}", summary="What became of a file of day sheets")
@gives(DAYS_RESULT, refuses=(404,))
async def shown(request: Request, import_id: UuidText, house: Here, actor: Importer, after: After = None) -> Response:
    """Its rows with what each is credited as it was recorded, and why not all of it."""
    return await SHOWN.result(request, house, actor, import_id, await standing_of(house, (PERSONS, SITES), after))


@router.get("/{import_id}/failed.csv", summary="The rows of a file of day sheets that failed, as they were written")
@gives(None, files=(CSV,), refuses=(404,))
async def failed(request: Request, import_id: UuidText, house: Here, actor: Importer) -> Response:
    """With their own headings and why each failed, for whoever sent the file: mended and sent again."""
    return await SHOWN.failed(request, house, actor, import_id, "csv")


@router.get("/{import_id}/failed.xlsx", summary="The same as a workbook")
@gives(None, files=(XLSX,), refuses=(404,))
async def failed_workbook(request: Request, import_id: UuidText, house: Here, actor: Importer) -> Response:
    """Each column of ours with its hint and its list."""
    return await SHOWN.failed(request, house, actor, import_id, "xlsx")
