"""Bounds of the wire: a head that is too long, too slow or one too many, on a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.cli.wire import BoundedHttp
from shared.web.headers import HEADERS
from tests.served import served

GET = b"GET / HTTP/1.1\r\nhost: x\r\n"
END = b"\r\n"
Answer = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def listening(
    protocol: type[BoundedHttp], answer: Callable[[Request], Awaitable[Response]]
) -> AsyncIterator[int]:
    """A server of its own on a free port."""
    app = Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "POST"])])
    async with served(app, protocol) as (_, port):
        yield port


async def ok(request: Request) -> Response:
    return PlainTextResponse("ok")


async def reads(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


class Caller:
    """One connection, written to by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def at(cls, port: int) -> "Caller":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def says(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        status, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return int(status.split()[1]), headers, await self.reader.readexactly(int(headers["content-length"]))

    async def ends(self) -> bool:
        try:
            return await self.reader.read() == b""
        except ConnectionError:
            return True


HEADS = {
    "a long address": (b"GET /" + b"a" * 15_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", 200),
    "an address too long": (b"GET /" + b"a" * 16_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", 414),
    "an address without end": (b"GET /" + b"a" * 1_000_000, 414),
    "a long header": (GET + b"x: " + b"a" * 15_000 + b"\r\n\r\n", 200),
    "a header too long": (GET + b"x: " + b"a" * 16_000 + b"\r\n\r\n", 431),
    "a header without end": (GET + b"x: " + b"a" * 1_000_000, 431),
    "a name without end": (GET + b"x" * 1_000_000, 431),
    "100 headers": (GET + b"".join(b"x%d: 1\r\n" % n for n in range(99)) + END, 200),
    "101 headers": (GET + b"".join(b"x%d: 1\r\n" % n for n in range(100)) + END, 431),
    "a first header without end": (b"GET / HTTP/1.1\r\nx: " + b"a" * 1_000_000, 431),
    "empty lines without end": (b"\r\n" * 100_000, 431),
    "another protocol": (b"\x16\x03\x01", 400),
    "two lengths": (b"GET / HTTP/1.1\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n", 400),
}


@pytest.mark.parametrize(("head", "status"), HEADS.values(), ids=HEADS)
async def test_a_head_beyond_its_bounds_is_refused_and_the_connection_closed(head: bytes, status: int) -> None:
    async with listening(BoundedHttp, ok) as port:
        caller = await Caller.at(port)
        await caller.says(head)
        answered, headers, _ = await caller.answer()
        assert answered == status
        if status != 200:
            assert headers["content-type"] == "application/problem+json"
            assert headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
            assert await caller.ends()


ASKED = b"GET / HTTP/1.1\r\naccept-language: en\r\n"
IN_WORDS = {
    "an address too long": (b"GET /" + b"a" * 16_000, "id", "Alamatnya terlalu panjang."),
    "headers too large": (GET + b"x: " + b"a" * 16_000, "id", "Kepala permintaan terlalu besar."),
    "asked in English": (ASKED + b"x: " + b"a" * 16_000, "en", "The request's headers are too large."),
    "no request": (b"\x16\x03\x01", "id", "Permintaan tidak dapat dibaca."),
    "an address of bytes": (b"GET /\xff\xfe HTTP/1.1\r\n\r\n", "id", "Permintaan tidak dapat dibaca."),
    "an address of another host": (b"CONNECT x:80 HTTP/1.1\r\n\r\n", "id", "Permintaan tidak dapat dibaca."),
}


@pytest.mark.parametrize(("head", "language", "detail"), IN_WORDS.values(), ids=IN_WORDS)
async def test_a_refusal_of_the_wire_is_told_in_the_readers_language(head: bytes, language: str, detail: str) -> None:
    async with listening(BoundedHttp, ok) as port:
        caller = await Caller.at(port)
        await caller.says(head)
        status, headers, body = await caller.answer()
        said = json.loads(body)
        assert (headers["content-language"], said["detail"], said["status"]) == (language, detail, status)
        assert said["type"] == f"/problems#status-{status}"
        assert [(one["rule"], one["message"]) for one in said["errors"]] == [(f"status-{status}", detail)]


async def test_each_request_of_a_connection_has_the_whole_bound() -> None:
    async with listening(BoundedHttp, ok) as port:
        caller = await Caller.at(port)
        for _ in range(3):
            await caller.says(GET + b"x: " + b"a" * 15_000 + b"\r\n\r\n")
            assert (await caller.answer())[0] == 200
        await caller.says(*[GET + b"x: " + b"a" * 9_000 + b"\r\n\r\n"] * 3)
        assert [(await caller.answer())[0] for _ in range(3)] == [200] * 3
        await caller.says(GET + b"x: " + b"a" * 16_000 + b"\r\n\r\n")
        assert (await caller.answer())[0] == 431


@pytest.mark.parametrize("sent", [b"GET /half", GET + b"x: y", b"\r\n"])
async def test_a_head_that_does_not_end_in_time_is_told_so(sent: bytes) -> None:
    class Hasty(BoundedHttp):
        HEAD_PATIENCE_S = 0.05

    async with listening(Hasty, ok) as port:
        caller = await Caller.at(port)
        await caller.says(sent)
        assert (await caller.answer())[0] == 408
        assert await caller.ends()


async def test_a_trickle_does_not_buy_more_time() -> None:
    class Hasty(BoundedHttp):
        HEAD_PATIENCE_S = 0.2

    async with listening(Hasty, ok) as port:
        caller = await Caller.at(port)

        async def trickle() -> None:
            while not caller.reader.at_eof():
                await caller.says(b"a")
                await asyncio.sleep(0)

        await caller.says(b"GET /")
        task = asyncio.create_task(trickle())
        assert (await caller.answer())[0] in (408, 414)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_connection_that_says_nothing_and_a_body_that_does_not_come_are_closed() -> None:
    class Hasty(BoundedHttp):
        HEAD_PATIENCE_S = BODY_PATIENCE_S = 0.05

    async with listening(Hasty, reads) as port:
        silent, slow = await Caller.at(port), await Caller.at(port)
        await slow.says(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf")
        assert await silent.ends()
        assert await slow.ends()


async def test_of_too_many_connections_the_one_that_waits_longest_goes() -> None:
    class Narrow(BoundedHttp):
        CONNECTIONS_MAX = 3
        ROOM_AFTER_S = 0.05

    async with listening(Narrow, ok) as port:
        first, *held = [await Caller.at(port) for _ in range(3)]
        await first.says(b"GET /half")
        newcomer = await Caller.at(port)
        await newcomer.says(GET + END)
        assert (await newcomer.answer())[0] == 200
        assert await first.ends()
        for caller in (*held, newcomer):
            await caller.says(GET + END)
            assert (await caller.answer())[0] == 200


async def test_where_everybody_is_being_served_one_more_is_told_to_come_again() -> None:
    class Narrow(BoundedHttp):
        CONNECTIONS_MAX = 1

    asked, go = asyncio.Semaphore(0), asyncio.Event()

    async def slow(request: Request) -> Response:
        asked.release()
        await go.wait()
        return PlainTextResponse("ok")

    async with listening(Narrow, slow) as port:
        served = [await Caller.at(port) for _ in range(2)]
        for caller in served:
            await caller.says(GET + END)
            await asked.acquire()
        late = await Caller.at(port)
        status, headers, _ = await late.answer()
        assert (status, headers["retry-after"]) == (503, "1")
        go.set()
        assert [(await caller.answer())[0] for caller in served] == [200, 200]


async def test_who_is_answered_before_all_is_sent_hears_the_answer() -> None:
    async with listening(BoundedHttp, ok) as port:
        caller = await Caller.at(port)
        await caller.says(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 200000000\r\n\r\n")
        sending: Any = asyncio.create_task(caller.says(*[b"a" * 100_000] * 300))
        assert (await caller.answer())[2] == b"ok"
        assert await caller.ends()
        await asyncio.gather(sending, return_exceptions=True)


async def test_a_body_that_breaks_off_in_nonsense_ends_the_request() -> None:
    async with listening(BoundedHttp, reads) as port:
        caller = await Caller.at(port)
        await caller.says(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n")
        assert (await caller.answer())[0] == 400
        assert await caller.ends()
