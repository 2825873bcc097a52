"""The addresses of placements: choosing where nothing is proposed, and what a program reads of a proposal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.intake.putusan.events import Mask, PutusanReceived, PutusanRegistered
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.identifiers import Code, Kecamatan, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.sentence import Regime, Terms
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import led, pressed
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
        line = f'<option value="{offer["offer_id"]}">Panti Contoh: Merawat lansia'
        assert f'<optgroup label="Dinas Sosial">{line}' in page
        assert "Senin–Jumat, rencana bulan ini 0 dari 2 orang</option>" in page
        address, chosen = f"/placement/{putusan_id}/acceptance", {"offer_id": offer["offer_id"], **STAY}
        if place_fixed:
            assert (await coordinator.post(address, data=chosen, headers=PAGE)).status_code == 422
        done = await coordinator.post(address, data={**chosen, "override": "Disebut dalam putusan"}, headers=PAGE)
        assert done.status_code == 303, done.text
        nowhere = await coordinator.post(address, json={"offer_id": str(uuid4()), **STAY})
        assert (nowhere.status_code, nowhere.json()["rule"]) == (409, "offer-not-open")


async def test_a_decline_says_why_and_is_undone_where_it_was_recorded(settings: Settings, database: Database) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        offer, address = await _proposed(coordinator, database)
        page, form = (await coordinator.get(address, headers=PAGE)).text, f"decline-{offer['offer_id'][:8]}"
        shown = await led(coordinator, await pressed(coordinator, page, form, {"reason": "other"}))
        fault = await led(coordinator, await pressed(coordinator, shown, form, {"_check": "take"}))
        assert f'<a href="#{form}-words">Keterangan: ' in fault
        typed = {"words": "Pembinanya sedang sakit"}
        shown = await led(coordinator, await pressed(coordinator, fault, form, typed))
        assert "<dd>Alasan lain</dd>" in shown
        declined = await pressed(coordinator, shown, form, {"_check": "take"})
        assert declined.status_code == 303
        position = int(httpx2.URL(declined.headers["location"]).params["after"])
        row = (await coordinator.get(f"{address}?after={position}")).json()
        assert [(one["offer_id"], one["reason"]) for one in row["declined"]] == [(offer["offer_id"], "other")]
        page = (await coordinator.get(address, headers=PAGE)).text
        assert "Alasan lain: Pembinanya sedang sakit" in page
        assert "rencana bulan ini 0 dari 2 orang, MENOLAK klien ini</option>" in page
        undone = await pressed(coordinator, page, f"undo-{offer['offer_id'][:8]}")
        assert undone.status_code == 303, undone.text
        again = await coordinator.post(f"{address}/refusals/undone", json={"offer_id": offer["offer_id"]})
        row = (await coordinator.get(f"{address}?after={again.json()['position']}")).json()
        assert (row["declined"], row["state"]) == ([], "proposed")


async def test_a_stay_that_has_begun_is_recorded_by_page_and_its_letter_is_shown(
    settings: Settings, database: Database
) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        offer, address = await _proposed(coordinator, database)
        page, form = (await coordinator.get(address, headers=PAGE)).text, f"begun-{offer['offer_id'][:8]}"
        typed = {"planned_from": f"{today_wib() - timedelta(days=3)}", "document": "SP-7/2026"}
        shown = await led(coordinator, await pressed(coordinator, page, form, typed))
        assert "<dd>SP-7/2026</dd>" in shown
        done = await pressed(coordinator, shown, form, {"_check": "take"})
        assert "SP-7/2026" in await _placed(coordinator, done)
        page = (await coordinator.get(address, headers=PAGE)).text
        mended = {"document": "SP-8/2026", "reason": "hari selesainya keliru", "planned_until": "2027-03-01"}
        shown = await led(coordinator, await pressed(coordinator, page, "correct", mended))
        page = await _placed(coordinator, await pressed(coordinator, shown, "correct", {"_check": "take"}))
        for words in ("SP-8/2026", "hari selesainya keliru", "1 Maret 2027"):
            assert words in page


async def test_a_stay_that_cannot_hold_the_hours_is_asked_about_on_the_page_and_not_of_a_program(
    settings: Settings, database: Database
) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        offer, address = await _proposed(coordinator, database)
        page, first = (await coordinator.get(address, headers=PAGE)).text, today_wib() + timedelta(days=7)
        typed = {
            "offer_id": offer["offer_id"],
            "planned_from": f"{first}",
            "planned_until": f"{first}",
            "override": "dekat dari rumahnya",
        }
        shown = await led(coordinator, await pressed(coordinator, page, "outside", typed))
        assert "40 jam tidak muat: " in shown
        assert "Catat apa adanya" in shown
        done = await coordinator.post(f"{address}/acceptance", json=typed)
        assert done.status_code == 200, done.text


async def test_a_stay_whose_ruling_was_mended_is_planned_anew_or_settled_by_page(
    settings: Settings, database: Database
) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        _, address = await _proposed(coordinator, database)
        best = (await coordinator.get(address)).json()["proposals"][0]
        stay = {name: best[name] for name in ("offer_id", "planned_from", "planned_until")}
        assert (await coordinator.post(f"{address}/acceptance", json=stay)).status_code == 200
        putusan_id = PutusanId(address.rpartition("/")[2])
        klien_id = KlienId((await coordinator.get(address)).json()["klien_id"])

        async def mended(until_then: Callable[[dict[str, Any]], bool], **terms: Any) -> str:
            told = _registration(putusan_id, klien_id, Terms(regime=Regime.ADULT, **terms))
            await tell(database, f"putusan-{putusan_id}", told)

            async def follows() -> bool:
                return until_then((await coordinator.get(address)).json())

            await until(follows)
            return (await coordinator.get(address, headers=PAGE)).text

        page = await mended(lambda row: row["replanned"] == "terms", total_minutes=7_200)
        assert "dihitung ulang karena isi putusannya berubah" in page
        assert "Periksa penempatan ini" not in page
        page = await mended(lambda row: row["asks"], total_minutes=7_200, period_days=8)
        assert "Jam pidana tidak dapat selesai di sini sebelum batas waktu." in page
        listed = (await coordinator.get("/placement?asks=true")).json()["items"]
        assert [one["putusan_id"] for one in listed] == [putusan_id]
        typed = {"reason": "Tempat menambah hari bukanya sendiri"}
        shown = await led(coordinator, await pressed(coordinator, page, "settle", typed))
        page = await _placed(coordinator, await pressed(coordinator, shown, "settle", {"_check": "take"}))
        assert "Periksa penempatan ini" not in page
        assert "Alasannya: Tempat menambah hari bukanya sendiri" in page
        assert (await coordinator.get("/placement?asks=true")).json()["items"] == []
        shown = await led(coordinator, await pressed(coordinator, page, "ask-again", {"reason": "Salah tekan tombol"}))
        page = await _placed(coordinator, await pressed(coordinator, shown, "ask-again", {"_check": "take"}))
        assert "Periksa penempatan ini" in page


async def _placed(coordinator: httpx2.AsyncClient, done: httpx2.Response) -> str:
    """The page after an acceptance or its correction, once its table has it."""
    assert done.status_code == 303, done.text
    page = await coordinator.get(done.headers["location"], headers=PAGE)
    assert "Diterima" in page.text
    return page.text


async def _proposed(coordinator: httpx2.AsyncClient, database: Database) -> tuple[dict[str, Any], str]:
    """An offer and the address of a ruling for which it is proposed."""
    ipd_id = (await coordinator.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial"})).json()["ipd_id"]
    offer = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()
    putusan_id = await _registered(database, place_fixed=False)
    await until(lambda: _stands(coordinator, putusan_id, "proposed"))
    return offer, f"/placement/{putusan_id}"


async def _stands(coordinator: httpx2.AsyncClient, putusan_id: PutusanId, state: str) -> bool:
    answer = await coordinator.get(f"/placement/{putusan_id}")
    return bool(answer.status_code == 200 and answer.json()["state"] == state)


async def _registered(database: Database, place_fixed: bool) -> PutusanId:
    """What intake would have told of a ruling."""
    putusan_id = PutusanId(str(uuid4()))
    terms = Terms(regime=Regime.ADULT, total_minutes=2_400)
    registered = _registration(putusan_id, KlienId(str(uuid4())), terms, place_fixed)
    sealed: Personal[str] = Personal(ref=str(uuid4()), mac="mac")
    paper = {"case_number": sealed, "name": sealed, "court": Code("pn-trk"), "register_code": Code("Pid.B")}
    received = retold(PutusanReceived, registered, **paper, mask=Mask.ADULT)
    await tell(database, f"putusan-{putusan_id}", received, registered)
    return putusan_id


def _registration(
    putusan_id: PutusanId, klien_id: KlienId, terms: Terms, place_fixed: bool = False
) -> PutusanRegistered:
    return PutusanRegistered(
        putusan_id=putusan_id,
        klien_id=klien_id,
        terms=terms,
        ruled_on=today_wib(),
        kecamatan=Kecamatan("35.03.11"),
        place_fixed=place_fixed,
        law=Code("2026-01-02"),
    )
