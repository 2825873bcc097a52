"""A small app with accounts on a real database, and clients of it: a browser and a program."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI

from shared.access.accounts import Accounts
from shared.access.policy import SIGNING_IN, Actor
from shared.access.rates import Rates
from shared.access.routes import open_access
from shared.access.sessions import Sessions
from shared.access.signin import require
from shared.database.engine import Database
from shared.runtime.settings import Settings
from shared.web.screens import dress
from tests.opened import PASSWORD, one_account_each

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
HOST = "http://bakti.test"
PAGE = {"accept": "text/html,application/xhtml+xml"}
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
async def accounts(database: Database) -> Accounts:
    """One account a role; the slow hash is computed once."""
    await one_account_each(database, SIGNING_IN)
    return Accounts(database)


@pytest.fixture
def sessions(database: Database, accounts: Accounts) -> Sessions:
    return Sessions(database)


@pytest.fixture
def app(database: Database, accounts: Accounts) -> FastAPI:
    found = FastAPI()
    dress(found)
    open_access(found, database, Rates(Settings()))

    @found.get("/hours")
    async def read(asking: Annotated[Actor, Depends(require("hours.read"))]) -> dict[str, str]:
        return {"name": asking.name}

    @found.post("/hours")
    async def log(asking: Annotated[Actor, Depends(require("hours.log"))]) -> dict[str, str]:
        return {"name": asking.name}

    return found


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=HOST) as found:
        yield found


@dataclass
class Browser:
    """A signed-in browser."""

    client: httpx2.AsyncClient

    async def sign_in(self, login: str = "probation_officer", **more: str) -> httpx2.Response:
        form = {"login": login, "password": PASSWORD, **more}
        return await self.client.post("/session", data=form, headers=PAGE | OURS)


@pytest.fixture
def browser(client: httpx2.AsyncClient) -> Browser:
    return Browser(client)


async def token_of(client: httpx2.AsyncClient, login: str = "probation_officer") -> str:
    found = await client.post("/session", json={"login": login, "password": PASSWORD})
    assert found.status_code == 201, found.text
    return str(found.json()["token"])


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
