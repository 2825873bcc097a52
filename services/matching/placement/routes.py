"""Addresses of placements: what is proposed, accepted, declined, and proposed again."""

from datetime import date
from typing import Annotated, Any

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
from services.matching.placement.projections import PLACEMENTS
from services.matching.placement.reactions import candidates
from services.matching.placement.report import REPORT
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import Code, IpdId, KlienId, OfferId, PutusanId
from shared.domain.lampiran import activity_name
from shared.domain.places import PLACES
from shared.domain.refusal import Severity, refused
from shared.domain.text import DocumentNumber, Reason
from shared.ledger.execute import known_events
from shared.reports.answering import item, standing_of
from shared.reports.describing import item_of
from shared.reports.lines import lines_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.web.answers import answered, gives, standing
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import answer
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/placement")
ROWS = PLACEMENTS.table
OFFERS_MAX = 500
"""Every office of the regency with every line of Lampiran I stays below this."""
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


ONE = standing("PlacementRead", "One placement.", item_of(REPORT))
DONE = answered("PlacementDone", putusan_id=PutusanId)


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
    stands = await standing_of(home, REPORT.reads, after)
    now = home.circumstances()
    ask = Ask(now, REPORT.default, limit=1)
    async with connected(home, REPORT) as connection:
        rows = await first_of(connection, REPORT, ask, lambda columns: columns.putusan_id == putusan_id)
    if not rows:
        return answer(request, refused("placement-unknown", severity=Severity.ABSENT))
    (line,) = await lines_of(request, home, actor, REPORT, rows, now.today)
    shown = {"who": line.named, **await _for_people(request, home)}
    return screen(request, "placement/one.html", item(REPORT, line), standing=stands, **shown)


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
