"""Asking for values where the other end is away, slow, wrong or somebody else: told at once, and never by halves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import pytest

from shared.database.engine import Database
from shared.domain.who import Who
from shared.privacy import values
from shared.privacy.values import CONNECTIONS_MAX, AskedValues, BadSecret, OpenerAway, Revealed, secret_in
from tests.apart import LONG_S

READER: Final = Who("5b1c2c1e-5a55-4c7e-8a53-8a8f1d7a4f11", "probation_officer", "report.read", "5f")
SECRET: Final = "0123456789abcdef" * 4
Spoken = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def asked_of(database: Database, spoken: Spoken) -> AsyncIterator[AskedValues]:
    """What asks a server that speaks so with each who comes."""
    server = await asyncio.start_server(spoken, "127.0.0.1", 0)
    asked = AskedValues(database, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", SECRET)
    try:
        yield asked
    finally:
        await asked.close()
        server.close()


def answering(body: bytes, status: str = "200 OK") -> Spoken:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    return speak


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()  # until who asked leaves
    writer.close()


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A byte at a time, for ever: no single wait is long."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    with suppress(ConnectionError):
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


WHOLE: Final = msgspec.json.encode(Revealed({"a": 'j"Siti Aminah"', "b": "d2026-11-30"}))
HALF: Final = msgspec.json.encode(Revealed({"a": 'j"Siti Aminah"'}))


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (silent, "it does not answer"),
        (dripping, "it does not answer"),
        (hanging_up, "it does not answer"),
        (answering(b"", "500 Internal Server Error"), "it answers 500"),
        (answering(b"", "401 Unauthorized"), "it answers 401"),
        (answering(b"", "302 Found"), "it answers 302"),
        (answering(HALF), "it answers less than it was asked"),
        (answering(WHOLE.replace(b"d2026", b"x2026")), "it answers less than it was asked"),
        (answering(b"<html>"), "it answers what nobody can read"),
        (answering(b'{"values": {"a": 7, "b": 7}}'), "it answers what nobody can read"),
    ],
)
async def test_whoever_does_not_answer_the_whole_question_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch, spoken: Spoken, said: str
) -> None:
    monkeypatch.setattr(values, "PATIENCE_S", 0.3 if spoken in (silent, dripping) else LONG_S)
    monkeypatch.setattr(values, "CONNECT_S", LONG_S)
    async with asked_of(database, spoken) as asked:
        with pytest.raises(OpenerAway, match=said):
            await asked.reveal(["a", "b"], "test", READER)


async def test_a_whole_answer_has_each_value_as_it_was_sealed(database: Database) -> None:
    async with asked_of(database, answering(WHOLE)) as asked:
        found = await asked.reveal(["a", "b"], "test", READER)
    assert (found["a"], f"{found['b']:%d/%m/%Y}") == ("Siti Aminah", "30/11/2026")


async def test_of_many_at_once_some_wait_and_all_are_answered(database: Database) -> None:
    open_now, most, full = 0, 0, asyncio.Event()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        if open_now == CONNECTIONS_MAX:
            full.set()
        await full.wait()  # the first ones stay until as many are here as may be
        await answering(WHOLE)(reader, writer)
        open_now -= 1

    async with asked_of(database, speak) as asked:
        found = await asyncio.gather(*(asked.reveal(["a", "b"], "test", READER) for _ in range(CONNECTIONS_MAX * 2)))
    assert [values["a"] for values in found] == ["Siti Aminah"] * CONNECTIONS_MAX * 2
    assert most == CONNECTIONS_MAX


async def test_nobody_at_all_is_away_too(database: Database) -> None:
    asked = AskedValues(database, "http://127.0.0.1:1", SECRET)
    with pytest.raises(OpenerAway, match="ConnectError"):
        await asked.search("budi", "search", READER)
    with pytest.raises(OpenerAway, match="ConnectError"):
        await asked.prove()
    await asked.close()


async def test_no_proxy_of_the_environment_is_asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with asked_of(database, answering(WHOLE)) as asked:
        assert len(await asked.reveal(["a", "b"], "test", READER)) == 2


def test_a_secret_that_is_short_or_not_there_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    with pytest.raises(BadSecret, match="cannot be read"):
        secret_in(file)
    for content in ("", "0" * 31, "zwei Wörter " * 4, "a-b" * 20):
        file.write_text(content)
        with pytest.raises(BadSecret):
            secret_in(file)
    file.write_text(f"{SECRET}\n")
    assert secret_in(file) == SECRET
