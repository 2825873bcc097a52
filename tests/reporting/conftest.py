"""Reporting opened on a ledger that a test writes to itself."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId
from shared.ledger.ledger import Ledger
from shared.runtime.settings import Settings
from tests.opened import opened


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    writing = Ledger(database, BookId("trenggalek"), Role.INTAKE, frozenset({"putusan"}))
    await writing.start()
    yield writing
    await writing.stop()


@pytest.fixture
async def office(settings: Settings, ledger: Ledger) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "reporting") as client:
        yield client
