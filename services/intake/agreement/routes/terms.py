"""Until when a signed agreement truly holds."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.agreement.decider import TellTerm, WithdrawTerm
from services.intake.agreement.routes.telling import TOLD, told
from shared.access.asking import Asking, asking
from shared.web.answers import gives
from shared.web.brought import brought

router = APIRouter(prefix="/agreement")


@router.post("/{agreement_id}/term", summary="Say that an agreement is extended, ended early or replaced")
@gives(TOLD)
async def term_told(
    command: Annotated[TellTerm, Depends(brought(TellTerm))], asks: Annotated[Asking, Depends(asking(TellTerm))]
) -> Response:
    """Of one that all parties have signed."""
    return await told(asks, command, "agreement-term-told")


@router.post("/{agreement_id}/term/withdrawals", summary="Say that what was told last of its term is not so")
@gives(TOLD)
async def term_withdrawn(
    command: Annotated[WithdrawTerm, Depends(brought(WithdrawTerm))],
    asks: Annotated[Asking, Depends(asking(WithdrawTerm))],
) -> Response:
    """What was before it holds again."""
    return await told(asks, command, "agreement-term-withdrawn")
