"""Clerks attach scans while the process that takes them in is killed: what was acknowledged is there once and whole,
and what was cut off leaves nothing that the sweep does not take."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from services.cli.house import opened_vault
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.domain.units import SOCIAL
from shared.privacy.files import Files
from shared.privacy.vault import UNSTORED_KEPT
from shared.runtime.clock import now, today_wib
from shared.runtime.servers import PostgresServer, ValkeyServer
from shared.runtime.settings import Settings
from tests.faults.parts import Parts, serving
from tests.faults.telling import Telling
from tests.faults.test_agenda import opened
from tests.papers.scanned import pdf
from tests.waiting import until

pytestmark = pytest.mark.faults

CLERKS, SCANS, KILLS = 4, 40, 6
TEST_S_MAX = 600
LONG = 3_000_000
"""Bytes after the end of a PDF, which nobody reads: so that writing it takes a moment."""


@pytest.fixture
def postgres(folder: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(folder / "pg").start()
    yield server
    server.stop()


async def attached(parts: Parts, told: Telling, letter_id: str, scan: bytes) -> None:
    """Sent until it is acknowledged, each time as the same request."""
    headers = {"authorization": f"Bearer {told.tokens[RoleName.COORDINATOR]}", "idempotency-key": f"scan-{letter_id}"}
    address = f"{parts.of['intake'].address}/letter/{letter_id}/files"
    while True:
        try:
            answer = await parts.client.post(address, files={"berkas": ("surat.pdf", scan)}, headers=headers)
        except httpx2.TransportError:
            await asyncio.sleep(0.1)
            continue
        if answer.is_success:
            return
        assert answer.status_code in (502, 503), answer.text
        await asyncio.sleep(0.1)


async def test_what_was_acknowledged_is_there_once_and_whole_whoever_is_killed(
    folder: Path, postgres: PostgresServer, chance: random.Random
) -> None:
    migrate(postgres.url(), book=Settings().book)
    unstarted = ValkeyServer(folder / "valkey").url
    settings = Settings(data_dir=folder / "data", database_url=postgres.url(), redis_url=unstarted)
    database = Database(str(settings.database_url))
    scan, done = pdf() + b"\n%" + chance.randbytes(LONG), 0
    async with asyncio.timeout(TEST_S_MAX), serving(folder, settings, ["intake"]) as parts:
        told = await opened(parts, database, chance)
        letters = []
        for number in range(SCANS):
            said = dict.fromkeys(("written_on", "received_on"), today_wib().isoformat())
            said |= {"unit": SOCIAL, "correspondent": "Kantor Rekaan", "perihal": "Undangan", "number": str(number)}
            letters.append((await told.post("intake", "/letter/incoming", said, RoleName.COORDINATOR))["letter_id"])
        waiting = [*letters]

        async def clerk() -> None:
            nonlocal done
            while waiting:
                await attached(parts, told, waiting.pop(), scan)
                done += 1

        async def kill() -> None:
            for least in sorted(chance.sample(range(SCANS - CLERKS), KILLS)):
                await until(lambda least=least: done >= least, lambda: done)  # type: ignore[misc]
                await asyncio.sleep(chance.random())
                parts.kill("intake")
                await parts.ready("intake")

        await asyncio.gather(kill(), *(clerk() for _ in range(CLERKS)))
        print(f"killed {dict(parts.kills)}")  # noqa: T201
        assert parts.ended == []
        headers = {"authorization": f"Bearer {told.tokens[RoleName.COORDINATOR]}"}
        for letter_id in letters:
            at = f"{parts.of['intake'].address}/letter/{letter_id}"
            assert len((await parts.client.get(at, headers=headers)).json()["files"]) == 1
            assert (await parts.client.get(f"{at}/files/1", headers=headers)).content == scan
    await nothing_else(settings, database)


async def nothing_else(settings: Settings, database: Database) -> None:
    """Once the sweep has come there is of each letter its scan and the picture of it."""
    async with AsyncExitStack() as stack:
        _, vault = await opened_vault(settings, stack)
        files = Files(settings.files_dir, vault.keys, database, settings.book)
        await files.sweep(now() + UNSTORED_KEPT + timedelta(minutes=1))
        checked = await files.check()
    await database.dispose()
    assert (checked.whole, checked.missing, checked.altered, checked.unopened) == (SCANS, [], [], 0)
    assert len([one for one in settings.files_dir.rglob("*") if one.is_file()]) == 2 * SCANS
