"""Disposisi through the real addresses: the sheet's form, three levels of tasks, who reads a secret letter by them."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from services.intake.letter.papers import CHOICE_LINE
from services.intake.letter.routes.chain import Given, Held
from services.intake.letter.routes.ticked import ticked
from shared.access.policy import RoleName
from shared.domain.units import BAPAS, SOCIAL
from shared.law.calendar import WIB
from shared.runtime.settings import Settings
from tests.forms import PAGE, form_in, led, pressed
from tests.intake.letter.test_routes import SAID, of_unit, registered
from tests.neighbours import account_of
from tests.opened import Opened, opened_for
from tests.papers.looking import pages_of
from tests.papers.scanned import image

pytestmark = pytest.mark.slow
WHY = "keliru memilih bagiannya"
RESOS = f"{SOCIAL}.resos"
ASKED: dict[str, Any] = {"wishes": ["proses"], "note": "Siapkan isian Lampiran I bersama Kecamatan"}
MINE = "/disposisi?whose=mine&state=open"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR]
    async with opened_for(settings, ["intake"], roles) as found:
        await of_unit(found, RoleName.COORDINATOR, SOCIAL)
        await of_unit(found, RoleName.OFFICER, BAPAS)
        yield found


async def forwarded(house: Opened, letter_id: str, by: RoleName = RoleName.COORDINATOR, **said: Any) -> str:
    answer = await house.clients[by].post(f"/letter/{letter_id}/forwards", json=ASKED | said)
    assert answer.status_code == 201, answer.text
    await house.level()
    return str(answer.json()["forward_id"])


async def tasks(house: Opened, by: RoleName = RoleName.COORDINATOR, at: str = MINE) -> list[dict[str, Any]]:
    answer = await house.clients[by].get(at)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_the_sheets_form_forwards_and_the_letters_page_shows_it(house: Opened) -> None:
    clerk, letter = house.clients[RoleName.COORDINATOR], await registered(house)
    form = (await clerk.get(f"/letter/{letter}/forwards", headers=PAGE)).text
    assert "Kabid Resos" in form
    assert form_in(form, "forward")[0] == f"/letter/{letter}/forwards"
    said = {"to_units": RESOS, "wishes": "proses", "note": ASKED["note"], "standing_in": "plh"}
    shown = await led(clerk, await pressed(clerk, form, "forward", said))
    assert "Surat didisposisikan" in shown
    assert "Plh. Dinas" in shown
    assert "Kabid Resos" in shown
    assert ASKED["note"] in shown
    assert "Proses lebih lanjut" in shown


async def test_a_disposisi_to_nobody_is_refused_beside_the_field_and_what_was_typed_stays(house: Opened) -> None:
    clerk, letter = house.clients[RoleName.COORDINATOR], await registered(house)
    form = (await clerk.get(f"/letter/{letter}/forwards", headers=PAGE)).text
    wrong = await led(clerk, await pressed(clerk, form, "forward", {"wishes": "proses", "note": ASKED["note"]}))
    assert "belum ditujukan kepada siapa pun" in wrong
    assert 'id="forward-to_units-salah"' in wrong
    assert ASKED["note"] in wrong


async def test_three_levels_are_tasks_of_each_and_the_last_one_is_done_by_an_answer(house: Opened) -> None:
    """Kepala to Kabid, entered in the Kabid's place by the office to Bapas, who do it."""
    letter = await registered(house)
    await forwarded(house, letter, to_units=[RESOS])
    (waiting,) = await tasks(house, at="/disposisi?state=open")
    assert (waiting["to_unit"], waiting["state"], waiting["age_days"]) == (RESOS, "open", 0)
    assert await tasks(house, RoleName.OFFICER) == []
    assert (await house.clients[RoleName.OFFICER].get(f"/letter/{letter}")).status_code == 404
    await forwarded(house, letter, to_units=[BAPAS], answers=waiting["task_id"], standing_in="an")
    (theirs,) = await tasks(house, RoleName.OFFICER)
    officer = house.clients[RoleName.OFFICER]
    read = (await officer.get(f"/letter/{letter}")).json()
    assert [one["state"] for one in read["tasks"]] == ["handed-on", "open"]
    me = str(await account_of(house.parts.database, RoleName.COORDINATOR))
    await forwarded(house, letter, RoleName.OFFICER, to_accounts=[me], answers=theirs["task_id"])
    (mine,) = await tasks(house)
    assert mine["to_account"] == me
    said = {
        "unit": SOCIAL,
        "correspondent": "Sekretariat Daerah",
        "perihal": "Jawaban",
        "written_on": SAID["written_on"],
    }
    clerk = house.clients[RoleName.COORDINATOR]
    reply = (await clerk.post("/letter/outgoing", json=said)).json()["letter_id"]
    await house.level()
    page = (await clerk.get(f"/letter/{letter}", headers=PAGE)).text
    shown = await led(clerk, await pressed(clerk, page, "done-3-1", {"answer": reply}))
    assert "Tugas selesai" in shown
    assert f'href="/letter/{reply}"' in shown
    await house.level()
    assert await tasks(house) == []


