"""Who asks: the dependencies by which every address names its action and gets its actor.

Example::

    @router.post("/putusan")
    async def register(actor: Annotated[Actor, Depends(require(RegisterPutusan))]) -> Response: ...
"""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.access.origin import SAFE_METHODS, from_elsewhere, source_of, surely_ours
from shared.access.policy import POLICY, PUBLIC, Actor, FactorOwed, allowed, authorise, may
from shared.access.rates import Kind, Rates
from shared.access.sessions import Sessions
from shared.domain.command import Command
from shared.domain.refusal import Fault
from shared.runtime.clock import now
from shared.web import kept
from shared.web.cookies import cookie
from shared.web.forms import is_form, read_form
from shared.web.problems import Problem, problem
from shared.web.queries import refuse_strange_queries
from shared.web.screens import Visitor, greet, wants_page

__all__ = ["Actor", "actor", "addresses", "authorise", "may", "open_to_all", "require"]

COOKIE = "bakti_session"
LEFT = "bakti_left"
"""The token of a session that its browser signed out of: worth nothing, but what is typed into a page that is still
open elsewhere is kept for whose session it was."""
BEARER = "bearer "
ACTOR_KEY = "bakti.actor"
SIGN_IN_PAGE, FACTOR_PAGE = "/session", "/session/second-factor"
SEARCHING = frozenset({"person.search", "person.open"})
"""What is done by seeking somebody by their words."""
OUTSIDE_REACH = "outside-reach"
"""What came of asking for whom nobody may see, as the trail has it."""

Dependency = Callable[..., Coroutine[Any, Any, Any]]


class NotSignedIn(Problem):
    """Nobody is signed in: people are led to the sign-in page, programs get 401."""

    def __init__(self) -> None:
        super().__init__(401, Fault("status-401"), headers={"WWW-Authenticate": "Bearer"})


def require(wanted: str | type[Command]) -> Dependency:
    """Dependency: the actor, whose role may do this: a command's own action, or another that is read from the policy
    table (``report.read``). It must have its row there."""
    action = wanted if isinstance(wanted, str) else wanted.ACTION
    if action not in POLICY:
        raise LookupError(f"the policy table has no row {action}")

    async def permitted(request: Request, asking: Actor = Depends(actor)) -> Actor:
        authorise(asking, action)
        return replace(asking, action=action)

    permitted.action = action  # type: ignore[attr-defined]
    return permitted


def open_to_all(action: str) -> Dependency:
    """Dependency of an address that asks for no sign-in, and says so: the actor where there is one."""
    if action not in PUBLIC:
        raise LookupError(f"{action} is not for everybody")

    async def anybody(request: Request) -> Actor | None:
        return await actor_or_none(request)

    anybody.action = action  # type: ignore[attr-defined]
    return anybody


def addresses(app: FastAPI) -> dict[str, frozenset[str]]:
    """Every address of the app (``POST /putusan``) and the actions it names; one that names none is a hole."""
    return {
        f"{method} {route.path}": frozenset(_actions(route.dependant))
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, APIRoute)
        for method in sorted(route.methods or ())
    }


async def admitted(request: Request) -> None:
    """Dependency of every address: who may not do it is told so before a byte of the body is read."""
    for action in _actions(request.scope["route"].dependant):
        if action not in PUBLIC:
            asking = await actor(request)
            if not may(asking.role, action):
                await note_refusal(request, asking, action, "not-allowed")
                await _remember(request)
            authorise(asking, action)
    await _counted(request)
    refuse_strange_queries(request)


async def note_refusal(request: Request, asking: Actor, action: str, outcome: str) -> None:
    """Note in the trail, once in a while, that this was asked for and not given."""
    sessions: Sessions = request.app.state.sessions
    await sessions.note_refusal(asking, action, now(), outcome)


async def note_hidden(request: Request, asking: Actor, action: str | None = None) -> None:
    """The same where what was asked for is outside the reach of who asks, or nobody's: one is not told from the other,
    by time neither. ``action``: of a command; else what the address names."""
    named = (one for one in _actions(request.scope["route"].dependant) if one not in PUBLIC)
    if (wanted := action or next(named, None)) is not None:
        await note_refusal(request, asking, wanted, OUTSIDE_REACH)


async def _counted(request: Request) -> None:
    """One write, search or try to come in more. The sign-in page says in its own form that it was too often."""
    kind = _kind_of(request)
    if kind is None or (seconds := await too_often(request, kind)) is None:
        return
    await _remember(request)
    raise Problem(429, Fault("too-often", {"seconds": seconds}), headers={"Retry-After": str(seconds)})


def _kind_of(request: Request) -> Kind | None:
    route = request.scope["route"]
    actions = set(_actions(route.dependant))
    if request.method in SAFE_METHODS or route.path == SIGN_IN_PAGE:
        return None
    if actions <= PUBLIC:
        return Kind.SIGN_IN
    return Kind.SEARCH if SEARCHING & actions else Kind.WRITE


async def too_often(request: Request, kind: Kind) -> int | None:
    """Count one more of this kind for who asks and from where; seconds to wait where that is too many."""
    rates: Rates = request.app.state.rates
    sessions: Sessions = request.app.state.sessions
    asking = await actor_or_none(request)
    source = await sessions.known_as(source_of(request))
    return await rates.wait_s(kind, source, asking.account_id if asking else None)


