"""Units by page: how one is told of, what keeps its place in an old letter, who sees who signs."""

from collections.abc import AsyncIterator

import pytest

from services.intake.unit.events import UnitOpened
from shared.access.policy import RoleName
from shared.domain.identifiers import PublicText, UnitCode
from shared.domain.units import SECRETARIAT, SOCIAL, UnitKind
from shared.runtime.settings import Settings
from tests.forms import PAGE, form_in, led, pressed
from tests.neighbours import tell
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
WHY = "dibaca dari surat keputusannya"
HEAD = {
    "valid_from": "2026-01-01",
    "lines": "PEMERINTAH KABUPATEN CONTOH\r\nSEKRETARIAT DAERAH\r\n",
    "logos": "regency",
    "post": "Asisten",
    "signer_name": "CONTOH PEJABAT, S.H.",
    "signer_nip": "19800101 200501 1 001",
}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ["intake"], [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR]) as found:
        yield found


async def test_a_section_is_entered_below_its_office_and_stands_behind_it(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    page = (await clerk.get("/unit/new", headers=PAGE)).text
    new = {"code": "dinsos-p3a.umum", "name": "Subbagian Umum", "kind": "section"}
    wrong = await led(clerk, await pressed(clerk, page, "unit", new))
    assert 'id="unit-parent-salah"' in wrong
    assert form_in(wrong, "unit")[1]["name"] == new["name"]
    told = await led(clerk, await pressed(clerk, wrong, "unit", {"parent": SOCIAL}))
    assert "Subbagian Umum" in told
    await house.level()
    codes = [one["code"] for one in (await clerk.get("/unit")).json()["items"]]
    assert codes.index(SOCIAL) < codes.index(new["code"])
    assert new["name"] in (await clerk.get("/unit", headers=PAGE)).text


async def test_a_letterhead_is_typed_line_by_line_and_its_correction_takes_its_place(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], f"/unit/{SECRETARIAT}"
    page = (await clerk.get(at, headers=PAGE)).text
    checked = await led(clerk, await pressed(clerk, page, "letterhead", HEAD))
    told = await led(clerk, await pressed(clerk, checked, "letterhead", {"_check": "take"}))
    assert "CONTOH PEJABAT, S.H." in told
    again = await led(clerk, await pressed(clerk, told, "letterhead", HEAD | {"_check": "take"}))
    assert 'id="letterhead-valid_from-salah"' in again
    page = (await clerk.get(f"{at}?corrects=1", headers=PAGE)).text
    assert form_in(page, "letterhead")[1]["signer_name"] == HEAD["signer_name"]
    checked = await led(clerk, await pressed(clerk, page, "letterhead", {"post": "Sekretaris Daerah"}))
    await led(clerk, await pressed(clerk, checked, "letterhead", {"_check": "take"}))
    heads = (await clerk.get(at)).json()["letterheads"]
    assert [(one["post"], one["stands"]) for one in heads] == [("Asisten", False), ("Sekretaris Daerah", True)]
    assert heads[1]["lines"] == ["PEMERINTAH KABUPATEN CONTOH", "SEKRETARIAT DAERAH"]


async def test_a_line_of_a_head_that_nobody_can_read_is_told_beside_the_lines(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], f"/unit/{SECRETARIAT}"
    page = (await clerk.get(at, headers=PAGE)).text
    wrong = await led(clerk, await pressed(clerk, page, "letterhead", HEAD | {"lines": "KANTOR\n3503120101900001"}))
    assert 'id="letterhead-lines-salah"' in wrong
    assert form_in(wrong, "letterhead")[1]["lines"] == "KANTOR\n3503120101900001"


async def test_who_signs_stands_on_the_page_and_neither_for_a_program_nor_for_the_inspectorate(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], f"/unit/{SECRETARIAT}"
    told = HEAD | {"number": 1, "lines": ["SEKRETARIAT DAERAH"], "logos": ["regency"]}
    assert (await clerk.post(f"{at}/letterheads", json=told)).is_success
    for role, shows in ((RoleName.COORDINATOR, True), (RoleName.OFFICER, True), (RoleName.AUDITOR, False)):
        page = (await house.clients[role].get(at, headers=PAGE)).text
        assert (HEAD["signer_name"] in page, HEAD["signer_nip"] in page) == (shows, shows)
    program = (await clerk.get(at)).text
    assert HEAD["signer_name"] not in program


async def test_a_unit_is_closed_and_a_correction_opens_it_again(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], f"/unit/{SOCIAL}"
    page = (await clerk.get(at, headers=PAGE)).text
    checked = await led(clerk, await pressed(clerk, page, "close", {"last_day": "2026-06-30", "reason": WHY}))
    closed = await led(clerk, await pressed(clerk, checked, "close", {"_check": "take"}))
    assert "ditutup sesudah 30 Juni 2026" in closed
    stands = await led(clerk, await pressed(clerk, closed, "correct", {"last_day": "", "reason": WHY}))
    assert "ditutup sesudah" not in stands


async def test_the_numbering_of_a_day_is_told_with_its_reason(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], f"/unit/{SOCIAL}"
    page = (await clerk.get(at, headers=PAGE)).text
    said = {"numbering": "srikandi", "valid_from": "2026-01-01", "reason": WHY}
    told = await led(clerk, await pressed(clerk, page, "numbering", said))
    assert "nomor dari SRIKANDI" in told
    assert (await house.clients[RoleName.OFFICER].post(f"{at}/numbering", json=said | {"number": 2})).status_code == 403


async def test_a_unit_lies_neither_below_its_own_section_nor_below_one_that_is_not_there(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], f"/unit/{SOCIAL}"
    page = (await clerk.get(at, headers=PAGE)).text
    wrong = await led(clerk, await pressed(clerk, page, "correct", {"parent": f"{SOCIAL}.resos", "reason": WHY}))
    assert 'id="correct-parent-salah"' in wrong
    orphan = {"code": "yatim", "name": "Unit Yatim", "kind": "office", "parent": "tidak-ada"}
    refused = await clerk.post("/unit", json=orphan)
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, ["/parent"])
    assert SOCIAL in [one["code"] for one in (await clerk.get("/unit")).json()["items"]]


async def test_units_that_lie_in_each_other_stay_in_the_list(house: Opened) -> None:
    circle = {UnitCode("satu"): UnitCode("dua"), UnitCode("dua"): UnitCode("satu")}
    for code, parent in circle.items():
        opened = UnitOpened(code=code, name=PublicText("Kantor"), kind=UnitKind.OFFICE, parent=parent)
        await tell(house.parts.database, f"unit-{code}", opened)
    await house.level()
    listed = [one["code"] for one in (await house.clients[RoleName.COORDINATOR].get("/unit")).json()["items"]]
    assert {*circle} <= {*listed}
