"""What is told of a mark: that it is set, what is truly to be done, that it is done or not, that it is withdrawn."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.workplan.decider import CorrectMark, FinishMark, OfMark, ReopenMark, SetMark, WithdrawMark
from shared.access.asking import Asking, asking
from shared.domain.identifiers import MarkId, derived
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import asked, incoming
from shared.web.kept import Saved

router = APIRouter(prefix="/workplan")
TOLD: Final = answered("MarkTold", mark_id=MarkId)
NewMark = body_model(SetMark)


@router.post("", status_code=201, summary="Set a mark in the work plan")
@gives(TOLD)
async def placed(
    new: Annotated[Brought, Depends(incoming(NewMark))], asks: Annotated[Asking, Depends(asking(SetMark))]
) -> Response:
    """Who does what until when. The id follows from the request, so that one sent again is the same."""
    once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
    command = command_of(SetMark, new, mark_id=MarkId(derived("workplan", once)))
    return await _told(asks, command, "mark-set", 201)


@router.post("/{mark_id}/corrections", summary="Correct a mark")
@gives(TOLD)
async def corrected(
    command: Annotated[CorrectMark, Depends(brought(CorrectMark))],
    asks: Annotated[Asking, Depends(asking(CorrectMark))],
) -> Response:
    """The whole mark as it truly is; a withdrawn one stands again."""
    return await _told(asks, command, "mark-corrected")


@router.post("/{mark_id}/completion", summary="Say that a mark is done")
@gives(TOLD)
async def finished(
    command: Annotated[FinishMark, Depends(brought(FinishMark))],
    asks: Annotated[Asking, Depends(asking(FinishMark))],
) -> Response:
    """And what came of it; said again with a reason it is corrected."""
    return await _told(asks, command, "mark-done")


@router.post("/{mark_id}/reopening", summary="Say that a mark is not done after all")
@gives(TOLD)
async def reopened(
    command: Annotated[ReopenMark, Depends(brought(ReopenMark))],
    asks: Annotated[Asking, Depends(asking(ReopenMark))],
) -> Response:
    """It is to be done still."""
    return await _told(asks, command, "mark-reopened")


@router.post("/{mark_id}/withdrawal", summary="Withdraw a mark")
@gives(TOLD)
async def withdrawn(
    command: Annotated[WithdrawMark, Depends(brought(WithdrawMark))],
    asks: Annotated[Asking, Depends(asking(WithdrawMark))],
) -> Response:
    """Nobody is to do it any more."""
    return await _told(asks, command, "mark-withdrawn")


async def _told(asks: Asking, command: OfMark, saved: str, status: int = 200) -> Response:
    see = f"/workplan/{command.mark_id}"
    return await asks.answered(command, status=status, see=see, saved=Saved(saved), mark_id=command.mark_id)
