"""The house as a newcomer starts it: `bakti up --demo` in an empty folder, its story told to the end."""

import csv
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx2
import pytest

from services.cli.dating import dated
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.cli.running import Up

SAMPLES = Path(__file__).parents[2] / "services/cli/samples/putusan.csv"


@dataclass(frozen=True)
class Told:
    """A running house, and the rows of the file that it was told."""

    up: Up
    settings: Settings
    rulings: list[dict[str, str]]
    begun: date
    """The day that the story is told for."""

    @contextmanager
    def client(self, login: str) -> Iterator[httpx2.Client]:
        """A signed-in program's client."""
        password = (self.settings.data_dir / "demo-password").read_text()
        with httpx2.Client(base_url=self.up.address, timeout=30) as client:
            token = client.post("/session", json={"login": login, "password": password}).json()["token"]
            client.headers["authorization"] = f"Bearer {token}"
            yield client


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker tells the story for all of them."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("house"))
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def told() -> Iterator[Told]:
    """One house a worker; it stops with the last test."""
    with TemporaryDirectory(prefix="bakti-e2e-", dir="/tmp") as folder:
        up = Up(Path(folder), "--demo")
        try:
            up.wait_for("Ctrl-C stops everything")
            assert "The samples are loaded" in up.said(), up.said()
            settings = Settings(data_dir=Path(folder) / "data")
            begun = date.fromisoformat((settings.data_dir / "demo-begun").read_text())
            rows = dated(SAMPLES.read_bytes(), begun).decode("utf-8-sig").partition("\n")[2]
            yield Told(up, settings, list(csv.DictReader(io.StringIO(rows), delimiter=";")), begun)
        finally:
            up.end()


@pytest.fixture
async def database_url(told: Told) -> str:
    """The running house's own PostgreSQL."""
    return Servers.start(told.settings).database_url


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that sees everything."""
    found = await asyncpg.connect(database_url)
    yield found
    await found.close()
