"""The house as the compose file has it: reporting in a part of its own, which holds no key and asks the one that has
the vault, over a real socket.

Example::

    async with apart(settings, [RoleName.OFFICER]) as house:
        page = await house.reporting.clients[RoleName.OFFICER].get("/reports/klien", headers=PAGE)
"""

import os
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx2
import pytest
import uvicorn

from services.catalogue import BY_NAME
from services.cli import doors, house
from shared.access.policy import RoleName
from shared.privacy import values
from shared.runtime.settings import Settings
from tests.opened import ADDRESS, Opened, Patient, opened_for
from tests.served import served

LONG_S = 120.0
"""So long a busy machine may keep the other part; how little a part waits, tests/privacy/test_values.py tries."""
DECIDING = ("intake", "matching", "attendance")


@dataclass(frozen=True, slots=True)
class Apart:
    """Both parts. ``keyless`` are the settings of reporting; ``opener`` serves the other part's addresses."""

    deciding: Opened
    reporting: Opened
    keyless: Settings
    opener: uvicorn.Server

    async def level(self) -> None:
        """Wait until both parts have come to the ledger's end."""
        await self.deciding.level()
        await self.reporting.level()


def with_secrets(settings: Settings) -> Settings:
    """These, with the two files that a house of several parts has besides."""
    given = {}
    for name in ("opener_secret", "house_key"):
        file = settings.data_dir / name
        file.write_text(os.urandom(32).hex())
        given[f"{name}_file"] = file
    return settings.model_copy(update=given)


def keyless(settings: Settings, opener: str) -> Settings:
    """Settings of a part that asks at this address and finds no key where it looks for one."""
    nowhere = settings.data_dir / "nowhere"
    without = {"keys_dir": nowhere, "master_key_file": nowhere / "master.key"}
    return settings.model_copy(update={**without, "opener": opener})


@asynccontextmanager
async def apart(settings: Settings, roles: Collection[RoleName]) -> AsyncIterator[Apart]:
    """Both parts, with somebody of each role."""
    settings = with_secrets(settings)
    async with (
        opened_for(settings, DECIDING, roles) as deciding,
        served(deciding.app) as (server, port),
        AsyncExitStack() as stack,
    ):
        busy = stack.enter_context(pytest.MonkeyPatch.context())
        for name in ("CONNECT_S", "PATIENCE_S"):
            busy.setattr(values, name, LONG_S)
        without = keyless(settings, f"http://127.0.0.1:{port}")
        parts = await house.open_parts(without, ["reporting"], stack)
        app = doors.app_of(without, [BY_NAME["reporting"]], parts)
        clients = {
            role: await stack.enter_async_context(
                httpx2.AsyncClient(transport=Patient(app, parts), base_url=ADDRESS, headers=client.headers)
            )
            for role, client in deciding.clients.items()
        }
        yield Apart(deciding, Opened(app, parts, clients), without, server)
