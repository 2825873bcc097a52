"""POST /putusan/{id}/finality: the day on which the ruling became final (BHT), as the court told it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN, RecordFinality, record_finality
from services.intake.putusan.routes.answers import FINAL
from shared.access.signin import Actor, require
from shared.domain.identifiers import PutusanId
from shared.domain.text import DocumentNumber, Reason
from shared.web.answers import gives
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.problems import answer

router = APIRouter(prefix="/putusan")


class Finality(BaseModel):
    """The day, and the paper that tells it. A day that stands is corrected under the next number, with a reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    final_on: date
    number: int = Field(default=1, ge=1, le=1000)
    document: DocumentNumber | None = None
    reason: Reason | None = None


@router.post("/{putusan_id}/finality", summary="The day of finality (BHT)")
@gives(FINAL)
async def recorded(
    request: Request,
    putusan_id: PutusanId,
    home: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require("putusan.finality"))],
    told: Annotated[Finality, Depends(incoming(Finality))],
) -> Response:
    """Window and credit follow from it, for work of every day (settlement 18)."""
    command = RecordFinality(
        putusan_id=putusan_id,
        number=told.number,
        final_on=told.final_on,
        document=told.document,
        reason=told.reason,
    )
    stream = PUTUSAN.stream(putusan_id)
    result = await home.executor.execute(
        command, PUTUSAN, stream, record_finality, asked(request, actor.account_id), home.circumstances
    )
    return answer(request, result, see=f"/putusan/{putusan_id}", putusan_id=putusan_id)
