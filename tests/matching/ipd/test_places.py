"""A place's page: who supervises there, named and released by form and by program."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from shared.access.policy import RoleName
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import led, pressed
from tests.matching.ipd.test_routes import LINE, PAGE, office
from tests.neighbours import account_of
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
WHY = "pindah tugas ke instansi lain"
TODAY = today_wib()


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ["matching"], [RoleName.COORDINATOR, RoleName.SUPERVISOR]) as found:
        yield found


@pytest.fixture
def client(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.COORDINATOR]


async def place(client: httpx2.AsyncClient) -> str:
    client.event_hooks["response"].clear()  # who supervises here these tests say themselves
    ipd_id = await office(client)
    answer = await client.post(f"/ipd/{ipd_id}/offers", json=LINE)
    assert answer.status_code == 201, answer.text
    return f"/ipd/{ipd_id}/sites/{answer.json()['site_id']}"


async def test_a_supervisor_is_named_and_released_and_the_place_says_so(
    house: Opened, client: httpx2.AsyncClient
) -> None:
    at, whose = await place(client), await account_of(house.parts.database, RoleName.SUPERVISOR)
    naming: dict[str, Any] = {"account_id": whose, "from_day": str(TODAY)}
    done = await client.post(f"{at}/supervisors", json=naming)
    assert done.status_code == 200, done.text
    (one,) = (await client.get(f"{at}?after={done.json()['position']}")).json()["supervisors"]
    assert (one["account_id"], one["now"], one["last_day"]) == (whose, True, None)
    again = await client.post(f"{at}/supervisors", json=naming | {"from_day": str(TODAY + timedelta(days=1))})
    assert (again.status_code, again.json()["rule"]) == (409, "supervisor-named")
    gone = await client.post(f"{at}/releases", json={**naming, "last_day": str(TODAY), "reason": WHY})
    assert gone.status_code == 200, gone.text
    (one,) = (await client.get(f"{at}?after={gone.json()['position']}")).json()["supervisors"]
    assert one["last_day"] == str(TODAY)


@pytest.mark.parametrize(
    ("change", "status", "rule"),
    [
        pytest.param({"account_id": "unknown"}, 422, "account-absent", id="no such account"),
        pytest.param({"account_id": "coordinator"}, 409, "account-unfit", id="another role"),
        pytest.param({"until_day": str(TODAY + timedelta(days=1))}, 422, "substitute-one-day", id="two days"),
        pytest.param({"from_day": "kemarin"}, 422, None, id="no day"),
        pytest.param({"roles": ["supervisor"]}, 422, None, id="what the edge finds"),
    ],
)
async def test_who_cannot_be_named_is_told(
    house: Opened, client: httpx2.AsyncClient, change: dict[str, Any], status: int, rule: str | None
) -> None:
    at, database = await place(client), house.parts.database
    known = {"unknown": str(uuid4()), "coordinator": await account_of(database, RoleName.COORDINATOR)}
    naming = {"account_id": await account_of(database, RoleName.SUPERVISOR), "from_day": str(TODAY)} | change
    answer = await client.post(
        f"{at}/supervisors", json=naming | {"account_id": known.get(naming["account_id"], naming["account_id"])}
    )
    assert answer.status_code == status, answer.text
    assert rule in (None, answer.json()["rule"])


async def test_a_place_that_does_not_exist_has_no_page_and_no_supervisor(
    house: Opened, client: httpx2.AsyncClient
) -> None:
    at = f"{(await place(client)).rpartition('/')[0]}/{uuid4()}"
    naming = {"account_id": await account_of(house.parts.database, RoleName.SUPERVISOR), "from_day": str(TODAY)}
    for answer in (await client.get(at), await client.post(f"{at}/supervisors", json=naming)):
        assert (answer.status_code, answer.json()["rule"]) == (404, "site-unknown")
    gone = await client.post(f"{at}/releases", json={**naming, "last_day": str(TODAY), "reason": WHY})
    assert (gone.status_code, gone.json()["rule"]) == (404, "supervisor-not-named")


async def test_the_page_names_a_substitute_for_one_day_and_mends_a_slip(
    house: Opened, client: httpx2.AsyncClient
) -> None:
    at, whose = await place(client), await account_of(house.parts.database, RoleName.SUPERVISOR)
    page = (await client.get(at, headers=PAGE)).text
    assert "Belum ada pengawas hari ini" in page
    missing = await led(client, await pressed(client, page, "name"))
    assert "Galat" in missing
    slip = {"account_id": whose, "lasts": "that-day", "from_day": str(TODAY + timedelta(days=1))}
    page = await led(client, await pressed(client, page, "name", slip))
    assert "Hari lain" in page
    undone = {"last_day": str(TODAY), "reason": WHY}
    page = await led(client, await pressed(client, page, "release-1", undone))
    assert "Hari lain" not in page
    page = await led(client, await pressed(client, page, "name", {"account_id": whose, "lasts": "that-day"}))
    assert "pengganti hari ini" in page


async def test_the_page_mends_a_first_day_with_a_reason(house: Opened, client: httpx2.AsyncClient) -> None:
    at, whose = await place(client), await account_of(house.parts.database, RoleName.SUPERVISOR)
    page = (await client.get(at, headers=PAGE)).text
    page = await led(client, await pressed(client, page, "name", {"account_id": whose}))
    truly = {"begins": str(TODAY + timedelta(days=2))}
    missing = await led(client, await pressed(client, page, "first-1", truly))
    assert "Galat" in missing
    page = await led(client, await pressed(client, missing, "first-1", {"reason": WHY}))
    assert "Hari pertama dibetulkan" in page
    assert "Belum ada pengawas hari ini" in page
    (one,) = (await client.get(at)).json()["supervisors"]
    assert (one["from_day"], one["last_day"], one["now"]) == (truly["begins"], None, False)


async def test_a_supervisor_sees_who_supervises_and_names_nobody(house: Opened, client: httpx2.AsyncClient) -> None:
    at, whose = await place(client), await account_of(house.parts.database, RoleName.SUPERVISOR)
    naming = {"account_id": whose, "from_day": str(TODAY)}
    await client.post(f"{at}/supervisors", json=naming)
    supervisor = house.clients[RoleName.SUPERVISOR]
    assert "Tunjuk pengawas" not in (await supervisor.get(at, headers=PAGE)).text
    assert (await supervisor.post(f"{at}/supervisors", json=naming)).status_code == 403
