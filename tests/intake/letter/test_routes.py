"""Letters through the real addresses: the clerk's form, faults beside their fields, whose agenda it is, who reads."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.intake.letter.decider.state import agenda_of
from services.intake.letter.events import Direction
from services.matching.ipd.events import IpdRegistered
from shared.access.policy import RoleName
from shared.database.roles import Role
from shared.domain.identifiers import Code, IpdId, PublicText, UnitCode
from shared.domain.units import BAPAS, SECRETARIAT, SOCIAL
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.language import day
from tests.forms import PAGE, form_in, led, pressed
from tests.intake.putusan.test_routes import PAPER
from tests.neighbours import linked_to_unit, tell
from tests.opened import Opened, one_more, opened_for

pytestmark = pytest.mark.slow
WHY = "dibandingkan dengan suratnya"
TODAY = today_wib()
DAY = (TODAY - timedelta(days=1)).isoformat()
NUMBER = f"100.3.7.1/980/406.001.1/{TODAY.year}"
CLERKS, LETTERS = 16, 200
SAID: dict[str, Any] = {
    "unit": SOCIAL,
    "correspondent": "Sekretariat Daerah",
    "number": NUMBER,
    "written_on": DAY,
    "received_on": TODAY.isoformat(),
    "perihal": "Undangan rapat kesiapan tempat",
}
SPELT_ANEW = (f"100-3.7.1/9801/106.001.  1/{TODAY.year}", f"100.3.7 1/980/406.001 1/{TODAY.year}")


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR]
    async with opened_for(settings, ["intake"], roles) as found:
        await of_unit(found, RoleName.COORDINATOR, SOCIAL)
        await of_unit(found, RoleName.OFFICER, BAPAS)
        yield found


async def of_unit(house: Opened, role: RoleName, unit: UnitCode) -> None:
    await linked_to_unit(house.parts.database, unit, role)
    await house.level()


async def registered(house: Opened, role: RoleName = RoleName.COORDINATOR, **said: Any) -> str:
    answer = await house.clients[role].post("/letter/incoming", json=SAID | said)
    assert answer.status_code == 201, answer.text
    await house.level()
    return str(answer.json()["letter_id"])


async def test_enter_registers_and_shows_the_next_blank_form_with_what_stays_the_same(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    page = (await clerk.get("/letter/new", headers=PAGE)).text
    fields = form_in(page, "letter")[1]
    assert fields["unit"] == SOCIAL
    typed = {name: value for name, value in SAID.items() if name != "unit"}
    answer = await pressed(clerk, page, "letter", typed)
    following = await led(clerk, answer)
    assert f"agenda 1/{TODAY.year}" in following
    fields = form_in(following, "letter")[1]
    kept = {name: fields[name] for name in ("unit", "correspondent", "written_on", "received_on")}
    assert kept == {name: SAID[name] for name in kept}
    assert (fields["number"], fields["perihal"]) == ("", "")
    assert "Sekretariat" not in answer.headers["location"]


async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    page = (await clerk.get("/letter/new", headers=PAGE)).text
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    wrong = await led(clerk, await pressed(clerk, page, "letter", SAID | {"written_on": tomorrow}))
    assert f"Tanggal ini di masa depan; hari ini {day(TODAY)}." in wrong
    assert f"Diterima sebelum suratnya ditulis, {day(tomorrow)}." in wrong
    assert form_in(wrong, "letter")[1]["perihal"] == SAID["perihal"]
    assert 'id="letter-written_on-salah"' in wrong


async def test_the_register_says_which_answers_are_awaited_and_how_long_they_are_late(house: Opened) -> None:
    clerk, ago = house.clients[RoleName.COORDINATOR], {n: (TODAY - timedelta(days=n)).isoformat() for n in (3, 5)}
    days = {"written_on": ago[5], "received_on": ago[5]}
    late = await registered(house, **days, answer_due=ago[3])
    waits = await registered(house, number="470/12/Rekaan", answer_due=TODAY.isoformat())
    await registered(house, number="470/13/Rekaan")
    found = (await clerk.get("/letter?awaited=true")).json()["items"]
    assert [one["letter_id"] for one in found] == [waits, late]
    page = (await clerk.get("/letter?awaited=true", headers=PAGE)).text
    assert (page.count("lewat 3 hari"), page.count("lewat")) == (1, 1)
    assert page.count(">belum dijawab<") == 1


async def test_a_letter_is_about_an_ipd_that_there_is(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    about = {"matter": "ipd", "ipd_id": "00000000-0000-4000-8000-000000000001"}
    kept = {name: SAID[name] for name in ("correspondent", "written_on", "perihal")}
    letter, out = await registered(house), kept | {"unit": SOCIAL}
    truly = {name: value for name, value in SAID.items() if name != "unit"} | {"correction": 1, "reason": WHY}
    answers = [
        await clerk.post("/letter/incoming", json=SAID | about | {"number": "470/12/Rekaan"}),
        await clerk.post("/letter/outgoing", json=out | about),
        await clerk.post(f"/letter/{letter}/corrections", json=truly | about),
    ]
    found = [(one["rule"], one["pointer"]) for answer in answers for one in answer.json()["errors"]]
    assert found == [("letter-ipd-unknown", "/ipd_id")] * 3
    office = IpdRegistered(ipd_id=IpdId(about["ipd_id"]), code=Code("rekaan"), name=PublicText("Dinas Rekaan"))
    await tell(house.parts.database, f"ipd-{office.ipd_id}", office)
    assert (await clerk.post("/letter/outgoing", json=out | about)).is_success


async def test_a_number_that_is_used_leads_to_its_letter_and_another_one_says_that_it_is_one(house: Opened) -> None:
    clerk, first = house.clients[RoleName.COORDINATOR], await registered(house)
    page = (await clerk.get("/letter/new", headers=PAGE)).text
    wrong = await led(clerk, await pressed(clerk, page, "letter", SAID))
    assert f"sudah dipakai surat di agenda 1/{TODAY.year}" in wrong
    assert f'href="/letter/{first}"' in wrong
    following = await led(clerk, await pressed(clerk, wrong, "letter", {"another": "true"}))
    assert f"agenda 2/{TODAY.year}" in following
    again = await clerk.post("/letter/incoming", json=SAID)
    assert (again.status_code, again.json()["rule"]) == (409, "number-used")


@pytest.mark.parametrize("number", SPELT_ANEW)
async def test_the_same_letter_spelt_another_way_is_asked_about_and_taken_where_it_is_another(
    house: Opened, number: str
) -> None:
    clerk, first = house.clients[RoleName.COORDINATOR], await registered(house)
    page = (await clerk.get("/letter/new", headers=PAGE)).text
    wanted = SAID | {"number": number}
    if number == SPELT_ANEW[1]:  # spelt alike: of another day, else it is the same letter
        wanted["written_on"] = TODAY.isoformat()
    asked = await led(clerk, await pressed(clerk, page, "letter", wanted))
    assert f"Mungkin sama dengan surat di agenda 1/{TODAY.year}" in asked
    assert f'href="/letter/{first}"' in asked
    assert f"agenda 2/{TODAY.year}" in await led(clerk, await pressed(clerk, asked, "letter", {"_check": "take"}))


async def test_a_number_that_is_corrected_or_entered_afterwards_is_asked_about_as_a_new_one_is(house: Opened) -> None:
    clerk, first = house.clients[RoleName.COORDINATOR], await registered(house)
    other = await registered(house, number="470/12/Rekaan")
    page = (await clerk.get(f"/letter/{other}", headers=PAGE)).text
    asked = await led(clerk, await pressed(clerk, page, "correct", {"number": SPELT_ANEW[0], "reason": WHY}))
    assert f"Mungkin sama dengan surat di agenda 1/{TODAY.year}" in asked
    assert f'href="/letter/{first}"' in asked
    mended = await led(clerk, await pressed(clerk, asked, "correct", {"_check": "take"}))
    assert f"<dd>{SPELT_ANEW[0].replace('  ', ' ')}</dd>" in " ".join(mended.split())
    await house.level()
    again = await led(clerk, await pressed(clerk, mended, "correct", {"perihal": "Undangan rapat", "reason": WHY}))
    assert "Mungkin sama" not in again


async def test_the_number_of_srikandi_is_asked_about_among_the_outgoing_ones(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    said = {"numbering": "srikandi", "valid_from": DAY, "number": 1, "reason": "Dinas memakai SRIKANDI"}
    assert (await clerk.post(f"/unit/{SOCIAL}/numbering", json=said)).is_success
    letters = []
    for _ in range(2):
        body = {"unit": SOCIAL, "correspondent": "Daftar terlampir", "written_on": DAY, "perihal": "Undangan"}
        letters.append((await clerk.post("/letter/outgoing", json=body)).json()["letter_id"])
    await house.level()
    for letter_id, number in zip(letters, (NUMBER, SPELT_ANEW[0]), strict=True):
        page = (await clerk.get(f"/letter/{letter_id}", headers=PAGE)).text
        shown = await led(clerk, await pressed(clerk, page, "srikandi", {"number": number}))
        await house.level()
    assert f"Mungkin sama dengan surat di agenda 1/{TODAY.year}" in shown
    assert "Nomor surat dicatat" in await led(clerk, await pressed(clerk, shown, "srikandi", {"_check": "take"}))


async def test_the_agenda_calls_a_unit_as_it_is_called_today(house: Opened) -> None:
    clerk, _ = house.clients[RoleName.COORDINATOR], await registered(house)
    described = {"name": "Dinas Rekaan", "kind": "office", "parent": "pemkab-trenggalek"}
    mended = {**described, "number": 1, "reason": "Namanya berubah sejak tahun ini"}
    assert (await clerk.post(f"/unit/{SOCIAL}/corrections", json=mended)).is_success
    await house.level()
    letter_id = await registered(house, number="7/Rekaan", correspondent="dinas  REKAAN")
    rows = (await clerk.get("/letter")).json()["items"]
    assert {row["unit_name"] for row in rows} == {"Dinas Rekaan"}
    assert [row["party"] for row in rows if row["letter_id"] == letter_id] == [SOCIAL]
    assert "Dinas Rekaan" in (await clerk.get("/letter.csv", headers=PAGE)).text
    assert "Dinas Rekaan" in (await clerk.get(f"/letter?unit={SOCIAL}", headers=PAGE)).text


async def test_a_program_is_not_asked(house: Opened) -> None:
    await registered(house)
    await registered(house, number=SPELT_ANEW[0])


async def test_an_agenda_is_its_units_alone_and_a_secret_letter_its_chains(house: Opened) -> None:
    theirs, secret = await registered(house), await registered(house, number=None, secrecy="rahasia")
    others = await registered(house, RoleName.OFFICER, unit=BAPAS)
    clerk, officer = house.clients[RoleName.COORDINATOR], house.clients[RoleName.OFFICER]
    assert {one["letter_id"] for one in (await clerk.get("/letter")).json()["items"]} == {theirs, secret}
    assert (await clerk.get(f"/letter/{others}")).status_code == 404
    for address in (f"/letter/{theirs}/corrections", f"/letter/{theirs}/striking-out"):
        body = {"reason": WHY} if "striking" in address else {"reason": WHY, "correction": 1, **SAID}
        body.pop("unit", None)
        assert (await officer.post(address, json=body)).status_code == 404
    refused = await officer.post("/letter/incoming", json=SAID | {"number": "9/Rekaan"})
    assert refused.json()["rule"] == "unit-unknown"
    await of_unit(house, RoleName.OFFICER, SOCIAL)
    seen = (await officer.get("/letter", headers=PAGE)).text
    assert SAID["perihal"] in seen
    assert (await officer.get(f"/letter/{theirs}")).status_code == 200
    assert (await officer.get(f"/letter/{secret}")).status_code == 404
    assert (await clerk.get(f"/letter/{secret}")).status_code == 200


async def test_the_repeat_check_tells_nothing_of_a_letter_that_is_secret_to_who_asks(house: Opened) -> None:
    secret = await registered(house, secrecy="rahasia")
    officer = house.clients[RoleName.OFFICER]
    await of_unit(house, RoleName.OFFICER, SOCIAL)
    refused = await officer.post("/letter/incoming", json=SAID)
    assert [one["rule"] for one in refused.json()["errors"]] == ["number-used-unseen"]
    assert (secret in refused.text, f"1/{TODAY.year}." in refused.text) == (False, False)
    page = (await officer.get("/letter/new", headers=PAGE)).text
    used = await led(officer, await pressed(officer, page, "letter", SAID))
    assert "dipakai surat yang tidak terbuka bagi Anda" in used
    assert secret not in used
    asked = await led(officer, await pressed(officer, page, "letter", SAID | {"number": SPELT_ANEW[0]}))
    assert "Mungkin sama" not in asked
    assert f"agenda 3/{TODAY.year}" in await led(officer, await pressed(officer, used, "letter", {"another": "true"}))


async def test_whoever_makes_a_letter_secret_reads_it_on_and_can_mend_the_wrong_choice(house: Opened) -> None:
    letter_id, officer = await registered(house), house.clients[RoleName.OFFICER]
    await of_unit(house, RoleName.OFFICER, SOCIAL)
    page = (await officer.get(f"/letter/{letter_id}", headers=PAGE)).text
    closed = await led(officer, await pressed(officer, page, "correct", {"secrecy": "rahasia", "reason": WHY}))
    await house.level()
    assert SAID["perihal"] in (await officer.get("/letter", headers=PAGE)).text
    await led(officer, await pressed(officer, closed, "correct", {"secrecy": "biasa", "reason": WHY}))
    assert (await officer.get(f"/letter/{letter_id}")).json()["secrecy"] == "biasa"


async def test_a_book_is_listed_and_printed_for_its_unit_in_the_order_of_its_numbers(house: Opened) -> None:
    clerk, officer = house.clients[RoleName.COORDINATOR], house.clients[RoleName.OFFICER]
    first, _ = await registered(house), await registered(house, number="2/Rekaan", perihal="Surat kedua")
    await clerk.post(f"/letter/{first}/striking-out", json={"reason": WHY})
    await house.level()
    book = f"/letter/books?unit={SOCIAL}&year={TODAY.year}&direction=in"
    assert book.replace("&", "&amp;") in (await clerk.get("/letter/books", headers=PAGE)).text
    assert "Belum ada buku" in (await officer.get("/letter/books", headers=PAGE)).text
    printed = (await clerk.get(book, headers=PAGE)).text
    assert -1 < printed.find(SAID["perihal"]) < printed.find("dicoret") < printed.find("Surat kedua")
    assert SAID["perihal"] not in (await clerk.get(f"{book}&begins=2", headers=PAGE)).text
    assert (await officer.get(book, headers=PAGE)).status_code == 404
    auditor = await house.clients[RoleName.AUDITOR].get(book, headers=PAGE)
    assert (auditor.status_code, SAID["perihal"] in auditor.text) == (200, False)


async def test_a_unit_that_is_not_theirs_is_the_only_fault_of_a_letter_that_is_otherwise_right(house: Opened) -> None:
    refused = await house.clients[RoleName.OFFICER].post("/letter/incoming", json=SAID)
    assert [one["rule"] for one in refused.json()["errors"]] == ["unit-unknown"]


async def test_the_inspectorate_sees_that_a_letter_is_there_and_nothing_that_it_says(house: Opened) -> None:
    letter_id, auditor = await registered(house), house.clients[RoleName.AUDITOR]
    for address in ("/letter", f"/letter/{letter_id}", "/letter.csv"):
        answer = await auditor.get(address, headers=PAGE)
        assert answer.status_code == 200
        assert SAID["perihal"] not in answer.text
        assert "Sekretariat Daerah" not in answer.text
    ordinary = (await auditor.get("/letter", headers=PAGE)).text
    assert "tidak dibuka bagi peran Anda</span>" in ordinary
    (row,) = (await auditor.get("/letter")).json()["items"]
    assert (row["agenda"], row["unit"], row["party"], row["compared"]) == (1, SOCIAL, None, None)


async def test_the_form_of_an_outgoing_letter_starts_in_its_first_empty_field(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    said = {name: SAID[name] for name in ("unit", "correspondent", "perihal", "written_on")}
    letter = (await clerk.post("/letter/outgoing", json=said)).json()["letter_id"]
    for address, name in (("", "correspondent"), (f"&last={letter}", "perihal")):
        page = (await clerk.get(f"/letter/new?direction=out{address}", headers=PAGE)).text
        focused = [tag for tag in re.findall(r"<input[^>]*>", page) if "autofocus" in tag]
        assert [re.findall(r' name="(\w+)"', tag) for tag in focused] == [[name]]


async def test_a_program_gets_no_word_of_a_letter_and_a_persons_file_has_them(house: Opened) -> None:
    letter_id, clerk = await registered(house), house.clients[RoleName.COORDINATOR]
    for address in ("/letter", f"/letter/{letter_id}", "/letter.csv"):
        assert SAID["perihal"] not in (await clerk.get(address)).text
    assert SAID["perihal"] in (await clerk.get("/letter.csv", headers=PAGE)).text


async def test_a_letter_is_mended_struck_out_and_stands_again_with_its_time_line(house: Opened) -> None:
    letter_id, clerk = await registered(house), house.clients[RoleName.COORDINATOR]
    page = (await clerk.get(f"/letter/{letter_id}", headers=PAGE)).text
    assert f'href="/letter/{letter_id}/slip"' in page
    mended = await led(clerk, await pressed(clerk, page, "correct", {"perihal": "Undangan rapat", "reason": WHY}))
    assert "Undangan rapat</dd>" in mended
    checked = await led(clerk, await pressed(clerk, mended, "strike", {"reason": WHY}))
    struck = await led(clerk, await pressed(clerk, checked, "strike", {"_check": "take"}))
    assert "dicoret" in struck
    back = await led(clerk, await pressed(clerk, struck, "restore", {"reason": WHY}))
    for word in ("Diterima dan dicatat", "Dibetulkan", "Dicoret", "Berlaku lagi", WHY, "Nama coordinator"):
        assert word in back


async def test_an_outgoing_letter_has_no_number_until_it_draws_one(house: Opened) -> None:
    await of_unit(house, RoleName.COORDINATOR, SECRETARIAT)
    clerk = house.clients[RoleName.COORDINATOR]
    said = {"unit": SECRETARIAT, "correspondent": "Daftar terlampir", "written_on": DAY, "perihal": "Undangan"}
    letter_id = (await clerk.post("/letter/outgoing", json=said)).json()["letter_id"]
    await house.level()
    page = (await clerk.get(f"/letter/{letter_id}", headers=PAGE)).text
    assert "belum bernomor" in page
    numbered = await led(clerk, await pressed(clerk, page, "number", {"classification": "100.3.7.1"}))
    assert f"100.3.7.1/1/406.001.1/{TODAY.year}" in numbered


async def test_a_ruling_shows_by_which_letter_it_came_and_the_letter_its_rulings(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    ruling = (await officer.post("/putusan", json=PAPER)).json()["putusan_id"]
    letter_id = await registered(house, RoleName.OFFICER, unit=BAPAS, matter="putusan")
    page = (await officer.get(f"/letter/{letter_id}", headers=PAGE)).text
    assert await looks(house, "putusan.read") == 0
    page = (await officer.get(f"/letter/{letter_id}?link=true", headers=PAGE)).text
    assert await looks(house, "putusan.read") == 1
    unsaid = await led(officer, await pressed(officer, page, "link", {"putusan_id": ""}))
    assert ruling in unsaid
    linked = await led(officer, await pressed(officer, page, "link", {"putusan_id": ruling}))
    await house.level()
    assert f'href="/putusan/{ruling}"' in linked
    assert f'href="/letter/{letter_id}"' in (await officer.get(f"/putusan/{ruling}", headers=PAGE)).text
    ended = await led(officer, await pressed(officer, linked, "unlink-1", {"reason": WHY}))
    await house.level()
    assert "Belum ada putusan yang ditautkan" in ended
    assert f'href="/letter/{letter_id}"' not in (await officer.get(f"/putusan/{ruling}", headers=PAGE)).text


async def looks(house: Opened, purpose: str) -> int:
    async with house.parts.houses["intake"].database.engine(Role.ACCESS).connect() as connection:
        found = text("SELECT count(*) FROM audit.entry WHERE kind = 'look' AND action = :purpose")
        return int((await connection.execute(found, {"purpose": purpose})).scalar_one())


async def test_many_clerks_at_once_leave_no_gap_and_no_double(house: Opened) -> None:
    clerk, turns = house.clients[RoleName.COORDINATOR], asyncio.Semaphore(CLERKS)

    async def enter(number: int) -> None:
        async with turns:
            said = SAID | {"number": f"{number}/Rekaan/{TODAY.year}"}
            while (answer := await clerk.post("/letter/incoming", json=said)).status_code == 503:
                continue
            assert answer.status_code == 201, answer.text

    await asyncio.gather(*(enter(number) for number in range(LETTERS)))
    await house.level()
    ledger = house.parts.houses["intake"].ledger
    placed = [one.event.letter_id for one in await ledger.read_stream(agenda_of(SOCIAL, TODAY.year, Direction.IN))]
    assert len(placed) == len({*placed}) == LETTERS
    rows = (await clerk.get("/letter?sort=agenda&limit=200")).json()["items"]
    assert [(row["agenda"], row["letter_id"]) for row in rows] == [*enumerate(placed, 1)]


async def test_a_letter_that_is_made_secret_is_corrected_in_the_register_and_closed_to_the_others(
    house: Opened,
) -> None:
    clerk, letter = house.clients[RoleName.COORDINATOR], await registered(house)
    async with AsyncExitStack() as stack:
        other = await one_more(house, RoleName.COORDINATOR, "agendaris", stack)
        await linked_to_unit(house.parts.database, SOCIAL, "agendaris")
        await house.level()
        assert [one["letter_id"] for one in (await other.get("/letter")).json()["items"]] == [letter]
        truly = {name: value for name, value in SAID.items() if name != "unit"} | {
            "perihal": "Surat rahasia",
            "secrecy": "rahasia",
            "correction": 1,
            "reason": WHY,
        }
        answer = await clerk.post(f"/letter/{letter}/corrections", json=truly)
        assert answer.status_code == 200, answer.text
        await house.level()
        (row,) = (await clerk.get("/letter")).json()["items"]
        assert row["secrecy"] == "rahasia"
        assert "Surat rahasia" in (await clerk.get("/letter", headers=PAGE)).text
        seen = (await other.get("/letter", headers=PAGE)).text
        assert not any(one in seen for one in ("Surat rahasia", str(SAID["perihal"])))
        assert (await other.get(f"/letter/{letter}")).status_code == 404
