"""Addresses of the I-PD register: /ipd and its offers."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.matching.ipd.decider import (
    IPD,
    CloseOffer,
    Line,
    OpenOffer,
    RegisterIpd,
    close_offer,
    open_offer,
    register,
)
from shared.access.signin import Actor, require
from shared.domain.identifiers import IpdId, OfferId, SiteId, derived
from shared.domain.text import PublicCode, PublicLine
from shared.web.answers import answered, gives
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.problems import answer

router = APIRouter(prefix="/ipd")


class NewIpd(BaseModel):
    """An office to register; its id follows from its code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: PublicCode
    name: PublicLine


REGISTERED = answered("IpdTaken", ipd_id=IpdId)
OFFERED = answered("OfferTaken", ipd_id=IpdId, site_id=SiteId, offer_id=OfferId)
CLOSED = answered("OfferClosed", offer_id=OfferId)


@router.post("", status_code=201)
@gives(REGISTERED)
async def registered(
    request: Request,
    home: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require("ipd.register"))],
    new: Annotated[NewIpd, Depends(incoming(NewIpd))],
) -> Response:
    """Register an office as a host."""
    ipd_id = IpdId(derived("ipd", home.settings.book, new.code))
    command = RegisterIpd(ipd_id=ipd_id, code=new.code, name=new.name)
    return await _decided(request, home, actor, command, register, ipd_id, status=201, ipd_id=ipd_id)


@router.post("/{ipd_id}/offers", status_code=201)
@gives(OFFERED)
async def offered(
    request: Request,
    ipd_id: IpdId,
    home: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require("ipd.offer"))],
    line: Annotated[Line, Depends(incoming(Line))],
) -> Response:
    """Open an offer of unpaid work at a place (Lampiran I). Its id follows from host, place and activity."""
    site_id = SiteId(derived("site", ipd_id, line.site_name))
    offer_id = OfferId(derived("offer", site_id, str(line.category), line.activity))
    command = OpenOffer(ipd_id=ipd_id, offer_id=offer_id, site_id=site_id, line=line)
    ids = {"ipd_id": ipd_id, "site_id": site_id, "offer_id": offer_id}
    return await _decided(request, home, actor, command, open_offer, ipd_id, status=201, **ids)


@router.post("/{ipd_id}/offers/{offer_id}/closure")
@gives(CLOSED)
async def offer_closed(
    request: Request,
    ipd_id: IpdId,
    offer_id: OfferId,
    home: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require("ipd.offer"))],
) -> Response:
    """Take no new person at an offer; who serves there stays."""
    command = CloseOffer(ipd_id=ipd_id, offer_id=offer_id)
    return await _decided(request, home, actor, command, close_offer, ipd_id, offer_id=offer_id)


async def _decided(
    request: Request, home: House, actor: Actor, command: Any, decide: Any, host: IpdId, status: int = 200, **ids: Any
) -> Response:
    result = await home.executor.execute(
        command, IPD, IPD.stream(host), decide, asked(request, actor.account_id), home.circumstances
    )
    return answer(request, result, status=status, see="/ipd", **ids)
