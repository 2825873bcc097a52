"""POST /hours/{klien_id}/service: the berita acara of the first execution; …/corrections: its true day."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.attendance.hours.decider import HOURS, CorrectStart, StartService, correct_start, start_service
from services.attendance.hours.events import WindowFixed
from shared.access.signin import Actor, require
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.refusal import Refused
from shared.domain.text import DocumentNumber, Reason
from shared.ledger.execute import Done
from shared.web.answers import answered, gives
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.problems import answer

router = APIRouter(prefix="/hours")


class Handover(BaseModel):
    """The document and its day. ``putusan_id`` may be left out where one sentence waits for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    started_on: date
    document: DocumentNumber
    putusan_id: PutusanId | None = None


STARTED = answered(
    "ServiceStands",
    "The berita acara stands; where the days that count follow from it already, they are told.",
    klien_id=KlienId,
    putusan_id=(PutusanId, None),
    opens_on=(date | None, None),
    deadline=(date | None, None),
    flags=(tuple[str, ...], ()),
)


@router.post("/{klien_id}/service", summary="The berita acara: service begins")
@gives(STARTED)
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
    return answer(request, result, see=f"/hours/{klien_id}", klien_id=klien_id, **_window(result))


class StartCorrection(BaseModel):
    """Corrections of a berita acara count up from 1; the highest stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    putusan_id: PutusanId
    number: int = Field(ge=1, le=1000)
    started_on: date
    document: DocumentNumber
    reason: Reason


@router.post("/{klien_id}/service/corrections", summary="Correct the berita acara")
@gives(STARTED)
async def correct(
    request: Request,
    klien_id: KlienId,
    correction: Annotated[StartCorrection, Depends(incoming(StartCorrection))],
    actor: Annotated[Actor, Depends(require("hours.correct"))],
    home: Annotated[House, Depends(house)],
) -> Response:
    """Another day or document, at any time, with its reason; window and credit follow (settlement 19)."""
    command = CorrectStart(
        klien_id=klien_id,
        putusan_id=correction.putusan_id,
        number=correction.number,
        started_on=correction.started_on,
        document=correction.document,
        reason=correction.reason,
    )
    result = await home.executor.execute(
        command, HOURS, HOURS.stream(klien_id), correct_start, asked(request, actor.account_id), home.circumstances
    )
    return answer(request, result, see=f"/hours/{klien_id}", klien_id=klien_id, **_window(result))


def _window(result: Done | Refused) -> dict[str, Any]:
    """What follows from the berita acara, where that was told: the days that count and what is worth a look."""
    events = result.events if isinstance(result, Done) else ()
    fixed = next((event for event in events if isinstance(event, WindowFixed)), None)
    return fixed.model_dump(mode="json", include={"putusan_id", "opens_on", "deadline", "flags"}) if fixed else {}
