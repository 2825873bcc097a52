"""One request, put to an app without a socket, as a server would hand it on, or to a port; and what was answered."""

import asyncio
from asyncio import Event
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    unread: bool
    """Not a byte of the body was asked for (as far as can be seen)."""


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


FRAMING: Final = frozenset({"content-length", "transfer-encoding", "connection", "expect"})
"""What says where a request ends, and is the sender's library's own affair: tests/cli/test_wire.py spoils it."""


class Dropped(Exception):
    """A new connection ended without a whole answer."""


class Line:
    """One connection to a port at a time, as a client's library keeps it: opened anew once it was closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """As the function ``ask``. A kept connection that was closed meanwhile is no fault: the next one is asked."""
        if self.ends is not None:
            try:
                return await self._asked(method, target, headers, body)
            except Dropped:
                pass
        self.ends = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._asked(method, target, headers, body)

    async def _asked(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        assert self.ends is not None
        reader, writer = self.ends
        told = [f"{name}: {text}" for name, text in headers.items() if name not in FRAMING]
        head = "\r\n".join((f"{method} {target} HTTP/1.1", *told, f"content-length: {len(body)}", "", ""))
        try:
            writer.write(head.encode("latin-1", "replace") + body)  # not drained: the answer may come before the end
            found = await self._answer(reader, method)
        except (OSError, asyncio.IncompleteReadError) as ended:
            self.leave()
            raise Dropped(type(ended).__name__) from None
        if found.headers.get("connection") == "close":
            self.leave()
        return found

    async def _answer(self, reader: asyncio.StreamReader, method: str) -> Answer:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip("\r\n").split("\r\n")
        headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
        status, body = int(first.split()[1]), b""
        if method != "HEAD" and status not in (204, 304):
            if headers.get("transfer-encoding") == "chunked":
                while length := int(await reader.readuntil(b"\r\n"), 16):
                    body += (await reader.readexactly(length + 2))[:-2]
                await reader.readexactly(2)
            else:
                body = await reader.readexactly(int(headers["content-length"]))
        return Answer(status, headers, body, unread=False)

    def leave(self) -> None:
        """Close it, if it is open."""
        if self.ends is not None:
            self.ends[1].close()
            self.ends = None
