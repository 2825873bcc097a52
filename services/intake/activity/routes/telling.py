"""An activity is entered, answered by the invited, and held."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.activity.decider import AnswerInvitation, EnterActivity, HoldActivity, WithdrawHolding
from services.intake.activity.routes.reading import activity_of, invited_by, kept
from shared.access.asking import Asking, asking
from shared.domain.identifiers import ActivityId, derived
from shared.domain.refusal import Fault
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import asked, incoming
from shared.web.kept import Saved
from shared.web.problems import Problem

router = APIRouter(prefix="/activity")
ENTERED: Final = answered("ActivityEntered", activity_id=ActivityId)
TOLD: Final = answered("ActivityTold", activity_id=ActivityId)


def lines(typed: Any) -> Any:
    """What stands under each other in a box, apart; what is no text as it is."""
    return [one for one in typed.splitlines() if one.strip()] if isinstance(typed, str) else typed


class OfLines(Brought):
    """A page's form says the invited, and to whom copies go, under each other."""

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The lines apart."""
        return {**fields, **{name: lines(fields.get(name, [])) for name in ("invited", "copies")}}


class OfHolding(Brought):
    """A page's form says who came as lines of ``office: names``."""

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The lines apart, each in its office and its names."""
        present = lines(fields.get("present", []))
        apart = [*_came(present)] if isinstance(present, list) else present
        return {**fields, "present": apart, "places": lines(fields.get("places", []))}


def _came(said: list[Any]) -> Iterator[Any]:
    for one in said:
        if not isinstance(one, str):
            yield one
            continue
        office, _, names = one.partition(":")
        yield {"office": office} | ({"names": names} if names.strip() else {})


NewActivity, NewHolding = body_model(EnterActivity, base=OfLines), body_model(HoldActivity, base=OfHolding)


@router.post("", status_code=201, summary="Enter an activity of the parties")
@gives(ENTERED, refuses=(404,))
async def entered(
    new: Annotated[OfLines, Depends(incoming(NewActivity))], asks: Annotated[Asking, Depends(asking(EnterActivity))]
) -> Response:
    """To come, or held already; how it was held is told afterwards."""
    await invited_by(asks, new.letter_id)
    once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
    found = {"activity_id": ActivityId(derived("activity", once)), "entered_by": asks.actor.account_id}
    command = command_of(EnterActivity, new, **found)
    at, saved = f"/activity/{command.activity_id}", Saved("activity-entered", {"title": new.title})
    return await asks.answered(command, status=201, see=at, saved=saved, activity_id=command.activity_id)


@router.post("/{activity_id}/answers", summary="Answer an invitation")
@gives(TOLD, refuses=(404,))
async def invitation_answered(
    command: Annotated[AnswerInvitation, Depends(brought(AnswerInvitation))],
    asks: Annotated[Asking, Depends(asking(AnswerInvitation))],
) -> Response:
    """By the invited, or by the unit whose activity it is; the last answer stands."""
    found = await activity_of(asks.house, asks.actor, command.activity_id)
    if not found.keeps and command.invited not in found.answers:
        raise Problem(403, Fault("activity-of-another-unit"))
    return await told(asks, command, "invitation-answered")


@router.post("/{activity_id}/holding", summary="Say how an activity was held")
@gives(TOLD, refuses=(404,))
async def held(
    activity_id: ActivityId,
    said: Annotated[OfHolding, Depends(incoming(NewHolding))],
    asks: Annotated[Asking, Depends(asking(HoldActivity))],
) -> Response:
    """Said again it is corrected, with a reason."""
    await kept(asks, activity_id)
    return await told(asks, command_of(HoldActivity, said, activity_id=activity_id), "activity-held")


@router.post("/{activity_id}/holding/withdrawal", summary="Say that an activity was not held after all")
@gives(TOLD, refuses=(404,))
async def withdrawn(
    command: Annotated[WithdrawHolding, Depends(brought(WithdrawHolding))],
    asks: Annotated[Asking, Depends(asking(WithdrawHolding))],
) -> Response:
    """It is planned again."""
    await kept(asks, command.activity_id)
    return await told(asks, command, "holding-withdrawn")


async def told(asks: Asking, command: AnswerInvitation | HoldActivity | WithdrawHolding, saved: str) -> Response:
    """Carry it out and show the activity."""
    at = f"/activity/{command.activity_id}"
    return await asks.answered(command, see=at, saved=Saved(saved), activity_id=command.activity_id)
