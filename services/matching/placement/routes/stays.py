"""/placement/imports: placements that began on paper, each row accepted as by its own page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from sqlalchemy import select

from services.matching.placement.decider import AcceptPlacement
from services.matching.placement.projections import PERSONS, PLACEMENTS
from services.matching.placement.report import REPORT
from services.matching.placement.routes.answers import StaysImported
from services.matching.placement.routes.stay_rows import StayResult, accept_rows, check_rows
from services.matching.placement.rows import StayDraft, read_stays
from shared.access.naming import Named, people
from shared.access.signin import Actor
from shared.database.roles import Role
from shared.sheets.doors import doors_of
from shared.sheets.keeping import Filed, Shelf
from shared.sheets.placements import DRESS, TITLE
from shared.sheets.receiving import Kind
from shared.sheets.shown import Shown
from shared.web.house import House

STATES: Final = {
    "accepted": ("good", "circle-check", "Ditempatkan"),
    "known": ("good", "circle-check", "Sudah dikenal"),
    "refused": ("alarm", "ban", "Tidak dimasukkan"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays(Filed):
    """A file's result as it is kept."""

    results: tuple[StayResult, ...] = ()


def _of_row(request: Request, row: StayResult) -> Mapping[str, Any]:
    return {"putusan_id": row.putusan_id}


def _see(row: StayResult) -> str | None:
    return f"/placement/{row.putusan_id}" if row.putusan_id else None


async def _names(request: Request, house: House, actor: Actor, found: Stays) -> Mapping[str, Named]:
    """Of rows that found their ruling; nobody is named of the others."""
    rulings = {one.key: one.putusan_id for one in found.results if one.putusan_id and one.wants_a_look}
    row = PLACEMENTS.table.c
    query = select(row.putusan_id, row.klien_id).where(row.putusan_id.in_(set(rulings.values())))
    async with house.database.engine(Role.MATCHING).connect() as connection:
        whose = {one.putusan_id: one.klien_id for one in await connection.execute(query)}
    names = (await people(request, house, PERSONS, actor, whose, REPORT.action)).names
    return {key: names[putusan_id] for key, putusan_id in rulings.items() if putusan_id in names}


SHOWN: Final = Shown(
    Shelf("placement", "placement.import", Stays),
    "/placement/imports",
    "Penempatan dari berkas",
    "Penempatan yang sudah berjalan di atas kertas, satu baris satu putusan",
    "penempatan",
    TITLE,
    "/placement",
    "Penempatan",
    STATES,
    DRESS,
    _of_row,
    lambda row: (),
    _see,
    _names,
)
STAYS: Final[Kind[StayDraft, Stays]] = Kind(
    SHOWN.shelf,
    SHOWN.results,
    tuple(STATES),
    read_stays,
    accept_rows,
    check_rows,
    lambda draft: draft.written,
    SHOWN.answer,
)
router = doors_of(SHOWN, STAYS, AcceptPlacement, StaysImported, (PLACEMENTS, PERSONS))
