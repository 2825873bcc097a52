"""The addresses of hours on a real ledger: from a ruling and a placement to what a supervisor sees."""

from datetime import date
from typing import Any

import asyncpg
import httpx2
import pytest

from services.intake.putusan.events import PutusanFinalityRecorded, PutusanRegistered
from services.matching.placement.events import PlacementAccepted
from shared.database.engine import Database
from shared.domain.identifiers import Code
from tests.attendance.conftest import Attendance
from tests.attendance.hours.facts import FIRST, HOST, KLIEN, LIBRARY, MARKET, OFFER, RULED, START, terms
from tests.waiting import read

ADDRESS = f"/hours/{KLIEN}"
REGISTERED = PutusanRegistered(
    putusan_id=FIRST,
    klien_id=KLIEN,
    terms=terms(hours=40),
    ruled_on=RULED,
    final_on=date(2026, 2, 10),
    law=Code("2026-01-02"),
)
ACCEPTED = PlacementAccepted(
    putusan_id=FIRST,
    klien_id=KLIEN,
    ipd_id=HOST,
    offer_id=OFFER,
    site_id=MARKET,
    planned_from=START,
    planned_until=START,
)


def entry(starts: str = "08:00", ends: str = "12:00", day: str = "2026-03-02", **other: Any) -> dict[str, Any]:
    return {
        "klien_id": KLIEN,
        "site_id": MARKET,
        "ipd_id": HOST,
        "starts": f"{day}T{starts}:00+07:00",
        "ends": f"{day}T{ends}:00+07:00",
        **other,
    }


async def placed(attendance: Attendance, *, place_first: bool = False) -> None:
    """A ruling and a placement have reached attendance, in either order."""
    told = [(f"putusan-{FIRST}", REGISTERED), (f"placement-{FIRST}", ACCEPTED)]
    for stream, event in reversed(told) if place_first else told:
        await attendance.tell(stream, event)


