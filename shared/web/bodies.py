"""How much a request may bring: counted as it is read, whoever reads it, and refused before it is where it says so.

Of a form of somebody who is known the beginning is read all the same: what they typed before the file or the field that
is too large comes back to them.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.domain.refusal import Fault
from shared.web.forms import BODY_BYTES_MAX, BYTES_MAX_KEY, FORM_TYPES, note_beginning
from shared.web.kept import ACCOUNT_KEY
from shared.web.problems import Problem

FILE_BYTES_MAX: Final = 5_010_000
"""5 MB of a file, and what a form writes around it; who takes a file has a finer bound of its own."""
BEGINNING_BYTES: Final = 64_000
"""Of a form that is too large; far more than the fields before a file."""
DIGITS_MAX: Final = 16
FILE_TYPES: Final = ("multipart/form-data", "text/csv")


class BoundedBodies:
    """ASGI middleware: a body above its bound is a ``Problem`` for whoever reads it, and is read no further."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body counted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        bytes_most = FILE_BYTES_MAX if kind in FILE_TYPES else BODY_BYTES_MAX
        said, read = _said(headers), 0

        async def counted() -> Message:
            nonlocal read
            bytes_max = scope.get(BYTES_MAX_KEY, bytes_most)
            if said > bytes_max:
                known = ACCOUNT_KEY in scope and kind in FORM_TYPES
                beginning = await _beginning(receive) if known else b""
                raise Problem(413, Fault("status-413", pointer=await note_beginning(Request(scope), beginning)))
            message = await receive()
            read += len(message.get("body", b""))
            if read > bytes_max:
                raise Problem(413, Fault("status-413"))
            return message

        await self.app(scope, counted, send)


async def _beginning(receive: Receive) -> bytes:
    """The first bytes of a body; fewer where its sender leaves."""
    found, more = bytearray(), True
    while more and len(found) < BEGINNING_BYTES:
        message = await receive()
        found += message.get("body", b"")
        more = bool(message.get("more_body"))
    return bytes(found[:BEGINNING_BYTES])


def _said(headers: Headers) -> int:
    """The length that the request says it has; 0 where it says none, or none that can be read."""
    said = headers.get("content-length", "")
    return int(said) if said.isdecimal() and len(said) < DIGITS_MAX else 0
