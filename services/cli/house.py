"""One process of the house: any of the four services and the relay, with their addresses, until it is told to stop.

What ends by itself ends the process: a service that takes requests and moves nothing would be worse than none, and
whoever started it (``bakti up``, compose, systemd) starts it again.
"""

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from services.catalogue import BY_NAME, RELAY
from services.cli import doors, readiness
from services.cli.wire import BoundedHttp
from shared.access.accounts import Accounts
from shared.access.demo import close_demo_accounts
from shared.database.engine import Database, passwords_in
from shared.database.roles import SERVICE_SCHEMAS, Role
from shared.domain.identifiers import BookId
from shared.law.circumstances import Circumstances
from shared.law.parameters import law_on
from shared.ledger.books import find_book
from shared.ledger.execute import Executor
from shared.ledger.ledger import Ledger
from shared.messaging.broker import feed_address
from shared.messaging.relay import Relay
from shared.messaging.subscription import Subscriptions
from shared.privacy.fitting import opened_store
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.privacy.vault import Vault
from shared.projections.live import subscription
from shared.projections.rebuild import prepare
from shared.runtime.clock import now, today_wib
from shared.runtime.health import Health, beat
from shared.runtime.settings import Settings
from shared.web.house import House
from shared.web.service import Service

log = structlog.get_logger()
KEEP_ALIVE_S = 5
"""How long a connection without a request stays open. The front (Caddyfile) closes its own before: a request that it
sent into a connection being closed here came back to somebody as 502."""
REQUESTS_DRAIN_S = 10
"""How long open requests may take to finish after the word to stop."""
SWEEPER = "intake"
"""The part that registers persons sweeps for all: one process is enough."""
SWEEP_EVERY_S = 24 * 60 * 60
"""What was sealed for a request that was never stored waits a day; a day more does not matter."""
ROOT = Path(__file__).parent.parent


@dataclass
class Parts:
    """What runs in this process."""

    database: Database
    houses: dict[str, House]
    relay: Relay | None
    health: Health


class Server(uvicorn.Server):
    """uvicorn without its own signal handling, which ends the process before the lane is drained."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started and self._ready is not None:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The process's own handlers stay."""
        yield

    def leave(self) -> None:
        """Take no new request, finish the open ones, then end."""
        self.should_exit = True


async def run(
    settings: Settings,
    names: Sequence[str],
    ready: Callable[[], None] | None = None,
    given_up: Future[None] | None = None,
) -> None:
    """Serve these parts until cancelled or told to stop, or until the servers under them are given up.

    ``ready`` is called when requests are answered.
    """
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, names, stack)
        app = doors.app_of(settings, [BY_NAME[name] for name in names if name != RELAY], parts)
        server = Server(_configured(app, settings), ready)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, server.leave)
        tasks = [asyncio.create_task(server.serve(), name="http")]
        if parts.relay is not None:
            tasks.append(asyncio.create_task(parts.relay.run(), name=RELAY))
        if settings.ready_file is not None:
            beating = beat(parts.health, lambda: server.started, settings.ready_file)
            tasks.append(asyncio.create_task(beating, name="beat"))
        for home in list(parts.houses.values())[:1]:  # all of a process share one vault
            tasks.append(asyncio.create_task(home.vault.attending(), name="keys"))
        if given_up is not None:
            tasks.append(asyncio.create_task(_failing(given_up), name="servers"))
        if SWEEPER in parts.houses:
            tasks.append(asyncio.create_task(sweeping(parts.houses[SWEEPER].vault), name="sweep"))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            server.should_exit = True
            await asyncio.wait(tasks[:1], timeout=REQUESTS_DRAIN_S)
            for task in tasks[1:]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _failing(given_up: Future[None]) -> None:
    """Raise why the servers were given up, once they are."""
    await asyncio.wrap_future(given_up)


async def sweeping(vault: Vault) -> None:
    """At the start and daily: drop what lies in the vault and the key store without an event."""
    while True:
        try:
            log.info("vault_swept", values=await vault.sweep(now()))
        except (OSError, SQLAlchemyError, KeysAway, KeysUnfit) as trouble:  # away: the next day will do
            log.warning("vault_not_swept", error=type(trouble).__name__)
        await asyncio.sleep(SWEEP_EVERY_S)


