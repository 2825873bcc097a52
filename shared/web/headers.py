"""Headers that keep an answer to itself: nothing from elsewhere, nothing frames it or runs inline, no copy is kept."""

from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.cookies import scheme_of
from shared.web.methods import HeadAsGet

CONTENT_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
OVER_TLS: Final = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""Told only where the request came over TLS: over plain http no browser believes it."""


class SecurityHeaders:
    """ASGI middleware: the headers above on every answer that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (HEADERS | (OVER_TLS if scheme_of(Request(scope)) == "https" else {})).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, dressed)


def wrap(app: Starlette) -> None:
    """Dress every answer of the app: outside of all other middleware, where also the answer to a bug passes."""
    inner = app.build_middleware_stack
    app.build_middleware_stack = lambda: SecurityHeaders(HeadAsGet(inner()))  # type: ignore[method-assign]
