"""Files of a letter: its scans are attached, looked at, handed out, and taken away where they do not belong to it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.intake.letter.decider import AttachFiles, Letter, TakeAwayFile
from services.intake.letter.decider.bearing import not_there
from services.intake.letter.decider.files import FILES_MOST
from services.intake.letter.events import FileAttached
from services.intake.letter.report import REPORT
from services.intake.letter.routes.mending import TOLD, told
from services.intake.letter.routes.reading import letter_of, read_letter_of
from shared.access.asking import Asking, asking
from shared.access.policy import Actor
from shared.access.signin import require
from shared.domain.filed import Filed, Media
from shared.domain.identifiers import LetterId
from shared.domain.refusal import Fault
from shared.privacy.person import UNOPENED
from shared.web.answers import Answer, gives
from shared.web.brought import brought
from shared.web.filing import first_page, handed_out, taken_in
from shared.web.forms import asked, takes
from shared.web.house import House, house
from shared.web.problems import Problem, status_of
from shared.web.uploads import FILES, uploads

router = APIRouter(prefix="/letter")
Here = Annotated[House, Depends(house)]
Clerk = Annotated[Actor, Depends(require(AttachFiles))]
"""Whoever registers letters reads what they say; the inspectorate sees that they are there."""
FileNumber = Annotated[int, Path(ge=1, le=FILES_MOST)]
MEDIA: Final = tuple(one.value for one in Media)


class FileOfLetter(Answer):
    """A file of a letter; what it is called its page alone says."""

    file: int
    media: Media
    size_bytes: int
    pages: int
    taken_away: bool


def files_of(letter: Letter) -> list[dict[str, Any]]:
    """What a letter's page and its JSON say of its files."""
    told = tuple(name for name in FileOfLetter.model_fields if name != "taken_away")
    return [
        {name: getattr(one, name) for name in told} | {"taken_away": one.file in letter.taken_away}
        for one in letter.files
    ]


@router.post("/{letter_id}/files", summary="Attach files to a letter")
@gives(TOLD, refuses=(404, 409, 413, 415, 422, 503))
async def attached(
    letter_id: LetterId,
    asks: Annotated[Asking, Depends(asking(AttachFiles))],
    _: Annotated[None, Depends(takes(FILES))],
) -> Response:
    """PDF, JPG, PNG or HEIC, at most ten at a time: all of them are taken, or none."""
    async with filed_under(asks, letter_id) as filed:
        return await told(asks, AttachFiles(letter_id=letter_id, files=filed), "letter-files-attached")


@asynccontextmanager
async def filed_under(asks: Asking, letter_id: LetterId) -> AsyncIterator[tuple[Filed, ...]]:
    """The files of the request, sealed under a letter that stands.

    Raises ``Problem`` where it does not, or where one of them is no scan.
    """
    found = await letter_of(asks.request, asks.house, asks.actor, letter_id)
    if found.letter.struck_out:
        absent = not_there(found.letter)
        raise Problem(status_of(absent), *absent.faults)
    async with uploads(asks.request, asks.house) as files:
        once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
        yield await taken_in(asks.house, letter_id, once, files)


@router.get("/{letter_id}/files/{file}", summary="A file of a letter")
@gives(None, refuses=(404, 410), files=MEDIA)
async def downloaded(request: Request, letter_id: LetterId, file: FileNumber, house: Here, actor: Clerk) -> Response:
    """The very bytes that were attached, as a download."""
    one = await _file(request, house, actor, letter_id, file)
    names = await house.vault.reveal([str(one.file_name.ref)], REPORT.action, actor.who)
    name = names[str(one.file_name.ref)]
    if name in UNOPENED:
        raise Problem(410, Fault("scan-gone"))
    return await handed_out(house, letter_id, one, name)


@router.get("/{letter_id}/files/{file}/preview", summary="A picture of the first page of a file")
@gives(None, refuses=(404, 410), files=(Media.PNG.value,))
async def preview(request: Request, letter_id: LetterId, file: FileNumber, house: Here, actor: Clerk) -> Response:
    """As it was drawn when the file was attached."""
    one = await _file(request, house, actor, letter_id, file)
    await house.vault.looked([letter_id], ["seal"], REPORT.action, actor.who)
    return await first_page(house, letter_id, one)


@router.post("/{letter_id}/files/{file}/removal", summary="Take a file of a letter away")
@gives(TOLD, refuses=(404,))
async def taken_away(
    command: Annotated[TakeAwayFile, Depends(brought(TakeAwayFile, "file"))],
    asks: Annotated[Asking, Depends(asking(TakeAwayFile))],
) -> Response:
    """It does not belong to this letter: nobody is shown it any more."""
    return await told(asks, command, "letter-file-taken-away")


async def _file(request: Request, house: House, actor: Actor, letter_id: LetterId, file: int) -> FileAttached:
    """Whoever the letter was forwarded to reads what came with it."""
    letter = (await read_letter_of(request, house, actor, letter_id)).letter
    found = next((one for one in letter.files if one.file == file), None)
    if found is None or file in letter.taken_away:
        raise Problem(404, Fault("letter-file-unknown"))
    return found


async def named(house: House, actor: Actor, files: Sequence[FileAttached], *, readable: bool) -> dict[int, str]:
    """What the files are called, for whoever may read the letter."""
    refs = {one.file: str(one.file_name.ref) for one in files} if readable else {}
    values = await house.vault.reveal(refs.values(), REPORT.action, actor.who) if refs else {}
    return {number: values[ref] for number, ref in refs.items()}
