"""A paper was signed by hand: its scan is attached, or one that the letter has is said to be of it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.letter.decider import AttachSigned, SignPaper, UnsignPaper
from services.intake.letter.decider.bearing import not_there
from services.intake.letter.events import PaperSigned
from services.intake.letter.routes.mending import TOLD, told
from services.intake.letter.routes.reading import Found, PaperNumber, letter_of
from shared.access.asking import Asking, asking
from shared.domain.identifiers import LetterId
from shared.ledger.execute import entries_of
from shared.web.answers import Answer, gives
from shared.web.brought import brought
from shared.web.filing import taken_in
from shared.web.forms import asked, takes
from shared.web.problems import Problem, status_of
from shared.web.uploads import FILES, uploads

router = APIRouter(prefix="/letter")


class SignedBy(Answer):
    """A scan of a paper that was signed by hand: which file of the letter, who said so and when."""

    file: int
    told_at: datetime
    told_by: str


def signatures(found: Found) -> dict[int, list[SignedBy]]:
    """The scans of each paper that has any, as they stand."""
    told = {(event.paper, event.file): entry for entry, event in entries_of(found.entries, PaperSigned)}
    papers: dict[int, list[SignedBy]] = {}
    for paper, file in sorted(found.letter.signed):
        entry = told[paper, file]
        one = SignedBy(file=file, told_at=entry.recorded_at, told_by=entry.meta.actor)
        papers.setdefault(paper, []).append(one)
    return papers


@router.post("/{letter_id}/papers/{paper}/scans", summary="Attach the scan of a paper that was signed by hand")
@gives(TOLD, refuses=(404, 409, 413, 415, 422, 503))
async def scanned(
    request: Request,
    letter_id: LetterId,
    paper: PaperNumber,
    asks: Annotated[Asking, Depends(asking(AttachSigned))],
    _: Annotated[None, Depends(takes(FILES))],
) -> Response:
    """As files of the letter; the paper says that it is signed, by whom that was told and when."""
    found = await letter_of(request, asks.house, asks.actor, letter_id)
    if found.letter.struck_out:
        absent = not_there(found.letter)
        raise Problem(status_of(absent), *absent.faults)
    async with uploads(request, asks.house) as files:
        once = asked(request, asks.actor.account_id, asks.actor.role).command_id
        filed = await taken_in(asks.house, letter_id, once, files)
        command = AttachSigned(letter_id=letter_id, paper=paper, files=filed)
        return await told(asks, command, "paper-signed", see="/papers")


@router.post("/{letter_id}/papers/{paper}/signing", summary="Say that a file of the letter is a paper's signed scan")
@gives(TOLD, refuses=(404,))
async def signed(
    command: Annotated[SignPaper, Depends(brought(SignPaper, "paper"))],
    asks: Annotated[Asking, Depends(asking(SignPaper))],
) -> Response:
    """It came with the others of the letter."""
    return await told(asks, command, "paper-signed", see="/papers")


@router.post("/{letter_id}/papers/{paper}/signing/ends", summary="Say that a file is no scan of a paper")
@gives(TOLD, refuses=(404,))
async def unsigned(
    command: Annotated[UnsignPaper, Depends(brought(UnsignPaper, "paper"))],
    asks: Annotated[Asking, Depends(asking(UnsignPaper))],
) -> Response:
    """The file stays with the letter."""
    return await told(asks, command, "paper-unsigned", see="/papers")