async def open_parts(settings: Settings, names: Sequence[str], stack: AsyncExitStack) -> Parts:
    """Open these parts' ledgers, lanes and subscriptions; leaving the stack stops them in the right order."""
    health, houses = Health(), {}
    services = [name for name in names if name != RELAY]
    if services:
        database, vault = await opened_vault(settings, stack)
        if not settings.demo:
            await close_demo_accounts(Accounts(database), now())
        for name in services:
            houses[name] = await open_service(settings, BY_NAME[name], database, vault, health, stack)
        health.add("keys", readiness.keys_of(vault))
        if writers := [home.ledger for home in houses.values() if home.ledger.categories]:
            health.add("clock", readiness.clock_of(writers[0]))
    else:  # a relay alone opens no vault and needs no key
        database = opened_database(settings, stack)
        await _find_book(settings, database)
    relay = None
    if RELAY in names and (feed := _feed_of(settings)):
        relay = Relay(database, feed, BookId(settings.book))
        if not houses:  # services beside it serve on without Redis, and are ready
            health.add(RELAY, readiness.publishing_of(relay))
    health.add("disk", readiness.disk_of({settings.data_dir, settings.keys_dir, settings.data_dir / "postgres"}))
    return Parts(database, houses, relay, health)


async def _find_book(settings: Settings, database: Database) -> None:
    """What a service's ledger asks at its start; a relay has none."""
    connection = await database.connect(Role.RELAY)
    try:
        await find_book(connection, BookId(settings.book))
    finally:
        await connection.close()


def _feed_of(settings: Settings) -> str | None:
    return feed_address(settings.redis_url, settings.database_passwords)


def opened_database(settings: Settings, stack: AsyncExitStack) -> Database:
    """The database, its pools closed with the stack."""
    database = Database(str(settings.database_url), passwords_in(settings.database_passwords))
    stack.push_async_callback(database.dispose)
    return database


async def opened_vault(settings: Settings, stack: AsyncExitStack) -> tuple[Database, Vault]:
    """The database and the vault in it, closed with the stack."""
    database = opened_database(settings, stack)
    keys = opened_store(settings.keys_dir, settings.master_key_file)
    stack.callback(keys.close)
    vault = Vault(database, keys, BookId(settings.book))
    await vault.start()
    return database, vault


async def open_service(
    settings: Settings, service: Service, database: Database, vault: Vault, health: Health, stack: AsyncExitStack
) -> House:
    """One service's hands at work: its projections filled, its reactions answering."""
    book = BookId(settings.book)
    home = await hands(settings, service, database, vault, stack)
    await prepare(database, book, service.projections)
    for projection in service.projections:
        home.subscriptions.add(subscription(database, book, projection))
    for reaction in service.reactions:
        home.subscriptions.add(reaction.bound(home))
    await home.subscriptions.start()
    stack.push_async_callback(home.subscriptions.stop)
    health.add(service.name, readiness.standing_of(home.subscriptions))
    if service.categories:
        health.add(f"{service.name}.append", readiness.appending_of(home.ledger))
    return home


async def hands(settings: Settings, service: Service, database: Database, vault: Vault, stack: AsyncExitStack) -> House:
    """One service's ledger, lane and subscriptions, each under its own database role; nothing follows the feed yet."""
    book = BookId(settings.book)
    ledger = Ledger(database, book, SERVICE_SCHEMAS[service.name], service.categories)
    await ledger.start()
    stack.push_async_callback(ledger.stop)
    return House(
        settings=settings,
        database=database,
        ledger=ledger,
        executor=Executor(ledger, vault),
        vault=vault,
        subscriptions=Subscriptions(database, _feed_of(settings), book),
        circumstances=lambda: circumstances(settings),
    )


def circumstances(settings: Settings) -> Circumstances:
    """What a decider may know at this moment."""
    return Circumstances(now(), law_on(today_wib()), settings.annex_24h)


def _configured(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=BoundedHttp,
        ws="none",
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=REQUESTS_DRAIN_S,
        server_header=False,
        proxy_headers=True,
    )
