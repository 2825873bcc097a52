"""Which rulings a letter brought, or is about."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.letter.decider import LinkLetter, UnlinkLetter
from services.intake.letter.routes.mending import TOLD, told
from services.intake.letter.routes.printing import rulings_within
from shared.access.asking import Asking, asking
from shared.domain.refusal import Fault
from shared.web.answers import gives
from shared.web.brought import brought
from shared.web.problems import Problem

router = APIRouter(prefix="/letter")


@router.post("/{letter_id}/rulings", summary="Link a letter with a ruling")
@gives(TOLD)
async def linked(
    request: Request,
    command: Annotated[LinkLetter, Depends(brought(LinkLetter))],
    asks: Annotated[Asking, Depends(asking(LinkLetter))],
) -> Response:
    """It brought the ruling, or is about it."""
    if not await rulings_within(request, asks.house, asks.actor, [command.putusan_id]):
        raise Problem(404, Fault("putusan-unknown", pointer="/putusan_id"))
    return await told(asks, command, "letter-linked")


@router.post("/{letter_id}/rulings/ends", summary="End such a link")
@gives(TOLD)
async def unlinked(
    command: Annotated[UnlinkLetter, Depends(brought(UnlinkLetter))],
    asks: Annotated[Asking, Depends(asking(UnlinkLetter))],
) -> Response:
    """The letter is not about that ruling."""
    return await told(asks, command, "letter-unlinked")
