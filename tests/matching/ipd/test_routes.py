"""The register's addresses: a form of check boxes and clocks, and every entry mended where it was made."""

from typing import Any

import httpx2
import pytest

from services.matching.ipd.routes import code_of
from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.opened import opened

PAGE = {"accept": "text/html"}
TICKED: dict[str, Any] = {
    "site_name": "Panti Contoh",
    "host_kind": "care_home",
    "kecamatan": "35.03.11",
    "category": "1",
    "activity": "merawat-lansia",
    "slots": "2",
    "regimes": "adult",
    "weekdays": ["0", "5"],
    "open_from_minute": "07:30",
    "open_until_minute": "12:00",
    "unpaid": "true",
}
LINE: dict[str, Any] = {
    **TICKED,
    "category": 1,
    "slots": 2,
    "regimes": ["adult"],
    "weekdays": [0, 5],
    "open_from_minute": 450,
    "open_until_minute": 720,
    "unpaid": True,
}
TURN = {"reason": "gedungnya diperbaiki"}
WHY = {"number": 1, "reason": "salah ketik waktu dicatat"}


async def office(client: httpx2.AsyncClient, name: str = "Dinas Sosial dan P3A") -> str:
    answer = await client.post("/ipd", json={"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ipd_id"])


async def offers(client: httpx2.AsyncClient, ipd_id: str, after: int) -> list[dict[str, Any]]:
    return list((await client.get(f"/ipd/{ipd_id}?after={after}")).json()["offers"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("dinas sosial dan p3a", "dinsos"),
        ("Kantor Urusan Agama, Kec. Tugu", "kantor-urusan-agama-kec-tugu"),
        ("Rumah Sakit Umum Daerah dr. Soedomo Trenggalek, Jalan Dr. Soetomo 2", None),
    ],
)
def test_an_office_that_is_only_named_has_the_invitations_code_or_its_own_words(name: str, code: str | None) -> None:
    found = code_of(name)
    assert found == code if code else len(found) <= 60


