"""/session/devices, /session/password: what a person does with their own account; /invitation: how they come by it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from shared.access.cookies import with_cookie
from shared.access.invitations import Invitations
from shared.access.origin import device_of, source_of
from shared.access.passwords import PASSWORD_LENGTH_MAX
from shared.access.policy import Actor
from shared.access.refusals import refusal
from shared.access.sessions import Sessions
from shared.access.signed import SignedIn
from shared.access.signin import from_here, open_to_all, require, token_of
from shared.domain.refusal import Fault, Refused
from shared.runtime.clock import now
from shared.web.answers import Answer, gives
from shared.web.forms import incoming
from shared.web.kept import Saved
from shared.web.problems import Problem, details, done_at, problem, status_of
from shared.web.screens import page, screen, wants_page

router = APIRouter()
Secret = Annotated[SecretStr, Field(min_length=1, max_length=PASSWORD_LENGTH_MAX)]
ANOTHER_DEVICE = r"^[0-9a-f]{16}$"


Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 bytes, as ``secrets`` writes them into an address."""


class Body(BaseModel):
    """What is typed here is kept nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NewPassword(Body):
    """The password as it is now, and twice the one that it shall be."""

    current: Secret
    password: Secret
    again: Secret


class AnotherDevice(Body):
    """Which device is signed out, none: every other one; and the account's password."""

    device_id: Annotated[str, StringConstraints(pattern=ANOTHER_DEVICE)] | None = None
    current: Secret

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A form says every other device by an empty choice."""
        return {name: value for name, value in fields.items() if (name, value) != ("device_id", "")}


class UsedInvitation(Body):
    """The invitation's token, and twice the password that its person chose."""

    token: Token
    password: Secret
    again: Secret


class Device(Answer):
    """Where an account is signed in: ``device`` is a kind; ``here``: by the token that asks."""

    device_id: str
    device: str
    opened_at: datetime
    seen_at: datetime
    here: bool


class Devices(Answer):
    """Every device, this one first."""

    items: list[Device]


class Ended(Answer):
    """How many devices were signed out."""

    ended: int


class Invitation(Answer):
    """Whose invitation it is, and until when it can be used."""

    login: str
    name: str
    expires_at: datetime


async def devices_of(request: Request, actor: Actor) -> list[dict[str, object]]:
    """The devices on which the account is signed in."""
    sessions: Sessions = request.app.state.sessions
    return [dict(row._mapping) for row in await sessions.devices(actor.account_id, token_of(request) or "", now())]


@router.get("/session/devices", summary="Where this account is signed in")
@gives(Devices)
async def devices(request: Request, actor: Annotated[Actor, Depends(require("session.keep"))]) -> Response:
    """For people it is part of the page of their account."""
    if wants_page(request):
        return RedirectResponse("/session", 303)
    return screen(request, "", {"items": await devices_of(request, actor)})


@router.post("/session/devices/end", summary="Sign out another device, or every other one")
@gives(Ended, refuses=(404, 429))
async def end_devices(
    request: Request,
    wanted: Annotated[AnotherDevice, Depends(incoming(AnotherDevice))],
    actor: Annotated[Actor, Depends(require("session.keep"))],
) -> Response:
    """The one that asks stays signed in."""
    sessions: Sessions = request.app.state.sessions
    if why := await sessions.proven(actor.account_id, wanted.current.get_secret_value()):
        return refusal(request, why)
    ended = await sessions.end_devices(actor.who, token_of(request) or "", now(), wanted.device_id)
    if wanted.device_id and not ended:
        raise Problem(404, Fault("device-unknown"))
    if wants_page(request):
        return await done_at(request, "/session", Saved("devices-ended", {"count": ended}))
    return JSONResponse({"ended": ended})


@router.post("/session/password", status_code=204, summary="Set another password for oneself")
@gives(None, refuses=(429,))
async def set_password(
    request: Request,
    wanted: Annotated[NewPassword, Depends(incoming(NewPassword))],
    actor: Annotated[Actor, Depends(require("session.keep"))],
) -> Response:
    """Every session ends; a browser gets a new one, a program signs in anew."""
    sessions: Sessions = request.app.state.sessions
    current, password = wanted.current.get_secret_value(), wanted.password.get_secret_value()
    if differs := _differs(wanted):
        beside = await sessions.unfit_password(actor, current, password)
        return problem(request, 422, (*(beside.faults if beside else ()), *differs.faults))
    done = await sessions.set_own_password(actor, current, password, now(), source_of(request), device_of(request))
    if isinstance(done, Refused):
        return refusal(request, done)
    if wants_page(request):
        return with_cookie(request, await done_at(request, "/session", Saved("password-set")), done)
    return Response(status_code=204)


@router.get("/invitation", summary="Whose invitation this is")
@gives(Invitation, refuses=(404, 409))
async def invitation(
    request: Request, token: Token, asking: Annotated[Actor | None, Depends(open_to_all("invitation.use"))]
) -> Response:
    """For people, the page on which they choose their password."""
    invitations: Invitations = request.app.state.invitations
    found = await invitations.look(token, now())
    if isinstance(found, Refused):
        return problem(request, status_of(found), found.faults)
    data = {"login": found.login, "name": found.name, "expires_at": found.expires_at}
    return screen(request, "access/invitation.html", data, token=token, problem=None)


@router.post(
    "/invitation",
    status_code=204,
    summary="Choose the password of an invited account",
    dependencies=[Depends(open_to_all("invitation.use")), Depends(from_here)],
)
@gives(None, refuses=(403, 404, 409))
async def use(request: Request, wanted: Annotated[UsedInvitation, Depends(incoming(UsedInvitation))]) -> Response:
    """A browser is signed in with it at once."""
    invitations: Invitations = request.app.state.invitations
    sessions: Sessions = request.app.state.sessions
    password = wanted.password.get_secret_value()
    source = await sessions.known_as(source_of(request))
    used = _differs(wanted) or await invitations.use(wanted.token, password, now(), source)
    if isinstance(used, Refused):
        return await _refused(request, invitations, wanted.token, used)
    if not wants_page(request):
        return Response(status_code=204)
    done = await sessions.sign_in(
        used, password, now(), source_of(request), instead_of=token_of(request), device=device_of(request)
    )
    response = RedirectResponse("/", status_code=303)
    return with_cookie(request, response, done) if isinstance(done, SignedIn) else response


async def _refused(request: Request, invitations: Invitations, token: str, why: Refused) -> Response:
    """The page again where the invitation is still good for another password: nobody is signed in for whom a form could
    be kept."""
    found = await invitations.look(token, now())
    if isinstance(found, Refused) or not wants_page(request):
        return problem(request, status_of(why), why.faults)
    data = {"login": found.login, "name": found.name, "expires_at": found.expires_at, "token": token}
    told = details(request, status_of(why), why.faults)
    return page(request, "access/invitation.html", {**data, "problem": told}, status=status_of(why))


def _differs(wanted: NewPassword | UsedInvitation) -> Refused | None:
    same = wanted.password.get_secret_value() == wanted.again.get_secret_value()
    return None if same else Refused((Fault("password-differs", pointer="/again"),))
