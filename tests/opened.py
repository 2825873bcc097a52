"""A house opened inside the test: real servers, real services, their addresses without a socket.

Example::

    async with opened(settings, "intake") as office:
        answer = await office.post("/putusan", json={...})
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx2
import pyotp
from fastapi import FastAPI

from services.catalogue import BY_NAME, RELAY
from services.cli import doors, house
from services.cli.house import Parts
from services.cli.migrate import introduce_keys
from services.intake.account.events import AccountLinked, LinkKind
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.identifiers import Code
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.contract import as_described
from tests.neighbours import account_of, supervised, tell
from tests.waiting import reached

PASSWORD = "kata sandi yang panjang"
ADDRESS = "http://bakti.test"


@dataclass(frozen=True, slots=True)
class Opened:
    """The house's inside, and a signed-in program's client for each role."""

    app: FastAPI
    parts: Parts
    clients: Mapping[RoleName, httpx2.AsyncClient]

    async def level(self) -> None:
        await level(self.parts)


async def level(parts: Parts) -> None:
    """Wait until every projection and reaction has come to the ledger's end, and none wrote meanwhile."""
    home = next(iter(parts.houses.values()))
    before = None
    while before != (head := (await home.ledger.head()).position):
        before = head
        for state in home.subscriptions.state():
            assert state.position >= head or await reached(home.subscriptions, state.name, head), state


@asynccontextmanager
async def opened(
    settings: Settings, *names: str, role: RoleName = RoleName.OFFICER
) -> AsyncIterator[httpx2.AsyncClient]:
    """A signed-in program's client of these parts of the house."""
    async with opened_for(settings, names, [role]) as found:
        yield found.clients[role]


@asynccontextmanager
async def opened_for(
    settings: Settings, names: Iterable[str], roles: Collection[RoleName], *, parks: bool = False
) -> AsyncIterator[Opened]:
    """These parts of the house, with somebody of each role. ``parks``: the test brings what no follower can take."""
    async with AsyncExitStack() as stack:
        await introduce_keys(settings)
        names = list(names)
        parts = await house.open_parts(settings, names, stack)
        app = doors.app_of(settings, [BY_NAME[name] for name in names if name != RELAY], parts)
        await one_account_each(parts.database, roles)
        clients = {role: await _signed_in(app, parts, role, stack) for role in roles}
        if RoleName.SUPERVISOR in roles:
            for client in clients.values():
                client.event_hooks["response"].append(partial(_supervised, parts.database))
        yield Opened(app, parts, clients)
        home = next(iter(parts.houses.values()))
        assert parks or not (found := [one.name for one in home.subscriptions.state() if one.parked]), found


async def _supervised(database: Database, answer: httpx2.Response) -> None:
    """The supervisor of the house is named at every place that is offered by an address."""
    if answer.request.method == "POST" and answer.status_code == 201 and answer.request.url.path.endswith("/offers"):
        await answer.aread()
        await supervised(database, answer.json()["ipd_id"], answer.json()["site_id"])


async def leads_an_office(house: Opened, *, by_code: bool = True) -> int:
    """The officer leads an office from now on, and has signed in ``by_code``; gives the position."""
    me = await account_of(house.parts.database, RoleName.OFFICER)
    head = AccountLinked(account_id=me, to=LinkKind.OFFICE, key=Code("bapas-kediri"))
    last = await tell(house.parts.database, f"account-{me}", head)
    await house.level()
    if by_code:
        await enrolled(house.clients[RoleName.OFFICER])
    return last


async def enrolled(client: httpx2.AsyncClient) -> list[str]:
    """A program that is signed in makes a second factor for its account, and goes on by it; its recovery codes."""
    address = (await client.get("/session/second-factor")).json()["address"]
    first = {"code": pyotp.parse_uri(address).now(), "current": PASSWORD}
    made = (await client.post("/session/second-factor", json=first)).json()
    client.headers["authorization"] = f"Bearer {made['token']}"
    return list(made["recovery_codes"])


async def one_account_each(database: Database, roles: Collection[RoleName]) -> None:
    """An account a role; the slow hash is computed once."""
    first, *others = roles
    await Accounts(database).create(first.value, f"Nama {first.value}", first, PASSWORD, now())
    connection = await asyncpg.connect(database.url)
    for role in others:
        await connection.execute(
            "WITH made AS (INSERT INTO access.account (account_id, login, name, password_hash, created_at) "
            "SELECT $1, $2, $3, password_hash, created_at FROM access.account WHERE login = $4 "
            "ON CONFLICT DO NOTHING "  # a house may be opened again where it stood
            "RETURNING account_id, login, created_at) INSERT INTO access.account_role SELECT * FROM made",
            str(uuid4()),
            role.value,
            f"Nama {role.value}",
            first.value,
        )
    await connection.close()


AT_ONCE: Final = {"at_once": True}
"""Extensions of a request that a test asks without waiting: what it asks for is held up."""


class Patient(httpx2.ASGITransport):
    """Asks for ``?after=`` only once the house has come so far: an answer's own 2 s are short on a busy machine."""

    def __init__(self, app: FastAPI, parts: Parts) -> None:
        super().__init__(app)
        self._home = next(iter(parts.houses.values()))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, as without waiting where the ledger has not come so far itself."""
        wanted = "" if "at_once" in request.extensions else request.url.params.get("after", "")
        if wanted.isdecimal() and len(wanted) < 10 and int(wanted) <= (await self._home.ledger.head()).position:
            for state in self._home.subscriptions.state():
                if state.position < int(wanted):
                    await reached(self._home.subscriptions, state.name, int(wanted))
        return await super().handle_async_request(request)


async def one_more(house: Opened, role: RoleName, login: str, stack: AsyncExitStack) -> httpx2.AsyncClient:
    """Somebody else of a role, signed in."""
    await Accounts(house.parts.database).create(login, f"Nama {login}", role, PASSWORD, now())
    return await _signed_in(house.app, house.parts, login, stack)


async def _signed_in(app: FastAPI, parts: Parts, login: str, stack: AsyncExitStack) -> httpx2.AsyncClient:
    transport = Patient(app, parts)
    client = await stack.enter_async_context(
        httpx2.AsyncClient(transport=transport, base_url=ADDRESS, event_hooks={"response": [as_described]})
    )
    signed = await client.post("/session", json={"login": login, "password": PASSWORD})
    client.headers["authorization"] = f"Bearer {await _whole(client, signed.json(), parts.database.url)}"
    return client


CODES: dict[tuple[str, str], list[str]] = {}
"""The recovery codes of the accounts that enrolled in this run, by database and account: a house may be opened again
where it stood, within the half minute in which a code of the moment works only once."""


async def _whole(client: httpx2.AsyncClient, signed: dict[str, Any], url: str) -> str:
    """The token of a session that awaits nothing, by a second factor where one is asked for."""
    first = {"authorization": f"Bearer {signed['token']}"}
    whose = (url, signed["account"]["account_id"])
    if signed["awaits"] == "enrolment":
        address = (await client.get("/session/second-factor", headers=first)).json()["address"]
        code = pyotp.parse_uri(address).now()
        signed = (await client.post("/session/second-factor", json={"code": code}, headers=first)).json()
        CODES[whose] = list(signed["recovery_codes"])
    elif signed["awaits"] == "code":
        signed = (await client.post("/session/code", json={"code": CODES[whose].pop()}, headers=first)).json()
    return str(signed["token"])
