"""The addresses of placements: choosing where nothing is proposed, and what a program reads of a proposal."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.intake.putusan.events import Mask, PutusanReceived, PutusanRegistered
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.identifiers import Code, Kecamatan, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.sentence import Regime, Terms
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.neighbours import tell
from tests.opened import opened
from tests.waiting import until

PAGE = {"accept": "text/html"}
LINE: dict[str, Any] = {
    "site_name": "Panti Contoh",
    "host_kind": "care_home",
    "kecamatan": "35.03.11",
    "category": 1,
    "activity": "merawat-lansia",
    "slots": 2,
    "unpaid": True,
}
STAY = {"planned_from": "2026-12-01", "planned_until": "2027-02-10", "document": "SP-1/2026"}


@pytest.mark.parametrize("place_fixed", [False, True])
async def test_proposals_are_read_and_a_place_that_the_ruling_fixes_is_chosen_with_a_reason(
    settings: Settings, database: Database, place_fixed: bool
) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = (await coordinator.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial"})).json()["ipd_id"]
        offer = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()
        putusan_id = await _registered(database, place_fixed)
        state = "none" if place_fixed else "proposed"
        await until(lambda: _stands(coordinator, putusan_id, state))
        row = (await coordinator.get(f"/placement/{putusan_id}")).json()
        distance = [one["facts"] for proposal in row["proposals"] for one in proposal["factors"]][:1]
        assert distance == ([] if place_fixed else [{"km": 0}])
        page = (await coordinator.get(f"/placement/{putusan_id}", headers=PAGE)).text
        assert f'<option value="{offer["offer_id"]}">Panti Contoh' in page
        address, chosen = f"/placement/{putusan_id}/acceptance", {"offer_id": offer["offer_id"], **STAY}
        if place_fixed:
            assert (await coordinator.post(address, data=chosen, headers=PAGE)).status_code == 422
        done = await coordinator.post(address, data={**chosen, "override": "Disebut dalam putusan"}, headers=PAGE)
        assert done.status_code == 303, done.text
        nowhere = await coordinator.post(address, json={"offer_id": str(uuid4()), **STAY})
        assert (nowhere.status_code, nowhere.json()["rule"]) == (409, "offer-not-open")


async def _stands(coordinator: httpx2.AsyncClient, putusan_id: PutusanId, state: str) -> bool:
    answer = await coordinator.get(f"/placement/{putusan_id}")
    return bool(answer.status_code == 200 and answer.json()["state"] == state)


async def _registered(database: Database, place_fixed: bool) -> PutusanId:
    """What intake would have told of a ruling."""
    putusan_id = PutusanId(str(uuid4()))
    said: dict[str, Any] = {
        "putusan_id": putusan_id,
        "klien_id": KlienId(str(uuid4())),
        "terms": Terms(regime=Regime.ADULT, total_minutes=2_400),
        "ruled_on": today_wib(),
        "kecamatan": Kecamatan("35.03.11"),
    }
    sealed: Personal[str] = Personal(ref=str(uuid4()), mac="mac")
    received = PutusanReceived(
        **said, case_number=sealed, name=sealed, court=Code("pn-trk"), register_code=Code("Pid.B"), mask=Mask.ADULT
    )
    registered = PutusanRegistered(**said, place_fixed=place_fixed, law=Code("2026-01-02"))
    await tell(database, f"putusan-{putusan_id}", received, registered)
    return putusan_id
