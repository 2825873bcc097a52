"""``make bench``: every claim in one run, on a server of its own that is thrown away afterwards."""

import asyncio
import platform
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from rich.console import Console

from benchmarks import appends, rebuild
from benchmarks.report import Row, show
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings

console = Console(width=110)


def main(seconds: float = appends.SECONDS, events: int = rebuild.EVENTS) -> None:
    """Measure and print."""
    with TemporaryDirectory(prefix="bakti-bench-", dir="/tmp") as folder:
        servers = Servers.start(Settings(data_dir=Path(folder)))
        try:
            migrate(servers.database_url)
            rows = asyncio.run(_all(servers, seconds, events))
        finally:
            servers.stop()
    console.print(f"Python {platform.python_version()}, {servers.origin}, eventsourcing {version('eventsourcing')}")
    show(rows, console)


async def _all(servers: Servers, seconds: float, events: int) -> list[Row]:
    database = Database(servers.database_url)
    try:
        return [*await appends.measure(database, seconds), *await rebuild.measure(database, events)]
    finally:
        await database.dispose()


if __name__ == "__main__":
    typer.run(main)
