"""`bakti up`: the whole house on one machine with one command."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.saying import Refusal, Unsafe, err, out

if TYPE_CHECKING:
    from concurrent.futures import Future

    from shared.runtime.servers import Servers
    from shared.runtime.settings import Settings


def up(
    port: Annotated[int | None, typer.Option(help="Port of the pages and the API.", show_default="8765")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    demo: Annotated[
        bool | None, typer.Option(help="Invented rulings and places, and accounts to try them with.")
    ] = None,
    reload: Annotated[bool, typer.Option("--reload", help="Start anew when the code changes (make dev).")] = False,
) -> None:
    """Start everything: PostgreSQL, Valkey, and all parts in one process. Ctrl-C stops everything.

    The servers come from our own packages and keep their data under .bakti; BAKTI_DATABASE_URL and BAKTI_REDIS_URL
    name others. A server of ours that is killed comes back; where it does not stay up, everything stops with exit code
    1. The first start with --demo loads invented rulings over the same addresses that everybody uses.
    """
    from services.cli.opening import settings_from_environment
    from shared.runtime.telemetry import configure_logging

    began = time.monotonic()
    settings = settings_from_environment(port=port, host=host, demo=demo)
    _port_must_be_free(settings)
    # Whoever sits before it wants the address and what goes wrong; a collector wants every line.
    configure_logging(settings.log_json, logging.INFO if settings.log_json else logging.WARNING)
    servers = _servers(settings)
    if servers.joined:
        raise Unsafe(f"the servers of {settings.data_dir} are in use ({servers.origin}); stop that one first")
    try:
        err.print(f"[dim]{servers.origin} · {settings.data_dir}[/dim]")
        addressed = {"database_url": servers.database_url, "redis_url": servers.redis_url}
        found, given_up = settings.model_copy(update=addressed), servers.watch()
        if reload:
            _serve_anew(found, own=settings.database_url is None)
        else:
            _serve(found, began, given_up, own=settings.database_url is None)
    except KeyboardInterrupt:
        pass
    finally:
        err.print("[dim]Stopping …[/dim]")
        servers.stop()
        err.print("[dim]All stopped.[/dim]")


def _servers(settings: "Settings") -> "Servers":
    """Start the servers, and load the services while they start: together they take as long as one."""
    from shared.runtime.servers import Servers

    loading = threading.Thread(target=import_module, args=("services.cli.process",))
    loading.start()
    try:
        return Servers.start(settings)
    finally:
        loading.join()


def _port_must_be_free(settings: "Settings") -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as trouble:
            raise Refusal(
                f"{settings.host}:{settings.port} cannot be used ({trouble.strerror}). Perhaps Bakti already runs "
                f"there; for another port: bakti up --port {settings.port + 1} (make run PORT={settings.port + 1})"
            ) from None


def _serve_anew(settings: "Settings", *, own: bool) -> None:
    """Serve in a process of its own, ended and started again whenever a file of ours changes: code, template, text or
    SQL. The servers stay up; code that does not start waits for the next change."""
    from pathlib import Path

    from watchfiles import run_process

    from services.cli.process import REQUESTS_DRAIN_S

    root = Path(__file__).parents[2]
    run_process(
        root / "services",
        root / "shared",
        target=_serving,
        args=(settings, own),
        callback=lambda changes: err.print(f"[dim]{len(changes)} files changed; starting anew …[/dim]"),
        sigint_timeout=2 * REQUESTS_DRAIN_S,
    )


def _serving(settings: "Settings", own: bool) -> None:
    """The process that is started anew: nobody's servers are its own, so that nobody gives them up."""
    from concurrent.futures import Future

    from shared.runtime.telemetry import configure_logging

    configure_logging(settings.log_json, logging.WARNING)
    with suppress(KeyboardInterrupt):
        _serve(settings, time.monotonic(), Future(), own=own)


def _serve(settings: "Settings", began: float, given_up: "Future[None]", *, own: bool) -> None:
    from services.catalogue import PARTS
    from services.cli import demo, process
    from services.cli.migrate import introduce_keys
    from shared.database.engine import passwords_in
    from shared.database.migrate import migrate
    from shared.ledger.clock import set_clock

    migrate(str(settings.database_url), passwords_in(settings.database_passwords), settings.book)
    if own:
        asyncio.run(set_clock(str(settings.database_url), timedelta(seconds=settings.clock_offset_s)))
    asyncio.run(introduce_keys(settings))
    demo.mark(settings)
    tasks = set()

    def ready() -> None:
        tasks.add(asyncio.get_running_loop().create_task(_welcome(settings, began)))

    _run(process.run(settings, PARTS, ready, given_up))


async def _welcome(settings: "Settings", began: float) -> None:
    from services.cli import demo
    from services.cli.opening import address_of
    from shared.runtime.telemetry import told

    address = address_of(settings)
    out.print(f"\n[bold]Bakti[/bold] runs at [bold cyan]{address}[/bold cyan]  ({time.monotonic() - began:.1f} s)")
    if settings.demo:
        try:
            await demo.welcome(settings, address)
        except Exception as trouble:  # of a task that nobody waits for: it would end without a word
            err.print(f"The demo could not be prepared; start again.\n{told(trouble)}", markup=False)
    out.print("Ctrl-C stops everything.\n")


def _run(serving: Coroutine[None, None, None]) -> None:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serving)
