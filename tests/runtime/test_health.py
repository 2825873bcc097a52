"""What stands in the way of serving is named, and a check that hangs or breaks is a trouble too."""

import asyncio
import os
from pathlib import Path

import pytest

from shared.runtime.health import Health, Seen, beat
from shared.runtime.metrics import exposition
from tests.waiting import until

DOCKERFILE = Path(__file__).parents[2] / "Dockerfile"


async def test_all_well_is_no_trouble() -> None:
    health = Health()
    health.add("ledger", _well)
    assert await health.troubles() == {}


async def test_troubles_are_named_and_an_exceptions_text_is_not_shown() -> None:
    async def behind() -> Seen:
        return Seen("120 events behind")

    async def broken() -> Seen:
        raise OSError("connection of Sukarni refused")

    async def hanging() -> Seen:
        await asyncio.Event().wait()
        return Seen()

    health = Health()
    for name, check in {"ledger": _well, "klien": behind, "valkey": broken, "relay": hanging}.items():
        health.add(name, check)
    assert await health.troubles() == {
        "klien": "120 events behind",
        "valkey": "the check itself failed (OSError): look at the log",
        "relay": "no answer within 2 s: look at the load of the machine and at the log",
    }


async def test_however_many_ask_at_once_the_checks_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.runtime.health.SEEN_HOLDS_S", 3600.0)
    asked = 0

    async def counting() -> Seen:
        nonlocal asked
        asked += 1
        return Seen(None, {"asked": asked})

    health = Health()
    health.add("ledger", counting)
    answers = await asyncio.gather(*(health.seen_lately() for _ in range(50)))
    assert [answer["ledger"].facts["asked"] for answer in answers] == [1] * 50


def test_metrics_are_prometheus_text() -> None:
    body, content_type = exposition()
    assert b"process_resident_memory_bytes" in body
    assert content_type.startswith("text/plain")


async def test_the_file_of_a_health_check_is_there_while_ready_and_fresh_by_the_containers_own_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.health.BEAT_EVERY_S", 0.01)
    troubles: list[str] = []

    async def check() -> Seen:
        return Seen(troubles[0] if troubles else None)

    health, file = Health(), tmp_path / "ready"
    health.add("ledger", check)
    beating = asyncio.create_task(beat(health, lambda: True, file))
    await until(lambda: healthy(file))
    troubles.append("120 events behind")
    await until(lambda: sick(file))
    troubles.clear()
    await until(lambda: healthy(file))
    beating.cancel()
    await asyncio.wait([beating])
    assert await sick(file)
    file.touch()
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 60))
    assert await sick(file), "a loop that hangs lets the file grow old"


async def healthy(file: Path) -> bool:
    """What the image's HEALTHCHECK says."""
    lines = DOCKERFILE.read_text().partition("HEALTHCHECK")[2].splitlines()
    environment = {**os.environ, "BAKTI_READY_FILE": str(file)}
    asked = await asyncio.create_subprocess_exec("sh", "-c", lines[1], env=environment)
    return await asked.wait() == 0


async def sick(file: Path) -> bool:
    return not await healthy(file)


async def _well() -> Seen:
    return Seen()
