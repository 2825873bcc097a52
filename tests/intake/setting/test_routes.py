"""A regency's decision through the real addresses: who may take it, whom it judges from when, and who reads of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from shared.access.policy import RoleName
from shared.domain.identifiers import Position
from shared.law.settings import Setting
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import led, pressed
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.opened import Opened, opened, opened_for

pytestmark = pytest.mark.slow

WHY = "Kesepakatan Para Pihak tanggal 20 November 2026"
LONG = PAPER | {"total_minutes": 80 * 60}
PATIENCE_S = 30.0
BOTH = (RoleName.COORDINATOR, RoleName.OFFICER)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake", "reporting"), BOTH) as found:
        yield found


def deciding(**said: Any) -> dict[str, Any]:
    return {"number": 1, "value": "hold", "valid_from": today_wib().isoformat(), "reason": WHY} | said


async def decided(house: Opened, name: str = "annex_24h", **said: Any) -> int:
    answer = await house.clients[RoleName.COORDINATOR].post(f"/setting/{name}", json=deciding(**said))
    assert answer.status_code == 200, answer.text
    return int(answer.json()["position"])


async def held_for(house: Opened, paper: dict[str, Any]) -> list[str]:
    """Why a new ruling is held."""
    office = house.clients[RoleName.OFFICER]
    answer = await office.post("/putusan", json=paper)
    assert answer.status_code == 201, answer.text
    kept = await office.get(f"/putusan/{answer.json()['putusan_id']}?after={answer.json()['position']}")
    return [reason["rule"] for reason in kept.json()["reasons"]]


async def law(house: Opened, name: str = "annex_24h", after: int = 0) -> dict[str, Any]:
    answer = await house.clients[RoleName.OFFICER].get(f"/law?after={after}")
    assert answer.json()["as_of"]["reached"] is True
    return next(one for one in answer.json()["settings"] if one["name"] == name)


async def test_what_is_decided_judges_the_next_ruling_and_stands_on_the_page_of_the_law(house: Opened) -> None:
    assert await held_for(house, LONG) == []
    before = await law(house)
    assert (before["value"], before["since"], before["decisions"]) == ("flag", None, [])
    position = await decided(house, document="100.3.7.1/980/406.001.1/2026")
    assert await held_for(house, LONG | {"case_number": "124/Pid.B/2026/PN Trk"}) == ["annex-24h"]
    found = await law(house, after=position)
    assert (found["value"], found["since"]) == ("hold", today_wib().isoformat())
    (told,) = found["decisions"]
    assert (told["reason"], told["document"]) == (WHY, "100.3.7.1/980/406.001.1/2026")
    assert told["decided_by"] is not None
    assert told["decided_at"] is not None
    page = (await house.clients[RoleName.OFFICER].get("/law", headers=PAGE)).text
    for word in ("ditahan sampai jaksa menjawab", WHY, "Nama coordinator", "usulan Bakti; kabupaten belum menetapkan"):
        assert word in page


async def test_a_setting_of_tomorrow_judges_nothing_today(house: Opened) -> None:
    await decided(house, valid_from=(today_wib() + timedelta(days=1)).isoformat())
    assert await held_for(house, LONG) == []
    laws = house.parts.houses["intake"].circumstances().laws
    assert laws.on(today_wib() + timedelta(days=1)).setting("annex_24h").value == "hold"


async def test_a_decision_is_corrected_by_a_further_one(house: Opened) -> None:
    await decided(house)
    await decided(house, number=2, corrects=1, value=None, reason="Salah catat; belum ada kesepakatan")
    assert await held_for(house, LONG) == []
    found = await law(house)
    assert (found["value"], found["since"], len(found["decisions"])) == ("flag", None, 2)


async def test_the_page_of_a_setting_says_who_changed_what_from_when(house: Opened) -> None:
    await decided(house)
    await decided(house, number=2, corrects=1, value=None, reason="Salah catat; belum ada kesepakatan")
    office = house.clients[RoleName.OFFICER]
    first, second = (await office.get("/setting/annex_24h")).json()["decisions"]
    assert (first["value"], first["valid_from"], first["stands"]) == ("hold", today_wib().isoformat(), False)
    assert (second["corrects"], second["value"], second["stands"]) == (1, None, False)
    assert first["decided_by"] == second["decided_by"]
    assert first["decided_at"] <= second["decided_at"]
    page = (await office.get("/setting/annex_24h", headers=PAGE)).text
    assert page.count("Nama coordinator, ") == 2


async def test_only_the_coordinator_decides_and_everybody_reads(house: Opened) -> None:
    office = house.clients[RoleName.OFFICER]
    assert (await office.post("/setting/annex_24h", json=deciding())).status_code == 403
    assert (await office.get("/setting/annex_24h")).json()["decisions"] == []
    assert "/setting/annex_24h" not in (await office.get("/law", headers=PAGE)).text
    for role in BOTH:
        assert (await house.clients[role].get("/setting/annex_25h")).status_code == 404


async def test_what_is_no_decision_is_refused_with_its_rule(house: Opened) -> None:
    coordinator = house.clients[RoleName.COORDINATOR]
    for said, rule in (({"value": "perhaps"}, "setting-value"), ({"number": 7}, "setting-moved")):
        answer = await coordinator.post("/setting/annex_24h", json=deciding(**said))
        assert rule in [one["rule"] for one in answer.json()["errors"]], answer.text
    assert (await coordinator.post("/setting/annex_24h", json=deciding(reason="ya"))).status_code == 422


async def test_a_person_decides_and_corrects_by_the_page(house: Opened) -> None:
    coordinator = house.clients[RoleName.COORDINATOR]
    page = (await coordinator.get("/setting/lead_days", headers=PAGE)).text
    assert "Usulan Bakti: 7 hari" in page
    form = {"number": "1", "value": "10", "valid_from": today_wib().isoformat(), "document": "", "reason": WHY}
    sent = await coordinator.post("/setting/lead_days", data=form, headers=PAGE)
    assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, "/law")
    assert (await law(house, "lead_days"))["value"] == "10"
    again = (await coordinator.get("/setting/lead_days?corrects=1", headers=PAGE)).text
    assert 'name="corrects" value="1"' in again
    sent = await coordinator.post("/setting/lead_days", data=form | {"number": "2", "corrects": "1"}, headers=PAGE)
    assert sent.status_code == 303
    assert [one["corrects"] for one in (await law(house, "lead_days"))["decisions"]] == [None, 1]


async def test_every_process_of_every_service_follows_and_a_later_one_begins_with_it(
    house: Opened, settings: Settings
) -> None:
    async with opened_for(settings, ("matching", "attendance", "intake"), [RoleName.OPERATOR]) as elsewhere:
        position = Position(await decided(house))
        for name, home in elsewhere.parts.houses.items():
            assert await home.laws.passed(position, PATIENCE_S), name
            assert home.circumstances().law.setting("annex_24h") == Setting("hold", today_wib()), name
    async with opened_for(settings, ("attendance",), [RoleName.SUPERVISOR]) as later:
        assert later.parts.houses["attendance"].circumstances().law.setting("annex_24h").value == "hold"


async def test_striking_a_decision_out_is_named_in_its_check_and_when_it_is_saved(settings: Settings) -> None:
    """And a number that is none of those allowed is told which are, whatever sign it has."""
    async with opened(settings, "intake", role=RoleName.COORDINATOR) as coordinator:
        said = {"number": 1, "value": "5", "valid_from": today_wib().isoformat(), "reason": WHY}
        refused = (await coordinator.post("/setting/lead_days", json={**said, "value": "-3", "reason": "sk"})).json()
        assert refused["errors"][0]["pointer"] == "/reason"
        refused = (await coordinator.post("/setting/lead_days", data={**said, "value": "-3", "reason": "sk"})).json()
        assert {one["rule"] for one in refused["errors"]} == {"text-too-short", "setting-range"}
        assert any("60" in str(one) for one in refused["errors"])
        assert (await coordinator.post("/setting/lead_days", json=said)).status_code == 200
        page = (await coordinator.get("/setting/lead_days?corrects=1", headers=PAGE)).text
        typed = {"value": "", "reason": "Salah catat; belum ada kesepakatan"}
        check = await led(coordinator, await pressed(coordinator, page, "decide", typed))
        assert "<dt>Ditetapkan</dt><dd>dicabut</dd>" in check
        done = await pressed(coordinator, check, "decide", {"_check": "take"})
        here = done.headers["location"].replace("/law", "/setting/lead_days")  # the law's page is another service's
        assert "Ketetapan dicabut" in (await coordinator.get(here, headers=PAGE)).text
