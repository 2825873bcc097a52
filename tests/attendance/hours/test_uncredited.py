"""What of a log would not be credited is asked before a page records it, and said wherever the log is shown."""

from datetime import date

import pytest

from services.attendance.hours.decider import HOURS, doubts_of
from services.intake.putusan.events import PutusanRegistered
from shared.domain.sentence import Terms
from tests.attendance.conftest import Attendance
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    MONDAY,
    NOW,
    after,
    child,
    log,
    opened,
    placed,
    serving,
    shift,
    terms,
)
from tests.attendance.hours.test_mending import WHY, own_entry, page_of, work
from tests.attendance.hours.test_routes import ACCEPTED, ADDRESS, REGISTERED, begun, entry
from tests.forms import led, pressed

OF_A_CHILD: PutusanRegistered = REGISTERED.model_copy(update={"terms": child()})


async def childs_work_begun(attendance: Attendance) -> None:
    await attendance.tell(f"putusan-{FIRST}", OF_A_CHILD)
    await attendance.tell(f"placement-{FIRST}", ACCEPTED)
    answer = await attendance.officer.post(
        f"{ADDRESS}/service", json={"started_on": "2026-03-02", "document": "BA-12/2026"}
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("owed", "day", "hours", "asked"),
    [
        pytest.param(child(), MONDAY, "00:30-02:50", [("daytime", 140, 0, 140)], id="PP 58/2022 16(3): at night"),
        pytest.param(child(), MONDAY, "16:00-18:00", [("daytime", 60, 60, 120)], id="16(3): half of it after 17:00"),
        pytest.param(child(), "2026-03-08", "08:00-10:00", [("working-day", 120, 0, 120)], id="16(3): a Sunday"),
        pytest.param(terms(), MONDAY, "08:00-17:00", [("daily", 60, 480, 540)], id="KUHP 85(5): nine hours"),
        pytest.param(terms(), "2026-02-25", "08:00-10:00", [("window", 120, 0, 120)], id="before the berita acara"),
        pytest.param(terms(), MONDAY, "00:30-02:50", [], id="an adult's night counts"),
        pytest.param(child(), MONDAY, "08:00-11:00", [], id="all of it counts"),
    ],
)
def test_what_would_not_be_credited_is_asked_about_by_the_assessment_itself(
    owed: Terms, day: str, hours: str, asked: list[tuple[str, int, int, int]]
) -> None:
    said = shift(day, hours)
    found = doubts_of(said, HOURS.fold(serving(owed)), NOW)
    told = [(one.rule, *(one.facts[name] for name in ("minutes", "credited", "worked"))) for one in found]
    assert told == [(f"waits-uncredited-{rule}", *minutes) for rule, *minutes in asked]


def test_a_log_that_waits_is_asked_about_for_that_alone() -> None:
    waits = doubts_of(shift(MONDAY, "08:00-17:00"), HOURS.fold([opened(terms())]), NOW)
    assert [one.rule for one in waits] == ["waits-no-placement"]
    day_full = after(serving(child()), log(shift(MONDAY, "08:00-11:00")))
    rules = [one.rule for one in doubts_of(shift(MONDAY, "13:00-14:00"), day_full, NOW)]
    assert rules == ["waits-uncredited-daily"]
    assert placed().opens_on == date(2026, 1, 5)


async def test_hours_that_will_not_count_are_asked_about_and_marked_where_the_log_stands(
    attendance: Attendance,
) -> None:
    await childs_work_begun(attendance)
    head = (await attendance.house.ledger.head()).position
    page = await page_of(attendance.supervisor, f"{ADDRESS}?after={head}")
    night = {"day": "2026-03-02", "starts": "00:30", "ends": "02:50"}
    asked = await led(attendance.supervisor, await pressed(attendance.supervisor, page, "catat", night))
    assert "Tidak akan diakui 2 jam 20 menit: di luar jam yang dibolehkan. Yang diakui 0 jam" in asked
    assert "Catat apa adanya" in asked
    assert (await attendance.house.ledger.head()).position == head
    taken = await led(attendance.supervisor, await pressed(attendance.supervisor, asked, "catat", {"_check": "take"}))
    assert "diakui 0 jam: di luar jam yang dibolehkan" in taken.lower()
    address = taken[taken.index(f"{ADDRESS}/logs/") :].split('"')[0]
    shown = await page_of(attendance.supervisor, address)
    for words in ("tercatat, tidak diakui", "<dd>0 jam <small>dari 2 jam 20 menit</small>", "PP 58/2022 16(3)"):
        assert words in shown
    assert shown.index("Di luar jam yang dibolehkan: 2 jam 20 menit tidak diakui") < shown.index("Riwayat")