async def _remember(request: Request) -> None:
    """What a page's form brought, or what is kept for the page: a role that changed meanwhile loses nothing of it."""
    if request.method in SAFE_METHODS:
        await kept.recall(request)
    elif _typed_by_hand(request):
        with suppress(Problem):
            await read_form(request)


def _typed_by_hand(request: Request) -> bool:
    """Whether a page of ours sent a form of its own."""
    return is_form(request) and wants_page(request) and surely_ours(request) and not bearer_of(request)


async def recalled(request: Request) -> None:
    """Dependency of every address: what the account that asks has kept for this page."""
    if kept.QUERY in request.query_params and await actor_or_none(request) is not None:
        await kept.recall(request)


async def actor(request: Request) -> Actor:
    """Dependency: who asks. A cookie is believed for a write only where one of our own pages sent it."""
    found = await actor_or_none(request)
    if found is None:
        raise NotSignedIn
    if request.method not in SAFE_METHODS and not bearer_of(request) and not surely_ours(request):
        raise Problem(403, Fault("from-elsewhere"))
    return found


async def actor_or_none(request: Request) -> Actor | None:
    """Who asks, looked up once a request."""
    if ACTOR_KEY not in request.scope:
        token = token_of(request)
        sessions: Sessions = request.app.state.sessions
        found = await sessions.actor(token, now(), source_of(request)) if token else None
        request.scope[ACTOR_KEY] = found
        if found is not None:
            request.scope[kept.ACCOUNT_KEY] = found.account_id
            several = len(found.held) > 1
            greet(request, Visitor(found.name, found.role.called, allowed(found.role), several))
    asking: Actor | None = request.scope[ACTOR_KEY]
    return asking


async def still_signed_in(request: Request) -> None:
    """Raises NotSignedIn where the session ended while its request was under way: a body may take its time."""
    sessions: Sessions = request.app.state.sessions
    if await sessions.actor(token_of(request) or "", now()) is None:
        raise NotSignedIn


async def from_here(request: Request) -> None:
    """Dependency: no foreign page may sign anybody in, and its form is not read."""
    if from_elsewhere(request):
        raise Problem(403, Fault("from-elsewhere"))


def token_of(request: Request) -> str | None:
    """The session token: a program's header before a browser's cookie."""
    return bearer_of(request) or cookie(request, COOKIE)


def bearer_of(request: Request) -> str | None:
    """The token of ``Authorization: Bearer``; no browser sends that by itself."""
    header = request.headers.get("authorization", "")
    return header[len(BEARER) :].strip() if header[: len(BEARER)].lower() == BEARER else None


def admitting() -> APIRouter:
    """What is included here admits nobody before it is known who asks: made once, it stands so in any app."""
    return APIRouter(dependencies=[Depends(admitted), Depends(recalled)])


def know_sessions(app: FastAPI, sessions: Sessions, keeping: kept.Keeping | None = None) -> None:
    """Let the app know its sessions, admit nobody before it knows who asks, and lead people to what is missing."""
    app.state.sessions = sessions
    app.state.recognise = actor_or_none
    app.state.keeping = keeping
    app.router.dependencies += admitting().dependencies
    app.add_exception_handler(NotSignedIn, _lead_to_sign_in)
    app.add_exception_handler(FactorOwed, _lead_to_factor)


async def _lead_to_sign_in(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, NotSignedIn)
    return _led(request, raised, SIGN_IN_PAGE, _asked_page(request) or await _kept_meanwhile(request))


async def _lead_to_factor(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, FactorOwed)
    return _led(request, raised, FACTOR_PAGE, _asked_page(request) or await _kept_now(request))


def _asked_page(request: Request) -> str | None:
    """The page that a person asked for, to come back to."""
    if not wants_page(request) or request.method not in SAFE_METHODS:
        return None
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _led(request: Request, raised: Problem, first: str, wanted: str | None) -> Response:
    """To this page first, and from there back to the wanted one; a program is told what is missing."""
    if wanted is None:
        return problem(request, raised.status, raised.faults, raised.headers)
    query = f"?{urlencode({'next': wanted})}" if wanted != "/" else ""
    return RedirectResponse(f"{first}{query}", status_code=303)


async def _kept_now(request: Request) -> str | None:
    """The page that shows again what somebody who is signed in typed into a form."""
    entry = await _brought(request)
    return await kept.keep(request, entry) if entry else None


async def _brought(request: Request) -> kept.Kept | None:
    """What a page's form brought; of one that the route has read already, as it did."""
    if kept.PAIRS_KEY not in request.scope and _typed_by_hand(request):
        with suppress(Problem):
            await read_form(request)
    return kept.typed(request)


async def _kept_meanwhile(request: Request) -> str | None:
    """The page that shows what was typed while the session ended, once its account is signed in again. Of nobody whose
    session did not end lately a byte is read."""
    token = cookie(request, COOKIE) or cookie(request, LEFT)
    if not token or not _typed_by_hand(request):
        return None
    sessions: Sessions = request.app.state.sessions
    account_id = await sessions.whose_ended(token, now())
    if account_id is None:
        return None
    request.scope[kept.ACCOUNT_KEY] = account_id
    entry = await _brought(request)
    return await kept.keep(request, entry) if entry else None


def _actions(dependant: Dependant) -> Iterator[str]:
    action = getattr(dependant.call, "action", None)
    if action is not None:
        yield action
    for inner in dependant.dependencies:
        yield from _actions(inner)
