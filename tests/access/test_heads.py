"""Whoever leads an office sees all of it by a second factor alone, however link, factor and session came."""

from collections.abc import AsyncIterator
from re import search
from typing import Final
from uuid import uuid4

import httpx2
import pyotp
import pytest

from services.catalogue import BY_NAME
from services.intake.account.events import AccountLinked, AccountUnlinked, LinkKind
from shared.access.accounts import Accounts
from shared.access.demo import demo_accounts
from shared.access.policy import RoleName
from shared.domain.identifiers import AccountId, Code, PublicText
from shared.domain.who import Who
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.conftest import OURS, PAGE, bearer
from tests.access.town import PEOPLE, told
from tests.forms import pressed
from tests.neighbours import account_of, assigned, tell
from tests.opened import PASSWORD, Opened, Patient, enrolled, leads_an_office, opened_for

pytestmark = pytest.mark.slow
OFFICER: Final = RoleName.OFFICER
OWED, FACTOR = "second-factor-owed", "/session/second-factor"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    """One ruling is the officer's to take, the other is another officer's."""
    async with opened_for(settings, BY_NAME, (OFFICER, RoleName.COORDINATOR)) as found:
        _, other = await told(found, PEOPLE[:2])
        another = AccountId(str(uuid4()))
        await assigned(found.parts.database, other.putusan_ids[0], min(other.klien_ids), another)
        await found.level()
        yield found


@pytest.fixture
def officer(house: Opened) -> httpx2.AsyncClient:
    return house.clients[OFFICER]


async def seen(client: httpx2.AsyncClient, **headers: str) -> int | str:
    """How many rulings are listed, or why none is."""
    answer = await client.get("/putusan", headers=headers)
    return int(answer.json()["total"]) if answer.status_code == 200 else str(answer.json()["rule"])


async def another_session(client: httpx2.AsyncClient) -> dict[str, object]:
    """Beside the one that the client has."""
    signed = {"login": OFFICER.value, "password": PASSWORD}
    found = await client.post("/session", json=signed, headers={"authorization": ""})
    return dict(found.json())


async def unlinked(house: Opened) -> None:
    me = await account_of(house.parts.database, OFFICER)
    why = PublicText("kepala yang baru sudah dilantik")
    told = AccountUnlinked(account_id=me, to=LinkKind.OFFICE, key=Code("bapas-kediri"), reason=why)
    await tell(house.parts.database, f"account-{me}", told)
    await house.level()