async def test_the_list_of_tasks_says_of_what_letter_how_urgent_and_by_when(house: Opened) -> None:
    letter = await registered(house, urgency="sangat-segera")
    await forwarded(house, letter, to_units=[RESOS])
    shown = (await house.clients[RoleName.COORDINATOR].get("/disposisi", headers=PAGE)).text
    assert f'href="/letter/{letter}#disposisi"' in shown
    assert SAID["perihal"] in shown
    assert "sangat segera" in shown


async def test_what_is_not_followed_yet_is_counted_by_unit_and_narrowed_to_one(house: Opened) -> None:
    for number, units in {"B-1/2026": [RESOS, f"{SOCIAL}.p3a"], "B-2/2026": [RESOS]}.items():
        await forwarded(house, await registered(house, number=number), to_units=units)
    shown = (await house.clients[RoleName.COORDINATOR].get("/disposisi?state=open", headers=PAGE)).text
    assert "Kabid Resos <b>2</b>" in shown
    assert "Kabid P3A <b>1</b>" in shown
    assert "Sekretaris <b>" not in shown
    assert len(await tasks(house, at=f"/disposisi?state=open&to_unit={RESOS}")) == 2


async def test_the_tasks_of_a_secret_letter_show_to_its_chain_and_not_to_the_rest_of_its_unit(house: Opened) -> None:
    await of_unit(house, RoleName.OFFICER, SOCIAL)
    open_to_all, secret = await registered(house), await registered(house, number="B-1/2026", secrecy="rahasia")
    for letter in (open_to_all, secret):
        await forwarded(house, letter, to_units=[RESOS])
    shown = await tasks(house, RoleName.OFFICER, "/disposisi")
    assert [one["letter_id"] for one in shown] == [open_to_all]
    assert {one["letter_id"] for one in await tasks(house, at="/disposisi")} == {open_to_all, secret}
    assert (await house.clients[RoleName.OFFICER].get(f"/letter/{secret}/slip")).status_code == 404


async def test_a_receiver_of_another_office_reads_and_does_but_mends_nothing_of_the_agenda(house: Opened) -> None:
    letter, officer = await registered(house), house.clients[RoleName.OFFICER]
    await forwarded(house, letter, to_units=[BAPAS])
    page = (await officer.get(f"/letter/{letter}", headers=PAGE)).text
    assert SAID["perihal"] in page
    assert "Coret surat" not in page
    assert (await officer.post(f"/letter/{letter}/striking-out", json={"reason": WHY})).status_code == 404
    first = await officer.post(f"/letter/{letter}/forwards", json=ASKED | {"to_units": [RESOS]})
    assert first.status_code == 404
    shown = await led(officer, await pressed(officer, page, "done-1-1", {"note": "Data sudah dikirim"}))
    assert "Data sudah dikirim" in shown
    await house.level()
    (done,) = await tasks(house, at="/disposisi?state=done")
    clerk = house.clients[RoleName.COORDINATOR]
    again = (await clerk.get(f"/letter/{letter}", headers=PAGE)).text
    assert "menunggu" in await led(clerk, await pressed(clerk, again, "again-1-1", {"reason": WHY}))
    await house.level()
    assert [one["task_id"] for one in await tasks(house, RoleName.OFFICER)] == [done["task_id"]]


async def test_a_secret_letter_shows_to_whom_it_is_forwarded_until_that_is_taken_back(house: Opened) -> None:
    letter, officer = await registered(house, secrecy="rahasia"), house.clients[RoleName.OFFICER]
    assert (await officer.get(f"/letter/{letter}")).status_code == 404
    me = str(await account_of(house.parts.database, RoleName.OFFICER))
    forward = await forwarded(house, letter, to_accounts=[me])
    assert SAID["perihal"] in (await officer.get(f"/letter/{letter}", headers=PAGE)).text
    assert len(await tasks(house, RoleName.OFFICER)) == 1
    clerk = house.clients[RoleName.COORDINATOR]
    page = (await clerk.get(f"/letter/{letter}", headers=PAGE)).text
    assert "Disposisi ditarik" in await led(clerk, await pressed(clerk, page, "end-1", {"reason": WHY}))
    await house.level()
    assert (await officer.get(f"/letter/{letter}")).status_code == 404
    assert await tasks(house, RoleName.OFFICER) == []
    assert (await officer.get(f"/letter/{letter}/forwards", headers=PAGE)).status_code == 404
    assert forward


