"""Logs that are mended by whoever may: the officer at any time, the supervisor their own of today, a log that waits
taken as it stands; each seen on the log's own page."""

import re
from datetime import datetime, timedelta
from typing import Any

from shared.law.calendar import WIB
from shared.runtime.clock import now
from tests.attendance.conftest import Attendance
from tests.attendance.hours.facts import FIRST, HOST, LIBRARY, MARKET
from tests.attendance.hours.test_routes import ACCEPTED, ADDRESS, PAGE, begun, entry, placed, seen
from tests.forms import form_in, led, pressed

WHY = {"reason": "dilihat sendiri oleh petugas"}


def today_at_noon() -> datetime:
    """Noon of the day of the house's clock, in WIB."""
    return now().astimezone(WIB).replace(hour=12, minute=0, second=0, microsecond=0)


def own_entry(hours: int = 1) -> dict[str, Any]:
    """Work of today, from noon; whether it waits for its time to come is no matter here."""
    starts = today_at_noon()
    return entry() | {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=hours)).isoformat()}


def work(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "klien_id"}


async def log_of(client: Any, shift_id: str, after: int = 0) -> dict[str, Any]:
    answer = await client.get(f"{ADDRESS}/logs/{shift_id}?after={after}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_of_two_logs_at_two_sites_the_true_one_is_taken_and_the_other_struck(attendance: Attendance) -> None:
    """Settlement 10, from what the supervisor sends to what the page says."""
    await begun(attendance)
    await attendance.tell(f"placement-{FIRST}", ACCEPTED.model_copy(update={"site_id": LIBRARY}))
    market = (await attendance.supervisor.post("/hours", json=entry())).json()
    library = (await attendance.supervisor.post("/hours", json=entry("11:00", "14:00", site_id=LIBRARY))).json()
    found = await log_of(attendance.officer, market["shift_id"], library["position"])
    assert (found["state"], found["acceptable"]) == ("review", True)
    assert [(one["rule"], one["citation"]) for one in found["waits"]] == [("waits-overlap", "Ketetapan 10")]
    body = {"shift_id": market["shift_id"], "number": 1, "content": 0, "accepted": ["overlap"], **WHY}
    done = await attendance.officer.post(f"{ADDRESS}/decisions", json=body)
    assert done.status_code == 200, done.text
    found = await log_of(attendance.officer, market["shift_id"], done.json()["position"])
    assert (found["state"], found["accepted"]) == ("recorded", ["overlap"])
    assert [one["what"] for one in found["said"]] == ["recorded", "accepted"]
    other = await log_of(attendance.officer, library["shift_id"], done.json()["position"])
    assert [one["rule"] for one in other["waits"]] == ["waits-overlap-with-true"]
    strike = {"shift_id": library["shift_id"], "number": 1, "shift": None, **WHY}
    struck = await attendance.officer.post(f"{ADDRESS}/corrections", json=strike)
    assert (await seen(attendance.officer, struck.json()["position"]))["sentences"][0]["credited_minutes"] == 240


async def test_the_page_of_a_log_says_in_words_why_it_waits_by_whom_and_when(attendance: Attendance) -> None:
    await begun(attendance)
    wrong = (await attendance.supervisor.post("/hours", json=entry("12:00", "08:00"))).json()
    page = await attendance.officer.get(f"{ADDRESS}/logs/{wrong['shift_id']}?after={wrong['position']}", headers=PAGE)
    assert "Jam selesai 08.00 (2 Maret 2026) mendahului jam mulai 12.00 (2 Maret 2026)." in page.text
    assert "oleh Pengawas I-PD" in page.text
    assert "Ketetapan 26" not in page.text
    refused = await attendance.officer.post(
        f"{ADDRESS}/decisions",
        json={"shift_id": wrong["shift_id"], "number": 1, "content": 0, "accepted": ["end-not-after-start"], **WHY},
    )
    assert (refused.status_code, refused.json()["rule"]) == (422, "review-not-acceptable")
    assert (await attendance.officer.get(f"{ADDRESS}/logs/{FIRST}")).json()["rule"] == "log-unknown"


async def test_reasons_are_read_by_whoever_reads_the_case_and_by_nobody_else(attendance: Attendance) -> None:
    await begun(attendance)
    logged = (await attendance.supervisor.post("/hours", json=entry())).json()
    body = {"shift_id": logged["shift_id"], "number": 1, "shift": None, **WHY}
    struck = (await attendance.officer.post(f"{ADDRESS}/corrections", json=body)).json()
    address = f"{ADDRESS}/logs/{logged['shift_id']}?after={struck['position']}"
    assert WHY["reason"] in (await attendance.officer.get(address, headers=PAGE)).text
    assert WHY["reason"] not in (await attendance.supervisor.get(address, headers=PAGE)).text
    assert (await attendance.operator.get(address)).status_code == 403


async def test_a_struck_log_keeps_its_day_and_hours_in_the_list_and_is_not_counted(attendance: Attendance) -> None:
    await begun(attendance)
    logged = (await attendance.supervisor.post("/hours", json=entry())).json()
    body = {"shift_id": logged["shift_id"], "number": 1, "shift": None, **WHY}
    struck = (await attendance.officer.post(f"{ADDRESS}/corrections", json=body)).json()
    page = (await attendance.officer.get(f"{ADDRESS}?after={struck['position']}", headers=PAGE)).text
    recorded = page.split('id="jam"')[1]
    assert "<span>0 · 1 dicoret</span>" in recorded
    assert "2 Mar 2026</time>" in recorded
    assert "semula 4 jam" in recorded
    assert not any(word in recorded for word in ("belum diakui", "pembetulan 1"))
    assert ">Pulihkan<" in recorded


async def test_a_form_says_work_and_breaks_as_on_paper(attendance: Attendance) -> None:
    await begun(attendance)
    logged = (await attendance.supervisor.post("/hours", json=entry())).json()
    form = {
        "shift_id": logged["shift_id"],
        "number": "1",
        "shift.place": f"{MARKET}/{HOST}",
        "shift.starts": "2026-03-02T08:00",
        "shift.ends": "2026-03-02T11:00",
        "shift.breaks": "10.00–10.15",
        "shift.source": "paper",
        **WHY,
    }
    done = await attendance.officer.post(f"{ADDRESS}/corrections", data=form, headers=PAGE)
    assert done.status_code == 303, done.text
    head = await attendance.house.ledger.head()
    (shift,) = (await seen(attendance.officer, int(head.position)))["shifts"]
    assert (shift["credited_minutes"], shift["break_minutes"]) == (165, 15)
    strike = {"shift_id": logged["shift_id"], "number": "2", "strike": "1", **WHY}
    assert (await attendance.officer.post(f"{ADDRESS}/corrections", data=strike, headers=PAGE)).status_code == 303
    found = await log_of(attendance.officer, logged["shift_id"])
    assert (found["state"], found["shift"]["ends"]) == ("struck", "2026-03-02T04:00:00Z")


async def test_work_without_a_placement_is_taken_by_form_with_its_document(attendance: Attendance) -> None:
    await begun(attendance)
    logged = (await attendance.supervisor.post("/hours", json=entry(site_id=LIBRARY))).json()
    form = {"shift_id": logged["shift_id"], "number": "1", "content": "0", "accepted": "no-placement", **WHY}
    bare = await attendance.officer.post(f"{ADDRESS}/decisions", data=form)
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/document")
    done = await attendance.officer.post(f"{ADDRESS}/decisions", data=form | {"document": "470/12/2026"})
    assert done.status_code == 200, done.text
    assert (await log_of(attendance.officer, logged["shift_id"]))["state"] == "recorded"
    nobody = await attendance.supervisor.post(f"{ADDRESS}/decisions", data=form | {"number": "2"})
    assert nobody.status_code == 403


async def test_a_supervisor_mends_their_own_log_of_today_and_is_told_who_mends_others(attendance: Attendance) -> None:
    await begun(attendance)
    said = own_entry()
    mine = (await attendance.supervisor.post("/hours", json=said)).json()
    body = {"shift_id": mine["shift_id"], "number": 1, "shift": work(own_entry(hours=2)), **WHY}
    done = await attendance.supervisor.post(f"{ADDRESS}/amendments", json=body)
    assert done.status_code == 200, done.text
    struck = await attendance.supervisor.post(f"{ADDRESS}/amendments", json=body | {"number": 2, "shift": None})
    assert struck.status_code == 200, struck.text
    theirs = (await attendance.officer.post("/hours", json=said | {"site_id": LIBRARY})).json()
    other = await attendance.supervisor.post(f"{ADDRESS}/amendments", json=body | {"shift_id": theirs["shift_id"]})
    assert (other.status_code, other.json()["rule"]) == (422, "not-your-own-log")
    assert "pembimbing kemasyarakatan" in other.json()["errors"][0]["remedy"]
    old = (await attendance.supervisor.post("/hours", json=entry())).json()
    past = await attendance.supervisor.post(f"{ADDRESS}/amendments", json=body | {"shift_id": old["shift_id"]})
    assert (past.status_code, past.json()["rule"]) == (422, "not-todays-log")
    assert (await attendance.officer.post(f"{ADDRESS}/amendments", json=body)).status_code == 403


async def test_a_breaks_fault_is_told_at_the_field_that_was_filled(attendance: Attendance) -> None:
    await begun(attendance)
    head = (await attendance.house.ledger.head()).position
    page = await page_of(attendance.officer, f"{ADDRESS}?after={head}")
    times = {"day": "2026-03-02", "starts": "08:00", "ends": "12:00"}
    for field, label in (({"breaks": "13.00–13.30"}, "Istirahat dari–sampai"), ({"break_minutes": "300"}, "tanpa jam")):
        asked = await led(attendance.officer, await pressed(attendance.officer, page, "catat", times | field))
        assert "tidak muat di antara pukul 08.00 dan 12.00" in asked
        callout = asked[asked.index('class="callout watch"') :]
        assert label in callout[: callout.index("tidak muat")]


async def test_cancel_leads_a_supervisor_back_to_the_day_at_that_place(attendance: Attendance) -> None:
    await begun(attendance)
    mine = (await attendance.supervisor.post("/hours", json=own_entry())).json()
    page = await page_of(attendance.supervisor, f"{ADDRESS}/logs/{mine['shift_id']}?after={mine['position']}")
    assert f'<a class="button" href="/?place={MARKET}">Batal</a>' in page


async def page_of(client: Any, address: str) -> str:
    answer = await client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text
    found: str = answer.text
    return found


async def test_a_page_asks_before_it_takes_what_is_odd_and_takes_it_when_somebody_says_so(
    attendance: Attendance,
) -> None:
    """Settlement 26: the form comes back with the question; nothing is recorded before the answer."""
    await begun(attendance)
    head = (await attendance.house.ledger.head()).position
    page = await page_of(attendance.officer, f"{ADDRESS}?after={head}")
    backward = {"day": "2026-03-02", "starts": "12:00", "ends": "08:00"}
    asked = await led(attendance.officer, await pressed(attendance.officer, page, "catat", backward))
    assert "Jam selesai 08.00 (2 Maret 2026) mendahului jam mulai 12.00 (2 Maret 2026)." in asked
    assert asked.index('class="button filled" type="submit" name="_check" value="change"') < asked.index(
        "Catat apa adanya"
    )
    assert (await attendance.house.ledger.head()).position == head
    mended = await led(attendance.officer, await pressed(attendance.officer, asked, "catat", {"_check": "change"}))
    assert form_in(mended, "catat")[1]["starts"] == "12:00"
    done = await pressed(attendance.officer, mended, "catat", {"ends": "16:00"})
    said = await led(attendance.officer, done)
    assert ": 2 Maret 2026 pukul 12.00–16.00, diakui 4 jam." in said
    assert '<p class="callout good summary" role="status">' in said
    again = await led(attendance.officer, await pressed(attendance.officer, page, "catat", backward))
    taken = await led(attendance.officer, await pressed(attendance.officer, again, "catat", {"_check": "take"}))
    assert "menunggu keputusan petugas: jam selesai mendahului jam mulai" in taken
    assert '<p class="callout watch summary" role="status">' in taken


async def test_a_berita_acara_is_asked_about_where_hours_of_its_day_cannot_count(attendance: Attendance) -> None:
    """Settlements 18 and 26: older than the BHT, or than every place; of a day that has not come it is refused."""
    await placed(attendance)
    head = (await attendance.house.ledger.head()).position
    page = await page_of(attendance.officer, f"{ADDRESS}?after={head}")
    said = {"started_on": "2026-01-02", "document": "BA-12/2026"}
    asked = await led(attendance.officer, await pressed(attendance.officer, page, "mulai-1", said))
    assert "Berita acara lebih awal daripada BHT" in asked
    assert "Belum ditempatkan pada hari itu: jam sebelum" in asked
    assert "Ubah" in asked
    future = {"started_on": str(today_at_noon().date() + timedelta(days=2)), "document": "BA-12/2026"}
    refused = await led(attendance.officer, await pressed(attendance.officer, page, "mulai-1", future))
    assert "Tanggal berita acara lebih dari hari ini" in refused
    assert "Periksa sebelum dicatat" not in refused
    assert (await attendance.house.ledger.head()).position == head
    taken = await led(attendance.officer, await pressed(attendance.officer, asked, "mulai-1", {"_check": "take"}))
    assert "Penempatannya baru mulai" in taken
    assert f'href="/placement/{FIRST}"' in taken
    assert "jam diakui sejak" not in taken


async def taken_after_a_look(attendance: Attendance, shown: str, form: str, head: int) -> str:
    """The answers are on the page that was led to, and nothing is recorded behind ``head`` before they are taken."""
    assert "Periksa sebelum dicatat" in shown
    assert (await attendance.house.ledger.head()).position == head
    return await led(attendance.officer, await pressed(attendance.officer, shown, form, {"_check": "take"}))


async def test_the_page_of_a_log_mends_strikes_and_takes_it(attendance: Attendance) -> None:
    await begun(attendance)
    logged = (await attendance.supervisor.post("/hours", json=entry(site_id=LIBRARY))).json()
    address = f"{ADDRESS}/logs/{logged['shift_id']}"
    page = await page_of(attendance.officer, f"{address}?after={logged['position']}")
    action, fields = form_in(page, "betulkan")
    assert (action, fields["shift.day"], fields["shift.starts"], fields["shift.place"]) == (
        f"{ADDRESS}/corrections",
        "2026-03-02",
        "08:00",
        f"{LIBRARY}/{HOST}",
    )
    lacking = await led(attendance.officer, await pressed(attendance.officer, page, "terima", WHY))
    assert "Nomor surat tempat yang menerima klien" in lacking
    assert WHY["reason"] in lacking
    head = (await attendance.house.ledger.head()).position
    shown = await led(
        attendance.officer, await pressed(attendance.officer, lacking, "terima", {"document": "470/12/2026"})
    )
    assert "Senin, 2 Maret 2026, 08.00–12.00" in shown
    said = await taken_after_a_look(attendance, shown, "terima", head)
    assert "Catatan diterima apa adanya" in said
    assert "470/12/2026" in said
    head = (await attendance.house.ledger.head()).position
    shown = await led(attendance.officer, await pressed(attendance.officer, said, "terima", WHY))
    back = await taken_after_a_look(attendance, shown, "terima", head)
    assert "catatan ini menunggu lagi" in back
    head = (await attendance.house.ledger.head()).position
    shown = await led(attendance.officer, await pressed(attendance.officer, back, "coret", WHY))
    struck = await taken_after_a_look(attendance, shown, "coret", head)
    assert "Catatan dicoret" in struck
    whole = await led(
        attendance.officer,
        await pressed(attendance.officer, struck, "betulkan", WHY | {"shift.place": f"{MARKET}/{HOST}"}),
    )
    assert "Catatan dipulihkan; jam yang diakui dihitung kembali." in whole
    assert "<strong>Dipulihkan</strong>" in whole
    assert "Sedikitnya 10 huruf" in whole
    head = (await attendance.house.ledger.head()).position
    place = {"shift.place": f"{MARKET}/{HOST}"}
    same = await led(attendance.officer, await pressed(attendance.officer, whole, "betulkan", WHY | place))
    assert "Isinya sama dengan yang sudah tercatat" in same
    assert (await attendance.house.ledger.head()).position == head
    later = await pressed(attendance.officer, same, "betulkan", WHY | place | {"shift.starts": "09:00"})
    mended = await led(attendance.officer, later)
    assert "08.00–12.00 menjadi 09.00–12.00" in mended
    assert (await log_of(attendance.officer, logged["shift_id"]))["state"] == "recorded"


async def test_a_berita_acara_is_shown_before_it_is_taken_and_its_number_afterwards(attendance: Attendance) -> None:
    await placed(attendance)
    head = (await attendance.house.ledger.head()).position
    page = await page_of(attendance.officer, f"{ADDRESS}?after={head}")
    said = {"started_on": "2026-03-02", "document": "BA-12/2026"}
    shown = await led(attendance.officer, await pressed(attendance.officer, page, "mulai-1", said))
    assert "Periksa sebelum dicatat" in shown
    assert (await attendance.house.ledger.head()).position == head
    taken = await led(attendance.officer, await pressed(attendance.officer, shown, "mulai-1", {"_check": "take"}))
    assert "jam diakui sejak 2 Maret 2026, batas waktunya 29 Agustus 2026" in taken
    assert "<small>BA-12/2026</small>" in taken
    seen_by_others = await page_of(attendance.supervisor, f"{ADDRESS}?after={head}")
    assert "BA-12/2026" not in seen_by_others


async def test_a_correction_that_changes_nothing_is_told_of_its_reason_too(attendance: Attendance) -> None:
    await begun(attendance)
    log = (await attendance.officer.post("/hours", json=entry())).json()
    page = (
        await attendance.officer.get(f"{ADDRESS}/logs/{log['shift_id']}?after={log['position']}", headers=PAGE)
    ).text
    again = await led(attendance.officer, await pressed(attendance.officer, page, "betulkan", {"reason": "salah"}))
    assert "Alasan: Terlalu pendek" in again
    assert len(re.findall(r'<a href="#betulkan-[\w.]+">', again)) == 2
