"""/hours/imports: day sheets of work that was done already, each row recorded like a log of its own (settlement 26)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from services.attendance.hours.decider import LogHours
from services.attendance.hours.projections import PERSONS, SITES
from services.attendance.hours.routes.answers import DaysImported
from services.attendance.hours.routes.reading import PURPOSE
from services.attendance.hours.routes.sheet_rows import DayResult, check_rows, log_rows
from services.attendance.hours.rows import DAY_SHEET, HINTS, LISTS, REQUIRED, DayDraft, read_days
from shared.access.naming import Named, people
from shared.access.signin import Actor
from shared.domain.refusal import Fault
from shared.sheets.columns import Column
from shared.sheets.doors import doors_of
from shared.sheets.keeping import Filed, Shelf
from shared.sheets.receiving import Kind
from shared.sheets.shown import Shown
from shared.sheets.template import Dress
from shared.web.house import House
from shared.web.problems import told

ACTION: Final = "hours.import"
STATES: Final = {
    "recorded": ("good", "circle-check", "Tercatat"),
    "review": ("watch", "hourglass", "Menunggu keputusan"),
    "known": ("good", "circle-check", "Sudah dikenal"),
    "refused": ("alarm", "ban", "Tidak dimasukkan"),
}
ADVICE: Final = (
    "Satu baris untuk satu kali kerja. Jam berarti WIB.",
    "Orangnya dikenali dari NIK, atau dari nama, tanggal lahir dan nomor perkara; nama saja tidak cukup.",
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
    SHOWN.results,
    tuple(STATES),
    read_days,
    log_rows,
    check_rows,
    lambda draft: draft.written,
    SHOWN.answer,
)
router = doors_of(SHOWN, DAYS, LogHours, DaysImported, (PERSONS, SITES))
