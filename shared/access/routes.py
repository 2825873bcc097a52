"""/session: sign in, see who you are, sign out; a page for people, JSON for programs."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from shared.access import factor_routes, managing, own, role_routes, second_factor
from shared.access.accounts import Accounts
from shared.access.cookies import with_cookie, without_cookie
from shared.access.demo import demo_ids
from shared.access.factor_routes import at_page
from shared.access.invitations import Invitations
from shared.access.keeping import PURPOSE, KeptForms
from shared.access.origin import device_of, source_of
from shared.access.own import devices_of
from shared.access.passwords import PASSWORD_LENGTH_MAX
from shared.access.policy import Actor, RoleName, allowed
from shared.access.rates import Kind, Rates
from shared.access.refusals import refusal, status_and_headers
from shared.access.second_factor import SecondFactors
from shared.access.sessions import Sessions
from shared.access.signin import (
    NotSignedIn,
    admitting,
    from_here,
    know_sessions,
    open_to_all,
    require,
    token_of,
    too_often,
)
from shared.database.engine import Database
from shared.domain.identifiers import AccountId
from shared.domain.refusal import Refused, refused
from shared.domain.text import Login
from shared.runtime.clock import now
from shared.web.answers import Answer, gives
from shared.web.forms import incoming
from shared.web.kept import ADDRESS_LENGTH_MAX, QUERY, local
from shared.web.problems import Details, details
from shared.web.screens import page, screen, wants_page

router = APIRouter()

ROUTERS = (router, own.router, factor_routes.router, role_routes.router, managing.router)
STATUS_WRONG = 401


class SignIn(BaseModel):
    """A login and its password. ``next`` is the page of ours to go on to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    login: Login
    password: SecretStr = Field(min_length=1, max_length=PASSWORD_LENGTH_MAX)
    next: str = Field(default="/", max_length=ADDRESS_LENGTH_MAX)


class Account(Answer):
    """Who is signed in: the role that acts, the actions that it may do, and every role of the account."""

    account_id: AccountId
    name: str
    role: RoleName
    roles: list[RoleName]
    may: list[str]


class Session(Answer):
    """Who is signed in."""

    account: Account


class NewSession(Session):
    """Send the token as ``Authorization: Bearer``; it is shown once. ``awaits``: what it may do first alone, ``code``
    to /session/code, ``enrolment`` to /session/second-factor, or ``role`` to /session/role."""

    token: str
    expires_at: datetime
    awaits: str | None


def open_access(
    app: FastAPI,
    database: Database,
    rates: Rates,
    demo_password: Path | None = None,
    house_key: Callable[[str], bytes] | None = None,
    leads: Callable[[str], Awaitable[bool]] | None = None,
) -> None:
    """Give the app its accounts and the address /session. ``rates``: how often anybody may ask; ``demo_password``:
    where a demo's start writes its own; ``house_key``: what seals the forms that are kept and second factors' secrets;
    without it there are none. ``leads``: whether an account's person leads an office."""
    app.state.rates = rates
    exempt = demo_ids() if demo_password else frozenset()
    app.state.factors = SecondFactors(database, house_key(second_factor.PURPOSE)) if house_key else None
    sessions = Sessions(database, app.state.factors, exempt, leads)
    know_sessions(app, sessions, KeptForms(database, house_key(PURPOSE)) if house_key else None)
    app.state.demo_password = demo_password
    app.state.accounts, app.state.invitations = Accounts(database), Invitations(database)
    app.router.routes.extend(_addresses())


@cache
def _addresses() -> list[BaseRoute]:
    """Made once a process, however many apps it makes."""
    found = admitting()
    for each in ROUTERS:
        found.include_router(each, tags=["session"])
    return found.routes


@router.get("/session")
@gives(Session, refuses=(401,))
async def see(
    request: Request, asking: Annotated[Actor | None, Depends(open_to_all("session.see"))], next: str = "/"
) -> Response:
    """Who is signed in; for people, the page to sign in on."""
    if asking is None:
        if not wants_page(request):
            raise NotSignedIn
        sessions: Sessions = request.app.state.sessions
        if pending := await sessions.pending(token_of(request) or "", now()):
            return RedirectResponse(at_page(pending.awaits, next), status_code=303)
        return _form(request, {"login": "", "next": local(next), "problem": None})
    beside = await _beside(request, asking) if wants_page(request) else {}
    return screen(request, "access/account.html", {"account": _shown(asking)}, **beside)


