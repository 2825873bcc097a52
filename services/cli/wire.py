"""HTTP/1.1 with bounds: what anybody may send, and hold open, before somebody looks at who sent it.

uvicorn on httptools reads a head of any length for as long as its sender likes. This keeps uvicorn's protocol and
counts in front of it; decision 0016 says what was measured.
"""

import json
from asyncio import TimerHandle, Transport
from dataclasses import asdict
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

import httptools
import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.domain.refusal import Fault
from shared.web import problems
from shared.web.headers import HEADERS
from shared.web.language import Language, preferred
from shared.web.texts import Texts

log = structlog.get_logger()


class BoundedHttp(HttpToolsProtocol):
    """One connection. Too much, too slow or too many is answered in a sentence, and the connection closed."""

    HEAD_BYTES_MAX: ClassVar = 16_000
    """Request line and headers; a browser with our cookie sends 1 kB."""
    HEADERS_MAX: ClassVar = 100
    HEAD_PATIENCE_S: ClassVar = 10.0
    """From the first byte, or the connection, to the empty line."""
    BODY_PATIENCE_S: ClassVar = 120.0
    """5 MB in this time are 350 kbit/s: the line of a village office."""
    CONNECTIONS_MAX: ClassVar = 400
    """Above it room is made; twice as many, with the pools, still fit the 1,024 descriptors of a usual process."""
    ROOM_AFTER_S: ClassVar = 1.0
    """A newcomer's head has been read by then, however many came with it: who is quick is not taken for a holder."""
    LINGER_S: ClassVar = 2.0
    LINGER_BYTES_MAX: ClassVar = 10_000_000
    """So long what a refused sender goes on sending is thrown away: closed at once, TCP would take our answer back."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Take the connection; where there are many, the one that keeps us waiting longest goes."""
        super().connection_made(transport)
        self._in_head, self._in_body, self._past_address, self._deaf = True, False, False, False
        self._head_bytes = self._headers = self._ignored_bytes = 0
        self._status = HTTPStatus.BAD_REQUEST
        self._timer: TimerHandle | None = None
        self._wait(self.HEAD_PATIENCE_S)
        if len(self.connections) > 2 * self.CONNECTIONS_MAX:
            if not self._makes_room():
                self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
        elif len(self.connections) > self.CONNECTIONS_MAX:
            self.loop.call_later(self.ROOM_AFTER_S, self._makes_room)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hand a head on in pieces that stay within its bound: the parser itself gathers a header without end."""
        while data and not self._deaf and not self.transport.is_closing():
            if not self._in_head:
                super().data_received(data)
                return
            room = self.HEAD_BYTES_MAX + 1 - self._head_bytes
            part, data = data[:room], data[room:]
            self._head_bytes += len(part)
            self._past_address = self._past_address or b"\n" in part
            if self._timer is None:
                self._wait(self.HEAD_PATIENCE_S)
            super().data_received(part)
            if self._in_head and self._head_bytes > self.HEAD_BYTES_MAX:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if self._past_address else HTTPStatus(414))
        if self._deaf:
            self._ignore(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One more header, if it may be."""
        self._headers += 1
        if self._headers > self.HEADERS_MAX:
            self._status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise httptools.HttpParserError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: now the body has its time."""
        self._in_head, self._in_body = False, True
        self._wait(self.BODY_PATIENCE_S)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; what comes next is another head."""
        self._in_head, self._in_body, self._past_address = True, False, False
        self._head_bytes = self._headers = 0
        self._wait_no_more()
        self._since = self.loop.time()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Where the body was not whole yet, nobody will read the rest."""
        super().on_response_complete()
        if self._in_body and self.cycle.response_complete and not self.transport.is_closing():
            self._linger()

    def send_400_response(self, msg: str) -> None:
        """What the parser, or a count above, does not accept."""
        self._refuse(self._status)

    def _unsupported_upgrade_warning(self) -> None:
        """Anybody may ask for another protocol; it is served this one."""

    def _makes_room(self) -> bool:
        """Close the connection that has kept us waiting longest, heads before bodies, where there are too many."""
        if len(self.connections) <= self.CONNECTIONS_MAX:
            return True
        others = (other for other in self.connections if isinstance(other, BoundedHttp) and other is not self)
        waiting = [other for other in others if other._waited_for()]
        if waiting:
            min(waiting, key=lambda other: (other._in_body, other._since)).transport.abort()
        return bool(waiting)

    def _waited_for(self) -> bool:
        """Is it the caller's turn to send, and has it not been given up?"""
        answering = self.cycle is not None and not self.cycle.response_complete
        return (self._in_body or not answering) and not self.transport.is_closing()

    def _wait(self, seconds: float) -> None:
        self._wait_no_more()
        self._since = self.loop.time()
        self._timer = self.loop.call_later(seconds, self._too_slow)

    def _wait_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self._in_head and self._head_bytes:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.abort()

    def _refuse(self, status: HTTPStatus) -> None:
        if self._deaf or self.transport.is_closing():
            return
        log.info("request_refused", status=status.value)
        if self.cycle is not None and not self.cycle.response_complete:
            if not self._in_body or self.cycle.response_started:
                # What is being answered is answered to its end, and nothing after it.
                self.cycle.keep_alive, self._deaf = False, True
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(_refusal(status, self._language()))
        self._linger()

    def _language(self) -> Language:
        """What the head, as far as it has come, asks to be answered in."""
        asked = next((value for name, value in self.headers or () if name == b"accept-language"), b"")
        return preferred(asked.decode("latin-1"))

    def _linger(self) -> None:
        """Say that nothing more is said, and hear nothing more, until the caller leaves or the time is over."""
        self._deaf = True
        self._wait_no_more()
        self._unset_keepalive_if_required()
        self.transport.write_eof()
        self.flow.resume_reading()
        self._timer = self.loop.call_later(self.LINGER_S, self.transport.abort)

    def _ignore(self, data: bytes) -> None:
        self._ignored_bytes += len(data)
        if self._ignored_bytes > self.LINGER_BYTES_MAX:
            self.transport.abort()


@cache
def _texts() -> Texts:
    """The words that every address shares."""
    return Texts.gather([Path(problems.__file__).parent])


def _refusal(status: HTTPStatus, language: Language) -> bytes:
    """An answer from before there is a request: RFC 9457, with the headers that every answer of the house has."""
    fault = Fault(f"status-{status.value}")
    body = json.dumps(asdict(problems.in_words(_texts(), language, status.value, (fault,), instance=""))).encode()
    headers = {
        **HEADERS,
        "Content-Type": problems.MEDIA_TYPE,
        "Content-Language": language.value,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **({"Retry-After": "1"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}),
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, "", "")).encode() + body
