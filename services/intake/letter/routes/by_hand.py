"""Papers that are written on by hand and not issued: the slip that goes round with an incoming letter, and the list on
which whoever comes to a meeting writes themselves in."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.letter.decider import IssuePaper
from services.intake.letter.events import Direction, PaperKind
from services.intake.letter.papers.composing import attendance_of, slip_of
from services.intake.letter.routes.chain import forwards_of
from services.intake.letter.routes.papers import paper_of
from services.intake.letter.routes.printing import known, revealed
from services.intake.letter.routes.reading import PaperNumber, letter_of
from services.intake.letter.routes.ticked import ticked
from services.intake.unit.routes.listing import all_units
from shared.access.signin import Actor, require
from shared.domain.identifiers import LetterId
from shared.domain.refusal import Fault
from shared.law.calendar import WIB
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.language import clock, day
from shared.web.papers import PDF, file_of, printed
from shared.web.problems import Problem

router = APIRouter(prefix="/letter")
Here = Annotated[House, Depends(house)]
Clerk = Annotated[Actor, Depends(require(IssuePaper))]
"""Whoever registers reads what a letter says."""


@router.get("/{letter_id}/slip", summary="The lembar disposisi of an incoming letter")
@gives(None, refuses=(404, 409, 503), files=(PDF,))
async def slip(request: Request, letter_id: LetterId, house: Here, actor: Clerk) -> Response:
    """What the letter is, and its disposisi as they stand; the unit's sections, to be ticked by hand besides."""
    found = await letter_of(request, house, actor, letter_id)
    one, said = found.letter.registered, found.letter.content
    if one is None or said is None or found.letter.direction is Direction.OUT:
        raise Problem(409, Fault("slip-of-outgoing"))
    what = await known(request, house, actor, found)
    clear = await revealed(house, actor, {"sender": said.correspondent, "number": said.number})
    facts = clear | {
        "dated": day(said.written_on) if said.written_on else "",
        "received": day(said.received_on) if said.received_on else "",
        "agenda": f"{one.agenda:04}/{one.year}",
    }
    now = house.clock().astimezone(WIB)
    below = [unit for unit in (await all_units(house)).values() if unit.parent == one.unit]
    sections = [unit.name for unit in below if unit.last_day is None or now.date() <= unit.last_day]
    forwards = await forwards_of(house, actor, found, readable=True)
    stamp = f"Dicetak dari Bakti, {now:%d/%m/%Y} {clock(now)} WIB."
    paper = slip_of(what, facts | ticked(sections, forwards), said.secrecy.value, stamp, now.date())
    return file_of(await printed(house, paper), f"disposisi-{one.agenda:04}-{one.year}")


@router.get("/{letter_id}/papers/{paper}/attendance", summary="The list of who comes, of an issued invitation")
@gives(None, refuses=(404, 409, 503), files=(PDF,))
async def attendance(request: Request, letter_id: LetterId, paper: PaperNumber, house: Here, actor: Clerk) -> Response:
    """A row for each of the invited, and empty ones for others."""
    found = await letter_of(request, house, actor, letter_id)
    one = paper_of(found.letter, paper)
    if one.kind is not PaperKind.INVITATION:
        raise Problem(409, Fault("attendance-of-invitation"))
    what = await known(request, house, actor, found)
    names = ("on_day", "at_hour", "place", "agenda", "invited")
    said = await revealed(house, actor, {name: getattr(one, name) for name in names})
    return file_of(await printed(house, attendance_of(what, said, one.dated)), f"daftar-hadir-{one.code}")
