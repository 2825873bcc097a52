"""POST /hours/{klien_id}/corrections: a later truth about a logged shift, or striking it out; …/amendments: the same by
whoever recorded it today; …/decisions: a log that waits is taken as it stands."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.attendance.hours.decider import CorrectHours, CorrectOwnHours, DecideReview
from services.attendance.hours.routes.entry import correction_of_form, decision_of_form, typed
from shared.access.asking import Asking, asking
from shared.domain.identifiers import KlienId, ShiftId
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, command_of

router = APIRouter(prefix="/hours")

Correction, OwnCorrection = body_model(CorrectHours), body_model(CorrectOwnHours)
Acceptance = body_model(DecideReview)
CORRECTED = answered("HoursCorrected", klien_id=KlienId, shift_id=ShiftId)
DECIDED = answered("ReviewDecided", klien_id=KlienId, shift_id=ShiftId)


@router.post("/{klien_id}/corrections", summary="Correct or strike out a log")
@gives(CORRECTED)
async def correct(
    klien_id: KlienId,
    body: Annotated[Brought, Depends(typed(Correction, correction_of_form))],
    asks: Annotated[Asking, Depends(asking(CorrectHours))],
) -> Response:
    """Any outcome, at any time, with its reason (settlement 19)."""
    return await _answered(asks, command_of(CorrectHours, body, klien_id=klien_id, by=asks.actor.account_id))


@router.post("/{klien_id}/amendments", summary="Correct or strike out one's own log of today")
@gives(CORRECTED)
async def amend(
    klien_id: KlienId,
    body: Annotated[Brought, Depends(typed(OwnCorrection, correction_of_form))],
    asks: Annotated[Asking, Depends(asking(CorrectOwnHours))],
) -> Response:
    """By whoever recorded it, on the day of the work; afterwards it is the officer's."""
    return await _answered(asks, command_of(CorrectOwnHours, body, klien_id=klien_id, by=asks.actor.account_id))


@router.post("/{klien_id}/decisions", summary="Take a log that waits as it stands, or let it wait again")
@gives(DECIDED)
async def decide(
    klien_id: KlienId,
    body: Annotated[Brought, Depends(typed(Acceptance, decision_of_form))],
    asks: Annotated[Asking, Depends(asking(DecideReview))],
) -> Response:
    """Where the law lets a person know better than the record (decision 0031)."""
    return await _answered(asks, command_of(DecideReview, body, klien_id=klien_id))


async def _answered(asks: Asking, command: CorrectHours | DecideReview) -> Response:
    klien_id, shift_id = command.klien_id, command.shift_id
    return await asks.answered(command, see=f"/hours/{klien_id}", klien_id=klien_id, shift_id=shift_id)
