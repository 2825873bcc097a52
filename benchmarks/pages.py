"""Pages: how long each named one takes in a young house and in an old one, asked in turn.

The old one has the same open sentences at the same places, and before them lives that ended (``earlier.py``). Both
stand in this process with their four services, as programs ask them without a socket.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx2

from benchmarks.earlier import OFFICERS
from benchmarks.house import made, prepared, told
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.timing import beside
from services.catalogue import BY_NAME
from services.cli import doors
from services.cli.house import Parts, open_parts
from services.cli.process import warming
from services.reporting.reports.status import State
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.runtime.clock import now, today_wib
from shared.runtime.settings import Settings

PASSWORD = "kata sandi yang panjang"
ROLES = (RoleName.OFFICER, RoleName.COORDINATOR, RoleName.SUPERVISOR)
RARE_RULE = "overlap"
"""The generator makes no day that breaks it: a page that finds nothing must not look at every day."""
SEARCH = "/reports/klien/search"
WORDS = {"words": "Rekaan Orang"}
"""A name of more people than an answer holds: it holds as many in both houses."""
ASK_S_MOST = 30.0


@dataclass(frozen=True)
class House:
    """A house of so many events, and somebody of each role who asks it for pages."""

    events: int
    settings: Settings
    clients: dict[RoleName, httpx2.AsyncClient]


@dataclass(frozen=True)
class Scene:
    """The old house and the young one."""

    place: Place
    large: House
    small: House

    @property
    def turns(self) -> dict[str, House]:
        """Both, as a table names them."""
        return {"old house": self.large, "young house": self.small}

    @property
    def note(self) -> str:
        """How they differ."""
        return f"{self.large.events:,} events in the old house, {self.small.events:,} in the young one, open the same"


@asynccontextmanager
async def two_houses(place: Place) -> AsyncIterator[Scene]:
    """Both with their histories, their projections made, somebody signed in."""
    async with AsyncExitStack() as stack:
        houses = [
            await _house(place, name, earlier, stack)
            for name, earlier in (("large", place.sizes.earlier_klien), ("small", 0))
        ]
        yield Scene(place, *houses)


async def _house(place: Place, name: str, earlier: int, stack: AsyncExitStack) -> House:
    settings = await stack.enter_async_context(made(place, name))
    settings = settings.model_copy(update={"redis_url": None})  # nothing is appended while pages are asked for
    events = await told(settings, place.sizes.house_klien, earlier)
    await prepared(settings)
    return House(events, settings, await signed_in(settings, stack))


async def signed_in(settings: Settings, stack: AsyncExitStack) -> dict[RoleName, httpx2.AsyncClient]:
    """Somebody of each role, with an account of their own; the officer is the first of those who share the cases."""
    app, parts = await _opened(settings, stack)
    for role in ROLES:
        known = OFFICERS[0] if role is RoleName.OFFICER else None
        await Accounts(parts.database).create(role.value, "Nama", role, PASSWORD, now(), known)
    return {role: await _somebody(app, role, stack) for role in ROLES}


async def _opened(settings: Settings, stack: AsyncExitStack) -> tuple[Any, Parts]:
    parts = await open_parts(settings, list(BY_NAME), stack)
    return doors.app_of(settings, list(BY_NAME.values()), parts), parts


async def _somebody(app: Any, role: RoleName, stack: AsyncExitStack) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app)
    client = await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url="http://bakti.test"))
    signed = await client.post("/session", json={"login": role.value, "password": PASSWORD})
    client.headers.update({"authorization": f"Bearer {signed.json()['token']}", "accept": "text/html"})
    return client


async def first_search(scene: Scene) -> Sequence[Row]:
    """The first search after a start, by who signs in and opens the list as soon as the house answers."""
    turns = {name: partial(_first_search_ms, house) for name, house in scene.turns.items()}
    name = "page: the first search after a start"
    return [await beside("pages", name, "ms", turns, scene.place.sizes.rounds, better="lower", note=scene.note)]


async def _first_search_ms(house: House) -> float:
    async with AsyncExitStack() as stack:
        app, parts = await _opened(house.settings, stack)
        assert parts.vault is not None
        stack.callback(asyncio.create_task(warming(parts.vault)).cancel)  # as a house does at its start
        officer = await _somebody(app, RoleName.OFFICER, stack)
        await _ask_ms(officer, "/reports/klien")
        return await _ask_ms(officer, SEARCH)


async def desks(scene: Scene) -> Sequence[Row]:
    """Where each role begins; the supervisor's at a place that is theirs."""
    site = await _a_place(scene)
    return [
        await _asked(scene, "/ of an officer", "/"),
        await _asked(scene, "/ of a coordinator", "/", RoleName.COORDINATOR),
        await _asked(scene, "/ of a supervisor", f"/?place={site}", RoleName.SUPERVISOR),
    ]


async def _a_place(scene: Scene) -> str:
    """The first place at which somebody serves in the young house, and in the old one too; supervised in both."""
    rows = (await _told(scene.small, RoleName.OFFICER, "/reports/klien?limit=100"))["items"]
    ipd_id, site_id = min((row["ipd_id"], row["site_id"]) for row in rows if row["state"] == State.RUNNING)
    for house in (scene.large, scene.small):
        me = (await _told(house, RoleName.SUPERVISOR, "/session"))["account"]["account_id"]
        path, said = f"/ipd/{ipd_id}/sites/{site_id}", {"account_id": me, "from_day": today_wib().isoformat()}
        named = await _told(house, RoleName.COORDINATOR, f"{path}/supervisors", said)
        await _told(house, RoleName.SUPERVISOR, f"/?after={named['position']}")
    return str(site_id)


async def _told(house: House, role: RoleName, path: str, said: dict[str, Any] | None = None) -> Any:
    method, headers = "POST" if said else "GET", {"accept": "application/json"}
    answer = await house.clients[role].request(method, path, json=said, headers=headers)
    assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:300]}"
    return answer.json()


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


async def offices(scene: Scene) -> Sequence[Row]:
    """The I-PD as they are registered, and what each carries."""
    return [
        await _asked(scene, "/ipd", "/ipd", RoleName.COORDINATOR),
        await _asked(scene, "/reports/ipd", "/reports/ipd", RoleName.COORDINATOR),
    ]


async def rulings(scene: Scene) -> Sequence[Row]:
    """The list of rulings."""
    return [await _asked(scene, "/putusan", "/putusan")]


async def search(scene: Scene) -> Sequence[Row]:
    """A person by name."""
    return [await _asked(scene, "search of a name", SEARCH)]


async def _asked(scene: Scene, name: str, path: str, role: RoleName = RoleName.OFFICER) -> Row:
    turns = {whose: partial(_ask_ms, house.clients[role], path) for whose, house in scene.turns.items()}
    await asyncio.gather(*(turn() for turn in turns.values()))
    asks = scene.place.sizes.asks
    return await beside("pages", f"page: {name}", "ms", turns, asks, ASK_S_MOST, better="lower", note=scene.note)


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
    "milliseconds a page, in a young house and in an old one",
    two_houses,
    (first_search, desks, sentences, violations, placements, offices, rulings, search),
    seconds_most=900,
)
