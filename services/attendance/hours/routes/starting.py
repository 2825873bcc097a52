"""POST /hours/{klien_id}/service: the berita acara of the first execution, from which the window runs."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.attendance.hours.decider import HOURS, StartService, start_service
from services.attendance.hours.events import ServiceStarted
from shared.access.signin import Actor, require
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.text import DocumentNumber
from shared.ledger.execute import Done
from shared.web.forms import asked, incoming, takes
from shared.web.house import House, house
from shared.web.problems import answer

router = APIRouter(prefix="/hours")


class Handover(BaseModel):
    """The document and its day. ``putusan_id`` may be left out where one sentence waits for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    started_on: date
    document: DocumentNumber
    putusan_id: PutusanId | None = None


@router.post("/{klien_id}/service", summary="The berita acara: service begins", openapi_extra=takes(Handover))
async def start(
    request: Request,
    klien_id: KlienId,
    handover: Annotated[Handover, Depends(incoming(Handover))],
    actor: Annotated[Actor, Depends(require("hours.start"))],
    home: Annotated[House, Depends(house)],
) -> Response:
    """First execution on that day."""
    command = StartService(
        klien_id=klien_id,
        putusan_id=handover.putusan_id,
        started_on=handover.started_on,
        document=handover.document,
    )
    result = await home.executor.execute(
        command, HOURS, HOURS.stream(klien_id), start_service, asked(request, actor.account_id), home.circumstances
    )
    events = result.events if isinstance(result, Done) else ()
    begun = next((event for event in events if isinstance(event, ServiceStarted)), None)
    told: dict[str, Any] = {"putusan_id": begun.putusan_id, "deadline": begun.deadline.isoformat()} if begun else {}
    return answer(request, result, see=f"/hours/{klien_id}", klien_id=klien_id, **told)
