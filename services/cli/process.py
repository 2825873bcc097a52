"""One process of the house: its parts opened, their addresses served, until it is told to stop.

What ends by itself ends the process: a service that takes requests and moves nothing would be worse than none, and
whoever started it (``bakti up``, compose, systemd) starts it again.
"""

import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from socket import socket
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from services.catalogue import BY_NAME, RELAY
from services.cli import doors
from services.cli.errands import doing
from services.cli.house import Parts, open_parts
from services.cli.wire import BoundedHttp
from shared.privacy.files import Files
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.privacy.vault import Vault
from shared.runtime.clock import now
from shared.runtime.health import beat
from shared.runtime.settings import Settings

log = structlog.get_logger()
KEEP_ALIVE_S = 5
"""How long a connection without a request stays open. The front (Caddyfile) closes its own before: a request that it
sent into a connection being closed here came back to somebody as 502."""
REQUESTS_DRAIN_S = 10
"""How long open requests may take to finish after the word to stop."""
SEARCHER = "reporting"
"""The part that searches persons; where it has no vault, whoever answers it reads what can be searched."""
SWEEPER = "intake"
"""The part that registers persons sweeps for all: one process is enough."""
SWEEP_EVERY_S = 24 * 60 * 60
"""What was sealed for a request that was never stored waits a day; a day more does not matter."""


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
        gc.collect()
        gc.freeze()  # a whole collection would walk all modules each time, while every request waits (0069)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, server.leave)
        tasks = [asyncio.create_task(server.serve(), name="http")]
        if parts.relay is not None:
            tasks.append(asyncio.create_task(parts.relay.run(), name=RELAY))
        if settings.ready_file is not None:
            beating = beat(parts.health, lambda: server.started, settings.ready_file)
            tasks.append(asyncio.create_task(beating, name="beat"))
        if given_up is not None:
            tasks.append(asyncio.create_task(_failing(given_up), name="servers"))
        if parts.houses:
            tasks.append(asyncio.create_task(doing(parts), name="errands"))
        tasks += [asyncio.create_task(work, name=name) for name, work in _at_the_vault(parts)]
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


def _at_the_vault(parts: Parts) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
    """What is done at the vault beside requests, where it lies in this process."""
    if parts.vault is None:
        return
    yield "keys", parts.vault.attending()
    if SWEEPER in parts.houses:
        yield "sweep", sweeping(parts.vault, parts.houses[SWEEPER].files)
    if SEARCHER in parts.houses or parts.answers_to is not None:
        yield "search", warming(parts.vault)


async def sweeping(vault: Vault, files: Files) -> None:
    """At the start and daily: drop what lies in the vault, the key store and the file store without an event."""
    while True:
        try:
            log.info("vault_swept", values=await vault.sweep(now()), files=await files.sweep(now()))
        except (OSError, SQLAlchemyError, KeysAway, KeysUnfit) as trouble:  # away: the next day will do
            log.warning("vault_not_swept", error=type(trouble).__name__)
        await asyncio.sleep(SWEEP_EVERY_S)


async def warming(vault: Vault) -> None:
    """At the start: read what can be searched, so that the first search need not; for ever, since no task may end."""
    try:
        await vault.warm()
    except (OSError, SQLAlchemyError, KeysAway, KeysUnfit) as trouble:  # away: the first search reads it
        log.warning("search_not_warmed", error=type(trouble).__name__)
    await asyncio.Event().wait()


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
