"""Addresses of placements: what is proposed, accepted, declined, and proposed again."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from starlette.responses import Response

from services.matching.ipd.decider import IPD
from services.matching.ipd.projections import OFFERS
from services.matching.placement.decider import (
    PLACEMENT,
    SLOTS,
    AcceptPlacement,
    CorrectPlacement,
    DeclinePlacement,
    ProposePlaces,
    accept,
    correct,
    decline,
    propose,
    stay_months,
    stay_of,
)
from services.matching.placement.events import Obstacle, Proposal
from services.matching.placement.projections import PERSONS, PLACEMENTS, PlacementRow
from services.matching.placement.reactions import candidates
from shared.access.naming import People, people
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import Code, IpdId, KlienId, OfferId, PutusanId
from shared.domain.lampiran import activity_name
from shared.domain.places import PLACES
from shared.domain.refusal import Severity, refused
from shared.domain.text import DocumentNumber, Reason
from shared.ledger.execute import known_events
from shared.web.answers import Answer, answered, gives, items_of, of_row, standing
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.paging import After, AnyPosition, Cursors, Page, Paging, next_address, paged
from shared.web.problems import answer
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/placement")
ROWS = PLACEMENTS.table
ORDER = Cursors("placement", AnyPosition)
OFFERS_MAX = 500
"""Every office of the regency with every line of Lampiran I stays below this."""
DISTANCE_RULES = frozenset({"score-distance", "score-distance-unknown"})
DISTANCE_MASKED = "score-distance-masked"
MayRead = Annotated[Actor, Depends(require("placement.read"))]
Home = Annotated[House, Depends(house)]


class Acceptance(BaseModel):
    """Where and for which days; outside the proposals with a reason. ``ipd_id`` may be left out: the offer's own."""

    model_config = ConfigDict(extra="forbid")

    ipd_id: IpdId | None = None
    offer_id: OfferId
    planned_from: date
    planned_until: date
    override: Reason | None = None
    document: DocumentNumber | None = None
    """Of a stay that has begun already."""


