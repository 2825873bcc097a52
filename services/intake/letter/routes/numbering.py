"""An outgoing letter gets its number: of the unit's own series, or as SRIKANDI drew it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.letter.decider import DrawNumber, EnterNumber
from services.intake.letter.routes.mending import TOLD, told
from shared.access.asking import Asking, asking
from shared.web.answers import gives
from shared.web.brought import brought

router = APIRouter(prefix="/letter")


@router.post("/{letter_id}/number", summary="Give an outgoing letter the next number of its unit's series")
@gives(TOLD)
async def drawn(
    command: Annotated[DrawNumber, Depends(brought(DrawNumber))],
    asks: Annotated[Asking, Depends(asking(DrawNumber))],
) -> Response:
    """Drawn once: asked again it keeps its serial."""
    return await told(asks, command, "letter-numbered")


@router.post("/{letter_id}/srikandi", summary="Enter the number that SRIKANDI drew")
@gives(TOLD)
async def entered(
    command: Annotated[EnterNumber, Depends(brought(EnterNumber))],
    asks: Annotated[Asking, Depends(asking(EnterNumber))],
) -> Response:
    """A wrong one gives way to the true one."""
    return await told(asks, command, "letter-numbered")