async def test_a_wrong_disposisi_is_corrected_by_page_with_a_reason(house: Opened) -> None:
    letter, clerk = await registered(house), house.clients[RoleName.COORDINATOR]
    forward = await forwarded(house, letter, to_units=[RESOS])
    form = (await clerk.get(f"/letter/{letter}/forwards?mends={forward}", headers=PAGE)).text
    assert form_in(form, "forward")[1]["note"] == ASKED["note"]
    fields = {"to_units": f"{SOCIAL}.p3a", "wishes": "proses", "note": ASKED["note"], "reason": WHY}
    shown = await led(clerk, await pressed(clerk, form, "forward", fields))
    assert "Disposisi dibetulkan" in shown
    assert "Kabid P3A" in shown
    await house.level()
    assert [one["to_unit"] for one in await tasks(house, at="/disposisi?state=open")] == [f"{SOCIAL}.p3a"]


async def test_the_inspectorate_sees_that_there_is_one_and_no_word_of_it(house: Opened) -> None:
    letter, auditor = await registered(house), house.clients[RoleName.AUDITOR]
    await forwarded(house, letter, to_units=[RESOS])
    page = (await auditor.get(f"/letter/{letter}", headers=PAGE)).text
    assert "Kabid Resos" in page
    assert ASKED["note"] not in page
    assert "Disposisikan" not in page
    assert SAID["perihal"] not in (await auditor.get("/disposisi", headers=PAGE)).text
    assert (await auditor.post(f"/letter/{letter}/forwards", json=ASKED | {"to_units": [RESOS]})).status_code == 403


async def test_a_receiver_looks_at_the_scan_until_the_disposisi_is_taken_back(house: Opened) -> None:
    letter, clerk, officer = (
        await registered(house),
        house.clients[RoleName.COORDINATOR],
        house.clients[RoleName.OFFICER],
    )
    scan = image("PNG", (8, 8))
    assert (await clerk.post(f"/letter/{letter}/files", files={"berkas": ("surat.png", scan)})).status_code == 200
    assert (await officer.get(f"/letter/{letter}/files/1")).status_code == 404
    forward = await forwarded(house, letter, to_units=[BAPAS])
    assert (await officer.get(f"/letter/{letter}/files/1")).content == scan
    assert (await officer.get(f"/letter/{letter}/files/1/preview")).status_code == 200
    assert (await officer.post(f"/letter/{letter}/files/1/removal", json={"reason": WHY})).status_code == 404
    assert (await clerk.post(f"/letter/{letter}/forwards/{forward}/end", json={"reason": WHY})).status_code == 200
    assert (await officer.get(f"/letter/{letter}/files/1")).status_code == 404


async def test_the_slip_says_who_asked_what_of_whom(house: Opened) -> None:
    letter, clerk = await registered(house), house.clients[RoleName.COORDINATOR]
    wrong = await forwarded(house, letter, to_units=[BAPAS], note="Keliru kirim")
    assert (await clerk.post(f"/letter/{letter}/forwards/{wrong}/end", json={"reason": WHY})).status_code == 200
    await forwarded(house, letter, to_units=[RESOS], standing_in="plh")
    (task,) = await tasks(house, at="/disposisi?state=open")
    await forwarded(
        house, letter, to_units=[BAPAS], answers=task["task_id"], standing_in="an", wishes=["koordinasi"], note="Segera"
    )
    text = " ".join(pages_of((await clerk.get(f"/letter/{letter}/slip")).content))
    for words in (ASKED["note"], "Plh. Dinas", "a.n. Kabid Resos", "Koordinasi/konfirmasikan Segera"):
        assert words in text, words
    assert "Keliru kirim" not in text


def test_the_boxes_of_the_slip_are_those_of_the_offices_own_disposisi() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=WIB)
    rest = {"by": "Budi", "at": now, "standing_in": None, "to_units": (), "to_accounts": (), "answers": None}
    rest |= {"why_back": None, "mine": False, "wishes": ()}
    held = {"due": now.date(), "given_on": now.date(), "state": "open", "mine": False, "done_by": None}
    held |= {"done_at": None, "note": None, "answer": None}

    def given(to: str, level: int, asked: str, other: str | None = None, *, taken_back: bool = False) -> Given:
        tasks = (Held(task_id=to, to=to, **held),)
        said = {"asked": (asked,), "other": other, "note": None, "tasks": tasks, "taken_back": taken_back}
        return Given(forward_id=to, level=level, post="Dinas", **said, **rest)

    found = ticked(
        ["Sekretaris", "Kabid Resos"],
        [
            given("Kabid Resos", 0, "Proses lebih lanjut", "Hadir mewakili"),
            given("Sekretaris", 1, "Tanggapan dan saran"),
            given("Bapas", 0, "Koordinasi/konfirmasikan", taken_back=True),
        ],
    )
    assert found["forwarded"] == [("Sekretaris", False), ("Kabid Resos", True), (CHOICE_LINE, False)]
    assert [words for words, yes in found["asked"] if yes] == ["Proses lebih lanjut", "Hadir mewakili"]
    assert [one.words for one in found["notes"]] == ["", "Kepada Sekretaris: Tanggapan dan saran"]
