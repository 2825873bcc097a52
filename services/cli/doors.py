"""The addresses of a process: its services', sign-in, and what every process answers about itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from socket import gaierror
from typing import Any

import asyncpg
from fastapi import Depends, FastAPI
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute

from services.catalogue import BY_NAME, SERVICES
from services.cli.house import Parts, house_key_of
from services.cli.opener import opener_routes
from services.cli.watching import look_at, watch
from shared import __version__
from shared.access.contract import document
from shared.access.demo import PASSWORD_FILE
from shared.access.reach import leads_office
from shared.access.reaching import within_reach
from shared.access.routes import ROUTERS, open_access
from shared.access.signin import admitting, open_to_all
from shared.domain.identifiers import BookId
from shared.domain.refusal import Fault
from shared.ledger.append import ClockStepped, DigestMismatch, LaneFull, OutcomeUnknown
from shared.messaging.asyncapi import asyncapi_routes
from shared.messaging.trouble import passing
from shared.privacy.keyfile import KeyLost, KeysAway, KeysUnfit, SubjectErased
from shared.privacy.values import OpenerAway
from shared.runtime import metrics
from shared.runtime.clock import now
from shared.runtime.health import READY, troubles_of
from shared.runtime.settings import Settings
from shared.web import describing
from shared.web.menu import Menu
from shared.web.problems import Problem, on_busy
from shared.web.screens import dress
from shared.web.service import Service, open_doors
from shared.web.texts import Texts

ROOT = Path(__file__).parent.parent
DATABASE_ERRORS = (
    DBAPIError,
    PoolTimeout,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
    FileNotFoundError,
    gaierror,
    TimeoutError,
)
"""What a database that restarts makes of a request; a missing file is its unix socket."""
FORWARDED = {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"}
"""What a front says of whom it speaks for."""
CONTACT_HOLDS = timedelta(days=180)
"""RFC 9116 asks for less than a year; it is counted anew at each asking."""


def app_of(settings: Settings, services: list[Service], parts: Parts) -> FastAPI:
    """The app of this process."""
    app = FastAPI(
        title="Bakti",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    dress(app, ROOT, demo=settings.demo, menu=menu())
    app.state.seen_here = partial(seen_in, parts)
    app.state.projections = {one.full_name: one.version for each in SERVICES for one in each.projections}
    watch(app)
    on_busy(app, LaneFull, "lane-full")
    on_busy(app, OutcomeUnknown, "outcome-unknown")
    on_busy(app, ClockStepped, "clock-stepped")
    on_busy(app, DigestMismatch, "digest-mismatch", status=422)
    for kind in DATABASE_ERRORS:  # who asks shall ask again, under the same key
        on_busy(app, kind, "database-away", when=passing)
    on_busy(app, SubjectErased, "person-erased", status=409)
    on_busy(app, KeysAway, "keys-away")
    on_busy(app, KeysUnfit, "keys-away")
    on_busy(app, KeyLost, "key-lost", status=409)
    on_busy(app, OpenerAway, "opener-away")
    demo_password = settings.data_dir / PASSWORD_FILE if settings.demo else None
    house_key = house_key_of(settings) if parts.houses else None
    leads = partial(leads_office, next(iter(parts.houses.values()))) if parts.houses else None
    open_access(app, parts.database, parts.rates, demo_password, house_key, leads)
    app.state.houses = parts.houses
    for service in services:
        app.router.routes.extend(_addresses(service.name))
    app.router.routes.extend(asyncapi_routes(BookId(settings.book)))
    if parts.vault is not None and parts.answers_to is not None:
        app.router.routes.extend(opener_routes(parts.vault, parts.answers_to, _asked_inside))
    _add_own_addresses(app, parts, settings.security_contact)
    return app


@cache
def _addresses(name: str) -> list[BaseRoute]:
    """Of a service, made once a process, however many apps it makes: each address has what it depends on looked up."""
    found = admitting()
    open_doors(found, BY_NAME[name], within_reach)
    return found.routes


@cache
def menu() -> Menu:
    """The menu of the whole house: each part draws it, and the front leads on."""
    places = [place for service in SERVICES for place in service.menu]
    return Menu.of(places, law="".join(service.law for service in SERVICES))


@cache
def contract() -> dict[str, Any]:
    """What ``/openapi.json`` says: of the whole house, so that each part and the front say the same."""
    return document(whole_house())


def whole_house() -> FastAPI:
    """Every address of the services and of sign-in, with nobody behind it."""
    app = FastAPI(title="Bakti", version=__version__)
    app.state.texts = Texts.gather((ROOT, Path(describing.__file__).parent))
    for router in ROUTERS:
        app.include_router(router, tags=["session"])
    for service in SERVICES:
        for router in service.doors:
            app.include_router(router, tags=[service.name])
    return app


def _add_own_addresses(app: FastAPI, parts: Parts, security_contact: str) -> None:
    seen = [Depends(open_to_all("house.see"))]

    @app.get("/healthz", include_in_schema=False, dependencies=seen)
    async def alive() -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    @app.get("/readyz", include_in_schema=False, dependencies=seen)
    async def ready(request: Request) -> Response:
        told = await seen_in(parts)
        shown = told if _asked_inside(request) else {"status": told["status"]}
        return JSONResponse(shown, 200 if told["status"] == READY else 503)

    @app.get("/openapi.json", include_in_schema=False, dependencies=seen)
    async def whole() -> Response:
        return JSONResponse(await asyncio.to_thread(contract))

    @app.get("/docs", include_in_schema=False, dependencies=seen)
    async def docs(request: Request) -> Response:
        return describing.addresses(request, await asyncio.to_thread(contract))

    app.add_api_route("/problems", describing.problems, include_in_schema=False, dependencies=seen)

    @app.get("/metrics", include_in_schema=False, dependencies=seen)
    async def figures(request: Request) -> Response:
        if not _asked_inside(request):
            raise Problem(404, Fault("status-404"))
        look_at(parts)
        body, kind = metrics.exposition()
        return Response(body, media_type=kind)

    @app.get("/.well-known/security.txt", include_in_schema=False, dependencies=seen)
    async def contact(request: Request) -> Response:
        if not security_contact:
            raise Problem(404, Fault("status-404"))
        expires = (now() + CONTACT_HOLDS).isoformat(timespec="seconds")
        return PlainTextResponse(f"Contact: {security_contact}\nExpires: {expires}\nPreferred-Languages: id, en\n")


async def seen_in(parts: Parts) -> dict[str, Any]:
    """Whether this process is ready, what keeps it, and the facts of its checks."""
    found = await parts.health.seen_lately()
    troubles = troubles_of(found)
    facts = {name: dict(one.facts) for name, one in found.items() if one.facts}
    return {"status": "not ready" if troubles else READY, **troubles, "facts": facts}


def _asked_inside(request: Request) -> bool:
    """Nobody handed this on: what a front lets through says so, and is told no figure and no name of a part."""
    return not FORWARDED & set(request.headers.keys())
