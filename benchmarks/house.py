"""What several kinds ask of a house: its generated history, its followers come to an end, its pages."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from benchmarks.earlier import Aged, Rulings
from benchmarks.place import Place
from services.catalogue import SERVICES
from services.cli.house import hands, opened_vault
from services.cli.migrate import introduce_keys
from services.demo.generator import Generator
from services.demo.history import write_history
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.database.roles import SERVICE_SCHEMAS
from shared.domain.identifiers import BookId, Position
from shared.ledger.ledger import Head
from shared.messaging.checkpoint import move, open_place
from shared.messaging.history import Place as Checkpoint
from shared.messaging.subscription import Subscriptions
from shared.projections import live
from shared.projections.rebuild import prepare
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.service import Service

SEED = 1


@asynccontextmanager
async def made(place: Place, name: str) -> AsyncIterator[Settings]:
    """A database and a key store of their own on this place's server; both gone afterwards."""
    admin = await asyncpg.connect(place.database_url)
    url = make_url(place.database_url)
    database = f"{url.database}_{name}"
    await admin.execute(f"CREATE DATABASE {database}")
    try:
        address = url.set(database=database).render_as_string(hide_password=False)
        folder = Path(place.folder) / name
        settings = place.settings(data_dir=folder, keys_dir=folder / "keys", database_url=address)
        await asyncio.to_thread(migrate, address, book=settings.book)
        await introduce_keys(settings)
        yield settings
    finally:
        await admin.execute(f"DROP DATABASE {database} WITH (FORCE)")
        await admin.close()


async def told(settings: Settings, klien: int, earlier: int = 0) -> int:
    """The generator's history of so many persons, through the bulk path: how many events. ``earlier``: persons of the
    years before, who are done."""
    return await _written(settings, Aged(klien, SEED, _yesterday(), earlier=earlier))


async def told_rulings(settings: Settings, rulings: int) -> int:
    """So many rulings, and nothing that came of them, through the same path: how many events."""
    return await _written(settings, Rulings(rulings, SEED, _yesterday()))


async def told_letters(settings: Settings, letters: int) -> int:
    """So many letters in the agenda of one unit, through the same path: how many events."""
    from benchmarks.lettered import Letters  # older code, which is measured beside, knows none

    return await _written(settings, Letters(letters, SEED, _yesterday()))


def _yesterday() -> date:
    return today_wib() - timedelta(days=1)


async def _written(settings: Settings, generator: Generator) -> int:
    async with AsyncExitStack() as stack:
        database, vault = await opened_vault(settings, stack)
        return await write_history(database, vault, BookId(settings.book), generator, lambda *_: None)


async def prepared(settings: Settings, services: Sequence[Service] = SERVICES) -> None:
    """Every projection made from the ledger, and every reaction at its end: what it would answer is told already."""
    async with AsyncExitStack() as stack:
        database, vault = await opened_vault(settings, stack)
        book = BookId(settings.book)
        for service in services:
            await prepare(database, book, service.projections)
            home = await hands(settings, service, database, vault, stack)
            await _reactions_at(database, service.name, await home.ledger.head(), await home.ledger.epoch())


async def _reactions_at(database: Database, service: str, head: Head, epoch: int) -> None:
    reactions = next(one.reactions for one in SERVICES if one.name == service)
    connection = await database.connect(SERVICE_SCHEMAS[service])
    try:
        for reaction in reactions:
            await open_place(connection, reaction.name, "")
            await move(connection, reaction.name, Checkpoint(epoch, head.position, head.hash))
    finally:
        await connection.close()


def follow(subscriptions: Subscriptions, database: Database, book: BookId, service: Service) -> None:
    """Let these subscriptions follow the ledger for every projection of a service.

    Each for itself where the code that is measured knows no other way: the bench is also run on yesterday's.
    """
    if hasattr(live, "joined"):
        subscriptions.add(live.joined(database, book, service.projections))
    else:
        for projection in service.projections:
            subscriptions.add(live.subscription(database, book, projection))


async def passed(subscriptions: Subscriptions, projection: str, position: int, timeout: float) -> bool:
    """Whether a projection has applied this position in time."""
    return await subscriptions.passed(projection, Position(position), timeout)
