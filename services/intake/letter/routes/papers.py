"""Papers of a letter: looked at before they are issued, issued, handed out again, replaced and withdrawn."""

from base64 import b64decode
from datetime import date, datetime
from io import BytesIO
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.intake.letter.decider import IssuePaper, Letter, WithdrawPaper
from services.intake.letter.decider.commands import TOLD_MOST
from services.intake.letter.decider.papers import UNPRINTED, of_issue, of_paper
from services.intake.letter.events import Direction, PaperIssued, PaperKind, PaperReplaced, PaperWithdrawn, Worded
from services.intake.letter.papers.composing import CLOSING, Known, composed, office_of
from services.intake.letter.papers.typed import faults_of
from services.intake.letter.routes.files import named
from services.intake.letter.routes.mending import told
from services.intake.letter.routes.printing import READ, check_of, known, revealed, unit_of
from services.intake.letter.routes.reading import Found, PaperNumber, letter_of
from services.intake.letter.routes.signing import SignedBy, signatures
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.policy import may
from shared.access.signin import Actor, require
from shared.domain.filed import seal_of
from shared.domain.identifiers import LetterId, PublicText
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused
from shared.domain.retold import retold
from shared.ledger.execute import Done, entries_of
from shared.ledger.recorded import Recorded
from shared.papers.codes import PaperCode, code_of
from shared.privacy.files import FileGone, FileName
from shared.privacy.keyfile import KeyLost
from shared.privacy.person import UNOPENED
from shared.web.answers import Answer, answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.filing import ACCEPTED, laid
from shared.web.forms import WRONG_TEXTS, asked, incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.papers import PDF, file_of, printed
from shared.web.problems import Problem, status_of
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/letter")
KEY: Final = "papers"
ISSUED: Final = answered("PaperIssuedAs", letter_id=LetterId, paper=int, code=PaperCode)
WITHDRAWN: Final = answered("PaperNoMore", letter_id=LetterId)
New = body_model(IssuePaper)
Here = Annotated[House, Depends(house)]
Reader = Annotated[Actor, Depends(require(READ))]
Clerk = Annotated[Actor, Depends(require(IssuePaper))]
"""Whoever registers reads what a letter says; the inspectorate sees that it is there."""


class OnePaper(Answer):
    """An issued paper of a letter: ``state`` is ``berlaku``, ``dicabut`` or ``diganti``."""

    paper: int
    kind: PaperKind
    code: PaperCode
    dated: date
    state: str
    issued_at: datetime
    issued_by: str
    signed: list[SignedBy]


class PapersOfLetter(Answer):
    """Every paper that was issued of a letter, and the number of the next."""

    letter_id: LetterId
    papers: list[OnePaper]
    next: int


@router.get("/{letter_id}/papers", summary="The papers of a letter")
@gives(PapersOfLetter, refuses=(404,))
async def listed(
    request: Request,
    letter_id: LetterId,
    house: Here,
    actor: Reader,
    kind: Annotated[PaperKind, Query(description="A page's form: of which paper.")] = PaperKind.INVITATION,
    replaces: Annotated[int | None, Query(ge=1, le=TOLD_MOST, description="A page's form: in place of which.")] = None,
) -> Response:
    """What was issued, in order; a page has the form of the next one."""
    found = await letter_of(request, house, actor, letter_id)
    letter = found.letter
    signed = signatures(found)
    papers = [
        {
            "paper": event.paper,
            "kind": event.kind,
            "code": event.code,
            "dated": event.dated,
            "state": _state(letter, event),
            "issued_at": entry.recorded_at,
            "issued_by": entry.meta.actor,
            "signed": [one.model_dump() for one in signed.get(event.paper, ())],
        }
        for entry, event in entries_of(found.entries, PaperIssued)
    ]
    data = {"letter_id": letter_id, "papers": papers, "next": len(papers) + 1}
    issues = may(actor.role, IssuePaper.ACTION)
    before = paper_of(letter, replaces) if replaces and issues else None
    if not wants_page(request):
        return screen(request, "letter/papers.html", data)
    standing = [one for one in letter.files if one.file not in letter.taken_away]
    return screen(
        request,
        "letter/papers.html",
        data,
        files=await named(house, actor, standing, readable=issues),
        accepted=ACCEPTED,
        letter=letter,
        kind=kind,
        replaces=replaces,
        said=await _typed(house, actor, letter, before) if issues else {},
        ended=await _ended(house, actor, found) if issues else {},
        goes_out=letter.direction is Direction.OUT,
        names=await Accounts(house.database).names(entry.meta.actor for entry in found.entries),
    )


async def _ended(house: House, actor: Actor, found: Found) -> dict[int, tuple[str, Recorded]]:
    """Why each paper that does not stand was withdrawn or replaced, and by whom."""
    after = {one.paper: one for one in found.letter.papers}
    ends: dict[int, tuple[Personal[str] | None, Recorded]] = {}
    ends |= {event.paper: (event.reason, entry) for entry, event in entries_of(found.entries, PaperWithdrawn)}
    for entry, event in entries_of(found.entries, PaperReplaced):
        ends[event.paper] = (after[event.by].reason, entry)
    reasons = await revealed(house, actor, {str(paper): reason for paper, (reason, _) in ends.items()})
    return {paper: (reasons[str(paper)], entry) for paper, (_, entry) in ends.items()}


