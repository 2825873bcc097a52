"""What was decided at an activity is given to a unit or a person, corrected, done, dropped, and open again."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.activity.decider import DropDecision, FinishDecision, ReopenDecision, TakeDecision
from services.intake.activity.decider.commands import OfActivity
from services.intake.activity.routes.reading import activity_of, kept
from services.intake.activity.routes.telling import TOLD
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.reach import OF_UNITS
from shared.domain.identifiers import ActivityId
from shared.domain.refusal import Fault
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.kept import Saved
from shared.web.problems import Problem

router = APIRouter(prefix="/activity")
Taken = body_model(TakeDecision)


@router.post("/{activity_id}/decisions", summary="Say what was decided, who does it and by when")
@gives(TOLD, refuses=(404,))
async def taken(
    activity_id: ActivityId,
    said: Annotated[Brought, Depends(incoming(Taken))],
    asks: Annotated[Asking, Depends(asking(TakeDecision))],
) -> Response:
    """One of a number that there is already is corrected, with a reason."""
    await kept(asks, activity_id)
    to_account = getattr(said, "to_account", None)
    known = to_account is not None and to_account in await Accounts(asks.house.database).holding(*OF_UNITS)
    return await _told(asks, command_of(TakeDecision, said, activity_id=activity_id, known=known), "decision-taken")


@router.post("/{activity_id}/decisions/{decision}/end", summary="Say that a decision is not to be done after all")
@gives(TOLD, refuses=(404,))
async def dropped(
    command: Annotated[DropDecision, Depends(brought(DropDecision, "decision"))],
    asks: Annotated[Asking, Depends(asking(DropDecision))],
) -> Response:
    """It stays on the page as dropped."""
    await kept(asks, command.activity_id)
    return await _told(asks, command, "decision-dropped")


@router.post("/{activity_id}/decisions/{decision}/completion", summary="Say that what was decided is done")
@gives(TOLD, refuses=(404,))
async def done(
    command: Annotated[FinishDecision, Depends(brought(FinishDecision, "decision"))],
    asks: Annotated[Asking, Depends(asking(FinishDecision))],
) -> Response:
    """By whoever was to do it, or the unit whose activity it was."""
    await _theirs(asks, command)
    return await _told(asks, command, "decision-done")


@router.post("/{activity_id}/decisions/{decision}/reopening", summary="Say that it is to be done after all")
@gives(TOLD, refuses=(404,))
async def reopened(
    command: Annotated[ReopenDecision, Depends(brought(ReopenDecision, "decision"))],
    asks: Annotated[Asking, Depends(asking(ReopenDecision))],
) -> Response:
    """It waits again."""
    await _theirs(asks, command)
    return await _told(asks, command, "decision-reopened")


async def _theirs(asks: Asking, command: FinishDecision | ReopenDecision) -> None:
    """Go on where it is theirs to do. Raises 403 where it is another's."""
    found = await activity_of(asks.house, asks.actor, command.activity_id)
    if command.decision in found.activity.decisions and command.decision not in found.does:
        raise Problem(403, Fault("activity-of-another-unit"))


async def _told(asks: Asking, command: OfActivity, saved: str) -> Response:
    at = f"/activity/{command.activity_id}#keputusan"
    return await asks.answered(command, see=at, saved=Saved(saved), activity_id=command.activity_id)
