"""A house opened inside the test: real servers, real services, their addresses without a socket.

Example::

    async with opened(settings, "intake") as office:
        answer = await office.post("/putusan", json={...})
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2

from services.catalogue import BY_NAME, RELAY
from services.cli import doors, house
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.privacy.keys import ensure_master_key
from shared.runtime.clock import now
from shared.runtime.settings import Settings

PASSWORD = "kata sandi yang panjang"
ADDRESS = "http://bakti.test"


@asynccontextmanager
async def opened(
    settings: Settings, *names: str, role: RoleName = RoleName.OFFICER
) -> AsyncIterator[httpx2.AsyncClient]:
    """A signed-in program's client of these parts of the house."""
    async with AsyncExitStack() as stack:
        ensure_master_key(settings.master_key_file, settings.keys_dir)
        parts = await house.open_parts(settings, names, stack)
        app = doors.app_of(settings, [BY_NAME[name] for name in names if name != RELAY], parts)
        await Accounts(parts.database).create(role.value, f"Nama {role.value}", role, PASSWORD, now())
        transport = httpx2.ASGITransport(app)
        client = await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url=ADDRESS))
        signed = await client.post("/session", json={"login": role.value, "password": PASSWORD})
        client.headers["authorization"] = f"Bearer {signed.json()['token']}"
        yield client
