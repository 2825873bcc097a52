"""Lampiran I as a paper: of the whole register, and of one office's own offers."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from services.matching.ipd.decider import OpenOffer, RegisterIpd
from services.matching.ipd.papers import Annex, Offered
from services.matching.ipd.projections import IPDS, OFFERS
from services.matching.ipd.report import REPORT
from shared.access.reach import Scope, scope_of
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import IpdId
from shared.domain.refusal import Fault
from shared.reports.answering import standing_of
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.papers import PDF, file_of, printed
from shared.web.problems import Problem

router = APIRouter(prefix=REPORT.address)
Here = Annotated[House, Depends(house)]
LINES_MOST: Final = 2_000
"""Of the annex: 140 pages, which nobody signs."""


@router.get("/annex", summary="Lampiran I with every open offer, to be signed")
@gives(None, refuses=(409, 503), files=(PDF,))
async def whole(
    request: Request, house: Here, actor: Annotated[Actor, Depends(require(RegisterIpd))], after: After = None
) -> Response:
    """Every kind of work of the five categories; the row of one that nobody offers is empty."""
    await _reached(house, after)
    offered = await _offered(house, await scope_of(request, house, actor))
    return file_of(await printed(house, Annex(offered, house.circumstances().today).paper), "lampiran-i")


@router.get("/{ipd_id}/own-annex", summary="Lampiran I as one office fills it, to be signed")
@gives(None, refuses=(404, 409, 503), files=(PDF,))
async def of_office(
    request: Request,
    ipd_id: IpdId,
    house: Here,
    actor: Annotated[Actor, Depends(require(OpenOffer))],
    after: After = None,
) -> Response:
    """The office's own open offers alone."""
    await _reached(house, after)
    scope, ipd = await scope_of(request, house, actor), IPDS.table.c
    async with house.database.engine(Role.MATCHING).connect() as connection:
        query = select(ipd.name, ipd.code).where(ipd.ipd_id == ipd_id, scope.where(ipd_id=ipd.ipd_id))
        office = (await connection.execute(query)).first()
    if office is None:
        raise Problem(404, Fault("ipd-unknown"))
    offered = await _offered(house, scope, OFFERS.table.c.ipd_id == ipd_id)
    annex = Annex(offered, house.circumstances().today, office.name)
    return file_of(await printed(house, annex.paper), f"lampiran-i-{office.code}")


async def _reached(house: House, after: int | None) -> None:
    """What is signed is whole, or there is none."""
    if not (await standing_of(house, REPORT.reads, after)).reached:
        raise Problem(503, Fault("file-behind"))


async def _offered(house: House, scope: Scope, *where: Any) -> Sequence[Offered]:
    """Open offers in this reach, in the order of the annex."""
    ipd, offer = IPDS.table.c, OFFERS.table.c
    theirs = scope.where(ipd_id=offer.ipd_id, site_id=offer.site_id)
    query = (
        select(ipd.name.label("office"), OFFERS.table)
        .join(OFFERS.table, offer.ipd_id == ipd.ipd_id)
        .where(offer.is_open, theirs, *where)
        .order_by(ipd.name, offer.site_name, offer.offer_id)
        .limit(LINES_MOST + 1)
    )
    async with house.database.engine(Role.MATCHING).connect() as connection:
        rows = (await connection.execute(query)).all()
    if len(rows) > LINES_MOST:
        raise Problem(409, Fault("annex-too-long", {"most": LINES_MOST}))
    return [Offered(row.office, OFFERS.layout.from_query(row)) for row in rows]
