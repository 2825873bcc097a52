"""The ledger under attack: cut, cancelled, poisoned, killed. What was acknowledged is stored, once, in order.

Each test prints its seed; BAKTI_SEED=… runs it again.
"""
# ruff: noqa: T201 — the seed and the counts are told

import asyncio
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import repeat
from pathlib import Path

import pytest

from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.database.roles import Role
from shared.domain.identifiers import Position
from shared.ledger.append import Appended, AppendRequest, Claim, OutcomeUnknown
from shared.ledger.lane import TRIES_MAX
from shared.ledger.ledger import Ledger
from shared.ledger.verify import Verified, verify
from shared.runtime.postgres import PostgresServer
from tests.ledger.examples import BOOK, claim, letter, new_event, request
from tests.ledger.wire import Cut, wire_to
from tests.ledger.writer import CALLERS

faults = pytest.mark.faults

KILLS = 12


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("BAKTI_SEED", random.randrange(2**32)))
    print(f"seed: BAKTI_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short enough for a unix socket."""
    with tempfile.TemporaryDirectory(prefix="bakti-wire-", dir="/tmp") as made:
        Path(made).chmod(0o755)
        yield Path(made)


async def stored(ledger: Ledger) -> Counter[str]:
    """How many events each command left; positions are checked to have no hole."""
    commands: Counter[str] = Counter()
    expected = 1
    async for page in ledger.read():
        for entry in page:
            assert entry.position == expected
            expected += 1
            commands[entry.stream] += 1
    return commands


@asynccontextmanager
async def beyond_the_wire(database: Database) -> AsyncIterator[Ledger]:
    ledger = Ledger(database, BOOK, Role.INTAKE, frozenset({"letter"}))
    await ledger.start()
    yield ledger
    await ledger.stop()


async def append_or_again(ledger: Ledger, wanted: AppendRequest) -> Appended:
    """What a client does: after an unknown outcome it asks again with the same command id."""
    for _ in range(50):
        try:
            verdict = await ledger.append(wanted)
        except OutcomeUnknown:
            continue
        assert isinstance(verdict, Appended), verdict
        return verdict
    raise AssertionError("never answered")


async def test_a_cancelled_caller_takes_nobody_with_it(ledger: Ledger, chance: random.Random) -> None:
    """Its own request is stored or not; whoever asks again learns which, and gets it stored once."""
    requests = [letter(number) for number in range(600)]
    callers = [asyncio.create_task(ledger.append(wanted)) for wanted in requests]
    for _ in range(30):
        await asyncio.sleep(chance.random() * 0.002)
        for caller in chance.sample(callers, 10):
            caller.cancel()
    answers = await asyncio.gather(*callers, return_exceptions=True)
    cancelled = [number for number, answer in enumerate(answers) if isinstance(answer, asyncio.CancelledError)]
    assert all(isinstance(answers[number], Appended) for number in range(600) if number not in cancelled)
    for number in cancelled:
        await append_or_again(ledger, requests[number])
    assert await stored(ledger) == {f"letter-{number}": 1 for number in range(600)}


async def test_a_poison_request_fails_alone(ledger: Ledger, chance: random.Random) -> None:
    """Text with a zero byte is refused by PostgreSQL; a version that is no number, by the driver."""
    requests = [letter(number) for number in range(200)]
    poisons = {
        chance.randrange(200): request(claim("letter-zero\0byte")),
        chance.randrange(200): request(claim("letter-no-number", "seven")),  # type: ignore[arg-type]
        chance.randrange(200): request(Claim("letter-no-bytes", 0, (new_event("text"),))),  # type: ignore[arg-type]
    }
    wanted = [poisons.get(number, innocent) for number, innocent in enumerate(requests)]
    answers = await asyncio.gather(*(ledger.append(one) for one in wanted), return_exceptions=True)
    failed = {number for number, answer in enumerate(answers) if isinstance(answer, Exception)}
    assert failed == set(poisons)
    assert not any(isinstance(answers[number], OutcomeUnknown) for number in poisons)
    assert sum((await stored(ledger)).values()) == 200 - len(poisons)


async def test_a_lost_answer_is_asked_for_and_is_the_first_answer(
    ledger: Ledger, database: Database, folder: Path
) -> None:
    async with wire_to(database, folder) as (wire, beyond), beyond_the_wire(beyond) as cut_off:
        wire.fates = iter([Cut.AFTER])
        assert await cut_off.append(letter("a")) == Appended(Position(1), repeated=True)
        assert wire.cuts[Cut.AFTER] == 1
    assert await stored(ledger) == {"letter-a": 1}


@faults
async def test_an_append_whose_outcome_stays_unknown_can_be_asked_again(
    ledger: Ledger, database: Database, folder: Path
) -> None:
    async with wire_to(database, folder) as (wire, beyond), beyond_the_wire(beyond) as cut_off:
        wire.fates = repeat(Cut.AFTER)
        wanted = letter("a")
        with pytest.raises(OutcomeUnknown):
            await cut_off.append(wanted)
        assert wire.cuts[Cut.AFTER] == TRIES_MAX
        wire.fates = repeat(Cut.BEFORE)
        with pytest.raises(OutcomeUnknown):
            await cut_off.append(letter("b"))
        wire.fates = repeat(Cut.NOT)
        assert await cut_off.append(wanted) == Appended(Position(1), repeated=True)
        assert await cut_off.append(letter("c")) == Appended(Position(2))
    assert await stored(ledger) == {"letter-a": 1, "letter-c": 1}


@faults
async def test_connections_cut_before_within_and_after_lose_and_double_nothing(
    ledger: Ledger, database: Database, folder: Path, chance: random.Random
) -> None:
    def fates() -> Iterator[Cut]:
        while True:
            yield chance.choices(list(Cut), weights=[70, 10, 10, 10])[0]

    async with wire_to(database, folder) as (wire, beyond), beyond_the_wire(beyond) as cut_off:
        wire.fates = fates()

        async def caller(name: int) -> None:
            for number in range(40):
                await append_or_again(cut_off, letter(name, number))

        await asyncio.gather(*(caller(name) for name in range(32)))
        print(wire.cuts)
        assert min(wire.cuts.values()) > 0
    assert await stored(ledger) == {f"letter-{name}": 40 for name in range(32)}


@faults
async def test_postgresql_killed_and_started_again_loses_nothing_acknowledged(
    folder: Path, chance: random.Random
) -> None:
    server = PostgresServer(folder)
    await asyncio.to_thread(server.start)
    migrate(server.url(), book="trenggalek")
    database = Database(server.url())
    try:
        async with beyond_the_wire(database) as ledger:
            killer = asyncio.create_task(kill_and_start(server, chance, times=4))
            number = 0
            while not killer.done():
                await asyncio.gather(*(append_or_again(ledger, letter(name, number)) for name in range(20)))
                number += 1
            await killer
            assert await stored(ledger) == {f"letter-{name}": number for name in range(20)}
            assert isinstance(await verify(database, BOOK), Verified)
    finally:
        await database.dispose()
        await asyncio.to_thread(server.stop)


async def kill_and_start(server: PostgresServer, chance: random.Random, times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(chance.random())
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
    await asyncio.sleep(0.5)


@faults
async def test_eight_writers_with_rollbacks_and_kills_and_one_tailing_reader(
    ledger: Ledger, database: Database, tmp_path: Path, chance: random.Random
) -> None:
    """Missed 0, doubled 0, positions without a hole, acknowledged = stored, versions in order."""
    tailed: list[tuple[int, str]] = []
    stop = asyncio.Event()
    reader = asyncio.create_task(tail(ledger, tailed, stop))
    journals = [tmp_path / f"{number}.acknowledged" for number in range(8)]
    writers = await asyncio.gather(*(writer(database, journal, chance) for journal in journals))
    for _ in range(KILLS):
        await asyncio.sleep(chance.random())
        victim = chance.randrange(8)
        writers[victim].kill()
        await writers[victim].wait()
        writers[victim] = await writer(database, journals[victim], chance)
    for process in writers:
        process.terminate()
    assert [await process.wait() for process in writers] == [0] * 8
    stop.set()
    await reader

    acknowledged = [line for journal in journals for line in journal.read_text().split("\n")[:-1]]
    entries = [entry async for page in ledger.read() for entry in page]
    assert [entry.position for entry in entries] == [*range(1, len(entries) + 1)]
    assert tailed == [(entry.position, entry.event_id) for entry in entries]
    assert len({entry.event_id for entry in entries}) == len(entries)
    versions: Counter[str] = Counter()
    for entry in entries:
        versions[entry.stream] += 1
        assert entry.version == versions[entry.stream]
    commands = {entry.meta.command_id for entry in entries}
    print(f"{len(acknowledged)} acknowledged, {len(commands)} stored, {len(entries)} events")
    assert len(acknowledged) == len(set(acknowledged)) > 500
    assert set(acknowledged) <= commands
    assert len(commands) - len(acknowledged) <= (8 + KILLS) * CALLERS  # stored when its writer was killed, not yet told
    assert not any(entry.stream.startswith("letter-rolled") for entry in entries)
    assert isinstance(await verify(database, BOOK), Verified)


async def tail(ledger: Ledger, tailed: list[tuple[int, str]], stop: asyncio.Event) -> None:
    """Follows the head as a relay does: what is behind the last position, again and again."""
    while True:
        last_round = stop.is_set()
        after = Position(tailed[-1][0] if tailed else 0)
        async for page in ledger.read(after):
            tailed.extend((entry.position, entry.event_id) for entry in page)
        if last_round:
            return
        await asyncio.sleep(0)


async def writer(database: Database, journal: Path, chance: random.Random) -> asyncio.subprocess.Process:
    """A process that appends already."""
    seed = str(chance.randrange(2**32))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.ledger.writer", database.url, str(journal), seed, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 60) == b"ready\n"
    return process


@pytest.mark.parametrize("how", ["cancel", "break"])
async def test_a_process_whose_lane_dies_ends(database: Database, how: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.ledger.broken_lane", database.url, how, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == -signal.SIGTERM
    assert b"caller was told: the lane died" in said
