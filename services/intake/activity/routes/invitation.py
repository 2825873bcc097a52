"""GET /activity/{activity_id}/invitation: an activity as a file for the calendars of the invited."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.activity.papers.invitation import ICS, ics_of
from services.intake.activity.report import REPORT
from services.intake.activity.routes.reading import activity_of
from shared.access.policy import Actor
from shared.access.signin import require
from shared.domain.identifiers import ActivityId
from shared.web.answers import gives
from shared.web.house import House, house

router = APIRouter(prefix="/activity")


@router.get("/{activity_id}/invitation", summary="An activity as a file for calendars")
@gives(None, refuses=(404,), files=(ICS,))
async def invitation(
    activity_id: ActivityId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(REPORT.action))],
) -> Response:
    """Nothing of a person stands in it; a later one moves or cancels the former."""
    found = await activity_of(house, actor, activity_id)
    headers = {"Content-Disposition": 'attachment; filename="kegiatan.ics"', "Cache-Control": "no-store"}
    return Response(ics_of(found.activity, found.entries), headers=headers, media_type=ICS)