async def _typed(house: House, actor: Actor, letter: Letter, one: PaperIssued | None) -> dict[str, str]:
    """With what the form begins: whom the letter goes to, or what was typed for the paper whose place is taken."""
    if one is None:
        assert letter.content is not None
        return {"closing": CLOSING} | await revealed(house, actor, {"addressed": letter.content.correspondent})
    typed = {name: getattr(one, name) for name in Worded.model_fields}
    return await revealed(house, actor, {name: value for name, value in typed.items() if isinstance(value, Personal)})


def paper_of(letter: Letter, paper: int) -> PaperIssued:
    """An issued paper of the letter; 404 where it has none of that number."""
    found = next((one for one in letter.papers if one.paper == paper), None)
    if found is None:
        raise Problem(404, Fault("paper-unknown"))
    return found


def _state(letter: Letter, one: PaperIssued) -> str:
    if one.paper in letter.withdrawn:
        return "dicabut"
    return "diganti" if one.paper in letter.replaced else "berlaku"


@router.post("/{letter_id}/papers/preview", summary="Look at a paper before it is issued")
@gives(None, refuses=(404, 409, 422, 503), files=(PDF,))
async def previewed(
    request: Request,
    letter_id: LetterId,
    typed: Annotated[Brought, Depends(incoming(New))],
    asks: Annotated[Asking, Depends(asking(IssuePaper))],
) -> Response:
    """As it would be issued, without a code, and every page says that it is none yet. Nothing is recorded."""
    house, actor = asks.house, asks.actor
    found, said = await letter_of(request, house, actor, letter_id), retold(Worded, typed)
    if faults := (*getattr(typed, WRONG_TEXTS), *of_paper(said, found.letter), *faults_of(said)):
        raise Problem(status_of(Refused(faults)), *faults)
    what = await known(request, house, actor, found, said.kind)
    return file_of(await printed(house, composed(said, what, None)), f"pratinjau-{said.kind}")


@router.post("/{letter_id}/papers", status_code=201, summary="Issue a paper of a letter")
@gives(ISSUED, refuses=(404, 409, 422, 503))
async def issued(
    request: Request,
    letter_id: LetterId,
    new: Annotated[Brought, Depends(incoming(New))],
    asks: Annotated[Asking, Depends(asking(IssuePaper))],
) -> Response:
    """Its bytes are kept sealed and handed out again; whoever holds it can ask after it by its code."""
    found = await letter_of(request, asks.house, asks.actor, letter_id)
    what = await known(request, asks.house, asks.actor, found, new.kind)
    code = code_of(asks.house.house_key(KEY), asked(request, asks.actor.account_id, asks.actor.role).command_id)
    command = await _printed(asks, letter_id, found, new, what, code)
    result = await asks.carry_out(command)
    if isinstance(result, Done):
        event = next(one for one in result.events if isinstance(one, PaperIssued))
        code = event.code
    see, saved = f"/letter/{letter_id}/papers", Saved("paper-issued", {"code": code})
    return asks.answer(result, status=201, see=see, saved=saved, letter_id=letter_id, paper=command.paper, code=code)


async def _printed(
    asks: Asking, letter_id: LetterId, found: Found, new: Brought, what: Known, code: PaperCode
) -> IssuePaper:
    """The command with the paper's bytes; where it will be refused nothing is printed."""
    office = PublicText(office_of(what.unit, what.letterhead))
    own = {"letter_id": letter_id, "office": office, "dated": what.dated, "code": code}
    command = command_of(IssuePaper, new, **own, digest=UNPRINTED)
    unit = await unit_of(asks.house, found.letter)
    faults = (*command.mistyped, *of_paper(command, found.letter), *of_issue(command, found.letter, unit))
    if wrong := (*faults_of(command),):
        raise Problem(status_of(Refused((*faults, *wrong))), *faults, *wrong)
    if faults:
        return command
    if not what.signer_name:
        raise Problem(409, Fault("paper-without-signer", {"unit": what.unit}))
    paper = composed(command, what, check_of(asks.request, asks.house, code))
    once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
    file_id, digest = await laid(asks.house, letter_id, once, BytesIO(await printed(asks.house, paper)))
    return command.model_copy(update={"file_id": file_id, "digest": digest, "seal": seal_of(file_id, digest)})


@router.get("/{letter_id}/papers/{paper}/file", summary="The file of an issued paper")
@gives(None, refuses=(404, 410), files=(PDF,))
async def handed_out(request: Request, letter_id: LetterId, paper: PaperNumber, house: Here, actor: Clerk) -> Response:
    """The very bytes that were issued."""
    found = await letter_of(request, house, actor, letter_id)
    one = paper_of(found.letter, paper)
    return file_of(await _bytes_of(house, actor, one), f"{one.kind}-{one.code}")


async def _bytes_of(house: House, actor: Actor, one: PaperIssued) -> bytes:
    if one.file_id is None:
        content = (await revealed(house, actor, {"content": one.content}))["content"]
        if content in UNOPENED:
            raise Problem(410, Fault("paper-erased"))
        return b64decode(content)
    await house.vault.looked([one.letter_id], ["seal"], READ, actor.who)
    try:
        parts = await house.files.parts(one.letter_id, FileName(one.file_id))
        return b"".join([part async for part in parts])
    except (FileGone, KeyLost):
        raise Problem(410, Fault("paper-erased")) from None


@router.post("/{letter_id}/papers/{paper}/withdrawal", summary="Withdraw an issued paper")
@gives(WITHDRAWN, refuses=(404,))
async def withdrawn(
    command: Annotated[WithdrawPaper, Depends(brought(WithdrawPaper, "paper"))],
    asks: Annotated[Asking, Depends(asking(WithdrawPaper))],
) -> Response:
    """It holds no longer, and whoever asks after its code is told so."""
    return await told(asks, command, "paper-withdrawn", see="/papers")
