"""Pages: how long each named one takes in a young house and in an old one, asked in turn.

The old one has the same open sentences at the same places, and before them lives that ended (``earlier.py``). Both
stand in this process with their four services, as programs ask them without a socket.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from benchmarks.asking import SEARCH, House, Scene, ask_ms, asked, opened, somebody, stood
from benchmarks.house import told
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.timing import beside
from services.catalogue import BY_NAME
from services.cli.process import warming
from services.reporting.reports.status import State
from shared.access.policy import RoleName
from shared.runtime.clock import today_wib

RARE_RULE = "overlap"
"""The generator makes no day that breaks it: a page that finds nothing must not look at every day."""
OLD, YOUNG = "old house", "young house"


@asynccontextmanager
async def two_houses(place: Place) -> AsyncIterator[Scene]:
    """Both with their histories, their projections made, somebody signed in."""
    async with AsyncExitStack() as stack:
        earlier = {OLD: place.sizes.earlier_klien, YOUNG: 0}
        tell = {name: partial(told, klien=place.sizes.house_klien, earlier=klien) for name, klien in earlier.items()}
        houses = {name: await stood(place, name.split()[0], tell[name], stack) for name in earlier}
        old, young = houses.values()
        note = f"{old.events:,} events in the old house, {young.events:,} in the young one, open the same"
        yield Scene(place, "pages", houses, note)


async def first_search(scene: Scene) -> Sequence[Row]:
    """The first search after a start, by who signs in and opens the list as soon as the house answers."""
    turns = {name: partial(_first_search_ms, house) for name, house in scene.turns.items()}
    name = "page: the first search after a start"
    return [await beside("pages", name, "ms", turns, scene.place.sizes.rounds, better="lower", note=scene.note)]


async def _first_search_ms(house: House) -> float:
    async with AsyncExitStack() as stack:
        app, parts = await opened(house.settings, stack, list(BY_NAME))
        assert parts.vault is not None
        stack.callback(asyncio.create_task(warming(parts.vault)).cancel)  # as a house does at its start
        officer = await somebody(app, RoleName.OFFICER, stack)
        await ask_ms(officer, "/reports/klien")
        return await ask_ms(officer, SEARCH)


async def desks(scene: Scene) -> Sequence[Row]:
    """Where each role begins; the supervisor's at a place that is theirs."""
    site = await _a_place(scene)
    return [
        await asked(scene, "/ of an officer", "/"),
        await asked(scene, "/ of a coordinator", "/", RoleName.COORDINATOR),
        await asked(scene, "/ of a supervisor", f"/?place={site}", RoleName.SUPERVISOR),
    ]


async def _a_place(scene: Scene) -> str:
    """The first place at which somebody serves in the young house, and in the old one too; supervised in both."""
    rows = (await _told(scene.turns[YOUNG], RoleName.OFFICER, "/reports/klien?limit=100"))["items"]
    ipd_id, site_id = min((row["ipd_id"], row["site_id"]) for row in rows if row["state"] == State.RUNNING)
    for house in scene.turns.values():
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
    return [await asked(scene, "/reports/klien", "/reports/klien")]


async def violations(scene: Scene) -> Sequence[Row]:
    """Days on which a rule was broken: all, and those of a rule that is seldom broken."""
    return [
        await asked(scene, "/reports/violations", "/reports/violations"),
        await asked(scene, "/reports/violations with a rare rule", f"/reports/violations?rule={RARE_RULE}"),
    ]


async def placements(scene: Scene) -> Sequence[Row]:
    """The list of placements."""
    return [await asked(scene, "/placement", "/placement")]


async def offices(scene: Scene) -> Sequence[Row]:
    """The I-PD as they are registered, and what each carries."""
    return [
        await asked(scene, "/ipd", "/ipd", RoleName.COORDINATOR),
        await asked(scene, "/reports/ipd", "/reports/ipd", RoleName.COORDINATOR),
    ]


async def rulings(scene: Scene) -> Sequence[Row]:
    """The list of rulings."""
    return [await asked(scene, "/putusan", "/putusan")]


async def search(scene: Scene) -> Sequence[Row]:
    """A person by name."""
    return [await asked(scene, "search of a name", SEARCH)]


KIND = Kind(
    "pages",
    "milliseconds a page, in a young house and in an old one",
    two_houses,
    (first_search, desks, sentences, violations, placements, offices, rulings, search),
    seconds_most=900,
)
