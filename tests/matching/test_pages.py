"""Matching's pages and addresses on a real house: the register, proposals, acceptance, a refusal in words."""

import httpx2
import pytest

from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.opened import opened

PAGE = {"accept": "text/html"}
LINE = {
    "site_name": "Panti Contoh",
    "host_kind": "care_home",
    "kecamatan": "35.03.11",
    "category": 1,
    "activity": "merawat-lansia",
    "slots": 1,
    "regimes": ["adult", "child"],
    "skills": ["memasak"],
    "unpaid": True,
}


async def register(client: httpx2.AsyncClient) -> dict[str, str]:
    host = (await client.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial dan P3A"})).json()
    answer = await client.post(f"/ipd/{host['ipd_id']}/offers", json=LINE)
    assert answer.status_code == 201
    found: dict[str, str] = answer.json()
    return found


async def test_the_register_is_a_list_and_a_page(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        offer = await register(coordinator)
        (office,) = (await coordinator.get(f"/ipd?after={offer['position']}")).json()["items"]
        assert office["name"] == "Dinas Sosial dan P3A"
        assert [line["offer_id"] for line in office["offers"]] == [offer["offer_id"]]
        page = (await coordinator.get("/ipd", headers=PAGE)).text
        assert "Panti Contoh" in page
        assert "Merawat lansia di panti jompo" in page


async def test_an_offer_is_opened_once_and_refused_with_every_fault_in_both_languages(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        first, again = await register(coordinator), await register(coordinator)
        assert first["offer_id"] == again["offer_id"]
        bad = {**LINE, "site_name": "Lain", "unpaid": False, "slots": 0}
        address = f"/ipd/{first['ipd_id']}/offers"
        answer = await coordinator.post(address, json=bad)
        assert answer.status_code == 422
        assert {fault["rule"] for fault in answer.json()["errors"]} == {"offer-commercial", "offer-slots"}
        english = await coordinator.post(address, json=bad, headers={"accept-language": "en"})
        assert "commercialised" in english.json()["detail"]


@pytest.mark.parametrize("state", ["", "?state=proposed", "?state=none", "?state=accepted"])
async def test_an_empty_list_of_placements_teaches(settings: Settings, state: str) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        assert (await coordinator.get(f"/placement{state}")).json()["items"] == []
        assert "muncul sendiri" in (await coordinator.get(f"/placement{state}", headers=PAGE)).text


async def test_a_placement_nobody_asked_for_is_not_there(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        unknown = "/placement/00000000-0000-4000-8000-000000000001"
        assert (await coordinator.get(unknown)).status_code == 404
        assert (await coordinator.get(unknown, headers=PAGE)).status_code == 404
        assert (await coordinator.post(f"{unknown}/proposals")).status_code == 404
        choice = {
            "ipd_id": unknown[-36:],
            "offer_id": unknown[-36:],
            "planned_from": "2026-12-01",
            "planned_until": "2026-12-31",
        }
        assert (await coordinator.post(f"{unknown}/acceptance", json=choice)).status_code == 404
