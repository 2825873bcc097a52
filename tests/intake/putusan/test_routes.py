"""The addresses of rulings on a real house: register, hold, reject, confirm, import, read."""

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.neighbours import linked_to_court
from tests.opened import opened, opened_for

SAMPLES = files("services.demo") / "samples" / "putusan.csv"
PAGE = {"accept": "text/html"}
FORM = {"content-type": "application/x-www-form-urlencoded", **PAGE}
PAPER: dict[str, Any] = {
    "case_number": "123/Pid.B/2026/PN Trk",
    "ruled_on": "2026-03-05",
    "final_on": "2026-03-13",
    "name": "Budi Rekaan",
    "nik": "9903110203900001",
    "birth_date": "1990-03-02",
    "offence_on": "2026-01-10",
    "kind": "adult",
    "total_minutes": 1200,
    "minutes_a_day": 120,
    "period_days": 60,
    "replaced": "prison",
    "consent": "given",
    "considerations_stated": True,
    "sanctions": ["prison"],
    "kecamatan": "35.03.11",
}


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake") as client:
        yield client


SLIP = {"tanggal_putusan": "31/02/2026"}


async def blank(office: httpx2.AsyncClient) -> str:
    return (await office.get("/putusan/new", headers=PAGE)).text


async def shown(office: httpx2.AsyncClient, answer: httpx2.Response) -> dict[str, Any]:
    """The putusan as its address shows it after the answered command."""
    body = answer.json()
    found = await office.get(f"/putusan/{body['putusan_id']}?after={body['position']}")
    assert found.status_code == 200, found.text
    return dict(found.json())


async def test_a_lawful_ruling_is_registered_and_read_back(office: httpx2.AsyncClient) -> None:
    answer = await office.post("/putusan", json=PAPER)
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "registered"
    assert answer.headers["location"] == f"/putusan/{answer.json()['putusan_id']}"
    row = await shown(office, answer)
    assert (row["state"], row["total_minutes"], row["regime"]) == ("registered", 1200, "adult")
    assert [flag["rule"] for flag in row["flags"]] == []


async def test_a_conflict_with_law_is_held_and_told_with_its_article(office: httpx2.AsyncClient) -> None:
    answer = await office.post("/putusan", json=PAPER | {"minutes_a_day": 540})
    assert answer.status_code == 201
    assert answer.json()["state"] == "held"
    (reason,) = (await shown(office, answer))["reasons"]
    assert (reason["rule"], reason["citation"], reason["pointer"]) == ("day-above", "KUHP 85(5)", "/minutes_a_day")
    assert "9 jam" in reason["message"]


