"""Addresses of placements: what is proposed, accepted, declined, and proposed again."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.matching.ipd.projections import OFFERS
from services.matching.placement.decider import (
    AcceptPlacement,
    CorrectPlacement,
    DeclinePlacement,
    OfPlacement,
    ProposePlaces,
    UndoDecline,
)
from services.matching.placement.projections import PLACEMENTS
from services.matching.placement.reactions import candidates
from services.matching.placement.report import REPORT
from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import IpdId, OfferId, PutusanId
from shared.domain.lampiran import activity_name
from shared.domain.places import PLACES
from shared.domain.refusal import Severity, refused
from shared.reports.answering import item, standing_of
from shared.reports.describing import item_of
from shared.reports.lines import lines_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.web.answers import answered, gives, standing
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import answer
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/placement")
ROWS = PLACEMENTS.table
OFFERS_MAX = 500
"""Every office of the regency with every line of Lampiran I stays below this."""
MayRead = Annotated[Actor, Depends(require("placement.read"))]
Here = Annotated[House, Depends(house)]


class HostAside(Brought):
    """``ipd_id`` may be left out: the offer's own."""

    ipd_id: IpdId | None = None


Acceptance, Correction = body_model(AcceptPlacement, base=HostAside), body_model(CorrectPlacement, base=HostAside)
Stay = TypeVar("Stay", AcceptPlacement, CorrectPlacement)


ONE = standing("PlacementRead", "One placement.", item_of(REPORT))
DONE = answered("PlacementDone", putusan_id=PutusanId)


@router.get("/{putusan_id}")
@gives(ONE)
async def shown(
    request: Request,
    putusan_id: PutusanId,
    house: Here,
    actor: MayRead,
    after: After = None,
) -> Response:
    """One placement with its proposals and the reasons for each score."""
    stands = await standing_of(house, REPORT.reads, after)
    now = house.circumstances()
    ask = Ask(now, REPORT.default, limit=1)
    async with connected(house, REPORT) as connection:
        rows = await first_of(connection, REPORT, ask, lambda columns: columns.putusan_id == putusan_id)
    if not rows:
        return answer(request, refused("placement-unknown", severity=Severity.ABSENT))
    (line,) = await lines_of(request, house, actor, REPORT, rows, now.today)
    shown = {"who": line.named, **await _for_people(request, house)}
    return screen(request, "placement/one.html", item(REPORT, line), standing=stands, **shown)


@router.post("/{putusan_id}/acceptance")
@gives(DONE)
async def accepted(
    putusan_id: PutusanId,
    choice: Annotated[HostAside, Depends(incoming(Acceptance))],
    asks: Annotated[Asking, Depends(asking(AcceptPlacement))],
) -> Response:
    """Accept: the placement and a slot in every month of the stay, all or nothing."""
    return await _at_its_host(asks, AcceptPlacement, choice, putusan_id)


@router.post("/{putusan_id}/corrections", summary="Correct an accepted place")
@gives(DONE)
async def corrected(
    putusan_id: PutusanId,
    correction: Annotated[HostAside, Depends(incoming(Correction))],
    asks: Annotated[Asking, Depends(asking(CorrectPlacement))],
) -> Response:
    """Another place or other days: the slots of the wrong stay are freed and the true ones taken, all or nothing."""
    return await _at_its_host(asks, CorrectPlacement, correction, putusan_id)


@router.post("/{putusan_id}/refusals")
@gives(DONE)
async def declined(
    command: Annotated[DeclinePlacement, Depends(brought(DeclinePlacement))],
    asks: Annotated[Asking, Depends(asking(DeclinePlacement))],
) -> Response:
    """The host declines one proposal."""
    return await _answered(asks, command)


@router.post("/{putusan_id}/refusals/undone", summary="Undo a decline within ten minutes")
@gives(DONE)
async def decline_undone(
    command: Annotated[UndoDecline, Depends(brought(UndoDecline))],
    asks: Annotated[Asking, Depends(asking(UndoDecline))],
) -> Response:
    """The host never declined: the same proposal stands open again."""
    return await _answered(asks, command)


@router.post("/{putusan_id}/proposals")
@gives(DONE)
async def proposed_again(putusan_id: PutusanId, asks: Annotated[Asking, Depends(asking(ProposePlaces))]) -> Response:
    """Look for places again: after a refusal, or when new offers have opened."""
    row = await _row(asks.house, putusan_id)
    if row is None:
        return answer(asks.request, refused("placement-unknown", severity=Severity.ABSENT))
    found = await candidates(asks.house)
    return await _answered(asks, ProposePlaces(putusan_id=putusan_id, klien_id=row["klien_id"], candidates=found))


async def _at_its_host(asks: Asking, kind: type[Stay], said: HostAside, putusan_id: PutusanId) -> Response:
    """A stay at an offer, whose host is looked up where the request leaves it out."""
    ipd_id = said.ipd_id or await _host_of(asks.house, said.offer_id)
    if ipd_id is None:
        return answer(asks.request, refused("offer-not-open", severity=Severity.CONFLICT, pointer="/offer_id"))
    return await _answered(asks, command_of(kind, said, putusan_id=putusan_id, ipd_id=ipd_id))


async def _answered(asks: Asking, command: OfPlacement) -> Response:
    return await asks.answered(command, see=f"/placement/{command.putusan_id}", putusan_id=command.putusan_id)


async def _for_people(request: Request, house: House) -> dict[str, Any]:
    """What only a page shows besides names: the words for places and activities."""
    if not wants_page(request):
        return {}
    async with house.database.engine(Role.MATCHING).connect() as connection:
        offers = (await connection.execute(select(OFFERS.table).limit(OFFERS_MAX))).mappings().all()
    return {
        "offers": {offer["offer_id"]: offer for offer in offers},
        "districts": PLACES,
        "activity": activity_name,
        "today": house.circumstances().today,
    }


async def _host_of(house: House, offer_id: OfferId) -> IpdId | None:
    """Whose offer it is."""
    query = select(OFFERS.table.c.ipd_id).where(OFFERS.table.c.offer_id == offer_id)
    async with house.database.engine(Role.MATCHING).connect() as connection:
        return (await connection.execute(query)).scalar_one_or_none()


async def _row(house: House, putusan_id: PutusanId) -> dict[str, Any] | None:
    async with house.database.engine(Role.MATCHING).connect() as connection:
        row = (await connection.execute(select(ROWS).where(ROWS.c.putusan_id == putusan_id))).mappings().first()
    return dict(row) if row else None
