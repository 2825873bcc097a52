"""/session/code, /session/second-factor: the second thing that somebody signs in with, and how they come by it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import segno
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from shared.access.accounts import Accounts
from shared.access.cookies import with_cookie
from shared.access.origin import device_of, source_of, surely_ours
from shared.access.passwords import PASSWORD_LENGTH_MAX
from shared.access.policy import Actor
from shared.access.refusals import refusal, status_and_headers
from shared.access.second_factor import SecondFactors
from shared.access.sessions import Sessions
from shared.access.signed import CODE, ENROLMENT, ROLE, Pending, SignedIn
from shared.access.signin import NotSignedIn, actor_or_none, bearer_of, open_to_all, require, token_of
from shared.domain.refusal import Fault, Refused
from shared.domain.text import Login
from shared.domain.who import Who
from shared.runtime.clock import now
from shared.web import kept
from shared.web.answers import Answer, gives
from shared.web.forms import incoming
from shared.web.kept import ADDRESS_LENGTH_MAX, Saved, local
from shared.web.problems import Problem, details, done_at, problem
from shared.web.screens import page, screen, wants_page

router = APIRouter(prefix="/session")
PAGES: Final = {CODE: "code", ENROLMENT: "second-factor", ROLE: "role"}


class Code(BaseModel):
    """The code of the moment, or a recovery code. ``next`` is the page of ours to go on to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Login
    next: str = Field(default="/", max_length=ADDRESS_LENGTH_MAX)


class FirstCode(Code):
    """The first code of an app; of who is signed in already, the account's password too."""

    current: SecretStr | None = Field(default=None, max_length=PASSWORD_LENGTH_MAX)


class Awaits(Answer):
    """What is still asked for: ``code`` or ``enrolment`` of a second factor, or the ``role``."""

    awaits: str


class Whole(Answer):
    """Send this token from now on; the one that awaited a code is worth nothing."""

    token: str
    expires_at: datetime
    awaits: str | None


class Enrolment(Answer):
    """What an app reads (``otpauth:``, with the secret); null where the account has a second factor already."""

    address: str | None


class Enrolled(Answer):
    """Codes that each work once without the phone, shown once. Send this token from now on: the one of before is worth
    nothing, and every other session of the account has ended."""

    recovery_codes: list[str]
    token: str
    expires_at: datetime
    awaits: str | None


async def ours(request: Request) -> None:
    """Dependency: a cookie is believed for a write only where one of our own pages sent it."""
    if not bearer_of(request) and not surely_ours(request):
        raise Problem(403, Fault("from-elsewhere"))


def at_page(awaits: str, following: str) -> str:
    """The page that asks for what is still awaited."""
    return f"/session/{PAGES[awaits]}?{urlencode({'next': local(following)})}"


@router.get("/code", summary="What a session still awaits")
@gives(Awaits, refuses=(401,))
async def ask_code(
    request: Request, asking: Annotated[Actor | None, Depends(open_to_all("session.open"))], next: str = "/"
) -> Response:
    """For people, the page to type the code on."""
    found = await _sessions(request).pending(token_of(request) or "", now())
    if found is None:
        raise NotSignedIn
    return screen(request, "access/code.html", {"awaits": found.awaits}, next=local(next), problem=None)


@router.post(
    "/code",
    status_code=201,
    summary="Bring the code that a session awaits",
    dependencies=[Depends(open_to_all("session.open")), Depends(ours)],
)
@gives(Whole, refuses=(403, 409, 429))
async def bring_code(request: Request, wanted: Annotated[Code, Depends(incoming(Code))]) -> Response:
    """The session is whole, under another token."""
    token = token_of(request) or ""
    done = await _sessions(request).with_code(token, wanted.code, now(), source_of(request), device_of(request))
    if isinstance(done, Refused):
        return _refused(request, done, "access/code.html", {"awaits": CODE, "next": local(wanted.next)})
    if wants_page(request):
        see = at_page(done.awaits, wanted.next) if done.awaits else local(wanted.next)
        return with_cookie(request, RedirectResponse(see, status_code=303), done)
    told = {"token": done.token, "expires_at": done.expires_at.isoformat(), "awaits": done.awaits}
    return JSONResponse(told, 201, {"Cache-Control": "no-store"})


@router.get("/second-factor", summary="What an app reads to make codes for this account")
@gives(Enrolment, refuses=(401,))
async def enrolment(
    request: Request, asking: Annotated[Actor | None, Depends(open_to_all("session.open"))], next: str = "/"
) -> Response:
    """For people, the picture that their phone reads; the same until a code has confirmed it."""
    whose, login = await _whose(request)
    address = await _factors(request).begin(whose.account_id, login, now())
    beside = await _beside(request, whose, login, address, local(next))
    return screen(request, "access/second-factor.html", {"address": address}, **beside, problem=None)


