"""Addresses of the I-PD register: /ipd and its offers."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.matching.ipd.decider import CloseOffer, OpenOffer, RegisterIpd
from shared.access.asking import Asking, asking
from shared.domain.identifiers import IpdId, OfferId, SiteId, derived
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming

router = APIRouter(prefix="/ipd")
NewIpd, Line = body_model(RegisterIpd), body_model(OpenOffer)
REGISTERED = answered("IpdTaken", ipd_id=IpdId)
OFFERED = answered("OfferTaken", ipd_id=IpdId, site_id=SiteId, offer_id=OfferId)
CLOSED = answered("OfferClosed", offer_id=OfferId)


@router.post("", status_code=201)
@gives(REGISTERED)
async def registered(
    new: Annotated[Brought, Depends(incoming(NewIpd))], asks: Annotated[Asking, Depends(asking(RegisterIpd))]
) -> Response:
    """Register an office as a host."""
    ipd_id = IpdId(derived("ipd", asks.house.settings.book, new.code))
    command = command_of(RegisterIpd, new, ipd_id=ipd_id)
    return await asks.answered(command, status=201, see="/ipd", ipd_id=ipd_id)


@router.post("/{ipd_id}/offers", status_code=201)
@gives(OFFERED)
async def offered(
    ipd_id: IpdId,
    line: Annotated[Brought, Depends(incoming(Line))],
    asks: Annotated[Asking, Depends(asking(OpenOffer))],
) -> Response:
    """Open an offer of unpaid work at a place (Lampiran I). Its id follows from host, place and activity."""
    site_id = SiteId(derived("site", ipd_id, line.site_name))
    offer_id = OfferId(derived("offer", site_id, str(line.category), line.activity))
    command = command_of(OpenOffer, line, ipd_id=ipd_id, site_id=site_id, offer_id=offer_id)
    return await asks.answered(command, status=201, see="/ipd", ipd_id=ipd_id, site_id=site_id, offer_id=offer_id)


@router.post("/{ipd_id}/offers/{offer_id}/closure")
@gives(CLOSED)
async def offer_closed(
    command: Annotated[CloseOffer, Depends(brought(CloseOffer, "offer_id"))],
    asks: Annotated[Asking, Depends(asking(CloseOffer))],
) -> Response:
    """Take no new person at an offer; who serves there stays."""
    return await asks.answered(command, see="/ipd", offer_id=command.offer_id)
