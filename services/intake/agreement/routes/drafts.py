"""Drafts of an agreement: which came in and went out, who commented on them, and what of it was told wrongly."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.agreement.decider import CommentDraft, TakeCommentBack, TakeDraftBack, TellDraft
from services.intake.agreement.routes.telling import TOLD, told
from services.intake.letter.routes.reading import letter_of
from shared.access.asking import Asking, asking
from shared.web.answers import gives
from shared.web.brought import brought

router = APIRouter(prefix="/agreement")


@router.post("/{agreement_id}/drafts", summary="Say that a draft of an agreement came in or went out")
@gives(TOLD, refuses=(404,))
async def drafted(
    command: Annotated[TellDraft, Depends(brought(TellDraft))], asks: Annotated[Asking, Depends(asking(TellDraft))]
) -> Response:
    """By a letter, where it is one of one's own agenda."""
    if command.letter_id is not None:
        await letter_of(asks.request, asks.house, asks.actor, command.letter_id)
    return await told(asks, command, "agreement-drafted")


@router.post("/{agreement_id}/drafts/removals", summary="Say that there was no such draft")
@gives(TOLD)
async def draft_taken_back(
    command: Annotated[TakeDraftBack, Depends(brought(TakeDraftBack))],
    asks: Annotated[Asking, Depends(asking(TakeDraftBack))],
) -> Response:
    """Its number stays its own."""
    return await told(asks, command, "agreement-draft-taken-back")


@router.post("/{agreement_id}/comments", summary="Say what a unit says of a draft")
@gives(TOLD)
async def commented(
    command: Annotated[CommentDraft, Depends(brought(CommentDraft))],
    asks: Annotated[Asking, Depends(asking(CommentDraft))],
) -> Response:
    """By any unit of the register."""
    return await told(asks, command, "agreement-commented")


@router.post("/{agreement_id}/comments/removals", summary="Say that a comment was none")
@gives(TOLD)
async def comment_taken_back(
    command: Annotated[TakeCommentBack, Depends(brought(TakeCommentBack))],
    asks: Annotated[Asking, Depends(asking(TakeCommentBack))],
) -> Response:
    """Not of that unit, or on another draft."""
    return await told(asks, command, "agreement-comment-taken-back")
