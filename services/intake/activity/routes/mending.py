"""What an activity truly is, on which other day, and that it will not be, or will be after all."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.activity.decider import CancelActivity, CorrectActivity, MoveActivity, RestoreActivity
from services.intake.activity.decider.commands import OfActivity
from services.intake.activity.routes.reading import invited_by, kept
from services.intake.activity.routes.telling import TOLD, OfLines
from shared.access.asking import Asking, asking
from shared.domain.identifiers import ActivityId
from shared.web.answers import gives
from shared.web.brought import body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.kept import Saved

router = APIRouter(prefix="/activity")
Corrected = body_model(CorrectActivity, base=OfLines)


@router.post("/{activity_id}/corrections", summary="Correct an activity")
@gives(TOLD, refuses=(404,))
async def corrected(
    activity_id: ActivityId,
    said: Annotated[OfLines, Depends(incoming(Corrected))],
    asks: Annotated[Asking, Depends(asking(CorrectActivity))],
) -> Response:
    """All of it as it truly is."""
    command = command_of(CorrectActivity, said, activity_id=activity_id)
    await invited_by(asks, command.letter_id)
    return await mended(asks, command, "activity-corrected")


@router.post("/{activity_id}/day", summary="Move an activity to another day")
@gives(TOLD, refuses=(404,))
async def moved(
    command: Annotated[MoveActivity, Depends(brought(MoveActivity))],
    asks: Annotated[Asking, Depends(asking(MoveActivity))],
) -> Response:
    """Or to another hour of it."""
    return await mended(asks, command, "activity-moved")


@router.post("/{activity_id}/cancellation", summary="Cancel an activity")
@gives(TOLD, refuses=(404,))
async def cancelled(
    command: Annotated[CancelActivity, Depends(brought(CancelActivity))],
    asks: Annotated[Asking, Depends(asking(CancelActivity))],
) -> Response:
    """It stays in the calendar as cancelled."""
    return await mended(asks, command, "activity-cancelled")


@router.post("/{activity_id}/restoration", summary="Say that a cancelled activity is to be after all")
@gives(TOLD, refuses=(404,))
async def restored(
    command: Annotated[RestoreActivity, Depends(brought(RestoreActivity))],
    asks: Annotated[Asking, Depends(asking(RestoreActivity))],
) -> Response:
    """On the day that it had."""
    return await mended(asks, command, "activity-restored")


async def mended(asks: Asking, command: OfActivity, saved: str) -> Response:
    """Carry it out where who asks is of the activity's unit, and show the activity."""
    await kept(asks, command.activity_id)
    at = f"/activity/{command.activity_id}"
    return await asks.answered(command, see=at, saved=Saved(saved), activity_id=command.activity_id)
