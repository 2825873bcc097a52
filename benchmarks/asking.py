"""Houses that are asked without a socket, by somebody of each role who is signed in: what a page takes, in turns."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx2

from benchmarks.earlier import OFFICERS
from benchmarks.house import made, prepared
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.timing import beside
from services.catalogue import BY_NAME
from services.cli import doors
from services.cli.house import Parts, open_parts
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.runtime.clock import now
from shared.runtime.settings import Settings

PASSWORD = "kata sandi yang panjang"
ROLES = (RoleName.OFFICER, RoleName.COORDINATOR, RoleName.SUPERVISOR)
SEARCH = "/reports/klien/search"
WORDS = "Rekaan Orang"
"""A name of more people than an answer holds: it holds as many in both houses."""
ASK_S_MOST = 30.0
Clients = Mapping[RoleName, httpx2.AsyncClient]


@dataclass(frozen=True)
class House:
    """A house of so many events, and somebody of each role who asks it for pages."""

    events: int
    settings: Settings
    clients: Clients


@dataclass(frozen=True)
class Scene:
    """The houses of a kind that are asked in turn, as its table names them: first the large one, then the small one."""

    place: Place
    kind: str
    turns: Mapping[str, House]
    note: str


async def stood(
    place: Place,
    name: str,
    tell: Callable[[Settings], Awaitable[int]],
    stack: AsyncExitStack,
    names: Sequence[str] = tuple(BY_NAME),
) -> House:
    """A house of that name with what is told to it, its projections made, somebody of each role signed in."""
    settings = await stack.enter_async_context(made(place, name))
    settings = settings.model_copy(update={"redis_url": None})  # nothing is appended while pages are asked for
    events = await tell(settings)
    await prepared(settings, [BY_NAME[one] for one in names])
    return House(events, settings, await signed_in(settings, stack, names))


async def signed_in(settings: Settings, stack: AsyncExitStack, names: Sequence[str] = tuple(BY_NAME)) -> Clients:
    """Somebody of each role, with an account of their own; the officer is the first of those who share the cases."""
    app, parts = await opened(settings, stack, names)
    return await introduced(app, parts, stack)


async def introduced(app: Any, parts: Parts, stack: AsyncExitStack) -> Clients:
    """The same in a house that is open."""
    for role in ROLES:
        known = OFFICERS[0] if role is RoleName.OFFICER else None
        await Accounts(parts.database).create(role.value, "Nama", role, PASSWORD, now(), known)
    return {role: await somebody(app, role, stack) for role in ROLES}


async def opened(settings: Settings, stack: AsyncExitStack, names: Sequence[str]) -> tuple[Any, Parts]:
    """These parts in this process, and their addresses."""
    parts = await open_parts(settings, names, stack)
    return doors.app_of(settings, [BY_NAME[name] for name in names if name in BY_NAME], parts), parts


async def somebody(app: Any, role: RoleName, stack: AsyncExitStack) -> httpx2.AsyncClient:
    """The role's account, signed in; it asks for pages."""
    transport = httpx2.ASGITransport(app)
    client = await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url="http://bakti.test"))
    signed = await client.post("/session", json={"login": role.value, "password": PASSWORD})
    client.headers.update({"authorization": f"Bearer {signed.json()['token']}", "accept": "text/html"})
    return client


async def asked(scene: Scene, name: str, path: str, role: RoleName = RoleName.OFFICER, words: str = WORDS) -> Row:
    """How long each house takes for this page, or for a search of these words."""
    turns = {whose: partial(ask_ms, house.clients[role], path, words) for whose, house in scene.turns.items()}
    await asyncio.gather(*(turn() for turn in turns.values()))
    asks = scene.place.sizes.asks
    return await beside(scene.kind, f"page: {name}", "ms", turns, asks, ASK_S_MOST, better="lower", note=scene.note)


async def ask_ms(client: httpx2.AsyncClient, path: str, words: str = WORDS) -> float:
    """Milliseconds until the answer is whole."""
    begun = time.perf_counter()
    if path == SEARCH:  # by page it leads on to the list of those found
        answer = await client.post(path, json={"words": words}, headers={"accept": "application/json"})
    else:
        answer = await client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return (time.perf_counter() - begun) * 1000
