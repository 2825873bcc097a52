"""POST /putusan/imports: a file of rulings, each row through the same door as a single one."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from services.intake.klien.decider import ProfileKlien, RecordLitmas
from services.intake.putusan.decider import AssignOfficer, CorrectPaper, RegisterPutusan
from services.intake.putusan.routes.answers import Imported
from services.intake.putusan.routes.filing import check_rows, register_rows
from services.intake.putusan.routes.keeping import SHELF, STATES, Import
from services.intake.putusan.routes.results import answer_of
from services.intake.putusan.rows import Draft, read_rows
from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.sheets.receiving import FILE, Kind, received
from shared.sheets.tabs import ROWS_MAX
from shared.web.answers import gives
from shared.web.forms import takes

router = APIRouter(prefix="/putusan")
RULINGS: Final[Kind[Draft, Import]] = Kind(
    SHELF, "/imports", STATES, read_rows, register_rows, check_rows, lambda draft: draft.written, answer_of
)
DOCUMENTS: Final = dict[str, Any] | Annotated[list[dict[str, Any]], Field(max_length=ROWS_MAX)]
"""One document as the SPPT-TI sends it, or several; by what names, the mappings of files say."""


@router.post("/imports", dependencies=[Depends(takes(replace(FILE, json=DOCUMENTS)))])
@gives(Imported)
async def imported(
    asks: Annotated[Asking, Depends(asking(RegisterPutusan, CorrectPaper))],
    of_profile: Annotated[Asking, Depends(asking(ProfileKlien))],
    of_litmas: Annotated[Asking, Depends(asking(RecordLitmas))],
    of_officer: Annotated[Asking, Depends(asking(AssignOfficer))],
    _: Annotated[Actor, Depends(require("putusan.import"))],
    check: Annotated[bool, Query(description="Only say what would become of it.")] = False,
) -> Response:
    """Register every ruling of a file: XLSX, CSV, or JSON of the SPPT-TI, and tell what its row says besides of the
    person, of a litmas and of whose case it is. Each row is answered for by its tab and number. The result stays, for a
    month, at an address of its own."""
    asks = replace(asks, may=asks.may.union(of_profile.may, of_litmas.may, of_officer.may))
    return await received(asks, RULINGS, check=check)
