"""Whoever signs in, searches or writes too often is told when to come again, and nothing that was typed is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from redis.asyncio import Redis

from services.catalogue import BY_NAME
from shared.access.policy import RoleName
from shared.access.rates import KEYS, OFFICE, Kind, Rates
from shared.runtime.settings import Settings
from tests.forms import OURS, PAGE, form_in, led, pressed
from tests.opened import ADDRESS, PASSWORD, Opened, opened_for

pytestmark = pytest.mark.slow
ROLES = (RoleName.OFFICER, RoleName.COORDINATOR)
MOST = 5
WHERE = "/setting/lead_days"
TYPED = {"value": "5", "reason": "Kesepakatan para pihak di aula"}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    few = {"sign_ins_a_minute": MOST, "searches_a_minute": MOST, "writes_a_minute": MOST}
    async with opened_for(settings.model_copy(update=few), BY_NAME, ROLES) as found:
        yield found


async def test_an_account_that_writes_too_often_waits_and_another_does_not(house: Opened) -> None:
    officer, coordinator = house.clients[RoleName.OFFICER], house.clients[RoleName.COORDINATOR]
    for _ in range(MOST):
        assert (await officer.post("/hours", json={})).status_code == 422
    for language, words in (("id", "Terlalu banyak permintaan"), ("en", "Too many requests")):
        refused = await officer.post("/hours", json={}, headers={"accept-language": language})
        assert (refused.status_code, refused.json()["rule"]) == (429, "too-often")
        assert refused.headers["content-type"] == "application/problem+json"
        assert words in refused.json()["detail"]
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert refused.headers["retry-after"] in refused.json()["errors"][0]["remedy"]
    assert (await officer.get("/hours")).status_code == 200, "reading goes on"
    assert (await coordinator.post("/ipd", json={})).status_code == 422


async def test_an_account_that_searches_too_often_waits_and_may_still_write(house: Opened) -> None:
    officer, sought = house.clients[RoleName.OFFICER], {"words": "siti"}
    statuses = [(await officer.post("/reports/klien/search", json=sought)).status_code for _ in range(MOST + 1)]
    assert statuses == [200] * MOST + [429]
    assert (await officer.post("/hours", json={})).status_code == 422


async def test_whoever_asks_after_papers_too_often_waits_and_others_from_there_still_sign_in(house: Opened) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(house.app), base_url=ADDRESS) as client:
        statuses = [(await client.get("/cek?code=2222-2222")).status_code for _ in range(MOST + 1)]
        wrong = await client.post("/session", json={"login": "belum-dikenal", "password": PASSWORD})
    assert statuses == [404] * MOST + [429]
    assert wrong.status_code == 401


async def test_a_source_that_tries_to_sign_in_too_often_waits_and_its_login_stays_typed(house: Opened) -> None:
    """Two tries were made when the house was opened, from the same source."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(house.app), base_url=ADDRESS) as client:
        known = {"login": RoleName.OFFICER.value, "password": PASSWORD}
        right = {"login": "belum-dikenal", "password": PASSWORD}
        statuses = [(await client.post("/session", json=right)).status_code for _ in range(MOST - len(ROLES) + 1)]
        assert statuses == [401] * (MOST - len(ROLES)) + [429]
        assert (await client.post("/session", json=known)).status_code == 201, "who is known from there comes in"
        page = await client.post("/session", data=right, headers=PAGE | OURS)
        assert (page.status_code, page.headers["retry-after"].isdecimal()) == (429, True)
        assert f'value="{right["login"]}"' in page.text
        assert PASSWORD not in page.text
        assert "Terlalu banyak permintaan" in page.text
        twice = {"password": PASSWORD, "again": PASSWORD}
        invited = await client.post("/invitation", json={"token": "a" * 43, **twice})
        assert invited.status_code == 429, "other doors without a session count with it"


async def test_a_form_that_was_sent_too_often_comes_back_as_it_was_typed(house: Opened) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(house.app), base_url=ADDRESS) as browser:
        form = {"login": RoleName.COORDINATOR.value, "password": PASSWORD}
        assert (await browser.post("/session", data=form, headers=PAGE | OURS)).status_code == 303
        page = (await browser.get(WHERE, headers=PAGE)).text
        for _ in range(MOST):
            page = await led(browser, await pressed(browser, page, "decide", TYPED | {"value": "x"}))
        page = await led(browser, await pressed(browser, page, "decide", TYPED))
        assert "Terlalu banyak permintaan" in page
        assert form_in(page, "decide")[1].items() >= TYPED.items()


async def test_two_processes_count_together_in_valkey_and_write_no_address_there(valkey_url: str) -> None:
    settings = Settings(writes_a_minute=MOST)
    one, other = Rates(settings, valkey_url), Rates(settings, valkey_url)
    for _ in range(MOST):
        assert await one.wait_s(Kind.WRITE, "digest", "account") is None
    waits = await other.wait_s(Kind.WRITE, "digest", "account")
    assert waits is not None
    assert 0 < waits <= 60
    assert await other.wait_s(Kind.WRITE, "digest", "another") is None
    async with Redis.from_url(valkey_url) as client:
        keys = [key.decode() async for key in client.scan_iter()]
        assert len(keys) == 3
        assert all(key.startswith(f"{KEYS}:") for key in keys)
        assert all([0 < await client.ttl(key) <= 60 for key in keys]), "they go by themselves"
    await one.close()
    await other.close()


async def test_while_valkey_is_away_a_process_counts_by_itself(tmp_path: Path) -> None:
    alone = Rates(Settings(writes_a_minute=MOST), f"unix://{tmp_path}/nobody?db=0")
    for _ in range(MOST):
        assert await alone.wait_s(Kind.WRITE, "digest", "account") is None
    assert await alone.wait_s(Kind.WRITE, "digest", "account") is not None
    await alone.close()


async def test_one_source_may_twenty_times_what_one_account_may() -> None:
    rates = Rates(Settings(searches_a_minute=1))
    for number in range(OFFICE):
        assert await rates.wait_s(Kind.SEARCH, "office", f"account {number}") is None
    assert await rates.wait_s(Kind.SEARCH, "office", "one more") is not None
    assert await rates.wait_s(Kind.SEARCH, "home", "one more still") is None
