"""What stands in the way of serving is named, and a check that hangs or breaks is a trouble too."""

import asyncio

from shared.runtime.health import Health
from shared.runtime.metrics import exposition


async def test_all_well_is_no_trouble() -> None:
    health = Health()
    health.add("ledger", _well)
    assert await health.troubles() == {}


async def test_troubles_are_named_and_an_exceptions_text_is_not_shown() -> None:
    async def behind() -> str | None:
        return "120 events behind"

    async def broken() -> str | None:
        raise OSError("connection of Sukarni refused")

    async def hanging() -> str | None:
        await asyncio.sleep(60)
        return None

    health = Health()
    for name, check in {"ledger": _well, "klien": behind, "valkey": broken, "relay": hanging}.items():
        health.add(name, check)
    assert await health.troubles() == {
        "klien": "120 events behind",
        "valkey": "OSError",
        "relay": "no answer within 2 s",
    }


def test_metrics_are_prometheus_text() -> None:
    body, content_type = exposition()
    assert b"process_resident_memory_bytes" in body
    assert content_type.startswith("text/plain")


async def _well() -> str | None:
    return None
