"""`bakti serve`: any parts in one process, beside servers that somebody else runs."""

import asyncio
from typing import Annotated

import typer

from services.cli.saying import WrongUse


def serve(
    names: Annotated[
        list[str], typer.Argument(help="intake, matching, attendance, reporting, relay.", metavar="NAME…")
    ],
    port: Annotated[int | None, typer.Option(help="Port of the pages and the API.", show_default="8765")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
) -> None:
    """Serve these parts in one process (compose, systemd). Needs BAKTI_DATABASE_URL and a migrated database.

    Each part uses its own database role. Without BAKTI_REDIS_URL a service follows the ledger itself, a little later,
    and there is no relay.
    """
    import uvloop

    from services.catalogue import PARTS, RELAY
    from services.cli import process
    from services.cli.opening import settings_from_environment
    from shared.runtime.telemetry import configure_logging

    if unknown := [name for name in names if name not in PARTS]:
        raise WrongUse(f"no part is called {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    settings = settings_from_environment(port=port, host=host)
    if settings.database_url is None:
        raise WrongUse("BAKTI_DATABASE_URL is not set; for a machine of your own there is: bakti up")
    if RELAY in names and settings.redis_url is None:
        raise WrongUse("BAKTI_REDIS_URL is not set: the relay has nowhere to publish; the other parts go on without it")
    configure_logging(settings.log_json)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(process.run(settings, list(dict.fromkeys(names))))
