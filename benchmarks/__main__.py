"""``make bench``: every claim in one run, on a server of its own that is thrown away afterwards."""

import asyncio
import platform
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
import uvloop
from rich.console import Console

from benchmarks import appends, latency, rebuild
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
            for book in (Settings().book, appends.BOOK, rebuild.BOOK):
                migrate(servers.database_url, book=book)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the house runs
                rows = runner.run(_all(servers, Path(folder), seconds, events))
        finally:
            servers.stop()
    console.print(f"Python {platform.python_version()}, {servers.origin}, eventsourcing {version('eventsourcing')}")
    show(rows, console)


async def _all(servers: Servers, folder: Path, seconds: float, events: int) -> list[Row]:
    settings = Settings(data_dir=folder, database_url=servers.database_url, redis_url=servers.redis_url)
    rows = await latency.measure(settings)
    database = Database(servers.database_url)
    try:
        return [*await appends.measure(database, seconds), *await rebuild.measure(database, events), *rows]
    finally:
        await database.dispose()


if __name__ == "__main__":
    typer.run(main)