class PlaceCorrection(BaseModel):
    """Where the person truly serves and on which days; corrections count up from 1. ``ipd_id`` as in Acceptance."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=1, le=1000)
    ipd_id: IpdId | None = None
    offer_id: OfferId
    planned_from: date
    planned_until: date
    document: DocumentNumber
    reason: Reason


class Refusal(BaseModel):
    """Which proposal is declined, and why."""

    model_config = ConfigDict(extra="forbid")

    offer_id: OfferId
    reason: Code


class Factor(Answer):
    """One reason for a score: points out of the most possible, and the figures of its sentence."""

    rule: str
    points: int
    points_max: int
    facts: dict[str, str | int]


class ProposalRead(Proposal):
    """One place that fits."""

    model_config = ConfigDict(defer_build=True)

    factors: tuple[Factor, ...]  # type: ignore[assignment]


State = Literal["requested", "proposed", "none", "accepted"]
Row = of_row(
    PlacementRow,
    "Placement",
    state=State,
    masked=bool,
    proposals=tuple[ProposalRead, ...],
    obstacles=tuple[Obstacle, ...],
)
LISTED = items_of(Row)
ONE = standing("PlacementRead", "One placement.", Row)
DONE = answered("PlacementDone", putusan_id=PutusanId)


@router.get("")
@gives(LISTED)
async def listed(
    request: Request,
    home: Home,
    actor: MayRead,
    paging: Annotated[Paging, Depends(paged(ORDER))],
    state: State | None = None,
    after: After = None,
) -> Response:
    """Placements, the longest untouched first."""
    standing = await home.standing("matching.placement", after)
    query = select(ROWS).order_by(ROWS.c.position).limit(paging.limit + 1)
    if state:
        query = query.where(ROWS.c.state == state)
    if paging.cursor:
        query = query.where(ROWS.c.position > paging.cursor[0])
    async with home.database.engine(Role.MATCHING).connect() as connection:
        rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    more = len(rows) > paging.limit
    items = rows[: paging.limit]
    page = Page(items, (items[-1]["position"],) if more else None)
    whose = await _people(request, home, actor, items)
    data = {"items": [_as_read(row, whose) for row in items], "next": next_address(request, paging, page)}
    shown = {"names": whose.names, **await _for_people(request, home)}
    return screen(request, "placement/list.html", data, standing=standing, state=state, **shown)


@router.get("/{putusan_id}")
@gives(ONE)
async def shown(
    request: Request,
    putusan_id: PutusanId,
    home: Home,
    actor: MayRead,
    after: After = None,
) -> Response:
    """One placement with its proposals and the reasons for each score."""
    standing = await home.standing("matching.placement", after)
    row = await _row(home, putusan_id)
    if row is None:
        return answer(request, refused("placement-unknown", severity=Severity.ABSENT))
    whose = await _people(request, home, actor, [row])
    shown = {"who": whose.names.get(putusan_id), **await _for_people(request, home)}
    return screen(request, "placement/one.html", _as_read(row, whose), standing=standing, **shown)


@router.post("/{putusan_id}/acceptance")
@gives(DONE)
async def accepted(
    request: Request,
    putusan_id: PutusanId,
    home: Home,
    actor: Annotated[Actor, Depends(require("placement.accept"))],
    choice: Annotated[Acceptance, Depends(incoming(Acceptance))],
) -> Response:
    """Accept: the placement and a slot in every month of the stay, all or nothing."""
    chosen = {name: getattr(choice, name) for name in Acceptance.model_fields}
    ipd_id = choice.ipd_id or await _host_of(home, choice.offer_id)
    if ipd_id is None:
        return answer(request, refused("offer-not-open", severity=Severity.CONFLICT, pointer="/offer_id"))
    command = AcceptPlacement(putusan_id=putusan_id, **{**chosen, "ipd_id": ipd_id})
    scope: list[Any] = [
        (PLACEMENT, PLACEMENT.stream(putusan_id)),
        (IPD, IPD.stream(ipd_id)),
        *((SLOTS, SLOTS.stream(ipd_id, month)) for month in stay_months(command)),
    ]
    result = await home.executor.execute_across(
        command, scope, accept, asked(request, actor.account_id), home.circumstances
    )
    return answer(request, result, see=f"/placement/{putusan_id}", putusan_id=putusan_id)


@router.post("/{putusan_id}/corrections", summary="Correct an accepted place")
@gives(DONE)
async def corrected(
    request: Request,
    putusan_id: PutusanId,
    home: Home,
    actor: Annotated[Actor, Depends(require("placement.correct"))],
    correction: Annotated[PlaceCorrection, Depends(incoming(PlaceCorrection))],
) -> Response:
    """Another place or other days: the slots of the wrong stay are freed and the true ones taken, all or nothing."""
    given = {name: getattr(correction, name) for name in PlaceCorrection.model_fields}
    ipd_id = correction.ipd_id or await _host_of(home, correction.offer_id)
    if ipd_id is None:
        return answer(request, refused("offer-not-open", severity=Severity.CONFLICT, pointer="/offer_id"))
    command = CorrectPlacement(putusan_id=putusan_id, **{**given, "ipd_id": ipd_id})
    stream = PLACEMENT.stream(putusan_id)
    stands = PLACEMENT.fold(known_events(await home.ledger.read_stream(stream))).accepted
    former = stay_of(stands) if stands else None
    keys = sorted(stay_of(command).keys | (former.keys if former else frozenset()))
    scope: list[Any] = [
        (PLACEMENT, stream),
        (IPD, IPD.stream(ipd_id)),
        *((SLOTS, SLOTS.stream(*key)) for key in keys),
    ]
    result = await home.executor.execute_across(
        command, scope, correct(former, keys), asked(request, actor.account_id), home.circumstances
    )
    return answer(request, result, see=f"/placement/{putusan_id}", putusan_id=putusan_id)


@router.post("/{putusan_id}/refusals")
@gives(DONE)
async def declined(
    request: Request,
    putusan_id: PutusanId,
    home: Home,
    actor: Annotated[Actor, Depends(require("placement.decline"))],
    refusal: Annotated[Refusal, Depends(incoming(Refusal))],
) -> Response:
    """The host declines one proposal."""
    command = DeclinePlacement(putusan_id=putusan_id, offer_id=refusal.offer_id, reason=refusal.reason)
    return await _decided(request, home, actor, command, decline, putusan_id)


@router.post("/{putusan_id}/proposals")
@gives(DONE)
async def proposed_again(
    request: Request,
    putusan_id: PutusanId,
    home: Home,
    actor: Annotated[Actor, Depends(require("placement.propose"))],
) -> Response:
    """Look for places again: after a refusal, or when new offers have opened."""
    row = await _row(home, putusan_id)
    if row is None:
        return answer(request, refused("placement-unknown", severity=Severity.ABSENT))
    command = ProposePlaces(putusan_id=putusan_id, klien_id=KlienId(row["klien_id"]))
    return await _decided(request, home, actor, command, propose(await candidates(home)), putusan_id)


async def _people(request: Request, home: House, actor: Actor, rows: list[dict[str, Any]]) -> People:
    whose = {row["putusan_id"]: row["klien_id"] for row in rows}
    return await people(request, home, PERSONS, actor, whose, "placement.read")


async def _for_people(request: Request, home: House) -> dict[str, Any]:
    """What only a page shows besides names: the words for places and activities."""
    if not wants_page(request):
        return {}
    async with home.database.engine(Role.MATCHING).connect() as connection:
        offers = (await connection.execute(select(OFFERS.table).limit(OFFERS_MAX))).mappings().all()
    return {
        "offers": {offer["offer_id"]: offer for offer in offers},
        "districts": PLACES,
        "activity": activity_name,
        "today": home.circumstances().today,
    }


async def _host_of(home: House, offer_id: OfferId) -> IpdId | None:
    """Whose offer it is."""
    query = select(OFFERS.table.c.ipd_id).where(OFFERS.table.c.offer_id == offer_id)
    async with home.database.engine(Role.MATCHING).connect() as connection:
        return (await connection.execute(query)).scalar_one_or_none()


async def _row(home: House, putusan_id: PutusanId) -> dict[str, Any] | None:
    async with home.database.engine(Role.MATCHING).connect() as connection:
        row = (await connection.execute(select(ROWS).where(ROWS.c.putusan_id == putusan_id))).mappings().first()
    return dict(row) if row else None


def _as_read(row: dict[str, Any], whose: People) -> dict[str, Any]:
    """A row with the proposals' days as days, where jsonb has text, and the facts of their factors by name."""
    shown = whose.shown(row)
    proposals = [_proposal(proposal) for proposal in row["proposals"]]
    return {**shown, "proposals": [_without_distance(one) for one in proposals] if shown["masked"] else proposals}


def _proposal(proposal: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(proposal[name]) for name in ("planned_from", "planned_until")}
    return {**proposal, **days, "factors": [{**one, "facts": dict(one["facts"])} for one in proposal["factors"]]}


def _without_distance(proposal: dict[str, Any]) -> dict[str, Any]:
    """A masked person's proposal: how far it lies from home, from three places, says which kecamatan home is. What
    distance gave leaves the score too, since the other factors beside the whole score would give it back."""
    far = next((one for one in proposal["factors"] if one["rule"] in DISTANCE_RULES), None)
    if far is None:
        return proposal
    hidden = {"rule": DISTANCE_MASKED, "points": 0, "points_max": 0, "facts": {}}
    factors = [hidden if one is far else one for one in proposal["factors"]]
    return {**proposal, "score": proposal["score"] - far["points"], "factors": factors}


async def _decided(
    request: Request, home: House, actor: Actor, command: Any, decide: Any, putusan_id: PutusanId
) -> Response:
    result = await home.executor.execute(
        command,
        PLACEMENT,
        PLACEMENT.stream(putusan_id),
        decide,
        asked(request, actor.account_id),
        home.circumstances,
    )
    return answer(request, result, see=f"/placement/{putusan_id}", putusan_id=putusan_id)
