"""A paper was signed by hand: its scan is attached, or one that the letter has is said to be of it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.letter.decider import AttachSigned, SignPaper, UnsignPaper
from services.intake.letter.events import PaperSigned
from services.intake.letter.routes.files import filed_under
from services.intake.letter.routes.mending import TOLD, told
from services.intake.letter.routes.reading import Found, PaperNumber
from shared.access.asking import Asking, asking
from shared.domain.identifiers import LetterId
from shared.ledger.execute import entries_of
from shared.web.answers import Answer, gives
from shared.web.brought import brought
from shared.web.forms import takes
from shared.web.uploads import FILES

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
    letter_id: LetterId,
    paper: PaperNumber,
    asks: Annotated[Asking, Depends(asking(AttachSigned))],
    _: Annotated[None, Depends(takes(FILES))],
) -> Response:
    """As files of the letter; the paper says that it is signed, by whom that was told and when."""
    async with filed_under(asks, letter_id) as filed:
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
