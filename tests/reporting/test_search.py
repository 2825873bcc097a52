"""A program finds a person by case number, and what it sought stands in no address and no log."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.access.accounts import Accounts
from shared.access.policy import SIGNING_IN, RoleName
from shared.privacy.search import FOUND_MAX
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.forms import PAGE, form_in, led, pressed
from tests.intake.putusan.test_routes import PAPER
from tests.logged import logged
from tests.neighbours import account_of
from tests.opened import PASSWORD, Opened, opened_for
from tests.waiting import read

pytestmark = pytest.mark.slow
NUMBER = "9137/Pid.B/2026/PN Trk"
SEARCH = "/reports/klien/search"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake", "reporting"), SIGNING_IN) as found:
        yield found


async def registered(house: Opened) -> str:
    """The klien id, once the report has the ruling."""
    officer = house.clients[RoleName.OFFICER]
    answer = await officer.post("/putusan", json=PAPER | {"case_number": NUMBER})
    assert answer.status_code == 201, answer.text
    await read(officer, f"/reports/klien?after={answer.json()['position']}")
    return str(answer.json()["klien_id"])


@pytest.mark.parametrize("words", [NUMBER, "9137/Pid.B"])
async def test_a_program_finds_a_person_by_case_number_and_nothing_tells_what_it_sought(
    house: Opened, words: str
) -> None:
    klien_id = await registered(house)
    with logged() as log:
        answer = await house.clients[RoleName.OFFICER].post(SEARCH, json={"words": words})
    assert answer.status_code == 200, answer.text
    assert [row["klien_id"] for row in answer.json()["items"]] == [klien_id]
    assert (answer.json()["total"], answer.json()["next"], answer.json()["previous"]) == (1, None, None)
    assert str(answer.url).endswith(SEARCH)
    for said in (answer.text, str(answer.headers), log.getvalue()):
        assert "9137" not in said


async def test_another_number_finds_nobody(house: Opened) -> None:
    await registered(house)
    answer = await house.clients[RoleName.OFFICER].post(SEARCH, json={"words": "9138/Pid.B/2026/PN Trk"})
    assert (answer.status_code, answer.json()["items"]) == (200, [])


async def test_who_seeks_in_vain_opens_a_person_without_typing_the_words_again(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    blank = (await officer.get("/reports/klien", headers=PAGE)).text
    assert 'href="/openings"' in blank
    page = await led(officer, await pressed(officer, blank, "search", {"words": "Budi Rekaan"}))
    (address,) = re.findall(r'href="(/openings\?sought=[0-9a-f-]{36})"', page)
    opening = (await officer.get(address, headers=PAGE)).text
    assert form_in(opening, "opening")[1]["words"] == "Budi Rekaan"
    asked = await led(officer, await pressed(officer, opening, "opening", {"words": "Sari Rekaan"}))
    assert form_in(asked, "opening")[1]["words"] == "Sari Rekaan"
    gone = (await officer.get(f"/openings?sought={uuid4()}", headers=PAGE)).text
    assert form_in(gone, "opening")[1]["words"] == ""


async def test_others_who_are_found_too_crowd_out_nobody_of_ones_own(house: Opened) -> None:
    """The vault's hits are bounded; whom the reader may not see is none of them."""
    officer, database = house.clients[RoleName.OFFICER], house.parts.database
    await Accounts(database).create("sari", "Sari Rekaan", RoleName.OFFICER, PASSWORD, now())
    crowd = []
    for number in range(FOUND_MAX + 1):
        paper = PAPER | {"case_number": f"{number + 1}/Pid.B/2026/PN Trk", "nik": None, "name": f"Budi Rekaan {number}"}
        crowd.append((await officer.post("/putusan", json=paper)).json()["putusan_id"])
    await house.level()
    theirs = {"officer": await account_of(database, "sari"), "putusan_ids": crowd}
    assert (await officer.post("/putusan/assignments", json=theirs)).status_code == 200
    klien_id = await registered(house)
    await house.level()
    answer = await officer.post(SEARCH, json={"words": "budi rekaan"})
    assert [row["klien_id"] for row in answer.json()["items"]] == [klien_id]
    blank = (await officer.get("/reports/klien", headers=PAGE)).text
    page = await led(officer, await pressed(officer, blank, "search", {"words": "budi rekaan"}))
    assert "1 putusan ditemukan" in page


async def test_who_may_not_search_is_refused_and_told_nothing(house: Opened) -> None:
    klien_id = await registered(house)
    for role in (RoleName.OPERATOR, RoleName.SUPERVISOR):
        with logged() as log:
            answer = await house.clients[role].post(SEARCH, json={"words": NUMBER})
        assert (answer.status_code, answer.json()["rule"]) == (403, "not-allowed"), role
        for said in (answer.text, str(answer.headers), log.getvalue()):
            assert "9137" not in said
            assert klien_id not in said


async def test_a_page_is_led_to_what_was_found_and_reload_filter_and_order_work_over_it(house: Opened) -> None:
    klien_id = await registered(house)
    officer = house.clients[RoleName.OFFICER]
    blank = (await officer.get("/reports/klien", headers=PAGE)).text
    with logged() as log:
        answer = await pressed(officer, blank, "search", {"words": "9137/Pid.B"})
        at = answer.headers["location"]
        page = await led(officer, answer)
        assert await led(officer, answer) == page or "1 putusan ditemukan" in await led(officer, answer)
    assert "1 putusan ditemukan" in page
    assert f'href="/reports/klien/{klien_id}' in page
    assert re.search(r'href="/reports/klien\?found=[0-9a-f-]{36}&(amp;)?status=', page), "the chips keep what was found"
    assert re.search(r'href="/reports/klien\?found=[0-9a-f-]{36}&(amp;)?sort=', page), "and so do the headings"
    assert "0 putusan ditemukan" in (await officer.get(f"{at}&status=terpenuhi", headers=PAGE)).text
    assert (await officer.get(at)).json()["total"] == 1
    for said in (at, log.getvalue()):
        assert "9137" not in said
    other = house.clients[RoleName.COORDINATOR]
    gone = (await other.get(at, headers=PAGE)).text
    assert "0 putusan ditemukan" in gone
    assert "tidak ada isian yang disimpan" in gone
    assert klien_id not in gone
    assert "9137" not in gone


async def test_what_was_sought_stands_in_its_field_so_that_a_slip_is_mended_and_not_typed_again(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    blank = (await officer.get("/reports/klien", headers=PAGE)).text
    page = await led(officer, await pressed(officer, blank, "search", {"words": "9137/Pid.C"}))
    assert "0 putusan ditemukan" in page
    assert 'name="words" value="9137/Pid.C"' in page
    assert "sebelum sesi berakhir" not in page


async def test_too_short_a_word_leads_back_to_the_page_it_was_typed_on(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    blank = (await officer.get("/reports/klien?sort=deadline", headers=PAGE)).text
    answer = await pressed(officer, blank, "search", {"words": "x"})
    assert answer.headers["location"].startswith("/reports/klien?sort=deadline&kept=")
    page = await led(officer, answer)
    assert '<a href="#search-words">Cari: ' in page
    assert 'name="words" value="x"' in page
