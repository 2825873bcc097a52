"""Pages: how long each named one takes in a small house and in a large one, asked in turn.

Both houses stand in this process with their four services, as programs ask them without a socket; the pages are those
of an officer of the coordinating office.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx2

from benchmarks.house import made, prepared, told
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.timing import beside
from services.catalogue import BY_NAME
from services.cli import doors
from services.cli.house import open_parts
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.runtime.clock import now
from shared.runtime.settings import Settings

PASSWORD = "kata sandi yang panjang"
RARE_RULE = "overlap"
"""The generator makes no day that breaks it: a page that finds nothing must not look at every day."""
SEARCH = "/reports/klien/search"
WORDS = {"words": "Rekaan Orang 3"}
ASK_S_MOST = 30.0


@dataclass(frozen=True)
class House:
    """A house of so many events, and somebody who asks it for pages."""

    events: int
    client: httpx2.AsyncClient


@dataclass(frozen=True)
class Scene:
    """The large house and the small one."""

    place: Place
    large: House
    small: House


@asynccontextmanager
async def two_houses(place: Place) -> AsyncIterator[Scene]:
    """Both with their histories, their projections made, somebody signed in."""
    async with AsyncExitStack() as stack:
        houses = [
            await _house(place, name, klien, stack)
            for name, klien in (("large", place.sizes.large_klien), ("small", place.sizes.small_klien))
        ]
        yield Scene(place, *houses)


async def _house(place: Place, name: str, klien: int, stack: AsyncExitStack) -> House:
    settings = await stack.enter_async_context(made(place, name))
    settings = settings.model_copy(update={"redis_url": None})  # nothing is appended while pages are asked for
    events = await told(settings, klien)
    await prepared(settings)
    return House(events, await _signed_in(settings, stack))


async def _signed_in(settings: Settings, stack: AsyncExitStack) -> httpx2.AsyncClient:
    parts = await open_parts(settings, list(BY_NAME), stack)
    app = doors.app_of(settings, list(BY_NAME.values()), parts)
    role = RoleName.OFFICER
    await Accounts(parts.database).create(role.value, "Nama", role, PASSWORD, now())
    transport = httpx2.ASGITransport(app)
    client = await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url="http://bakti.test"))
    signed = await client.post("/session", json={"login": role.value, "password": PASSWORD})
    client.headers.update({"authorization": f"Bearer {signed.json()['token']}", "accept": "text/html"})
    return client


async def first_search(scene: Scene) -> Sequence[Row]:
    """The first search after a start."""
    return [await _asked(scene, "the first search after a start", SEARCH, once=True)]


async def desk(scene: Scene) -> Sequence[Row]:
    """The desk."""
    return [await _asked(scene, "/", "/")]


async def sentences(scene: Scene) -> Sequence[Row]:
    """The list of sentences."""
    return [await _asked(scene, "/reports/klien", "/reports/klien")]


async def violations(scene: Scene) -> Sequence[Row]:
    """Days on which a rule was broken: all, and those of a rule that is seldom broken."""
    return [
        await _asked(scene, "/reports/violations", "/reports/violations"),
        await _asked(scene, "/reports/violations with a rare rule", f"/reports/violations?rule={RARE_RULE}"),
    ]


async def placements(scene: Scene) -> Sequence[Row]:
    """The list of placements."""
    return [await _asked(scene, "/placement", "/placement")]


async def rulings(scene: Scene) -> Sequence[Row]:
    """The list of rulings."""
    return [await _asked(scene, "/putusan", "/putusan")]


async def search(scene: Scene) -> Sequence[Row]:
    """A person by name."""
    return [await _asked(scene, "search of a name", SEARCH)]


async def _asked(scene: Scene, name: str, path: str, once: bool = False) -> Row:
    turns: dict[str, Callable[[], Awaitable[float]]] = {
        "large house": partial(_ask_ms, scene.large.client, path),
        "small house": partial(_ask_ms, scene.small.client, path),
    }
    note = f"{scene.large.events:,} events in the large house, {scene.small.events:,} in the small one"
    if not once:
        await asyncio.gather(*(turn() for turn in turns.values()))
    rounds = 1 if once else scene.place.sizes.asks
    return await beside("pages", f"page: {name}", "ms", turns, rounds, ASK_S_MOST, better="lower", note=note)


async def _ask_ms(client: httpx2.AsyncClient, path: str) -> float:
    begun = time.perf_counter()
    if path == SEARCH:  # by page it leads on to the list of those found
        answer = await client.post(path, json=WORDS, headers={"accept": "application/json"})
    else:
        answer = await client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return (time.perf_counter() - begun) * 1000


KIND = Kind(
    "pages",
    "milliseconds a page, in a small house and in a large one",
    two_houses,
    (first_search, desk, sentences, violations, placements, rulings, search),
    seconds_most=900,
)