async def _beside(
    request: Request, whose: Pending | Actor, login: str, address: str | None, following: str
) -> dict[str, Any]:
    """What the page shows besides the address that an app reads. Whoever is signed in ``proves`` who they are by their
    password; one to whose session no code was brought, though there is a factor, signs in ``again``."""
    signed_in = isinstance(whose, Actor)
    roles = whose.held if isinstance(whose, Actor) else whose.roles
    return {
        "picture": _picture(address),
        "login": login,
        "next": following,
        "proves": signed_in,
        "owed": await _sessions(request).owes_factor(whose.account_id, roles),
        "again": isinstance(whose, Actor) and not whose.second_factor,
    }


@router.post(
    "/second-factor",
    status_code=201,
    summary="Confirm the second factor by its first code",
    dependencies=[Depends(open_to_all("session.open")), Depends(ours)],
)
@gives(Enrolled, refuses=(401, 403, 409, 429))
async def enrol(request: Request, wanted: Annotated[FirstCode, Depends(incoming(FirstCode))]) -> Response:
    """From now on a code is asked for; whoever had to do this first is signed in with it, and whoever was stays so."""
    whose, login = await _whose(request)
    account_id, source = whose.account_id, source_of(request)
    who = whose.who if isinstance(whose, Actor) else Who(account_id, source=await _sessions(request).known_as(source))
    address = await _factors(request).begin(account_id, login, now())
    codes: tuple[str, ...] = ()

    async def confirm() -> Refused | None:
        nonlocal codes
        done = await _factors(request).confirm(who, wanted.code, now())
        if isinstance(done, Refused):
            return done
        codes = done
        return None

    if address is None:
        return problem(request, 409, (Fault("second-factor-stands"),))
    why = None if isinstance(whose, Pending) else await _unproven(request, account_id, wanted.current)
    if why := why or await _sessions(request).guarded(account_id, confirm):
        data = {"address": address, **await _beside(request, whose, login, address, local(wanted.next))}
        return _refused(request, why, "access/second-factor.html", data)
    token, device = token_of(request) or "", device_of(request)
    whole = await _sessions(request).enrolled(whose, who, token, now(), source, device)
    return await _enrolled(request, account_id, codes, whole, local(wanted.next))


@router.post("/second-factor/end", status_code=204, summary="Do without the second factor")
@gives(None, refuses=(409, 429))
async def end(
    request: Request,
    wanted: Annotated[Code, Depends(incoming(Code))],
    asking: Annotated[Actor, Depends(require("session.keep"))],
) -> Response:
    """By a last code; whose role asks for one keeps it."""
    if await _sessions(request).owes_factor(asking.account_id, asking.held):
        return problem(request, 409, (Fault("second-factor-required"),))

    async def check() -> Refused | None:
        return await _factors(request).check(asking.who, wanted.code, now())

    if why := await _sessions(request).guarded(asking.account_id, check):
        return refusal(request, why)
    await _factors(request).end(asking.who, now())
    if wants_page(request):
        return await done_at(request, "/session", Saved("second-factor-off"))
    return Response(status_code=204)


async def _unproven(request: Request, account_id: str, current: SecretStr | None) -> Refused | None:
    return await _sessions(request).proven(account_id, current.get_secret_value() if current else "")


async def _whose(request: Request) -> tuple[Pending | Actor, str]:
    """Who makes a second factor, signed in or by a session that awaits it; and the account's login."""
    actor = await actor_or_none(request)
    if actor is not None:
        accounts: Accounts = request.app.state.accounts
        return actor, (await accounts.all(now(), actor.account_id))[0].login
    pending = await _sessions(request).pending(token_of(request) or "", now())
    if pending is None or pending.awaits != ENROLMENT:
        raise NotSignedIn
    return pending, pending.login


async def _enrolled(
    request: Request, account_id: str, codes: tuple[str, ...], whole: SignedIn, following: str
) -> Response:
    if not wants_page(request):
        told: dict[str, Any] = {"recovery_codes": codes, "token": whole.token, "awaits": whole.awaits}
        told["expires_at"] = whole.expires_at.isoformat()
        return JSONResponse(told, 201, {"Cache-Control": "no-store"})
    request.scope[kept.ACCOUNT_KEY] = account_id
    saved = Saved("second-factor-on", {"codes": " ".join(codes)}, next=("Lanjut", following))
    response = await done_at(request, "/session", saved)
    if whole.awaits:
        response.headers["location"] = at_page(whole.awaits, response.headers["location"])
    return with_cookie(request, response, whole)


def _refused(request: Request, why: Refused, template: str, data: Mapping[str, Any]) -> Response:
    """For people the page again: nobody is signed in for whom a form could be kept."""
    if not wants_page(request) or why.faults[0].rule == "sign-in-over":
        return refusal(request, why)
    status, headers = status_and_headers(why)
    return page(
        request, template, {**data, "problem": details(request, status, why.faults)}, status=status, headers=headers
    )


def _sessions(request: Request) -> Sessions:
    found: Sessions = request.app.state.sessions
    return found


def _factors(request: Request) -> SecondFactors:
    found: SecondFactors | None = request.app.state.factors
    if found is None:
        raise Problem(404, Fault("status-404"))
    return found


def _picture(address: str | None) -> str | None:
    """What a phone's camera reads, as SVG of our own making; black on white in the dark, too."""
    if address is None:
        return None
    return str(segno.make(address, error="m").svg_inline(light="#fff", omitsize=True))
