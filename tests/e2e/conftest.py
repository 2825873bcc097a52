"""The house as a newcomer starts it: `bakti up --demo` in an empty folder, its story told to the end."""

import csv
import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx2
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from services.demo.dating import dated
from shared.law.calendar import WIB
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.cli.running import Up
from tests.e2e.hands import Hands
from tests.once import once_a_run

DAYS: Mapping[str, Callable[[date], bool] | None] = {
    "today": None,
    "sunday": lambda day: day.weekday() == 6,
    "last-of-december": lambda day: (day.month, day.day) == (12, 31),
    "leap-day": lambda day: (day.month, day.day) == (2, 29),
    "a-year-on": lambda day: day >= datetime.now(WIB).date() + timedelta(days=365),
}
"""The days at which the house is told, each the first to come that is so; all but today at a quarter to twelve."""
OF_THE_DAY = (
    "/",
    "/reports/klien",
    "/reports/violations",
    "/putusan",
    "/reports/klien/CHILD",
    "/hours/CHILD",
    "/hours/WAITING",
    "/placement/PROPOSED",
)
"""The officer's pages that say something else, or otherwise long, on another day."""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync".split()  # noqa: SIM905
)
SAMPLES = Path(__file__).parents[2] / "services/demo/samples/putusan.csv"


def offset_to(wanted: Callable[[date], bool] | None) -> int:
    """Seconds from now to that day in Trenggalek; 0 for today."""
    if wanted is None:
        return 0
    day = datetime.now(WIB).date() + timedelta(days=1)
    while not wanted(day):
        day += timedelta(days=1)
    return int((datetime.combine(day, time(11, 45), WIB) - datetime.now(WIB)).total_seconds())


@dataclass(frozen=True)
class Told:
    """A running house, and the rows of the file that it was told."""

    up: Up
    settings: Settings
    rulings: list[dict[str, str]]
    begun: date
    """The day that the story is told for."""
    offset_s: int
    """How far the house lives after the machine's day."""

    @property
    def today(self) -> date:
        """The day in the house: at midnight another one than ``begun``."""
        return (datetime.now(WIB) + timedelta(seconds=self.offset_s)).date()

    @contextmanager
    def client(self, login: str) -> Iterator[httpx2.Client]:
        """A signed-in program's client."""
        password = (self.settings.data_dir / "demo-password").read_text()
        with httpx2.Client(base_url=self.up.address, timeout=30) as client:
            token = client.post("/session", json={"login": login, "password": password}).json()["token"]
            client.headers["authorization"] = f"Bearer {token}"
            yield client


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All that is told of a house is told of one at each day; the days to come are left to make faults. What people do
    by page every day is done today alone: it takes minutes. So is what is alike on any day."""
    if "told" in metafunc.fixturenames:
        alike = any(metafunc.definition.get_closest_marker(mark) for mark in ("task", "alike"))
        wanted = ["today"] if alike else list(DAYS)
        days = [pytest.param(day, marks=[pytest.mark.faults] if day != "today" else []) for day in wanted]
        metafunc.parametrize("told", days, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, wherever this file is first met
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One worker tells a day's story for all of them; on the days to come other roles than the officer see their desk
    alone, and the officer the pages that depend on the day."""
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        (left_out if _seen_today(item) else kept).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            day = item.callspec.params.get("told", "today") if hasattr(item, "callspec") else "today"
            item.add_marker(pytest.mark.xdist_group(f"house-{day}"))
            item.add_marker(pytest.mark.slow)


def _seen_today(item: pytest.Item) -> bool:
    asked = item.callspec.params if hasattr(item, "callspec") else {}
    login, path = asked.get("login", "petugas"), asked.get("path", "/")
    return asked.get("told", "today") != "today" and path not in (OF_THE_DAY if login == "petugas" else ["/"])


@pytest.fixture(scope="session")
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    """One house a worker and day; it stops with the last test."""
    once_a_run(request, f"house-{request.param}")
    offset_s = offset_to(DAYS[request.param])
    moved = {"BAKTI_CLOCK_OFFSET_S": str(offset_s)} if offset_s else {}
    with TemporaryDirectory(prefix="bakti-e2e-", dir="/tmp") as folder:
        up = Up(Path(folder), "--demo", **moved)
        try:
            up.wait_for("Ctrl-C stops everything")
            assert "The samples are loaded" in up.said(), up.said()
            settings = Settings(data_dir=Path(folder) / "data")
            begun = date.fromisoformat((settings.data_dir / "demo-begun").read_text())
            rows = dated(SAMPLES.read_bytes(), begun).decode("utf-8-sig").partition("\n")[2]
            rulings = list(csv.DictReader(io.StringIO(rows), delimiter=";"))
            yield Told(up, settings, rulings, begun, offset_s)
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser. Not for longer than a module: while it is open no other event loop runs in its thread."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here (apt install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def state_of(browser: Browser, told: Told) -> Callable[[str], dict[str, object]]:
    """The cookie of a demo account, got through the sign-in page once a module: an account has so many sessions."""
    known: dict[str, dict[str, object]] = {}

    def found(login: str) -> dict[str, object]:
        if login not in known:
            context = browser.new_context()
            sign_in(context.new_page(), told, login)
            known[login] = dict(context.storage_state())
            context.close()
        return known[login]

    return found


def sign_in(page: Page, told: Told, login: str) -> None:
    """Through the page, as a person does."""
    page.goto(f"{told.up.address}/session")
    page.fill("[name=login]", login)
    page.fill("[name=password]", (told.settings.data_dir / "demo-password").read_text())
    page.click("main button[type=submit]")
    page.wait_for_url(f"{told.up.address}/")


@pytest.fixture
def hands(
    request: pytest.FixtureRequest, browser: Browser, told: Told, state_of: Callable[[str], dict[str, object]]
) -> Iterator[Hands]:
    """The hands of the account that the test's mark names; what its task cost is told when the run ends."""
    login, task = request.node.get_closest_marker("task").args
    context = browser.new_context(storage_state=state_of(login))  # type: ignore[arg-type]
    found = Hands(context.new_page(), told.up.address)
    yield found
    request.node.user_properties.append(("task", (task, login, found.clicks, found.fields)))
    context.close()
