"""Appends: one event each at 1, 8 and 32 callers, and 100 at once; and the whole log read in order."""

import asyncio
import time
from statistics import median
from uuid import uuid4

from benchmarks.peer import Peer
from benchmarks.report import Row
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, CommandId, StreamName, Version
from shared.ledger.append import Appended, AppendRequest, Claim, NewEvent
from shared.ledger.ledger import Ledger

PAYLOAD = b'{"klien_id":"00000000-0000-4000-8000-000000000001","shift":{"starts":"2026-11-24T01:00:00Z",' + (
    b'"ends":"2026-11-24T05:00:00Z","note":"' + b"x" * 80 + b'"}}'
)
METADATA = b'{"actor":"bench","command_id":"00000000-0000-4000-8000-000000000002","correlation_id":"0"}'
TYPE = "id.go.trenggalekkab.bakti.hours.logged.v1"
BOOK = BookId("appends")
SECONDS = 2.0
ROUNDS = 3
"""A shared machine drifts: each round measures both, and the median round counts."""
PEER_PAGE, OUR_PAGE = 5_000, 2_000
"""Each side's own best page size."""


def request(number: int) -> AppendRequest:
    """One command with ``number`` events on a new stream."""
    command = CommandId(str(uuid4()))
    event = NewEvent(TYPE, 1, None, PAYLOAD, METADATA)
    return AppendRequest(command, b"0" * 32, (Claim(StreamName(f"hours-{command}"), Version(0), (event,) * number),))


async def append_for(ledger: Ledger, seconds: float, callers: int, events_each: int = 1) -> float:
    """Events a second when ``callers`` tasks append for ``seconds``; each waits for its acknowledgement."""
    end = time.perf_counter() + seconds

    async def call() -> int:
        stored = 0
        while time.perf_counter() < end:
            assert isinstance(await ledger.append(request(events_each)), Appended)
            stored += events_each
        return stored

    begun = time.perf_counter()
    counts = await asyncio.gather(*(call() for _ in range(callers)))
    return sum(counts) / (time.perf_counter() - begun)


async def read_all(ledger: Ledger) -> tuple[int, float]:
    """How many events were read in order, and how many a second."""
    begun, seen = time.perf_counter(), 0
    async for page in ledger.read(page=OUR_PAGE):
        seen += len(page)
    return seen, seen / (time.perf_counter() - begun)


async def measure(database: Database, seconds: float = SECONDS) -> list[Row]:
    """Every append row and the read of what they left."""
    ledger = Ledger(database, BOOK, Role.ATTENDANCE, frozenset({"hours"}))
    await ledger.start()
    peer = Peer(database.url)
    rows = []
    try:
        for name, callers, each in (
            ("1 caller", 1, 1),
            ("8 callers", 8, 1),
            ("32 callers", 32, 1),
            ("8 x 100", 8, 100),
        ):
            ours, theirs = [], []
            for _ in range(ROUNDS):
                theirs.append(await asyncio.to_thread(peer.append_for, seconds, callers, PAYLOAD, each))
                ours.append(await append_for(ledger, seconds, callers, each))
            rows.append(Row(f"append, {name}", "events/s", median(ours), median(theirs)))
        ours_read = [(await read_all(ledger))[1] for _ in range(ROUNDS)]
        theirs_read = [(await asyncio.to_thread(peer.read_all, PEER_PAGE))[1] for _ in range(ROUNDS)]
        rows.append(Row("read the log in order", "events/s", median(ours_read), median(theirs_read)))
    finally:
        peer.close()
        await ledger.stop()
    return rows
