"""A house with attendance alone on a real database, a client for each role, and other services' events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import httpx2
import msgspec
import pytest

from services.attendance.app import SERVICE
from services.cli import doors
from services.cli.house import open_parts
from services.cli.migrate import introduce_keys
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Code, CommandId, StreamName, Version
from shared.ledger.append import AppendRequest, Claim, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Metadata
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from shared.web.house import House

ROLES = (RoleName.OFFICER, RoleName.SUPERVISOR, RoleName.OPERATOR)
PASSWORD = "kata sandi yang panjang"


@dataclass
class Attendance:
    """The running service and who may speak to it."""

    house: House
    officer: httpx2.AsyncClient
    supervisor: httpx2.AsyncClient
    operator: httpx2.AsyncClient
    tell: Callable[[str, Role, Event], Awaitable[int]]
    """Append an event of another service on its stream; gives its position."""


@pytest.fixture
async def attendance(settings: Settings, database: Database) -> AsyncIterator[Attendance]:
    """Attendance at work: its subscriptions and reaction follow the ledger."""
    async with AsyncExitStack() as stack:
        await introduce_keys(settings)
        parts = await open_parts(settings, [SERVICE.name], stack)
        app = doors.app_of(settings, [SERVICE], parts)
        await _accounts(database)
        clients = []
        for role in ROLES:
            client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://bakti.test")
            stack.push_async_callback(client.aclose)
            session = await client.post("/session", json={"login": role.value, "password": PASSWORD})
            client.headers["authorization"] = f"Bearer {session.json()['token']}"
            clients.append(client)
        yield Attendance(parts.houses[SERVICE.name], *clients, _telling(database, settings))


async def _accounts(database: Database) -> None:
    """One account a role; the slow hash is computed once."""
    first, *others = ROLES
    await Accounts(database).create(first.value, first.value, first, PASSWORD, now())
    connection = await asyncpg.connect(database.url)
    for role in others:
        await connection.execute(
            "INSERT INTO access.account (account_id, login, name, role, password_hash, created_at) "
            "SELECT $1, $2, $2, $2, password_hash, created_at FROM access.account LIMIT 1",
            str(uuid4()),
            role.value,
        )
    await connection.close()


def _telling(database: Database, settings: Settings) -> Callable[[str, Role, Event], Awaitable[int]]:
    versions: dict[str, int] = {}

    async def tell(stream: str, role: Role, event: Event) -> int:
        ledger = Ledger(database, BookId(settings.book), role, frozenset({stream.partition("-")[0]}))
        await ledger.start()
        try:
            command = CommandId(str(uuid4()))
            metadata = Metadata(Code("test"), command, command)
            stored = NewEvent(event.full_type(), 1, event.subject, encode(event), msgspec.json.encode(metadata))
            claim = Claim(StreamName(stream), Version(versions.get(stream, 0)), (stored,))
            done = await ledger.append(AppendRequest(command, b"", (claim,)))
            versions[stream] = versions.get(stream, 0) + 1
            return int(done.first_position)  # type: ignore[union-attr]
        finally:
            await ledger.stop()

    return tell
