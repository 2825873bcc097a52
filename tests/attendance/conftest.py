"""A house with attendance alone on a real database, a client for each role, and other services' events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import httpx2
import pytest

from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.runtime.settings import Settings
from shared.web.house import House
from tests.attendance.hours.facts import HOST, LIBRARY, MARKET
from tests.neighbours import supervised, tell
from tests.opened import opened_for

ROLES = (RoleName.OFFICER, RoleName.SUPERVISOR, RoleName.OPERATOR)


@dataclass
class Attendance:
    """The running service and who may speak to it."""

    house: House
    officer: httpx2.AsyncClient
    supervisor: httpx2.AsyncClient
    operator: httpx2.AsyncClient
    tell: Callable[..., Awaitable[int]]
    """``tell(stream, *events)``: another service's events, once attendance has heard of them."""


@pytest.fixture
async def attendance(settings: Settings, database: Database) -> AsyncIterator[Attendance]:
    """Attendance at work: its subscriptions and reaction follow the ledger."""
    async with opened_for(settings, ["attendance"], ROLES) as opened:
        house = opened.parts.houses["attendance"]
        for site in (MARKET, LIBRARY):
            await supervised(database, HOST, site, heard_by=house.subscriptions)
        clients = (opened.clients[role] for role in ROLES)
        yield Attendance(house, *clients, partial(tell, database, heard_by=house.subscriptions))