@router.post(
    "/session",
    status_code=201,
    dependencies=[Depends(open_to_all("session.open")), Depends(from_here)],
)
@gives(
    NewSession,
    refuses=(
        401,
        403,
        429,
    ),
)
async def sign_in(request: Request, wanted: Annotated[SignIn, Depends(incoming(SignIn))]) -> Response:
    """Sign in: people get a cookie and their page, programs a token to send as ``Authorization: Bearer``."""
    sessions: Sessions = request.app.state.sessions
    known = await sessions.known_from(wanted.login, source_of(request))  # no guesser beside them keeps these out
    if not known and (seconds := await too_often(request, Kind.SIGN_IN)) is not None:
        return _refused(request, wanted, refused("too-often", seconds=seconds))
    password = wanted.password.get_secret_value()
    done = await sessions.sign_in(
        wanted.login,
        password,
        now(),
        source=source_of(request),
        instead_of=token_of(request),
        device=device_of(request),
    )
    if isinstance(done, Refused):
        return _refused(request, wanted, done)
    if wants_page(request):
        see = at_page(done.awaits, wanted.next) if done.awaits else local(wanted.next)
        return with_cookie(request, RedirectResponse(see, status_code=303), done)
    answer: dict[str, object] = {
        "token": done.token,
        "expires_at": done.expires_at.isoformat(),
        "account": _shown(done.actor),
    }
    answer |= {"awaits": done.awaits}
    return JSONResponse(answer, status_code=201, headers={"Cache-Control": "no-store"})


@router.delete("/session", status_code=204)
async def sign_out(request: Request, asking: Annotated[Actor, Depends(require("session.end"))]) -> Response:
    """Sign out: the token is worth nothing from now on."""
    await _end(request, asking)
    return without_cookie(request, Response(status_code=204))


@router.post("/session/end", include_in_schema=False)
async def leave(request: Request, asking: Annotated[Actor, Depends(require("session.end"))]) -> Response:
    """Sign out from a page, which can only post."""
    await _end(request, asking)
    return without_cookie(request, RedirectResponse("/session", status_code=303))


async def _beside(request: Request, asking: Actor) -> dict[str, Any]:
    """What the page of one's own account shows besides: its login, its devices, its second factor."""
    accounts: Accounts = request.app.state.accounts
    factors: SecondFactors | None = request.app.state.factors
    return {
        "title": asking.role.called,
        "login": (await accounts.all(now(), asking.account_id))[0].login,
        "devices": await devices_of(request, asking),
        "factor": await factors.of(asking.account_id) if factors else None,
        "required": await request.app.state.sessions.owes_factor(asking.account_id, asking.held),
        "tried_by_many": asking.account_id in request.app.state.sessions.exempt,
    }


async def _end(request: Request, asking: Actor) -> None:
    sessions: Sessions = request.app.state.sessions
    await sessions.sign_out(asking, token_of(request) or "", now())


def _refused(request: Request, wanted: SignIn, done: Refused) -> Response:
    if not wants_page(request):
        return refusal(request, done, STATUS_WRONG)
    status, headers = status_and_headers(done, STATUS_WRONG)
    found = details(request, status, done.faults)
    return _form(request, {"login": wanted.login, "next": local(wanted.next), "problem": found}, status, headers)


def _form(
    request: Request,
    data: dict[str, str | Details | None],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    file: Path | None = request.app.state.demo_password
    printed = file is not None and file.exists()
    keeps = f"{QUERY}=" in str(data["next"])
    shown = {**data, "demo_accounts_printed": printed, "keeps": keeps}
    return page(request, "access/signin.html", shown, status=status, headers=headers)


def _shown(asking: Actor) -> dict[str, object]:
    return {
        "account_id": asking.account_id,
        "name": asking.name,
        "role": asking.role.value,
        "roles": [role.value for role in asking.held],
        "may": sorted(allowed(asking.role)),
    }
