"""Activities by page: who enters, mends and holds one, who answers for whom, who reads who came."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from shared.access.policy import RoleName
from shared.domain.units import BAPAS, SECRETARIAT, UNITS
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.language import day
from tests.forms import PAGE, form_in, led, pressed
from tests.neighbours import linked_to_unit
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
WHY = "menyesuaikan jadwal pimpinan"
TODAY = today_wib()
MEETING: dict[str, Any] = {
    "unit": SECRETARIAT,
    "kind": "meeting",
    "title": "Rapat kesiapan I-PD",
    "day": str(TODAY),
    "begins": "13:00",
    "place": "Ruang rapat rekaan",
    "invited": [UNITS[BAPAS].name, "Kantor Rekaan"],
}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR]
    async with opened_for(settings, ["intake"], roles) as found:
        await linked_to_unit(found.parts.database, SECRETARIAT, RoleName.COORDINATOR)
        await linked_to_unit(found.parts.database, BAPAS, RoleName.OFFICER)
        await found.level()
        yield found


async def entered(house: Opened, **said: Any) -> str:
    """The address of a meeting of the secretariat."""
    told = await house.clients[RoleName.COORDINATOR].post("/activity", json=MEETING | said)
    assert told.status_code == 201, told.text
    return f"/activity/{told.json()['activity_id']}"


async def test_a_meeting_is_typed_line_by_line_and_what_is_wrong_stands_beside_its_field(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    page = (await clerk.get("/activity/new", headers=PAGE)).text
    said = MEETING | {"invited": "", "ends": "12:00"}
    wrong = await led(clerk, await pressed(clerk, page, "activity", said))
    assert all(f'id="activity-{name}-salah"' in wrong for name in ("ends", "invited"))
    assert form_in(wrong, "activity")[1]["title"] == MEETING["title"]
    right = {"invited": "Kantor Rekaan\r\n\r\nBagian Hukum\r\n", "ends": ""}
    told = await led(clerk, await pressed(clerk, wrong, "activity", right))
    assert "pukul 13.00 WIB s/d selesai" in told
    assert told.index("Kantor Rekaan") < told.index("Bagian Hukum")
    await house.level()
    (row,) = (await clerk.get("/activity")).json()["items"]
    assert (row["title"], row["offices"], row["state"]) == (MEETING["title"], 2, "planned")
    assert MEETING["title"] in (await clerk.get("/activity", headers=PAGE)).text
    month = (await clerk.get("/activity/calendar", headers=PAGE)).text
    assert MEETING["title"] in month
    assert day(TODAY) in month
    other = await clerk.get("/activity/calendar?month=2020-02", headers=PAGE)
    assert "Tidak ada kegiatan" in other.text


async def test_an_activity_is_moved_cancelled_and_mended_by_its_page_with_a_reason(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], await entered(house)
    page = (await clerk.get(at, headers=PAGE)).text
    tomorrow = str(TODAY + timedelta(days=1))
    page = await led(clerk, await pressed(clerk, page, "move", {"day": tomorrow, "reason": WHY}))
    page = await led(clerk, await pressed(clerk, page, "correct", {"place": "Pendopo rekaan", "reason": WHY}))
    checked = await led(clerk, await pressed(clerk, page, "cancel", {"reason": WHY}))
    page = await led(clerk, await pressed(clerk, checked, "cancel", {"_check": "take"}))
    assert "dibatalkan" in page
    page = await led(clerk, await pressed(clerk, page, "restore", {"reason": WHY}))
    assert page.count(WHY) == 4
    told = (await clerk.get(at)).json()
    assert (told["day"], told["place"], told["cancelled"]) == (tomorrow, "Pendopo rekaan", False)
    assert [one["office"] for one in told["invited"]] == MEETING["invited"]


async def test_the_invited_answer_for_themselves_alone(house: Opened) -> None:
    guest, at = house.clients[RoleName.OFFICER], await entered(house)
    page = (await guest.get(at, headers=PAGE)).text
    said = {"invited": UNITS[BAPAS].name, "comes": "true", "sends": "Contoh Utusan"}
    page = await led(guest, await pressed(guest, page, "answer", said))
    assert "mengutus Contoh Utusan" in page
    other = await guest.post(f"{at}/answers", json={"invited": "Kantor Rekaan", "comes": True})
    assert other.status_code == 403
    for verb, body in (("holding", {"held_on": str(TODAY), "number": 1}), ("cancellation", {"reason": WHY})):
        assert (await guest.post(f"{at}/{verb}", json=body)).status_code == 403
    assert (await guest.get(at)).json()["invited"][0]["comes"] is True


async def test_it_is_held_with_who_came_and_corrected_with_a_reason(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], await entered(house)
    page = (await clerk.get(at, headers=PAGE)).text
    tomorrow = str(TODAY + timedelta(days=1))
    said = {"present": "Kantor Rekaan: Contoh Nama, Contoh Teman\nBagian Hukum", "minutes": "Disepakati\nDua hal"}
    wrong = await led(clerk, await pressed(clerk, page, "holding", said | {"held_on": tomorrow}))
    assert 'id="holding-held_on-salah"' in wrong
    assert form_in(wrong, "holding")[1]["present"].splitlines() == said["present"].splitlines()
    page = await led(clerk, await pressed(clerk, wrong, "holding", {"held_on": str(TODAY)}))
    assert "Kantor Rekaan: Contoh Nama, Contoh Teman" in page
    page = await led(clerk, await pressed(clerk, page, "holding", {"present": "Bagian Hukum", "reason": WHY}))
    assert "Contoh Teman" not in page
    assert (await clerk.get(at)).json()["came"] == ["Bagian Hukum"]
    page = await led(clerk, await pressed(clerk, page, "withdraw", {"reason": WHY}))
    assert (await clerk.get(at)).json()["held_on"] is None


async def test_who_came_is_read_by_the_invited_and_the_house_and_by_nobody_else(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    seen = {}
    for invited in (MEETING["invited"], ["Kantor Rekaan"]):
        at = await entered(house, invited=invited, title=f"Rapat {len(invited)}")
        present = [{"office": "Kantor Rekaan", "names": "Contoh Nama"}]
        held = {"held_on": str(TODAY), "number": 1, "present": present, "minutes": "Rahasia rapat"}
        assert (await clerk.post(f"{at}/holding", json=held)).is_success
        for role in house.clients:
            page = (await house.clients[role].get(at, headers=PAGE)).text
            seen[len(invited), role] = ("Contoh Nama" in page, "Rahasia rapat" in page)
        assert "Contoh Nama" not in (await clerk.get(at)).text
    read = {one for one, both in seen.items() if both == (True, True)}
    assert read == {(2, RoleName.COORDINATOR), (2, RoleName.OFFICER), (1, RoleName.COORDINATOR)}
    assert set(seen.values()) == {(True, True), (False, False)}


async def test_an_invitation_is_a_letter_of_ones_own_agenda(house: Opened) -> None:
    clerk, guest = house.clients[RoleName.COORDINATOR], house.clients[RoleName.OFFICER]
    letter = {"unit": SECRETARIAT, "correspondent": "Daftar terlampir", "perihal": "Undangan", "matter": "meeting"}
    told = (await clerk.post("/letter/outgoing", json=letter | {"written_on": str(TODAY)})).json()
    await house.level()
    assert told["letter_id"] in (await clerk.get("/activity/new", headers=PAGE)).text
    assert told["letter_id"] not in (await guest.get("/activity/new", headers=PAGE)).text
    at = await entered(house, letter_id=told["letter_id"])
    assert f"/letter/{told['letter_id']}" in (await clerk.get(at, headers=PAGE)).text
    foreign = await guest.post("/activity", json=MEETING | {"unit": BAPAS, "letter_id": told["letter_id"]})
    assert foreign.status_code == 404


async def test_nobody_enters_an_activity_of_a_unit_that_is_not_theirs(house: Opened) -> None:
    guest, auditor = house.clients[RoleName.OFFICER], house.clients[RoleName.AUDITOR]
    assert (await guest.post("/activity", json=MEETING)).status_code in (404, 422)
    assert (await auditor.post("/activity", json=MEETING)).status_code == 403
    assert (await guest.get("/activity")).json()["items"] == []


async def test_what_was_decided_is_the_task_of_a_unit_which_reads_that_alone_and_says_when_it_is_done(
    house: Opened,
) -> None:
    clerk, guest = house.clients[RoleName.COORDINATOR], house.clients[RoleName.OFFICER]
    at = await entered(house, invited=["Kantor Rekaan"])
    held = {"held_on": str(TODAY), "number": 1, "minutes": "Rahasia rapat"}
    assert (await clerk.post(f"{at}/holding", json=held)).is_success
    page = (await clerk.get(at, headers=PAGE)).text
    said = {"text": "Mengirim data klien", "due": str(TODAY + timedelta(days=3))}
    wrong = await led(clerk, await pressed(clerk, page, "decision", said))
    assert 'id="decision-to_unit-salah"' in wrong
    assert form_in(wrong, "decision")[1]["text"] == said["text"]
    page = await led(clerk, await pressed(clerk, wrong, "decision", {"to_unit": BAPAS}))
    page = await led(
        clerk, await pressed(clerk, page, "decision", said | {"text": "Menulis laporan", "to_unit": SECRETARIAT})
    )
    page = await led(clerk, await pressed(clerk, page, "amend-1", {"text": "Mengirim data", "reason": WHY}))
    await house.level()
    mine = (await guest.get("/decisions?whose=mine&state=open", headers=PAGE)).text
    assert "Mengirim data" in mine
    assert "Menulis laporan" not in mine
    assert (await guest.get("/decisions")).json()["total"] == 1
    assert (await clerk.get("/decisions")).json()["total"] == 2
    theirs = (await guest.get(at, headers=PAGE)).text
    assert [one in theirs for one in ("Mengirim data", "Menulis laporan", "Rahasia rapat")] == [True, False, False]
    theirs = await led(guest, await pressed(guest, theirs, "done-1", {"outcome": "Terkirim hari ini"}))
    assert "Terkirim hari ini" in theirs
    assert (await guest.post(f"{at}/decisions/2/completion", json={})).status_code == 403
    assert (await guest.post(f"{at}/decisions/1/end", json={"reason": WHY})).status_code == 403
    page = (await clerk.get(at, headers=PAGE)).text
    page = await led(clerk, await pressed(clerk, page, "reopen-1", {"reason": WHY}))
    page = await led(clerk, await pressed(clerk, page, "drop-2", {"reason": WHY}))
    assert [one["state"] for one in (await clerk.get(at)).json()["decisions"]] == ["open", "dropped"]
    assert "Menulis laporan" not in (await house.clients[RoleName.AUDITOR].get("/decisions", headers=PAGE)).text