async def test_an_office_is_registered_by_its_name_and_known_again(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        first = await office(coordinator)
        same = await coordinator.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial dan P3A"})
        assert same.json()["ipd_id"] == first
        form = {"name": "Dinas Sosial P3A", "phone": "0355 791234", "desk": "Subbagian Umum", **WHY}
        done = await coordinator.post(f"/ipd/{first}/corrections", data=form, headers=PAGE)
        assert (done.status_code, done.headers["location"].partition("?")[0]) == (303, f"/ipd/{first}")
        offer = await coordinator.post(f"/ipd/{first}/offers", json=LINE)
        assert offer.status_code == 201, offer.text
        position = offer.json()["position"]
        row = (await coordinator.get(f"/ipd/{first}?after={position}")).json()
        assert (row["name"], row["phone"], row["number"]) == ("Dinas Sosial P3A", "0355 791234", 1)
        page = (await coordinator.get(f"/ipd/{first}", headers=PAGE)).text
        assert "Subbagian Umum" in page
        assert "0355 791234" in page


async def test_a_form_brings_clocks_and_only_the_boxes_that_are_ticked(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        address = f"/ipd/{ipd_id}/offers"
        done = await coordinator.post(address, data=TICKED, headers={"accept": "application/json"})
        assert done.status_code == 201, done.text
        (offer,) = await offers(coordinator, ipd_id, done.json()["position"])
        assert (offer["weekdays"], offer["regimes"], offer["skills"]) == ([0, 5], ["adult"], [])
        assert (offer["open_from_minute"], offer["open_until_minute"]) == (450, 720)
        elsewhere = {**TICKED, "site_name": "Panti Lain"}
        without = {name: value for name, value in elsewhere.items() if name not in ("weekdays", "unpaid")}
        refused = await coordinator.post(address, data=without, headers={"accept": "application/json"})
        rules = {fault["rule"] for fault in refused.json()["errors"]}
        assert rules == {"offer-days", "offer-commercial"}
        odd = {**TICKED, "open_from_minute": "pagi"}
        unread = await coordinator.post(address, data=odd, headers={"accept": "application/json"})
        assert [fault["rule"] for fault in unread.json()["errors"]] == ["clock-unreadable"]
        strict = await coordinator.post(address, json={**LINE, "open_from_minute": "07:30"})
        assert strict.status_code == 422


async def test_an_offer_is_closed_opened_again_and_corrected(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        offer = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()
        one = f"/ipd/{ipd_id}/offers/{offer['offer_id']}"
        closed = (await coordinator.post(f"{one}/closure", json=TURN)).json()
        assert not (await offers(coordinator, ipd_id, closed["position"]))[0]["is_open"]
        assert (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()["rule"] == "offer-exists"
        again = (await coordinator.post(f"{one}/reopening", json=TURN)).json()
        assert (await offers(coordinator, ipd_id, again["position"]))[0]["is_open"]
        mended = await coordinator.post(f"{one}/corrections", json={**LINE, **WHY, "slots": 5})
        assert mended.status_code == 200, mended.text
        (row,) = await offers(coordinator, ipd_id, mended.json()["position"])
        assert (row["slots"], row["number"], row["site_id"]) == (5, 1, offer["site_id"])
        late = await coordinator.post(f"{one}/corrections", json={**LINE, **WHY, "slots": 6})
        assert (late.status_code, late.json()["rule"]) == (409, "ipd-moved")


async def test_what_was_corrected_leaves_its_former_words_free_for_another_place(settings: Settings) -> None:
    """An id follows from the first words; the next place or activity of those words is another one."""
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        address = f"/ipd/{ipd_id}/offers"
        first = (await coordinator.post(address, json=LINE)).json()
        true = {**LINE, **WHY, "site_name": "Panti Wreda", "activity": "sosial-lain"}
        mended = await coordinator.post(f"{address}/{first['offer_id']}/corrections", json=true)
        await offers(coordinator, ipd_id, mended.json()["position"])
        other = (await coordinator.post(address, json=LINE)).json()
        assert other["site_id"] != first["site_id"]
        await offers(coordinator, ipd_id, other["position"])
        beside = (await coordinator.post(address, json={**LINE, "site_name": "Panti Wreda"})).json()
        assert beside["site_id"] == first["site_id"]
        assert beside["offer_id"] != first["offer_id"]


async def test_an_office_that_is_not_there_is_not_found(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        unknown = "/ipd/00000000-0000-4000-8000-000000000001"
        assert (await coordinator.get(unknown)).json()["rule"] == "ipd-unknown"
        assert (await coordinator.get(unknown, headers=PAGE)).status_code == 404
        said = {"name": "Dinas Contoh", **WHY}
        assert (await coordinator.post(f"{unknown}/corrections", json=said)).status_code == 404
        assert (await coordinator.post(f"{unknown}/offers/{unknown[-36:]}/reopening", json=TURN)).status_code == 404


async def test_every_closing_and_opening_of_an_offer_says_why_who_and_when(settings: Settings) -> None:
    """Asked as for every other change; the page and a program read it."""
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        offer = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()
        address = f"/ipd/{ipd_id}/offers/{offer['offer_id']}"
        page = (await coordinator.get(f"/ipd/{ipd_id}?after={offer['position']}", headers=PAGE)).text
        assert f'href="{address}/closure"' in page
        blank = (await coordinator.get(f"{address}/closure", headers=PAGE)).text
        shown = await led(coordinator, await pressed(coordinator, blank, "turn", {"reason": "penuh"}))
        assert "<title>Galat: " in shown
        shown = await led(coordinator, await pressed(coordinator, blank, "turn", TURN))
        assert "<title>Periksa sebelum dicatat: " in shown
        assert "<dd>Panti Contoh</dd>" in shown
        first = await pressed(coordinator, shown, "turn", {"_check": "take"})
        again = await pressed(coordinator, shown, "turn", {"_check": "take"})
        assert first.headers["location"].partition("?")[0] == again.headers["location"].partition("?")[0]
        closed = await led(coordinator, first)
        assert f"oleh Koordinator kabupaten: {TURN['reason']}" in closed
        assert f'href="{address}/reopening"' in closed
        blank = (await coordinator.get(f"{address}/reopening", headers=PAGE)).text
        opened_again = await led(coordinator, await pressed(coordinator, blank, "turn", {"reason": "sudah selesai"}))
        assert "oleh Koordinator kabupaten: sudah selesai" in opened_again
        turned = (await coordinator.get(f"/ipd/{ipd_id}")).json()["turned"]
        assert [one["is_open"] for one in turned] == [False, True]
        refused = await coordinator.post(f"{address}/closure", json={})
        assert refused.status_code == 422
        assert (await coordinator.get(f"/ipd/{ipd_id}/offers/{ipd_id}/closure", headers=PAGE)).status_code == 404


async def test_a_corrected_line_says_why_and_its_form_shows_what_stands(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        offer = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()
        address = f"/ipd/{ipd_id}/offers/{offer['offer_id']}/corrections"
        done = (await coordinator.post(address, json={**LINE, **WHY, "slots": 5})).json()
        page = (await coordinator.get(f"/ipd/{ipd_id}?after={done['position']}", headers=PAGE)).text
        assert f"Dibetulkan: {WHY['reason']}" in page
        _, fields = form_in((await coordinator.get(address, headers=PAGE)).text, "line")
        assert (fields["number"], fields["slots"], fields["activity"]) == ("2", "5", "merawat-lansia")
        assert (fields["open_from_minute"], fields["open_until_minute"]) == ("07:30", "12:00")
        nothing = address.replace(offer["offer_id"], ipd_id)
        assert (await coordinator.get(nothing, headers=PAGE)).status_code == 404


async def test_an_office_that_is_registered_under_these_words_is_named_at_the_field_and_led_to(
    settings: Settings,
) -> None:
    """Under its first words, and under those by which it was corrected; no field of the form is called a code."""
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator, "Dinas Sosial dan P3A")
        done = await coordinator.post(f"/ipd/{ipd_id}/corrections", json={"name": "Dinas Sosial P3A", **WHY})
        await coordinator.get(f"/ipd/{ipd_id}?after={done.json()['position']}")
        for name in ("Dinas Sosial dan P3A", "dinas sosial p3a"):
            blank = (await coordinator.get("/ipd/new", headers=PAGE)).text
            typed = {**form_in(blank, "register")[1], "name": name, "phone": "0355 791234"}
            typed.pop("", None)
            page = await led(coordinator, await coordinator.post("/ipd", data=typed, headers=PAGE))
            assert '<a href="#register-name">Nama instansi: Dinas Sosial P3A sudah terdaftar' in page
            assert f'<a href="/ipd/{ipd_id}">Dinas Sosial P3A</a>' in page
            assert "kode" not in page.partition("<main")[2].partition("</main>")[0]


async def test_no_fault_of_an_offer_hides_behind_its_reason(settings: Settings) -> None:
    """Whoever mends one is not told of the next a press later."""
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        offer = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()
        address = f"/ipd/{ipd_id}/offers/{offer['offer_id']}/corrections"
        for reason, rule in (("salah", "text-too-short"), (None, "form-missing"), (" " * 12, "text-invisible")):
            typed = {**TICKED, "number": "1", "slots": "0"} | ({"reason": reason} if reason else {})
            answer = await coordinator.post(address, data=typed)
            told = {one["pointer"]: one["rule"] for one in answer.json()["errors"]}
            assert (answer.status_code, told) == (422, {"/slots": "offer-slots", "/reason": rule})
            alone = await coordinator.post(address, data=typed | {"slots": "3"})
            assert [one["pointer"] for one in alone.json()["errors"]] == ["/reason"]
        assert (await offers(coordinator, ipd_id, offer["position"]))[0]["slots"] == LINE["slots"]


async def test_the_faults_of_an_offer_stand_at_their_fields_and_in_their_order(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        done = await coordinator.post("/ipd", json={"name": "Dinas Sosial dan P3A"})
        ipd_id = done.json()["ipd_id"]
        await coordinator.get(f"/ipd/{ipd_id}?after={done.json()['position']}")
        blank = (await coordinator.get(f"/ipd/{ipd_id}/offers/new", headers=PAGE)).text
        typed = {
            **{name: TICKED[name] for name in ("site_name", "host_kind", "kecamatan", "activity")},
            "slots": "0",
            "open_from_minute": "15:00",
            "open_until_minute": "08:00",
        }
        page = await led(coordinator, await pressed(coordinator, blank, "line", typed))
        summary = page.partition('id="galat"')[2].partition("</ul>")[0]
        fields = ("slots", "regimes", "weekdays", "open_until_minute", "unpaid")
        places = [summary.index(f'href="#line-{name}"') for name in fields]
        assert places == sorted(places)
        assert summary.count("<li>") == len(fields)
