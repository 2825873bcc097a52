"""What came in and what became of it: one figure and one log line a request, with codes and ids only.

A line names the address by its template and the ids in it; never the address as typed, a query, a header or a body.
"""

import time
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI
from prometheus_client import Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.cli.house import Parts
from shared.access.signin import ACTOR_KEY
from shared.domain.identifiers import AN_ID
from shared.runtime.metrics import REGISTRY
from shared.web.problems import TROUBLE_KEY

log = structlog.get_logger()
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Others are counted as one: a caller chooses the word."""
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: counted, not logged."""
UNKNOWN = "-"
"""No address of ours: what was typed may be anything."""

SECONDS = Histogram(
    "bakti_http_request_seconds", "Until the answer was sent.", ["method", "route", "status"], registry=REGISTRY
)
OPEN = Gauge("bakti_http_requests_open", "Requests under way.", registry=REGISTRY)
POOL = Gauge("bakti_pool_connections", "Pooled connections to PostgreSQL.", ["role", "state"], registry=REGISTRY)
WAITING = Gauge("bakti_append_waiting", "Requests that wait in the lane.", ["service"], registry=REGISTRY)


class Watched:
    """ASGI middleware, outside of all others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; count and log it when its answer is sent, or when it broke off."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, whole, bug = time.monotonic(), 0, False, None

        async def noted(message: Message) -> None:
            nonlocal status, whole
            if message["type"] == "http.response.start":
                status = message["status"]
            whole = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        with OPEN.track_inprogress():
            try:
                await self.app(scope, receive, noted)
            except Exception as raised:
                bug = raised
                if not whole:  # the server must break off, and says so in a line of its own
                    raise
            finally:
                _note(scope, status, time.monotonic() - began, bug if whole else None)


def watch(app: FastAPI) -> None:
    """Watch every request of the app, also those that other middleware answers."""
    inner = app.build_middleware_stack
    app.build_middleware_stack = lambda: Watched(inner())  # type: ignore[method-assign]


def look_at(parts: Parts) -> None:
    """Bring the figures that are true at a moment up to this one."""
    for role, in_use, idle in parts.database.pools():
        POOL.labels(role, "in_use").set(in_use)
        POOL.labels(role, "idle").set(idle)
    for name, house in parts.houses.items():
        WAITING.labels(name).set(house.ledger.waiting)


def _note(scope: Scope, status: int, seconds: float, bug: Exception | None) -> None:
    """One line: of a bug with its place and kind, never with what others wrote about it (``telemetry.told``)."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = _template(scope)
    SECONDS.labels(method, route, status).observe(seconds)
    if route not in QUIET or bug is not None:
        actor = scope.get(ACTOR_KEY)
        account = {"account": actor.account_id} if actor is not None else {}
        facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000)}
        facts |= account | scope.get(TROUBLE_KEY, {}) | _ids(scope)
        if bug is not None:
            log.error("request", exc_info=bug, **facts)
        elif TROUBLE_KEY in scope:
            log.warning("request", **facts)
        else:
            log.info("request", **facts)


def _template(scope: Scope) -> str:
    if (route := scope.get("route")) is not None:
        return str(route.path)
    return "/assets" if scope.get("root_path") == "/assets" else UNKNOWN


def _ids(scope: Scope) -> dict[str, str]:
    given: Mapping[str, Any] = scope.get("path_params") or {}
    return {name: str(value) for name, value in given.items() if AN_ID.fullmatch(str(value))}
