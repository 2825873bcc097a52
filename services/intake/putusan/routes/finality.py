"""POST /putusan/{id}/finality: the day on which the ruling became final (BHT), as the court told it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.putusan.decider import RecordFinality
from services.intake.putusan.routes.answers import FINAL
from shared.access.asking import Asking, asking
from shared.web.answers import gives
from shared.web.brought import brought
from shared.web.kept import Saved

router = APIRouter(prefix="/putusan")


@router.post("/{putusan_id}/finality", summary="The day of finality (BHT)")
@gives(FINAL)
async def recorded(
    command: Annotated[RecordFinality, Depends(brought(RecordFinality))],
    asks: Annotated[Asking, Depends(asking(RecordFinality))],
) -> Response:
    """Window and credit follow from it, for work of every day (settlement 18)."""
    putusan_id = command.putusan_id
    saved = Saved("ruling-final", {"final_on": command.final_on.isoformat()})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)
