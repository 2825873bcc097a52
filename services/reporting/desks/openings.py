"""/openings: one person outside the reach is opened for an hour; /audit/openings/{id}: why, for who is told of it."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.reporting.reports.klien_report import words_of
from services.reporting.reports.persons import PERSONS
from shared.access import naming
from shared.access.naming import People
from shared.access.openings import OPENED_MAX, Openings
from shared.access.openings import PURPOSE as SEALS
from shared.access.policy import Actor
from shared.access.reach import scope_of, sees_all_of
from shared.access.signin import require
from shared.audit.words import OPENED_FOR
from shared.domain.identifiers import AccountId, KlienId, UuidText
from shared.domain.refusal import Fault
from shared.domain.text import ReasonWords, Sought
from shared.law.calendar import WIB
from shared.web.answers import Answer, gives
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved, get
from shared.web.problems import Problem, done_at
from shared.web.screens import screen, wants_page

router = APIRouter()
ACTION: Final = "person.open"
Here = Annotated[House, Depends(house)]
Opener = Annotated[Actor, Depends(require(ACTION))]
SearchMade = Annotated[UuidText | None, Query(description="A search by page, whose words stand in the page's form.")]
Purpose = Literal["stands-in", "person-came", "safety", "asked-by-law", "complaint"]
"""``OPENED_FOR``."""


class NewOpening(BaseModel):
    """Who is meant (NIK, case number or name, exactly one person), what for, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Sought
    purpose: Purpose
    reason: ReasonWords


class OpenedRead(Answer):
    """A person who is open to the account until then."""

    klien_id: KlienId
    purpose: Purpose
    until_at: datetime


class OpenedNow(Answer):
    """Everybody who is open to the account now."""

    items: list[OpenedRead]


class OpeningRead(Answer):
    """One opening with the reason that was given."""

    opening_id: UuidText
    account_id: AccountId
    account_name: str
    klien_id: KlienId
    purpose: Purpose
    reason: str
    opened_at: datetime
    until_at: datetime


@router.get("/openings", summary="Who is open to the account outside its reach")
@gives(OpenedNow)
async def opened(request: Request, actor: Opener, house: Here, sought: SearchMade = None) -> Response:
    """With the form by which another is opened; who sought in vain types nothing again."""
    rows = await _openings(house).open_now(actor.account_id, house.clock())
    items = [{"klien_id": row.klien_id, "purpose": row.purpose, "until_at": row.until_at} for row in rows]
    whose = await _people(request, house, actor, [row.klien_id for row in rows])
    words = words_of(await get(request, sought)) if sought and wants_page(request) else None
    data = {"items": items}
    return screen(request, "desks/openings.html", data, names=whose.names, purposes=OPENED_FOR, words=words or "")


@router.post("/openings", status_code=201, summary="Open one person outside the reach, for an hour")
@gives(OpenedRead, refuses=(409, 503))
async def open_one(
    request: Request, wanted: Annotated[NewOpening, Depends(incoming(NewOpening))], actor: Opener, house: Here
) -> Response:
    """The inspectorate and whoever leads the office see it on their desks at once."""
    now, scope = house.clock(), await scope_of(request, house, actor)
    if len(await _openings(house).open_now(actor.account_id, now)) >= OPENED_MAX:
        raise Problem(409, Fault("opening-many", {"most": OPENED_MAX}))
    klien_id = await _meant(house, actor, wanted.words)
    if await sees_all_of(house, scope, klien_id):
        raise Problem(409, Fault("opening-needless", pointer="/words"))
    until = await _openings(house).open(actor.who, klien_id, wanted.purpose, wanted.reason, now)
    see = f"/reports/klien/{klien_id}"
    if wants_page(request):
        return await done_at(request, see, Saved("person-opened", {"until": until.astimezone(WIB).strftime("%H.%M")}))
    told = {"klien_id": klien_id, "purpose": wanted.purpose, "until_at": until.isoformat()}
    return JSONResponse(told, 201, {"Location": see, "Cache-Control": "no-store"})


async def _meant(house: House, actor: Actor, words: str) -> str:
    """The one person whom these words mean. Several are said like none: who is hidden is not found out by half a
    name, unopened."""
    found = await house.values.search(words, "opening", actor.who)
    if len(found) != 1:
        raise Problem(422, Fault("opening-nobody", pointer="/words"))
    return found[0]


@router.get("/audit/openings/{opening_id}", summary="One opening, and why")
@gives(OpeningRead, refuses=(404,))
async def one(
    request: Request, opening_id: UuidText, actor: Annotated[Actor, Depends(require("opening.read"))], house: Here
) -> Response:
    """For the inspectorate and for who leads the office; nobody else has such an opening. A reason may name the person:
    reading it is a look, and is noted."""
    told = (await scope_of(request, house, actor)).whole
    found = await _openings(house).one(opening_id) if told else None
    if found is None:
        raise Problem(404, Fault("opening-unknown"))
    row, reason = found
    await house.values.looked([row.klien_id], ("klien_id", "reason"), "opening", actor.who)
    data = {name: getattr(row, name) for name in ("opening_id", "account_id", "klien_id", "purpose")}
    data |= {"account_name": row.name, "reason": reason, "opened_at": row.opened_at, "until_at": row.until_at}
    return screen(request, "desks/opening.html", data, purposes=OPENED_FOR)


def _openings(house: House) -> Openings:
    return Openings(house.database, house.house_key(SEALS))


async def _people(request: Request, house: House, actor: Actor, klien_ids: list[str]) -> People:
    return await naming.people(request, house, PERSONS, actor, {one: one for one in klien_ids}, "opening")
