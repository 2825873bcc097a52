"""POST /hours/{klien_id}/corrections: a later truth about a logged shift, or striking it out."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.attendance.hours.decider import CorrectHours
from shared.access.asking import Asking, asking
from shared.domain.identifiers import KlienId, ShiftId
from shared.web.answers import answered, gives
from shared.web.brought import brought

router = APIRouter(prefix="/hours")


CORRECTED = answered("HoursCorrected", klien_id=KlienId, shift_id=ShiftId)


@router.post("/{klien_id}/corrections", summary="Correct or strike out a log")
@gives(CORRECTED)
async def correct(
    command: Annotated[CorrectHours, Depends(brought(CorrectHours))],
    asks: Annotated[Asking, Depends(asking(CorrectHours))],
) -> Response:
    """Any outcome, at any time, with its reason (settlement 19)."""
    klien_id, shift_id = command.klien_id, command.shift_id
    return await asks.answered(command, see=f"/hours/{klien_id}", klien_id=klien_id, shift_id=shift_id)
