"""Who supervises at a place: POST /ipd/{ipd_id}/sites/{site_id}/supervisors, and the release of one."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.matching.ipd.decider import NameSupervisor, ReleaseSupervisor
from services.matching.ipd.report import REPORT
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.domain.identifiers import IpdId, SiteId
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.kept import Saved

router = APIRouter(prefix=REPORT.address)
NewSupervisor = body_model(NameSupervisor, "site_id")
SUPERVISED = answered("PlaceSupervised", ipd_id=IpdId, site_id=SiteId)


@router.post("/{ipd_id}/sites/{site_id}/supervisors", summary="Name a supervisor at a place")
@gives(SUPERVISED)
async def named(
    ipd_id: IpdId,
    site_id: SiteId,
    body: Annotated[Brought, Depends(incoming(NewSupervisor))],
    asks: Annotated[Asking, Depends(asking(NameSupervisor))],
) -> Response:
    """From a day on; a substitute's last day is the first: that day alone."""
    held = await Accounts(asks.house.database).held_by(body.account_id)
    command = command_of(NameSupervisor, body, ipd_id=ipd_id, site_id=site_id, roles=held)
    return await _answered(asks, command, Saved("supervisor-named"))


@router.post("/{ipd_id}/sites/{site_id}/releases", summary="Release a supervisor")
@gives(SUPERVISED)
async def released(
    command: Annotated[ReleaseSupervisor, Depends(brought(ReleaseSupervisor, "site_id"))],
    asks: Annotated[Asking, Depends(asking(ReleaseSupervisor))],
) -> Response:
    """After the last day they supervise there no more; the day before the first where they never should have."""
    return await _answered(asks, command, Saved("supervisor-released"))


async def _answered(asks: Asking, command: NameSupervisor | ReleaseSupervisor, saved: Saved) -> Response:
    see = f"/ipd/{command.ipd_id}"
    return await asks.answered(command, see=see, saved=saved, ipd_id=command.ipd_id, site_id=command.site_id)
