"""/hours/service/imports: the berita acara of placements that began on paper, from the sheet of placements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from services.attendance.hours.decider import StartService
from services.attendance.hours.projections import PERSONS, SENTENCES
from services.attendance.hours.routes.answers import HandoversImported
from services.attendance.hours.routes.handover_rows import HandoverResult, check_rows, start_rows
from services.attendance.hours.routes.reading import PURPOSE
from services.attendance.hours.rows import HandoverDraft, read_handovers
from shared.access.naming import Named, people
from shared.access.signin import Actor
from shared.domain.refusal import Fault
from shared.sheets.doors import doors_of
from shared.sheets.keeping import Filed, Shelf
from shared.sheets.placements import DRESS, TITLE
from shared.sheets.receiving import Kind
from shared.sheets.shown import Shown
from shared.web.house import House
from shared.web.problems import told

STATES: Final = {
    "recorded": ("good", "circle-check", "Tercatat"),
    "known": ("good", "circle-check", "Sudah dikenal"),
    "none": ("calm", "file-text", "Tanpa berita acara"),
    "refused": ("alarm", "ban", "Tidak dimasukkan"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handovers(Filed):
    """A file's result as it is kept."""

    results: tuple[HandoverResult, ...] = ()


def _of_row(request: Request, row: HandoverResult) -> Mapping[str, Any]:
    return {"klien_id": row.klien_id, "why": told(request, row.why)}


def _of_look(row: HandoverResult) -> Sequence[Fault]:
    return row.why


def _see(row: HandoverResult) -> str | None:
    return f"/hours/{row.klien_id}" if row.klien_id else None


async def _names(request: Request, house: House, actor: Actor, found: Handovers) -> Mapping[str, Named]:
    whose = {one.key: one.klien_id for one in found.results if one.klien_id and one.wants_a_look}
    names = (await people(request, house, PERSONS, actor, {one: one for one in whose.values()}, PURPOSE)).names
    return {key: names[klien_id] for key, klien_id in whose.items() if klien_id in names}


SHOWN: Final = Shown(
    Shelf("handover", "hours.handovers", Handovers),
    "/hours/service/imports",
    "Berita acara dari berkas",
    "Berita acara penempatan yang sudah berjalan, dari lembar penempatan yang sama",
    "berita acara",
    TITLE,
    "/hours",
    "Catatan jam",
    STATES,
    DRESS,
    _of_row,
    _of_look,
    _see,
    _names,
)
HANDOVERS: Final[Kind[HandoverDraft, Handovers]] = Kind(
    SHOWN.shelf,
    SHOWN.results,
    tuple(STATES),
    read_handovers,
    start_rows,
    check_rows,
    lambda draft: draft.written,
    SHOWN.answer,
)
router = doors_of(SHOWN, HANDOVERS, StartService, HandoversImported, (PERSONS, SENTENCES))
