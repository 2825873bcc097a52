"""POST /putusan/{id}/credits: what another regency credited before; …/credits/withdrawals: it is none."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.putusan.decider import BringCredit, WithdrawCredit
from services.intake.putusan.decider.carrying import MINUTES
from services.intake.putusan.routes.answers import CARRIED
from shared.access.asking import Asking, asking
from shared.domain.refusal import Fact
from shared.web.answers import gives
from shared.web.brought import brought
from shared.web.kept import Saved

router = APIRouter(prefix="/putusan")


@router.post("/{putusan_id}/credits", summary="Credit that a ruling brings from another regency")
@gives(CARRIED)
async def carried(
    command: Annotated[BringCredit, Depends(brought(BringCredit))],
    asks: Annotated[Asking, Depends(asking(BringCredit))],
) -> Response:
    """Its minutes count toward the total, and the window runs from the first execution there. The next number mends
    what was said."""
    putusan_id = command.putusan_id
    facts: dict[str, Fact] = {"minutes": command.hours * MINUTES + command.minutes, "until": command.until.isoformat()}
    saved = Saved("credit-brought", facts)
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)


@router.post("/{putusan_id}/credits/withdrawals", summary="Take back credit from another regency")
@gives(CARRIED)
async def withdrawn(
    command: Annotated[WithdrawCredit, Depends(brought(WithdrawCredit))],
    asks: Annotated[Asking, Depends(asking(WithdrawCredit))],
) -> Response:
    """Credit and deadline are again what they would be if nobody had told it."""
    putusan_id = command.putusan_id
    saved = Saved("credit-withdrawn", {})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)