async def test_a_reason_stands_in_the_history_for_whoever_typed_it(attendance: Attendance) -> None:
    await begun(attendance)
    mine = (await attendance.supervisor.post("/hours", json=own_entry())).json()
    body = {"shift_id": mine["shift_id"], "number": 1, "shift": None, **WHY}
    struck = (await attendance.supervisor.post(f"{ADDRESS}/amendments", json=body)).json()
    page = await page_of(attendance.supervisor, f"{ADDRESS}/logs/{mine['shift_id']}?after={struck['position']}")
    history = page[page.index('id="riwayat"') :]
    assert WHY["reason"] in history
    assert "oleh Anda" in history
    theirs = body | {"number": 2, "shift": work(own_entry(hours=2)), "reason": "dipulihkan oleh petugas sendiri"}
    done = (await attendance.officer.post(f"{ADDRESS}/corrections", json=theirs)).json()
    page = await page_of(attendance.supervisor, f"{ADDRESS}/logs/{mine['shift_id']}?after={done['position']}")
    history = page[page.index('id="riwayat"') :]
    assert "dipulihkan oleh petugas sendiri" not in history
    assert "Alasannya dibaca petugas yang membaca berkas perkara" in history


async def test_all_that_is_wrong_with_a_correction_is_told_at_once_each_at_its_field(attendance: Attendance) -> None:
    await begun(attendance)
    mine = (await attendance.supervisor.post("/hours", json=own_entry())).json()
    page = await page_of(attendance.supervisor, f"{ADDRESS}/logs/{mine['shift_id']}?after={mine['position']}")
    wrong = {"shift.day": "2026-03-03", "shift.ends": "11:00", "reason": "salah"}
    told = await led(attendance.supervisor, await pressed(attendance.supervisor, page, "betulkan", wrong))
    summary = told[told.index("Ada yang perlu diperbaiki") : told.index("<h1")]
    for label, words in (
        ("Tanggal", "hanya pada hari kerjanya"),
        ("Selesai (WIB)", "mendahului jam mulai"),
        ("Alasan", "Terlalu pendek"),
    ):
        line = next(line for line in summary.split("<li") if words in line)
        assert f"{label}" in line
    assert "Mulai (WIB)" not in summary
    again = await led(attendance.supervisor, await pressed(attendance.supervisor, told, "betulkan", {**WHY}))
    assert "hanya pada hari kerjanya" in again
    assert "Periksa sebelum dicatat" not in again
    assert entry()["site_id"] in again


async def test_who_watches_at_a_place_comes_back_to_its_day_from_every_page_of_hours(attendance: Attendance) -> None:
    await begun(attendance)
    head = (await attendance.house.ledger.head()).position
    assert "Yang Anda catat hari ini ada pada" in await page_of(attendance.supervisor, f"/hours?after={head}")
    assert "Yang Anda catat hari ini ada pada" not in await page_of(attendance.officer, "/hours")
    mine = (await attendance.supervisor.post("/hours", json=own_entry())).json()
    await page_of(attendance.supervisor, f"{ADDRESS}?after={mine['position']}")
    log_page = await page_of(attendance.supervisor, f"{ADDRESS}/logs/{mine['shift_id']}?after={mine['position']}")
    for page in (log_page, await page_of(attendance.supervisor, ADDRESS)):
        assert ">Hari ini</a>" in page[page.index('<p class="back">') : page.index("<h1")].replace("</svg>", ">")
    back = log_page[log_page.index(f'<a href="{ADDRESS}">') :]
    assert "Jam kerja" in back[: back.index("</a>")]
    waiting = await page_of(attendance.supervisor, f"/hours?after={mine['position']}")
    assert 'href="/"' in waiting[waiting.index("<h1") :]


async def test_after_a_log_the_page_stands_at_its_person(attendance: Attendance) -> None:
    await begun(attendance)
    page = await page_of(attendance.officer, f"{ADDRESS}?after={(await attendance.house.ledger.head()).position}")
    said = {"day": "2026-03-02", "starts": "08:00", "ends": "10:00"}
    done = await pressed(attendance.officer, page, "catat", said)
    assert done.headers["location"].endswith(f"#klien-{KLIEN}")
    assert "Tercatat" in await led(attendance.officer, done)
