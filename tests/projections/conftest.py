"""A ledger to write to, and the toy projections kept up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.ledger.ledger import Ledger
from shared.messaging.subscription import Subscriptions
from shared.projections.live import joined
from shared.projections.rebuild import prepare
from shared.projections.state import Projection
from tests.projections.gardens import BOOK, BROKEN, gardens, visits


@pytest.fixture(autouse=True)
def _no_bugs() -> None:
    BROKEN.clear()


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    started = Ledger(database, BOOK, Role.INTAKE, frozenset({"activity"}))
    await started.start()
    yield started
    await started.stop()


Projecting = Callable[..., AbstractAsyncContextManager[Subscriptions]]


@pytest.fixture
def projecting(database: Database, ledger: Ledger) -> Projecting:
    """Both toy projections, live and together, from the ledger."""

    @asynccontextmanager
    async def run(*projections: Projection[Any]) -> AsyncIterator[Subscriptions]:
        chosen = projections or (gardens, visits)
        await prepare(database, BOOK, chosen)
        running = Subscriptions(database, None, BOOK, [joined(database, BOOK, chosen)])
        await running.start()
        try:
            yield running
        finally:
            await running.stop()

    return run


async def rows_of(database: Database, projection: Projection[Any], table: str | None = None) -> list[Any]:
    """The rows as they lie in the view (or in one table), in the order of their keys."""
    layout = projection.layout
    query = f"SELECT {layout.selected} FROM {table or projection.full_name} ORDER BY {layout.key}"
    async with transaction(database.engine(projection.role)) as connection:
        return [layout.from_record(record) for record in await (await raw(connection)).fetch(query)]