async def test_who_is_linked_while_signed_in_sees_nothing_before_a_code_and_then_the_whole_office(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    assert await seen(officer) == 1
    await leads_an_office(house, by_code=False)
    for address in ("/putusan", "/reports/klien", "/hours", "/", "/putusan/assignments", f"/putusan/{uuid4()}"):
        answer = await officer.get(address)
        assert (answer.status_code, answer.json()["rule"]) == (403, OWED), address
    share = {"officer": await account_of(house.parts.database, OFFICER), "putusan_ids": [str(uuid4())]}
    assert (await officer.post("/putusan/assignments", json=share)).json()["rule"] == OWED
    await enrolled(officer)
    assert await seen(officer) == 2


async def test_a_page_leads_to_the_second_factor_and_back_and_nothing_typed_is_lost(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    del officer.headers["authorization"]
    form = {"login": OFFICER.value, "password": PASSWORD}
    assert (await officer.post("/session", data=form, headers=PAGE | OURS)).headers["location"] == "/"
    shares, (mine,) = "/putusan/assignments", (await officer.get("/putusan/assignments")).json()["putusan_ids"]
    sharing = (await officer.get(shares, headers=PAGE)).text
    await leads_an_office(house, by_code=False)
    away = await officer.get("/reports/klien?regime=adult", headers=PAGE)
    assert (away.status_code, away.headers["location"]) == (303, f"{FACTOR}?next=%2Freports%2Fklien%3Fregime%3Dadult")
    sent = await pressed(officer, sharing, "assign", {"putusan_ids": mine})
    assert sent.headers["location"].startswith(f"{FACTOR}?next=%2Fputusan%2Fassignments%3Fkept")
    shown = (await officer.get(sent.headers["location"], headers=PAGE)).text
    assert "karena Anda memimpin kantor" in shown
    address = (await officer.get(FACTOR, headers={"accept": "application/json"})).json()["address"]
    following = str(httpx2.URL(sent.headers["location"]).params["next"])
    typed = {"code": pyotp.parse_uri(address).now(), "current": PASSWORD, "next": following}
    done = await officer.post(FACTOR, data=typed, headers=PAGE | OURS)
    page = (await officer.get(done.headers["location"], headers=PAGE)).text
    assert "kode cadangan" in page
    back = page.partition(f'href="{shares}?kept=')[2].partition('"')[0]
    again = (await officer.get(f"{shares}?kept={back}", headers=PAGE)).text
    ticked = [search(rf'value="{mine}"[^>]* checked', text) is not None for text in (sharing, again)]
    assert ticked == [False, True]


async def test_who_leads_signs_in_afresh_by_a_code(house: Opened, officer: httpx2.AsyncClient) -> None:
    await leads_an_office(house, by_code=False)
    first = await another_session(officer)
    assert first["awaits"] == "enrolment"
    assert await seen(officer, **bearer(str(first["token"]))) == "status-401"
    address = (await officer.get(FACTOR, headers=bearer(str(first["token"])))).json()["address"]
    code = {"code": pyotp.parse_uri(address).now()}
    made = (await officer.post(FACTOR, json=code, headers=bearer(str(first["token"])))).json()
    assert await seen(officer) == "status-401", "a session to which no code was brought has ended"
    assert await seen(officer, **bearer(made["token"])) == 2
    again = await another_session(officer)
    assert again["awaits"] == "code"
    brought = {"code": made["recovery_codes"][0]}
    whole = (await officer.post("/session/code", json=brought, headers=bearer(str(again["token"])))).json()
    assert await seen(officer, **bearer(whole["token"])) == 2
    renewed = {"current": PASSWORD, "password": "kata sandi lain yang panjang", "again": "kata sandi lain yang panjang"}
    assert (await officer.post("/session/password", json=renewed, headers=bearer(whole["token"]))).status_code == 204


async def test_who_leads_keeps_the_factor_and_who_does_no_more_may_end_it(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    await leads_an_office(house, by_code=False)
    codes = await enrolled(officer)
    off = {"code": codes[0]}
    kept = await officer.post(f"{FACTOR}/end", json=off)
    assert (kept.status_code, kept.json()["rule"]) == (409, "second-factor-required")
    await unlinked(house)
    assert await seen(officer) == 1
    assert (await officer.post(f"{FACTOR}/end", json=off)).status_code == 204
    assert (await another_session(officer))["awaits"] is None
    await leads_an_office(house, by_code=False)
    assert await seen(officer) == OWED, "the code was of a factor that is no more"


async def test_who_leads_no_more_sees_their_own_cases_by_the_password_alone(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    await leads_an_office(house, by_code=False)
    assert await seen(officer) == OWED
    await unlinked(house)
    assert await seen(officer) == 1


async def test_a_session_of_before_the_factor_is_shown_the_way_in_again(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    """Where one outlived the enrolment: it is not whole, and its page says how to become so."""
    await leads_an_office(house, by_code=False)
    me, factors = await account_of(house.parts.database, OFFICER), house.app.state.factors
    app = pyotp.parse_uri(await factors.begin(me, "any", now()))
    await factors.confirm(Who(me), app.now(), now())  # type: ignore[union-attr]
    assert await seen(officer) == OWED
    page = (await officer.get(FACTOR, headers=PAGE)).text
    assert "masuk lagi dengan kata sandi dan kode" in page
    assert 'action="/session/end"' in page


async def test_an_account_that_many_try_leads_without_and_its_page_says_so(settings: Settings) -> None:
    demo = settings.model_copy(update={"demo": True})
    async with opened_for(demo, ("intake",), (RoleName.COORDINATOR,)) as found:
        made = await demo_accounts(Accounts(found.parts.database), settings.data_dir, now())
        login, password = next((one.login, one.password) for one in made if one.role is OFFICER)
        me = await account_of(found.parts.database, login)
        head = AccountLinked(account_id=me, to=LinkKind.OFFICE, key=Code("bapas-kediri"))
        await tell(found.parts.database, f"account-{me}", head)
        await found.level()
        async with httpx2.AsyncClient(
            transport=Patient(found.app, found.parts), base_url="http://bakti.test"
        ) as client:
            signed = (await client.post("/session", json={"login": login, "password": password})).json()
            client.headers["authorization"] = f"Bearer {signed['token']}"
            assert (signed["awaits"], await seen(client)) == (None, 0)
            assert "Akun contoh tidak diwajibkan" in (await client.get("/session", headers=PAGE)).text
