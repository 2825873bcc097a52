"""One request, put to an app without a socket, byte for byte as a server would hand it on; and what was answered."""

from asyncio import Event
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    unread: bool
    """Not a byte of the body was asked for."""


class Endless(Exception):
    """A body that never ends was read."""


async def ask(
    app: ASGIApp, method: str, target: str, headers: Mapping[str, str], body: bytes | None, source: str = "127.0.0.1"
) -> Answer:
    """``body`` None: one that never ends, and may not be asked for."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), text.encode("latin-1", "replace")) for name, text in headers.items()],
        "client": (source, 40_000),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    said: list[Message] = []
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        if body is None:
            raise Endless
        if read > 1:
            await Event().wait()  # as a server does, until the caller leaves
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    start, *parts = said
    told = {name.decode("latin-1"): text.decode("latin-1") for name, text in start["headers"]}
    return Answer(start["status"], told, b"".join(part.get("body", b"") for part in parts), read == 0)
