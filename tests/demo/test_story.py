"""The demo's story is told to its end: over a house that does not answer at once, and over several starts."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from services.demo.teller import TRIES_MAX, StoryStuck, Teller
from tests.cli.running import up

CUT_OFF, BUSY, DONE = b"", b"HTTP/1.1 503 Busy\r\n\r\n{}", b'HTTP/1.1 201 Created\r\n\r\n{"position": 7}'
ONE_BUSY = b'HTTP/1.1 207 Multi\r\n\r\n{"items": [{"position": 1}, {"problem": {"status": 503}}]}'


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="bakti-story-", dir="/tmp") as path:
        yield Path(path)


@asynccontextmanager
async def answering(*answers: bytes) -> AsyncIterator[tuple[Teller, list[bytes]]]:
    """A teller before a door that gives these answers in turn, the last one for ever; and the keys that it was sent."""
    keys: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        keys.extend(line for line in head.splitlines() if line.lower().startswith(b"idempotency-key"))
        writer.write(answers[min(len(keys), len(answers)) - 1])
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield Teller(client, "token"), keys


async def test_a_request_without_an_answer_and_one_told_to_come_again_are_sent_again_under_one_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.demo.teller.TRY_AGAIN_S", 0.01)
    async with answering(CUT_OFF, BUSY, ONE_BUSY, DONE) as (teller, keys):
        assert await teller.post("/ipd", {"code": "dinsos"}) == {"position": 7}
        assert len(keys) == 4
        assert len(set(keys)) == 1


async def test_a_house_that_never_answers_is_told_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.demo.teller.TRY_AGAIN_S", 0.01)
    async with answering(CUT_OFF) as (teller, keys):
        with pytest.raises(StoryStuck, match="/ipd: no answer"):
            await teller.post("/ipd", {})
        assert len(keys) == TRIES_MAX


@pytest.mark.slow
def test_a_story_that_was_cut_off_goes_on_at_the_next_start_and_is_told_once(folder: Path) -> None:
    with up(folder, "--demo") as house:
        house.wait_for("putusan.csv:")
        house.end(signal.SIGKILL)
    (folder / "said").unlink()
    with up(folder, "--demo") as house:
        house.wait_for("Ctrl-C stops everything")
        assert "this one goes on" in house.said()
        assert "The samples are loaded" in house.said(), house.said()
        assert house.end() == 0
    (folder / "said").unlink()
    with up(folder, "--demo") as house:
        house.wait_for("Ctrl-C stops everything")
        assert "samples" not in house.said()
        assert house.end() == 0
