"""POST /putusan/{id}/endings: it is executed here no longer; …/endings/withdrawals: what was said of that is none."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.putusan.decider import EndPutusan, ResumePutusan
from services.intake.putusan.routes.answers import ENDED
from shared.access.asking import Asking, asking
from shared.web.answers import gives
from shared.web.brought import brought
from shared.web.kept import Saved

router = APIRouter(prefix="/putusan")


@router.post("/{putusan_id}/endings", summary="The end of its execution here, by an act of others")
@gives(ENDED)
async def ended(
    command: Annotated[EndPutusan, Depends(brought(EndPutusan))],
    asks: Annotated[Asking, Depends(asking(EndPutusan))],
) -> Response:
    """Annulled, pardoned, died, or transferred: work after that day counts nothing, and the place is free. The next
    number mends what was said."""
    putusan_id = command.putusan_id
    saved = Saved(f"ruling-{command.ground}", {"ended_on": command.ended_on.isoformat()})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)


@router.post("/{putusan_id}/endings/withdrawals", summary="Take back that it has ended")
@gives(ENDED)
async def resumed(
    command: Annotated[ResumePutusan, Depends(brought(ResumePutusan))],
    asks: Annotated[Asking, Depends(asking(ResumePutusan))],
) -> Response:
    """Place, credit and deadline are again what they would be if nobody had told its end."""
    putusan_id = command.putusan_id
    saved = Saved("ruling-resumed", {})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)
