"""POST /hours/{klien_id}/corrections: a later truth about a logged shift, or striking it out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.attendance.hours.decider import HOURS, CorrectHours, correct_hours
from services.attendance.hours.routes.entry import ShiftEntry
from shared.access.signin import Actor, require
from shared.domain.identifiers import KlienId, ShiftId
from shared.domain.text import Reason
from shared.web.answers import answered, gives
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.problems import answer

router = APIRouter(prefix="/hours")


class HoursCorrection(BaseModel):
    """Corrections of a shift count up from 1; the highest stands. ``shift`` null strikes the log out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shift_id: ShiftId
    number: int = Field(ge=1, le=1000)
    shift: ShiftEntry | None
    reason: Reason


CORRECTED = answered("HoursCorrected", klien_id=KlienId, shift_id=ShiftId)


@router.post("/{klien_id}/corrections", summary="Correct or strike out a log")
@gives(CORRECTED)
async def correct(
    request: Request,
    klien_id: KlienId,
    correction: Annotated[HoursCorrection, Depends(incoming(HoursCorrection))],
    actor: Annotated[Actor, Depends(require("hours.correct"))],
    home: Annotated[House, Depends(house)],
) -> Response:
    """Any outcome, at any time, with its reason (settlement 19)."""
    command = CorrectHours(
        klien_id=klien_id,
        shift_id=correction.shift_id,
        number=correction.number,
        shift=correction.shift and correction.shift.shift(correction.shift_id),
        reason=correction.reason,
    )
    result = await home.executor.execute(
        command, HOURS, HOURS.stream(klien_id), correct_hours, asked(request, actor.account_id), home.circumstances
    )
    return answer(request, result, see=f"/hours/{klien_id}", klien_id=klien_id, shift_id=correction.shift_id)