async def test_an_unusable_paper_is_refused_with_every_fault_and_kept(office: httpx2.AsyncClient) -> None:
    answer = await office.post("/putusan", json={"name": "Budi Rekaan", "nik": "3,50312E+15"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    rules = [error["rule"] for error in answer.json()["errors"]]
    assert rules == ["case-number-missing", "court-missing", "ruled-on-missing", "nik-in-exponent", "kind-missing"]
    assert all(error["remedy"] for error in answer.json()["errors"])
    kept = await office.get(f"{answer.headers['location']}?after={answer.headers['bakti-position']}")
    assert kept.json()["state"] == "rejected"


async def test_words_come_in_english_where_asked(office: httpx2.AsyncClient) -> None:
    answer = await office.post("/putusan", json={}, headers={"accept-language": "en"})
    assert answer.json()["errors"][0]["message"] == "The case number is missing."


async def test_what_is_no_paper_at_all_is_refused_and_not_kept(office: httpx2.AsyncClient) -> None:
    answer = await office.post("/putusan", json=PAPER | {"days_a_week": 9, "shoe_size": 43})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/days_a_week", "/shoe_size"}
    assert (await office.get("/putusan")).json()["items"] == []


@pytest.mark.parametrize("code", [{"kecamatan": "35.04.01"}, {"kecamatan": "35.03.99"}, {"skills": ["sulap"]}])
async def test_a_code_that_does_not_exist_is_refused_at_the_door(
    office: httpx2.AsyncClient, code: dict[str, Any]
) -> None:
    answer = await office.post("/putusan", json=PAPER | code)
    assert answer.status_code == 422
    assert [error["pointer"].split("/")[1] for error in answer.json()["errors"]] == list(code)
    assert (await office.get("/putusan")).json()["items"] == []


async def test_the_same_case_and_convict_twice_is_a_conflict(office: httpx2.AsyncClient) -> None:
    first = await office.post("/putusan", json=PAPER)
    again = await office.post("/putusan", json=PAPER | {"case_number": "123/PID.B/2026/PN.TRK"})
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["rule"] == "duplicate"


async def test_the_same_request_twice_has_the_same_answer(office: httpx2.AsyncClient) -> None:
    key = {"idempotency-key": str(uuid4())}
    first = await office.post("/putusan", json=PAPER, headers=key)
    again = await office.post("/putusan", json=PAPER, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await office.post("/putusan", json=PAPER | {"total_minutes": 1500}, headers=key)
    assert other.status_code == 422


async def test_several_convicts_in_one_case_are_several_rulings(office: httpx2.AsyncClient) -> None:
    one = await office.post("/putusan", json=PAPER)
    other = await office.post("/putusan", json=PAPER | {"name": "Siti Rekaan", "nik": None})
    assert other.status_code == 201
    assert one.json()["putusan_id"] != other.json()["putusan_id"]


async def test_a_rejected_paper_comes_again_better(office: httpx2.AsyncClient) -> None:
    rejected = await office.post("/putusan", json=PAPER | {"kind": None})
    better = await office.post("/putusan", json=PAPER)
    assert (rejected.status_code, better.status_code) == (422, 201)
    assert rejected.headers["location"] == better.headers["location"]
    assert (await shown(office, better))["state"] == "registered"


async def test_the_prosecutors_answer_registers_a_held_ruling(office: httpx2.AsyncClient) -> None:
    held = (await office.post("/putusan", json=PAPER | {"total_minutes": 15_000, "minutes_a_day": 480})).json()
    body = {
        "document": "B-12/M.5.16/Eku.3/10/2026",
        "reason": "Paling banyak menurut undang-undang",
        "answered_on": "2026-04-01",
        "terms": {"regime": "adult", "total_minutes": 14_400, "minutes_a_day": 600, "period_days": 180},
    }
    answer = await office.post(f"/putusan/{held['putusan_id']}/confirmation", json=body)
    assert answer.status_code == 200, answer.text
    assert "day-capped" in [flag["rule"] for flag in answer.json()["flags"]]
    row = await shown(office, answer)
    assert (row["state"], row["total_minutes"], row["minutes_a_day"]) == ("registered", 14_400, 480)
    assert row["answered_on"] == "2026-04-01"
    again = await office.post(f"/putusan/{held['putusan_id']}/confirmation", json=body)
    assert again.status_code == 409


async def test_an_answer_to_an_unknown_ruling_is_404(office: httpx2.AsyncClient) -> None:
    terms = {"regime": "adult", "total_minutes": 600}
    body = {"document": "B-1", "reason": "Menurut surat jaksa", "answered_on": "2026-04-01", "terms": terms}
    assert (await office.post(f"/putusan/{uuid4()}/confirmation", json=body)).status_code == 404


async def test_the_samples_come_in_through_the_door_and_twice_change_nothing(office: httpx2.AsyncClient) -> None:
    data = SAMPLES.read_bytes()
    first = (await office.post("/putusan/imports", content=data, headers={"content-type": "text/csv"})).json()
    assert (first["rows"], first["registered"], first["held"]) == (126, 102, 15)
    assert (first["rejected"], first["refused"], first["repeated"]) == (8, 1, 0)
    assert first["tabs"][0]["columns_ignored"] == []
    faulty = {row["row"]: [fault["column"] for fault in row["faults"]] for row in first["results"] if row["faults"]}
    assert len(faulty) == 24
    unread = {row["row"]: [cell["column"] for cell in row["unread"]] for row in first["results"] if row["unread"]}
    assert unread == {28: ["jangka_waktu"], 74: ["jumlah_jam"], 83: ["nik"]}
    again = (await office.post("/putusan/imports", content=data, headers={"content-type": "text/csv"})).json()
    assert again["position"] == first["position"]
    assert again["repeated"] == 125
    assert [row["state"] for row in again["results"]] == [row["state"] for row in first["results"]]


async def test_a_list_is_read_page_by_page(office: httpx2.AsyncClient) -> None:
    data = SAMPLES.read_bytes()
    done = (await office.post("/putusan/imports", content=data, headers={"content-type": "text/csv"})).json()
    address: str | None = f"/putusan?limit=40&after={done['position']}"
    seen: list[str] = []
    while address:
        page = (await office.get(address)).json()
        seen += [row["putusan_id"] for row in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 125
    held = (await office.get("/putusan?state=held&limit=200")).json()["items"]
    assert {row["state"] for row in held} == {"held"}
    assert len(held) == 15


async def test_a_file_of_a_form_is_read_too(office: httpx2.AsyncClient) -> None:
    upload = {"berkas": ("putusan.csv", SAMPLES.read_bytes(), "text/csv")}
    page = await led(office, await office.post("/putusan/imports", files=upload, headers=PAGE))
    assert "126 baris masuk = 126 baris terhitung" in page


@pytest.mark.parametrize(
    ("data", "status", "rule"),
    [(b"PK\x03\x04", 422, "workbook-unreadable"), (b"", 422, "file-empty"), (b"x" * 5_100_000, 413, "status-413")],
    ids=["workbook", "empty", "too large"],
)
async def test_what_is_no_table_is_refused_whole(
    office: httpx2.AsyncClient, data: bytes, status: int, rule: str
) -> None:
    answer = await office.post("/putusan/imports", content=data, headers={"content-type": "text/csv"})
    assert (answer.status_code, answer.json()["rule"]) == (status, rule)


async def test_the_form_registers_and_keeps_what_was_typed(office: httpx2.AsyncClient) -> None:
    typed = {"nomor_perkara": "9/Pid.B/2026/PN Trk", "nama": "Siti Rekaan", "jenis_pidana": "dewasa"}
    typed["tanggal_lahir"] = "2 Maret 1990"
    faulty = await led(office, await pressed(office, await blank(office), "putusan", typed | SLIP))
    assert form_in(faulty, "putusan")[1].items() >= (typed | SLIP).items()
    assert "tidak ada dalam kalender" in faulty
    assert 'type="text" value="31/02/2026"' in faulty, "a day's field would show nothing"
    assert (await office.get("/putusan")).json()["items"] == [], "a press with faults is no paper"
    mended = {"tanggal_putusan": "2026-03-05", "jumlah_jam": "80 (delapan puluh) jam"}
    page = await led(office, await pressed(office, faulty, "putusan", mended))
    for word in ("Siti Rekaan", "9/Pid.B/2026/PN Trk", "80 jam", "Putusan terdaftar.", "Daftarkan putusan berikutnya"):
        assert word in page


@pytest.mark.parametrize("typed", [{}, {"nama": "Siti Rekaan", "jumlah_jam": "80 jam"}, {"nomor_perkara": "\x00"}])
async def test_a_press_on_a_form_with_faults_is_no_paper(office: httpx2.AsyncClient, typed: dict[str, str]) -> None:
    page = await led(office, await pressed(office, await blank(office), "putusan", typed | {"_once": "a"}))
    assert 'role="alert"' in page
    assert '<a href="#putusan-nomor_perkara">Nomor perkara: ' in page, "each fault leads to its field"
    assert form_in(page, "putusan")[1].items() >= {k: v for k, v in typed.items() if k != "nomor_perkara"}.items()
    assert 'name="record"' in page
    as_program = await office.post("/putusan", data=typed | {"_once": "b"})
    assert (as_program.status_code, "bakti-position" in as_program.headers) == (422, False)
    assert (await office.get("/putusan")).json()["items"] == []


async def test_a_paper_with_faults_is_recorded_by_the_button_that_says_so(office: httpx2.AsyncClient) -> None:
    typed = {"nama": "Siti Rekaan", "jumlah_jam": "80 jam"}
    typed |= {"tanggal_lahir": "2 Maret 1990", "tanggal_putusan": "5 Maret 2026"}  # an adult: nobody masked
    new = await blank(office)
    assert 'name="record"' not in new, "the faults are shown first"
    faulty = await led(office, await pressed(office, new, "putusan", typed))
    page = await led(office, await pressed(office, faulty, "putusan", {"record": "ya"}))
    assert "Ditolak" in page
    assert "tercatat sebagai ditolak" in page
    (kept,) = (await office.get("/putusan")).json()["items"]
    filled = await office.get(f"/putusan/new?rejected={kept['putusan_id']}", headers=PAGE)
    assert form_in(filled.text, "putusan")[1].items() >= {"nama": "Siti Rekaan", "tanggal_lahir": "1990-03-02"}.items()


async def test_a_form_asks_about_what_it_cannot_read_before_it_registers_it_as_it_is(
    office: httpx2.AsyncClient,
) -> None:
    typed = {"nomor_perkara": "9/Pid.B/2026/PN Trk", "nama": "Siti Rekaan", "jenis_pidana": "dewasa"}
    typed |= {"tanggal_putusan": "5 Maret 2026", "tanggal_lahir": "2 Maret 1990", "jumlah_jam": "80 jam"}
    typed |= {"jam_per_hari": "2.30", "hari_per_minggu": "Senin-Jumat", "jenis_kelamin": "Lk"}
    asked = await led(office, await pressed(office, await blank(office), "putusan", typed))
    assert "Periksa sebelum dicatat" in asked
    assert "Catat apa adanya" in asked
    assert all(f"<dd>{text}</dd>" in asked for text in ("2.30", "Senin-Jumat", "Lk"))
    changed = await led(office, await pressed(office, asked, "putusan", {"_check": "change"}))
    assert form_in(changed, "putusan")[1].items() >= typed.items()
    assert '<a href="#putusan-jam_per_hari">Paling banyak sehari: Angka ini dapat dibaca dengan dua cara.' in changed
    assert 'aria-describedby="putusan-jam_per_hari-salah"' in changed
    assert "Catat sebagai ditolak" not in changed
    assert (await office.get("/putusan")).json()["items"] == []
    page = await led(office, await pressed(office, asked, "putusan", {"_check": "take"}))
    assert "Terdaftar" in page
    assert "tertulis “2.30”" in page
    assert "tertulis “Senin-Jumat”" in page


async def test_a_ruling_that_stands_already_is_not_offered_as_rejected(office: httpx2.AsyncClient) -> None:
    typed = {"nomor_perkara": "9/Pid.B/2026/PN Trk", "nama": "Siti Rekaan", "jenis_pidana": "dewasa"}
    typed |= {"tanggal_putusan": "5 Maret 2026", "jumlah_jam": "80 jam"}
    first = await office.post("/putusan", data=typed, headers=PAGE)
    assert first.status_code == 303
    again = await led(office, await pressed(office, await blank(office), "putusan", typed | {"record": "ya"}))
    assert "Galat: " in again
    assert 'name="record"' not in again
    assert form_in(again, "putusan")[1]["nama"] == "Siti Rekaan"
    stands = first.headers["location"].split("?")[0]
    assert f'<a href="{stands}">Buka yang sudah tercatat</a>' in again
    assert '<details class="folded" open><summary>Terdakwa ke-' in again
    assert "terdakwa_ke)" not in again


async def test_what_is_ticked_is_read_as_a_files_cell_and_comes_back_ticked(office: httpx2.AsyncClient) -> None:
    typed: dict[str, Any] = {"nama": "Siti Rekaan", "jenis_pidana": "dewasa", "jumlah_jam": "80 jam"}
    typed |= {"tanggal_putusan": "5 Maret 2026", "tanggal_lahir": "2 Maret 1990", "kecamatan": "Karangan"}
    typed |= {"keahlian": ["mengajar", "merawat"], "sanksi": ["ulang", "penjara"]}
    typed["hari_pelaksanaan"] = ["Sabtu", "Minggu"]
    page = await led(office, await pressed(office, await blank(office), "putusan", typed))
    for value in ("mengajar", "merawat", "ulang", "penjara", "Sabtu", "Minggu"):
        assert f'value="{value}" checked' in page, value
    assert page.count(" checked") == 6
    assert page.count('<details class="folded" open>') == 2, "and what is folded is open where something is said in it"
    number = {"nomor_perkara": "9/Pid.B/2026/PN Trk"}
    assert "Sabtu, Minggu" in await led(office, await pressed(office, page, "putusan", typed | number))


async def test_a_rejected_paper_comes_back_in_the_form_to_be_corrected(office: httpx2.AsyncClient) -> None:
    rejected = await office.post("/putusan", json=PAPER | {"kind": None})
    address = rejected.headers["location"]
    page = (await office.get(f"{address}?after={rejected.headers['bakti-position']}", headers=PAGE)).text
    assert "123/Pid.B/2026/PN Trk" in page
    form = f"/putusan/new?rejected={address.rpartition('/')[2]}"
    assert form in page
    filled = (await office.get(form, headers=PAGE)).text
    shown = {"nama": "Budi Rekaan", "nomor_perkara": "123/Pid.B/2026/PN Trk", "jumlah_jam": "20 jam"}
    assert form_in(filled, "putusan")[1].items() >= shown.items()
    assert (await office.get(f"/putusan/new?rejected={uuid4()}", headers=PAGE)).status_code == 200


async def test_a_held_ruling_is_answered_by_the_form_of_its_page(office: httpx2.AsyncClient) -> None:
    held = await office.post("/putusan", json=PAPER | {"total_minutes": 15_000, "minutes_a_day": 480})
    address = held.headers["location"]
    page = await office.get(f"{address}?after={held.json()['position']}", headers=PAGE)
    assert "Jawaban jaksa" in page.text
    typed = {"surat_jaksa": "B-12", "tanggal_surat": "1 April 2026", "jenis_pidana": "dewasa", "jumlah_jam": "240 jam"}
    typed["alasan_jaksa"] = "Paling banyak menurut undang-undang"
    done = await office.post(f"{address}/confirmation", data=typed, headers=PAGE)
    assert done.status_code == 303, done.text
    assert "Terdaftar" in (await office.get(done.headers["location"], headers=PAGE)).text


async def test_the_form_of_the_answer_speaks_to_the_prosecutor_who_answers_themself(settings: Settings) -> None:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER, RoleName.PROSECUTOR]) as house:
        await linked_to_court(house.parts.database, RoleName.PROSECUTOR)
        office, prosecutor = house.clients[RoleName.OFFICER], house.clients[RoleName.PROSECUTOR]
        held = await office.post("/putusan", json=PAPER | {"total_minutes": 15_000, "minutes_a_day": 480})
        await house.level()
        page = (await prosecutor.get(held.headers["location"], headers=PAGE)).text
        assert "Jawaban Anda</h2>" in page
        assert [words in page for words in ("kirim pertanyaan kepada jaksa", "surat jaksa")] == [False, False]
        typed = {
            "surat_jaksa": "B-12",
            "alasan_jaksa": "Paling banyak menurut undang-undang",
            "tanggal_surat": "2026-04-01",
            "jenis_pidana": "dewasa",
            "jumlah_jam": "240 jam",
        }
        asked = await led(prosecutor, await pressed(prosecutor, page, "prosecutor", typed))
        assert "Nomor surat Anda" in asked
        await led(prosecutor, await pressed(prosecutor, asked, "prosecutor", {"_check": "take"}))
        assert "Terdaftar" in (await prosecutor.get(held.headers["location"], headers=PAGE)).text


async def test_the_form_of_the_answer_keeps_the_terms_that_nobody_disputes(office: httpx2.AsyncClient) -> None:
    own = {"total_minutes": 15_000, "minutes_a_day": 480, "days_a_week": 3, "until": "2026-09-30"}
    held = await office.post("/putusan", json=PAPER | own)
    page = (await office.get(f"{held.headers['location']}?after={held.json()['position']}", headers=PAGE)).text
    _, inputs = form_in(page, "prosecutor")
    assert inputs["jumlah_jam"] == "", "what is held is typed from the prosecutor's document"
    assert (inputs["hari_per_minggu"], inputs["paling_lambat_tanggal"]) == ("3", "2026-09-30")


async def test_a_childs_own_days_go_by_form_from_the_ruling_to_the_answer(office: httpx2.AsyncClient) -> None:
    """Sundays and school holidays: asked for again, shown, and executed as answered."""
    dates = "20/12/2026 s.d. 02/01/2027"
    form = {
        "nomor_perkara": "4/Pid.Sus-Anak/2026/PN Trk",
        "tanggal_putusan": "3 Maret 2026",
        "nama": "Anak Rekaan",
        "jenis_pidana": "pidana pelayanan masyarakat",
        "jumlah_jam": "30 jam",
        "jam_per_hari": "5 jam",
        "hari_pelaksanaan": "Minggu",
        "tanggal_pelaksanaan": dates,
    }
    held = await office.post("/putusan", data=form, headers=PAGE)
    assert held.status_code == 303, held.text
    address = held.headers["location"]
    page = (await office.get(address, headers=PAGE)).text
    assert "Putusan menetapkan hari lain bagi anak daripada hari kerja." in page
    assert "<dd>Minggu</dd>" in page
    assert f"<dd>{dates}</dd>" in page
    _, inputs = form_in(page, "prosecutor")
    assert 'value="Minggu" checked' not in page
    assert inputs["tanggal_pelaksanaan"] == ""
    typed = {"surat_jaksa": "B-12", "tanggal_surat": "1 April 2026", "jenis_pidana": "anak", "jumlah_jam": "30 jam"}
    answered = typed | {"hari_pelaksanaan": "Minggu", "tanggal_pelaksanaan": dates}
    answered["alasan_jaksa"] = "Di luar jam sekolah anak"
    done = await office.post(f"{address.partition('?')[0]}/confirmation", data=answered, headers=PAGE)
    assert done.status_code == 303, done.text
    row = (await office.get(done.headers["location"].partition("&kept")[0])).json()
    assert (row["state"], row["weekdays"]) == ("registered", [6])
    assert row["periods"] == [{"first": "2026-12-20", "last": "2027-01-02"}]


async def test_the_page_shows_the_place_that_the_ruling_names_and_no_program_is_told(
    office: httpx2.AsyncClient,
) -> None:
    answer = await office.post("/putusan", json=PAPER | {"place_named": "Masjid Rekaan", "work_named": "menyapu"})
    address = f"{answer.headers['location']}?after={answer.json()['position']}"
    page = (await office.get(address, headers=PAGE)).text
    assert "Masjid Rekaan" in page
    assert "menyapu" in page
    assert "Masjid Rekaan" not in (await office.get(address)).text


async def test_a_child_is_shown_by_initials(office: httpx2.AsyncClient) -> None:
    child = {"kind": "child", "birth_date": "2010-03-02", "nik": None, "case_number": "4/Pid.Sus-Anak/2026/PN Trk"}
    answer = await office.post("/putusan", json=PAPER | child)
    pages = [
        (await office.get(f"{address}?after={answer.json()['position']}", headers=PAGE)).text
        for address in ("/putusan", answer.headers["location"])
    ]
    assert all("B. R." in page and "Budi Rekaan" not in page for page in pages)


async def test_no_program_is_told_a_name_and_no_name_stands_in_the_ledger_or_the_table(
    office: httpx2.AsyncClient, settings: Settings
) -> None:
    answer = await office.post("/putusan", json=PAPER)
    await office.post("/putusan", json={"name": "Budi Rekaan", "nik": "9903110203900001"})
    told = [answer.text, (await office.get(f"/putusan?after={answer.json()['position']}")).text]
    connection = await asyncpg.connect(str(settings.database_url))
    payloads = await connection.fetch("SELECT convert_from(payload, 'UTF8') AS text FROM ledger.event")
    rows = await connection.fetch("SELECT row_to_json(p)::text AS text FROM intake.putusan p")
    await connection.close()
    for text in (*told, *(row["text"] for row in (*payloads, *rows))):
        assert not any(secret in text for secret in ("Budi", "9903110203900001", "123/Pid", "1990-03-02", "2026-01-10"))


async def test_who_may_not_register_may_not(settings: Settings) -> None:
    async with opened(settings, "intake", role=RoleName.COORDINATOR) as coordinator:
        assert (await coordinator.post("/putusan", json=PAPER)).status_code == 403
        assert (await coordinator.get("/putusan")).status_code == 200
    async with opened(settings, "intake", role=RoleName.OPERATOR) as operator:
        assert (await operator.get("/putusan")).status_code == 403
