"""/session/role: which of their roles somebody acts in, from the sign-in on and again at any time."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from shared.access.cookies import with_cookie
from shared.access.factor_routes import ours
from shared.access.origin import device_of, source_of
from shared.access.policy import Actor, RoleName
from shared.access.refusals import refusal
from shared.access.sessions import Sessions
from shared.access.signed import ROLE
from shared.access.signin import NotSignedIn, open_to_all, token_of
from shared.domain.refusal import Refused
from shared.runtime.clock import now
from shared.web.answers import Answer, gives
from shared.web.forms import incoming
from shared.web.kept import ADDRESS_LENGTH_MAX, local
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/session/role")


class Chosen(BaseModel):
    """The role that acts from now on. ``next`` is the page of ours to go on to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: RoleName
    next: str = Field(default="/", max_length=ADDRESS_LENGTH_MAX)


class Roles(Answer):
    """Every role of the account; ``acts``: the one that acts, null where the session still awaits it."""

    roles: list[RoleName]
    acts: RoleName | None


class Acting(Answer):
    """Send this token from now on; the one of before is worth nothing."""

    token: str
    expires_at: datetime
    role: RoleName


@router.get("", summary="The roles of this account, and the one that acts")
@gives(Roles, refuses=(401,))
async def roles(
    request: Request, asking: Annotated[Actor | None, Depends(open_to_all("session.open"))], next: str = "/"
) -> Response:
    """For people, the page to choose one on."""
    acts = asking.role if asking else None
    held = asking.held if asking else await _awaited(request)
    data = {"roles": [role.value for role in held], "acts": acts and acts.value}
    titles = {role.value: role.called for role in held}
    return screen(request, "access/role.html", data, titles=titles, next=local(next))


@router.post(
    "",
    status_code=201,
    summary="Act in another role from now on",
    dependencies=[Depends(open_to_all("session.open")), Depends(ours)],
)
@gives(Acting, refuses=(401, 403, 409))
async def choose(request: Request, wanted: Annotated[Chosen, Depends(incoming(Chosen))]) -> Response:
    """The session goes on under another token, no longer than it would have."""
    sessions: Sessions = request.app.state.sessions
    token, source, device = token_of(request) or "", source_of(request), device_of(request)
    done = await sessions.acting(token, wanted.role, now(), source, device)
    if isinstance(done, Refused):
        return refusal(request, done)
    if wants_page(request):
        return with_cookie(request, RedirectResponse(local(wanted.next), status_code=303), done)
    told = {"token": done.token, "expires_at": done.expires_at.isoformat(), "role": done.actor.role.value}
    return JSONResponse(told, 201, {"Cache-Control": "no-store"})


async def _awaited(request: Request) -> tuple[RoleName, ...]:
    """The roles of whoever has still to say which one acts."""
    sessions: Sessions = request.app.state.sessions
    found = await sessions.pending(token_of(request) or "", now())
    if found is None or found.awaits != ROLE:
        raise NotSignedIn
    return found.roles
