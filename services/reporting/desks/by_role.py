"""``GET /``: the desk of the role that is signed in."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks import (
    auditor,
    client,
    coordinator,
    host,
    officer,
    operator,
    plain,
    rulings,
    supervisor,
)
from services.reporting.desks.weeks import Week
from shared.access.policy import Actor, RoleName
from shared.access.signin import require
from shared.domain.identifiers import UuidText
from shared.web.answers import gives, standing
from shared.web.house import House, house
from shared.web.paging import After

Desk = Callable[[Request, Actor, House], Awaitable[Response]]
"""From who sits there to the page, or to its figures for programs."""

DESKS: Final[Mapping[RoleName, Desk]] = MappingProxyType(
    {
        RoleName.OFFICER: officer.desk,
        RoleName.COORDINATOR: coordinator.desk,
        RoleName.SUPERVISOR: supervisor.desk,
        RoleName.OPERATOR: operator.desk,
        RoleName.PROSECUTOR: rulings.desk,
        RoleName.COURT: rulings.desk,
        RoleName.JUDGE: rulings.desk,
        RoleName.HOST: host.desk,
        RoleName.CLIENT: client.desk,
        RoleName.AUDITOR: auditor.desk,
    }
)
"""A role without a row here starts from its menu alone."""

router = APIRouter()

PlaceChosen = Annotated[UuidText | None, Query(description="Of a supervisor: the place whose people are shown.")]
DESK = standing(
    "Desk", "How many of what the desk shows, by its word, and the last weeks.", counts=dict[str, int], weeks=list[Week]
)


@router.get("/", summary="The desk of who is signed in")
@gives(DESK, refuses=(403,))
async def desk(
    request: Request,
    actor: Annotated[Actor, Depends(require("desk.see"))],
    house: Annotated[House, Depends(house)],
    place: PlaceChosen = None,
    after: After = None,
) -> Response:
    """The page of the role; as JSON its figures alone."""
    return await DESKS.get(actor.role, plain.desk)(request, actor, house)