async def begun(attendance: Attendance) -> None:
    await placed(attendance)
    body = {"started_on": "2026-03-02", "document": "BA-12/2026"}
    answer = await attendance.officer.post(f"{ADDRESS}/service", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json() | {"position": 0} == {
        "position": 0,
        "klien_id": KLIEN,
        "putusan_id": FIRST,
        "opens_on": "2026-03-02",
        "deadline": "2026-08-29",
        "flags": [],
    }


async def seen(client: httpx2.AsyncClient, position: int) -> dict[str, Any]:
    found: dict[str, Any] = await read(client, f"{ADDRESS}?after={position}")
    return found


@pytest.mark.parametrize("place_first", [False, True])
async def test_a_ruling_and_a_placement_open_the_hours_whichever_comes_first(
    attendance: Attendance, place_first: bool
) -> None:
    await placed(attendance, place_first=place_first)
    head = await attendance.house.ledger.head()
    (sentence,) = (await seen(attendance.officer, head.position))["sentences"]
    assert (sentence["required_minutes"], sentence["started_on"]) == (2400, None)
    assert sentence["places"] == [{"site_id": MARKET, "ipd_id": HOST, "opens_on": "2026-03-02"}]


async def test_a_supervisor_sees_what_a_log_is_worth(attendance: Attendance) -> None:
    await begun(attendance)
    answer = await attendance.supervisor.post("/hours", json=entry(ends="17:00"))
    told = answer.json()
    assert (told["outcome"], told["credited_minutes"]) == ("recorded", 480)
    assert told["broken"] == [{"rule": "daily", "minutes": 60, "citation": "KUHP 85(5)"}]
    found = await seen(attendance.supervisor, told["position"])
    (shift,), (day,), (sentence,) = found["shifts"], found["days"], found["sentences"]
    assert (shift["state"], shift["worked_minutes"], shift["credited_minutes"]) == ("recorded", 540, 480)
    assert [broken["rule"] for broken in shift["broken"]] == ["daily"]
    assert (day["day"], day["credited_minutes"]) == ("2026-03-02", 480)
    assert (sentence["credited_minutes"], sentence["deadline"]) == (480, "2026-08-29")


async def test_a_log_sent_again_is_known_and_other_content_is_a_conflict(attendance: Attendance) -> None:
    await begun(attendance)
    first = await attendance.supervisor.post("/hours", json=entry())
    again = await attendance.supervisor.post("/hours", json=entry())
    assert (again.json()["outcome"], again.json()["shift_id"]) == ("known", first.json()["shift_id"])
    other = await attendance.supervisor.post("/hours", json=entry(break_minutes=5))
    assert (other.status_code, other.json()["rule"]) == (409, "shift-conflict")
    key = {"idempotency-key": "one"}
    kept = await attendance.supervisor.post("/hours", json=entry(day="2026-03-03"), headers=key)
    retried = await attendance.supervisor.post("/hours", json=entry(day="2026-03-03"), headers=key)
    assert retried.json() == kept.json()


async def test_a_list_has_a_result_for_each_item(attendance: Attendance) -> None:
    await begun(attendance)
    days = [entry(day=f"2026-03-{number:02}") for number in (3, 4)]
    odd = [entry(day="2026-03-05", site_id=LIBRARY), {**entry(), "starts": "2026-03-06T08:00:00"}, {"klien_id": KLIEN}]
    answer = await attendance.supervisor.post("/hours", json=[*days, *odd])
    assert answer.status_code == 207
    items = answer.json()["items"]
    assert [item.get("outcome") for item in items] == ["recorded", "recorded", "review", None, None]
    assert items[2]["reasons"] == ["no-placement"]
    assert items[3]["problem"]["errors"][0]["rule"] == "offset-missing"
    assert "RFC 3339" in items[3]["problem"]["errors"][0]["remedy"]
    assert items[4]["problem"]["status"] == 422
    found = await seen(attendance.supervisor, answer.json()["position"])
    assert found["sentences"][0]["credited_minutes"] == 480
    again = await attendance.supervisor.post("/hours", json=days)
    assert (again.status_code, {item["outcome"] for item in again.json()["items"]}) == (200, {"known"})


async def test_one_item_that_cannot_be_stored_now_does_not_hide_what_became_of_the_others(
    attendance: Attendance, database: Database
) -> None:
    """A clock that jumped stops new records; what is known, or cannot be read, is answered as ever."""
    await begun(attendance)
    known, new = entry(day="2026-03-03"), entry(day="2026-03-04")
    assert (await attendance.supervisor.post("/hours", json=[known])).status_code == 200
    owner = await asyncpg.connect(database.url)
    await owner.execute(
        "CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql VOLATILE "
        "AS $$SELECT clock_timestamp() + interval '31 days'$$"
    )
    await owner.close()
    answer = await attendance.supervisor.post("/hours", json=[known, new, {"klien_id": KLIEN}])
    assert answer.status_code == 207
    first, second, third = answer.json()["items"]
    assert first["outcome"] == "known"
    assert (second["problem"]["status"], second["problem"]["errors"][0]["rule"]) == (503, "clock-stepped")
    assert third["problem"]["status"] == 422
    alone = await attendance.supervisor.post("/hours", json=new)
    assert (alone.status_code, alone.json()["rule"]) == (503, "clock-stepped")


@pytest.mark.parametrize("minutes", [10_081, -1, 2**62])
async def test_a_break_that_cannot_be_is_kept_for_a_person(attendance: Attendance, minutes: int) -> None:
    """Settlement 26: a fact is never refused for what it says; the page shows it too."""
    await begun(attendance)
    told = (await attendance.supervisor.post("/hours", json=entry(break_minutes=minutes))).json()
    assert (told["outcome"], told["reasons"]) == ("review", ["breaks-do-not-fit"])
    (shift,) = (await seen(attendance.supervisor, told["position"]))["shifts"]
    assert (shift["state"], shift["break_minutes"]) == ("review", minutes)
    page = await attendance.supervisor.get(f"{ADDRESS}?after={told['position']}", headers={"accept": "text/html"})
    assert "Istirahat di luar jam kerja atau lebih lama" in page.text


PAGE = {"accept": "text/html"}


async def test_the_page_takes_a_berita_acara_and_a_shift_by_form(attendance: Attendance) -> None:
    await placed(attendance)
    head = await attendance.house.ledger.head()
    before = await attendance.officer.get(f"{ADDRESS}?after={head.position}", headers=PAGE)
    assert 'action="/hours/' in before.text
    handover = {"started_on": "2026-03-02", "document": "BA-12/2026", "putusan_id": FIRST}
    started = await attendance.officer.post(f"{ADDRESS}/service", data=handover, headers=PAGE)
    assert (started.status_code, started.headers["location"][: len(ADDRESS)]) == (303, ADDRESS)
    shift = {"klien_id": KLIEN, "place": f"{MARKET}/{HOST}", "starts": "2026-03-02T08:00", "ends": "2026-03-02T17:00"}
    logged = await attendance.supervisor.post("/hours", data=shift | {"source": "paper"}, headers=PAGE)
    assert logged.status_code == 303, logged.text
    page = await attendance.supervisor.get(logged.headers["location"], headers=PAGE)
    for words in ("8 jam", "08.00–17.00", "Melebihi batas sehari: 1 jam tidak diakui", "KUHP 85(5)"):
        assert words in page.text
    assert "Catat berita acara" not in page.text


async def test_a_correction_and_a_review_show_in_the_shift(attendance: Attendance) -> None:
    await begun(attendance)
    logged = (await attendance.supervisor.post("/hours", json=entry())).json()
    shorter = {name: value for name, value in entry(ends="09:00").items() if name != "klien_id"}
    body = {"shift_id": logged["shift_id"], "number": 1, "shift": shorter, "reason": "salah tulis"}
    done = await attendance.officer.post(f"{ADDRESS}/corrections", json=body)
    assert done.status_code == 200, done.text
    (shift,) = (await seen(attendance.officer, done.json()["position"]))["shifts"]
    assert (shift["number"], shift["credited_minutes"]) == (1, 60)
    struck = await attendance.officer.post(f"{ADDRESS}/corrections", json=body | {"number": 2, "shift": None})
    (shift,) = (await seen(attendance.officer, struck.json()["position"]))["shifts"]
    assert (shift["state"], shift["credited_minutes"], shift["starts"]) == ("struck", 0, None)
    wrong = await attendance.officer.post(f"{ADDRESS}/corrections", json=body | {"number": 2})
    assert (wrong.status_code, wrong.json()["rule"]) == (409, "correction-conflict")


async def test_what_waits_for_a_person_is_on_a_list_oldest_first_until_it_is_decided(attendance: Attendance) -> None:
    await begun(attendance)
    page = {"accept": "text/html"}
    assert "Tidak ada yang menunggu" in (await attendance.officer.get("/hours", headers=page)).text
    first = (await attendance.supervisor.post("/hours", json=entry(site_id=LIBRARY))).json()
    second = (await attendance.supervisor.post("/hours", json=entry(starts="12:00", ends="08:00"))).json()
    after = f"/hours?after={second['position']}"
    items = (await attendance.officer.get(after)).json()["items"]
    assert [(item["shift_id"], item["reasons"]) for item in items] == [
        (first["shift_id"], ["no-placement"]),
        (second["shift_id"], ["end-not-after-start"]),
    ]
    one = (await attendance.officer.get(f"{after}&limit=1")).json()
    assert [item["shift_id"] for item in one["items"]] == [first["shift_id"]]
    (rest,) = (await attendance.officer.get(one["next"])).json()["items"]
    assert rest["shift_id"] == second["shift_id"]
    shown = (await attendance.officer.get(after, headers=page)).text
    assert "Tidak ada penempatan di tempat itu pada hari itu" in shown
    strike = {"shift_id": first["shift_id"], "number": 1, "shift": None, "reason": "salah tempat"}
    struck = await attendance.officer.post(f"{ADDRESS}/corrections", json=strike)
    left = (await attendance.officer.get(f"/hours?after={struck.json()['position']}")).json()["items"]
    assert [item["shift_id"] for item in left] == [second["shift_id"]]
    assert (await attendance.operator.get("/hours")).status_code == 403


async def test_a_person_who_began_without_a_place_has_a_page(attendance: Attendance) -> None:
    await attendance.tell(f"putusan-{FIRST}", REGISTERED)
    body = {"started_on": "2026-03-02", "document": "BA-12/2026"}
    began = await attendance.officer.post(f"{ADDRESS}/service", json=body)
    page = await attendance.officer.get(f"{ADDRESS}?after={began.json()['position']}", headers=PAGE)
    assert (page.status_code, "Berita acara" in page.text) == (200, True)


async def test_who_may_do_what(attendance: Attendance) -> None:
    body = {"started_on": "2026-03-02", "document": "BA-12/2026"}
    assert (await attendance.supervisor.post(f"{ADDRESS}/service", json=body)).status_code == 403
    assert (await attendance.supervisor.post(f"{ADDRESS}/corrections", json={})).status_code in (403, 422)
    assert (await attendance.operator.post("/hours", json=entry())).status_code == 403
    assert (await attendance.operator.get(ADDRESS)).status_code == 403


async def test_what_cannot_be_read_is_refused_with_its_field(attendance: Attendance) -> None:
    naive = await attendance.supervisor.post("/hours", json={**entry(), "ends": "2026-03-02T12:00:00"})
    assert (naive.status_code, naive.json()["errors"][0]["pointer"]) == (422, "/ends")
    unknown = await attendance.supervisor.post("/hours", json=entry(hours=3))
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/hours")
    broken = await attendance.supervisor.post("/hours", content=b"{", headers={"content-type": "application/json"})
    assert (broken.status_code, broken.json()["rule"]) == (422, "form-json-invalid")
    for count in (0, 501):
        unbounded = await attendance.supervisor.post("/hours", json=[entry()] * count)
        assert (unbounded.status_code, unbounded.json()["rule"]) == (422, "too-many-items")
    nobody = await attendance.officer.get(ADDRESS)
    assert (nobody.status_code, nobody.json()["rule"]) == (404, "hours-unknown")
    early = await attendance.officer.post(f"{ADDRESS}/service", json={"started_on": "2026-03-02", "document": "BA"})
    assert (early.status_code, early.json()["rule"]) == (404, "sentence-unknown")


async def test_the_page_says_the_rulings_own_day_and_hours(attendance: Attendance) -> None:
    days = {"weekdays": (6,), "periods": ({"first": "2026-12-20", "last": "2027-01-02"},)}
    own = terms(hours=40, minutes_a_day=120, day_from_minute=22 * 60, day_until_minute=2 * 60, **days)
    await attendance.tell(f"putusan-{FIRST}", REGISTERED.model_copy(update={"terms": own}))
    head = await attendance.house.ledger.head()
    page = await attendance.officer.get(f"{ADDRESS}?after={head.position}", headers={"accept": "text/html"})
    assert "2 jam <small>pukul 22.00 sampai 02.00</small>" in page.text
    assert "8 jam" not in page.text
    assert "<dd>Minggu, 20 Des 2026 sampai 2 Jan 2027</dd>" in page.text


async def test_without_bht_work_counts_once_the_court_has_told_it(attendance: Attendance) -> None:
    """Settlement 18, from intake's event to what the officer sees."""
    unknown = REGISTERED.model_copy(update={"final_on": None})
    await attendance.tell(f"putusan-{FIRST}", unknown)
    await attendance.tell(f"placement-{FIRST}", ACCEPTED)
    body = {"started_on": "2026-03-02", "document": "BA-12/2026", "putusan_id": FIRST}
    assert (await attendance.officer.post(f"{ADDRESS}/service", json=body)).status_code == 200
    told = (await attendance.supervisor.post("/hours", json=entry())).json()
    assert told["credited_minutes"] == 0
    assert told["broken"][0]["rule"] == "not-final"
    page = await attendance.officer.get(f"{ADDRESS}?after={told['position']}", headers=PAGE)
    assert "Tanggal BHT belum ada: jam dicatat, tetapi belum diakui" in page.text
    finality = PutusanFinalityRecorded(putusan_id=FIRST, klien_id=KLIEN, number=1, final_on=date(2026, 2, 10))
    await attendance.tell(f"putusan-{FIRST}", finality)
    found = await seen(attendance.officer, (await attendance.house.ledger.head()).position)
    assert (found["sentences"][0]["final_on"], found["sentences"][0]["flags"]) == ("2026-02-10", [])


async def test_the_page_corrects_a_berita_acara(attendance: Attendance) -> None:
    """A slip of the pen moves the deadline; the correction moves it back, with its reason."""
    await begun(attendance)
    head = await attendance.house.ledger.head()
    page = await attendance.officer.get(f"{ADDRESS}?after={head.position}", headers=PAGE)
    assert f'action="{ADDRESS}/service/corrections"' in page.text
    second = await attendance.officer.post(
        f"{ADDRESS}/service", json={"started_on": "2026-03-03", "document": "BA-12/2026", "putusan_id": FIRST}
    )
    assert (second.status_code, second.json()["rule"]) == (409, "already-started")
    body = {"putusan_id": FIRST, "number": "1", "started_on": "2026-03-03", "document": "BA-12/2026"}
    reason = {"reason": "tanggal pada surat 3 Maret"}
    done = await attendance.officer.post(f"{ADDRESS}/service/corrections", data=body | reason, headers=PAGE)
    assert done.status_code == 303, done.text
    head = await attendance.house.ledger.head()
    (sentence,) = (await seen(attendance.officer, int(head.position)))["sentences"]
    assert (sentence["started_on"], sentence["deadline"], sentence["start_number"]) == ("2026-03-03", "2026-08-30", 1)
    refused = await attendance.supervisor.post(f"{ADDRESS}/service/corrections", json=body | {"number": 2} | reason)
    assert refused.status_code == 403
