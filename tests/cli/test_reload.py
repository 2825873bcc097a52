"""`make dev`: what is written is served a moment later, by the same PostgreSQL and Valkey."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from shared.runtime.postgres import PostgresServer
from shared.runtime.valkey import ValkeyServer
from tests.cli.running import ROOT, Up, up
from tests.waiting import wait_until, written_below

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="bakti-dev-", dir="/tmp") as path:
        yield Path(path)


@pytest.fixture
def tree(folder: Path) -> Path:
    """A copy of the house, to write in."""
    for room in ("services", "shared"):
        shutil.copytree(ROOT / room, folder / "tree" / room, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "tree"


def servers(folder: Path) -> list[int | None]:
    return [PostgresServer(folder / "data/postgres").pid, ValkeyServer(folder / "data/valkey").pid]


def served(house: Up, folder: Path, words: str) -> None:
    """Wait until the page of the addresses says this."""

    def says() -> bool:
        try:
            return words in httpx2.get(f"{house.address}/docs", timeout=5).text
        except httpx2.TransportError:
            return False

    # Once is enough: one change may be heard of twice, and the second start is under way a moment later.
    assert wait_until(lambda: says() or house.process.poll() is not None, lambda: written_below(folder)), house.said()
    assert house.process.poll() is None, house.said()


def test_a_template_and_code_are_served_as_they_are_written_while_the_servers_stand(folder: Path, tree: Path) -> None:
    page, code = tree / "shared/web/templates/docs.html", tree / "services/cli/doors.py"
    with up(folder, "--reload", root=tree) as house:
        house.ready()
        before = servers(folder)
        assert None not in before
        page.write_text(page.read_text().replace("Addresses of", "All addresses of"))
        served(house, folder, "All addresses of Bakti")
        whole = code.read_text()
        code.write_text(whole.replace("import asyncio", "import ("))
        house.wait_for("SyntaxError")
        code.write_text(whole.replace('title="Bakti", version', 'title="Bakti anew", version'))
        served(house, folder, "All addresses of Bakti anew")
        assert servers(folder) == before
        assert house.end() == 0
    assert servers(folder) == [None, None]
