"""HEAD for every address that has GET, and what an address truly allows."""

from typing import Final

from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WORDLESS: Final = {"type": "http.response.body", "body": b"", "more_body": False}


class HeadAsGet:
    """ASGI middleware: HEAD is answered as GET would be, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the whole, send the head alone."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        ended = False

        async def head_alone(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.start":
                await send(message)
            elif not ended:
                ended = True
                await send(WORDLESS)

        inside: Scope = {**scope, "method": "GET"}  # a copy: the server goes on by the method, and writes no body
        try:
            await self.app(inside, receive, head_alone)
        finally:  # who stands outside reads there what became of the request
            scope.update(inside, method="HEAD")


def allowed(request: Request) -> str:
    """``Allow`` of the address asked for: of all its routes, as no single one knows of the others."""
    found = [
        route
        for route in iter_route_contexts(request.app.routes)
        if route.matches({**request.scope, "path_params": {}})[0] is not Match.NONE
    ]
    methods = {method for route in found for method in route.methods or ()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
