"""Whole files through the house: each fault by tab, row and column before anything is recorded, and every row told."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx2
import pytest

from shared.access.policy import RoleName
from shared.reports.files import XLSX
from shared.runtime.settings import Settings
from tests.forms import PAGE, form_in, led
from tests.intake.putusan.workbooks import HEADER, ruling, workbook
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
SENT = {"content-type": XLSX}
STATES = ("registered", "held", "rejected", "known", "refused", "elsewhere")

FAULTY: Sequence[tuple[str, Any, str]] = (
    ("nomor_perkara", "", "case-number-missing"),
    ("nomor_perkara", "sepuluh", "case-number-form"),
    ("nomor_perkara", "1/Pid.B/2026/PN Kdr", "wrong-court"),
    ("tanggal_putusan", "", "ruled-on-missing"),
    ("tanggal_putusan", "31/02/2026", "date-impossible"),
    ("tanggal_putusan", "besok", "date-unreadable"),
    ("tanggal_putusan", "Senin, 5 Maret 2026", "weekday-differs"),
    ("nama", "", "name-missing"),
    ("nama", "a" * 2_500, "text-too-long"),
    ("jenis_pidana", "", "kind-missing"),
    ("jenis_pidana", "penjara", "word-unknown"),
    ("jenis_dokumen", "surat tuntutan", "not-a-ruling"),
    ("pengadilan", "PN Kediri", "wrong-court"),
    ("nik", "35O3", "nik-not-digits"),
    ("nik", 9903110203900001, "nik-in-exponent"),
    ("tanggal_lahir", "2/3/90", "date-unreadable"),
    ("tanggal_lahir", date(2030, 1, 1), "birth-after-ruling"),
    ("jenis_kelamin", "x", "word-unknown"),
    ("kecamatan", "Mars", "kecamatan-unknown"),
    ("keahlian", "terbang", "skill-unknown"),
    ("tanggal_bht", date(2026, 3, 1), "final-before-ruling"),
    ("ancaman", "6 tahun", "threat-too-high"),
    ("pidana_diganti", "denda tidak dibayar", "unpaid-fine"),
    ("lama_penjara", "lama", "period-unreadable"),
    ("besar_denda", "500,000", "reads-two-ways"),
    ("jumlah_jam", "300 jam", "total-above"),
    ("jumlah_jam", "4 jam", "total-below"),
    ("jumlah_jam", "80 (delapan) jam", "number-and-words-differ"),
    ("jam_per_hari", "9 jam", "day-above"),
    ("paling_sedikit_per_hari", "3 jam", "least-day-above-most"),
    ("hari_per_minggu", "8", "figure-out-of-bounds"),
    ("jangka_waktu", "10 bulan", "period-above"),
    ("mulai_pukul", "25.99", "clock-unreadable"),
    ("hari_pelaksanaan", "Kapan", "weekday-unreadable"),
    ("tanggal_pelaksanaan", "nanti", "dates-unreadable"),
)
"""Our column, what stands in it, and what is said of it: each once."""

MASTER = (
    "RegisterUtama", "Nama", "NIK", "TempatLahir", "TanggalLahir", "JenisKelamin", "Agama", "Kecamatan", "Katagori",
    "JenisPidana", "Pasal", "TanggalSuratKeputusanPengadilan", "NoSuratKeputusanPengadilan", "Pengadilan",
    "PidanaTahun", "PidanaBulan", "PidanaHari", "AnakDewasa", "NamaPK", "JumlahJam", "JamPerHari", "HariPerMinggu",
    "JangkaWaktu", "TanggalBHT", "Ancaman", "PidanaDiganti", "BesarDenda", "Keahlian", "MulaiPukul", "WajibLapor",
    "Persetujuan", "Sanksi", "MasaPercobaan", "LitmasTerselesaikan",
)  # fmt: skip
FAULTY_IN_MASTER: Sequence[tuple[str, Any, str]] = (
    ("NoSuratKeputusanPengadilan", "", "case-number-missing"),
    ("NoSuratKeputusanPengadilan", "sepuluh", "case-number-form"),
    ("NoSuratKeputusanPengadilan", "1/Pid.B/2026/PN Kdr", "wrong-court"),
    ("TanggalSuratKeputusanPengadilan", "", "ruled-on-missing"),
    ("TanggalSuratKeputusanPengadilan", "31/02/2026", "date-impossible"),
    ("TanggalSuratKeputusanPengadilan", "besok", "date-unreadable"),
    ("TanggalSuratKeputusanPengadilan", "Senin, 5 Maret 2026", "weekday-differs"),
    ("Nama", "", "name-missing"),
    ("Nama", "a" * 2_500, "text-too-long"),
    ("Pengadilan", "PN Kediri", "wrong-court"),
    ("NIK", "35O3", "nik-not-digits"),
    ("NIK", 9903110203900001, "nik-in-exponent"),
    ("TanggalLahir", "2/3/90", "date-unreadable"),
    ("TanggalLahir", date(2030, 1, 1), "birth-after-ruling"),
    ("JenisKelamin", "x", "word-unknown"),
    ("Kecamatan", "Mars", "kecamatan-unknown"),
    ("JenisPidana", "kerja sosial atau pelayanan masyarakat", "word-unknown"),
    ("PidanaTahun + PidanaBulan + PidanaHari", "lama", "period-unreadable"),
    ("AnakDewasa", "Anak", "age-class-differs"),
    ("JumlahJam", "300 jam", "total-above"),
    ("JumlahJam", "4 jam", "total-below"),
    ("JumlahJam", "80 (delapan) jam", "number-and-words-differ"),
    ("JamPerHari", "9 jam", "day-above"),
    ("HariPerMinggu", "8", "figure-out-of-bounds"),
    ("JangkaWaktu", "10 bulan", "period-above"),
    ("TanggalBHT", date(2026, 3, 1), "final-before-ruling"),
    ("Ancaman", "6 tahun", "threat-too-high"),
    ("PidanaDiganti", "denda tidak dibayar", "unpaid-fine"),
    ("BesarDenda", "500,000", "reads-two-ways"),
    ("Keahlian", "terbang", "skill-unknown"),
    ("MulaiPukul", "25.99", "clock-unreadable"),
    ("WajibLapor", "Senin", "word-unknown"),
    ("MasaPercobaan", "lama", "period-unreadable"),
)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake",), (RoleName.OFFICER, RoleName.COORDINATOR)) as found:
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


def filled_lines(data: bytes) -> int:
    """Those of a workbook in which anything stands, by its XML and by nobody's reader."""
    with ZipFile(BytesIO(data)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    return sum("<v>" in row for sheet in sheets for row in re.findall(r"<row .*?</row>", sheet, re.DOTALL))


async def sent(office: httpx2.AsyncClient, data: bytes, *, check: bool = False) -> dict[str, Any]:
    address = "/putusan/imports" + "?check=true" * check
    answer = await office.post(address, content=data, headers=SENT)
    assert answer.status_code == 200, answer.text
    done = dict(answer.json())
    told = sum(done[state] for state in STATES)
    assert done["rows"] == told
    beside = sum(len(tab["passed"]) + len(tab["examples"]) + bool(tab["sheet"]) for tab in done["tabs"])
    assert filled_lines(data) == told + beside, "n lines in = n accounted for"
    assert done["checked"] is check
    return done


def said(done: Mapping[str, Any]) -> set[tuple[str, int, str | None, str]]:
    """Every fault by tab, row and column."""
    return {
        (done["tabs"][row["tab"] - 1]["name"], row["row"], fault["column"], fault["rule"])
        for row in done["results"]
        for fault in (*row["faults"], *row["unread"])
    }


def own_sheet() -> bytes:
    columns = list(dict.fromkeys((*HEADER, *(column for column, _, _ in FAULTY), "jam_per_hari", "jangka_waktu")))
    usual = {"pengadilan": "PN Trenggalek", "jam_per_hari": "2 jam", "jangka_waktu": "6 bulan"}
    rows = []
    for number, (column, cell, _) in enumerate(FAULTY, start=1):
        row = dict(zip(HEADER, ruling(number), strict=True)) | usual | {column: cell}
        rows.append([row.get(name) for name in columns])
    return workbook({"Putusan": [columns, *rows]})


def of_master(number: int, **other: Any) -> list[Any]:
    row: dict[str, Any] = {
        "RegisterUtama": f"R-{number}",
        "Nama": f"Rekaan {number}",
        "TempatLahir": "Trenggalek",
        "TanggalLahir": date(1990, 3, 2),
        "Agama": "Islam",
        "Katagori": "Pidana Kerja Sosial",
        "TanggalSuratKeputusanPengadilan": date(2026, 3, 5),
        "NoSuratKeputusanPengadilan": f"{number}/Pid.B/2026/PN Trk",
        "AnakDewasa": "Dewasa",
        "NamaPK": "PK Rekaan",
        "JumlahJam": "80 jam",
        "JamPerHari": "2 jam",
        "JangkaWaktu": "6 bulan",
        "PidanaBulan": 3,
        "LitmasTerselesaikan": "☑",
    }
    return [(row | other).get(name) for name in MASTER]


def master_sheet() -> bytes:
    rows: list[list[Any]] = []
    for number, (column, cell, _) in enumerate(FAULTY_IN_MASTER, start=1):
        rows.append(of_master(number, **{"PidanaBulan" if "+" in column else column: cell}))
    other = of_master(900, Katagori="Cuti Bersyarat", JenisPidana="")
    return workbook(
        {
            "Klien - PK Satu": [["DATA KLIEN"], MASTER, *rows[:20], other],
            "Klien - PK Dua": [MASTER, other, *rows[20:], of_master(901)],
        }
    )


def expected_of_master() -> set[tuple[str, int, str, str]]:
    named = {"AnakDewasa": "JenisPidana"}  # what the court imposed is what it differs from
    places = [("Klien - PK Satu", 3 + n) for n in range(20)] + [("Klien - PK Dua", 3 + n) for n in range(100)]
    return {
        (*place, named.get(column, column), rule)
        for place, (column, _, rule) in zip(places, FAULTY_IN_MASTER, strict=False)
    }


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(own_sheet(), {("Putusan", n, c, r) for n, (c, _, r) in enumerate(FAULTY, start=2)}, id="template"),
        pytest.param(master_sheet(), expected_of_master(), id="master sheet"),
    ],
)
async def test_thirty_distinct_faults_are_each_listed_before_anything_is_recorded(
    house: Opened, office: httpx2.AsyncClient, data: bytes, expected: set[tuple[str, int, str, str]]
) -> None:
    assert len({(column, rule) for _, _, column, rule in expected}) >= 30
    ledger = house.parts.houses["intake"].ledger
    before = (await ledger.head()).position
    looked = await sent(office, data, check=True)
    assert (await ledger.head()).position == before
    assert expected <= said(looked)
    done = await sent(office, data)
    assert said(done) == said(looked), "what was told beforehand is what becomes of it"
    head = (await ledger.head()).position
    again = await sent(office, data)
    assert (await ledger.head()).position == head, "the same file twice changes nothing"
    assert again["repeated"] == sum(again[state] for state in ("registered", "held", "rejected"))


async def test_what_is_another_sentence_is_counted_and_named_and_what_has_no_field_is_kept(
    office: httpx2.AsyncClient,
) -> None:
    done = await sent(office, master_sheet())
    first, second = done["tabs"]
    assert (first["sheet"], first["passed"]) == ("Lembar induk Bapas", [1])
    assert [tab["elsewhere"] for tab in (first, second)] == [
        [{"row": 23, "said": "Cuti Bersyarat"}],
        [{"row": 2, "said": "Cuti Bersyarat"}],
    ]
    assert {"Katagori", "LitmasTerselesaikan"} <= set(first["columns_beside"])
    assert first["columns_ignored"] == []
    (whole,) = [row for row in done["results"] if (row["tab"], row["row"]) == (2, 16)]
    assert (whole["state"], whole["faults"], whole["unread"]) == ("registered", [], [])
    address = f"/putusan/{whole['putusan_id']}?after={done['position']}"
    page = (await office.get(address, headers=PAGE)).text
    assert "3 bulan" in page, "PidanaBulan"
    assert "LitmasTerselesaikan: ☑" in page


async def test_a_resaved_sheet_is_known_and_where_it_differs_the_columns_are_named(office: httpx2.AsyncClient) -> None:
    rows = [ruling(1), ruling(2)]
    assert (await sent(office, workbook({"a": [HEADER, *rows]})))["registered"] == 2
    changed = ruling(2, jumlah_jam="90 jam")
    done = await sent(office, workbook({"Maret": [["judul"], HEADER, ruling(1), changed, ruling(3), ruling(3)]}))
    assert [row["state"] for row in done["results"]] == ["known", "refused", "registered", "refused"]
    assert [(fault["rule"], fault["column"]) for fault in done["results"][1]["faults"]] == [
        ("duplicate", None),
        ("known-otherwise", "jumlah_jam"),
    ]


async def test_a_person_is_known_by_nik_or_asked_about_and_never_by_name_alone(office: httpx2.AsyncClient) -> None:
    nik = "9903110203900001"
    same = {"nama": "Budi Rekaan"}
    files = (
        [ruling(1, nik=nik, **same)],
        [ruling(2, nik=nik, **same)],
        [ruling(3, tanggal_lahir="", **same), ruling(4, **same)],
    )
    rows = []
    for number, found in enumerate(files):
        done = await sent(office, workbook({f"Lembar {number}": [HEADER, *found]}))
        for row in done["results"]:
            rows.append((await office.get(f"/putusan/{row['putusan_id']}?after={done['position']}")).json())
    first, second, by_name, by_birth = rows
    assert first["klien_id"] == second["klien_id"], "one NIK"
    assert by_name["klien_id"] not in (first["klien_id"], by_birth["klien_id"]), "a name alone says nothing"
    assert by_birth["klien_id"] != first["klien_id"]
    assert by_birth["identity"]["open"] or "perhaps-a-known-person" in {flag["rule"] for flag in by_birth["flags"]}


async def test_who_a_row_may_be_is_told_before_it_is_taken_in_as_it_is_then(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    nik, other = "9903110203900001", "9903110203900002"
    await sent(office, workbook({"a": [HEADER, ruling(1, nama="Budi Rekaan", nik=nik), ruling(2, nama="Siti Rekaan")]}))
    rows = (
        ruling(3, nama="Bukan Budi", nik=nik),  # of the NIK of somebody else, who is recorded
        ruling(2, nama="Hj. Siti Rekaan"),  # perhaps the convict of a recorded ruling
        ruling(4, nama="Tono Rekaan", nik=other),
        ruling(5, nama="Bukan Tono", nik=other),  # of the NIK of the row before
        ruling(6, nama="Tini Rekaan"),
        ruling(6, nama="Hj. Tini Rekaan"),  # perhaps the convict of the row before
        ruling(7, nama="Budi Rekaan", nik=nik),
    )
    data = workbook({"b": [HEADER, *rows]})
    vault = house.parts.houses["intake"].vault
    claims = await vault.keys.ask(lambda: [*vault.keys.identities._rows("true")])
    looked = await sent(office, data, check=True)
    assert await vault.keys.ask(lambda: [*vault.keys.identities._rows("true")]) == claims, "a look claims nobody"
    asked = [[fault["rule"] for fault in row["faults"]] for row in looked["results"]]
    differs, same = ["identity-differs"], ["perhaps-the-same-convict"]
    assert asked == [differs, same, [], differs, [], same, []]
    assert said(await sent(office, data)) == said(looked)


def petikan(number: int, **convict: Any) -> bytes:
    """As the exchange between the offices carries it."""
    kind = {"jenis_pidana": "pidana kerja sosial", "jumlah_jam": "80 jam"}
    said = {"tanggal_putusan": "2026-03-05", "daftar_terdakwa": [kind | convict]}
    return json.dumps({"nomor_perkara": f"{number}/Pid.B/2026/PN Trk", **said}).encode()


async def of_three(office: httpx2.AsyncClient, *sheets: bytes) -> list[tuple[str, str, str]]:
    """What became of the one row of each, and whose it is."""
    found = []
    for data in sheets:
        kind = XLSX if data.startswith(b"PK") else "application/json"
        done = (await office.post("/putusan/imports", content=data, headers={"content-type": kind})).json()
        (row,) = done["results"]
        ruled = (await office.get(f"/putusan/{row['putusan_id']}?after={done['position']}")).json()
        found.append((row["state"], ruled["klien_id"], row["putusan_id"]))
    return found


async def test_the_same_person_over_three_kinds_of_sheets_is_one_with_three_rulings(office: httpx2.AsyncClient) -> None:
    said = {"nama": "Budi Rekaan", "nik": "9903110203900001"}
    found = await of_three(
        office,
        workbook({"Putusan": [HEADER, ruling(1, **said)]}),
        workbook({"Klien - PK Satu": [MASTER, of_master(2, Nama="BUDI REKAAN", NIK="9903110203900001")]}),
        petikan(3, tanggal_lahir="1990-03-02", **said),
    )
    assert [state for state, _, _ in found] == ["registered"] * 3
    assert (len({klien for _, klien, _ in found}), len({putusan for _, _, putusan in found})) == (1, 3)


async def test_without_a_nik_name_birth_and_case_over_three_kinds_of_sheets_are_one_ruling(
    office: httpx2.AsyncClient,
) -> None:
    found = await of_three(
        office,
        workbook({"Klien - PK Satu": [MASTER, of_master(1)]}),
        workbook({"Putusan": [HEADER, ruling(1)]}),
        petikan(1, nama="REKAAN 1", tanggal_lahir="1990-03-02"),
    )
    assert [state for state, _, _ in found] == ["registered", "known", "known"]
    assert (len({klien for _, klien, _ in found}), len({putusan for _, _, putusan in found})) == (1, 1)
    other = petikan(1, nama="Rekaan 1", tanggal_lahir="1991-03-02")
    ((state, _, _),) = await of_three(office, other)
    assert state == "refused", "another birth date in the same case is nobody's word for the same"


FILES = Path(__file__).parent / "files"


async def test_a_workbook_of_libreoffice_goes_in_as_it_is(office: httpx2.AsyncClient) -> None:
    """An empty first line, a merged title, days and ticks as the spreadsheet has them, a hidden column, remarks in
    another tab; made with LibreOffice 7.4 of people who do not exist."""
    done = await sent(office, (FILES / "libreoffice-kantor.xlsx").read_bytes())
    assert [tab["passed"] for tab in done["tabs"]] == [[2, 3, 11, 13, 14], [1, 2], []]
    told = {row["row"]: row for row in done["results"]}
    assert list(told) == [5, 6, 7, 8, 10]
    assert (told[5]["state"], told[7]["state"]) == ("registered", "registered")
    assert said(done) >= {("Putusan", 6, "NIK", "nik-in-exponent"), ("Putusan", 10, "Jumlah Jam", "total-above")}
    ruled = (await office.get(f"/putusan/{told[8]['putusan_id']}?after={done['position']}")).json()
    assert (ruled["consent"], ruled["ruled_on"], ruled["unread"]) == ("given", "2026-09-01", [])


async def test_a_master_sheet_of_libreoffice_goes_in_as_it_is(office: httpx2.AsyncClient) -> None:
    """With its header under a merged title and, in the second officer's tab, without one."""
    data = (FILES / "libreoffice-induk.xlsx").read_bytes()
    done = (await office.post("/putusan/imports", content=data, headers=SENT)).json()
    header, passed = 1, sum(len(tab["passed"]) for tab in done["tabs"])
    assert filled_lines(data) == done["rows"] + header + passed
    assert [tab["name"] for tab in done["tabs"]] == ["Klien - Sri Rekaan", "Klien - Agus Rekaan", "Rekap"]
    assert [tab["sheet"] for tab in done["tabs"]] == ["Lembar induk Bapas", "Lembar induk Bapas", None]
    assert done["tabs"][0]["elsewhere"] == [{"row": 5, "said": "Pembebasan Bersyarat"}]
    assert [(row["tab"], row["row"]) for row in done["results"]] == [(1, 4), (1, 6), (2, 1), (2, 2)]
    days = [
        (await office.get(f"/putusan/{row['putusan_id']}?after={done['position']}")).json() for row in done["results"]
    ]
    assert {one["ruled_on"] for one in days} == {"2026-09-02"}, "a day, and its number"


async def test_the_failed_rows_come_back_as_a_workbook_and_mended_go_in(office: httpx2.AsyncClient) -> None:
    data = workbook({"Maret": [HEADER, ruling(1), ruling(2, nomor_perkara="sepuluh")], "April": [HEADER, ruling(3)]})
    done = await sent(office, data)
    assert (done["registered"], done["rejected"]) == (2, 1)
    at = (await office.post("/putusan/imports", content=data, headers=SENT)).headers["location"]
    failed = await office.get(f"{at}/failed.xlsx")
    assert failed.headers["content-type"] == XLSX
    again = await sent(office, failed.content, check=True)
    assert (again["rows"], again["rejected"]) == (1, 1)
    (kept,) = done["results"][1:2]
    headings = [*HEADER, "berkas_diperbaiki", "sebab"]
    mended = workbook({"Putusan": [headings, [*ruling(2), kept["putusan_id"], "sudah"]]})
    last = await sent(office, mended)
    assert last["registered"] == 1
    address = f"/putusan/{kept['putusan_id']}?after={last['position'] + 1}"
    assert (await office.get(address)).json()["state"] == "replaced"


async def test_the_page_checks_a_file_and_says_that_nothing_was_recorded(office: httpx2.AsyncClient) -> None:
    _, fields = form_in((await office.get("/putusan/new", headers=PAGE)).text, "impor")
    upload = {"berkas": ("lembar.xlsx", master_sheet(), XLSX)}
    answer = await office.post("/putusan/imports?check=true", data=fields, files=upload, headers=PAGE)
    page = await led(office, answer)
    for word in (
        "Hasil pemeriksaan berkas",
        "Belum ada yang dimasukkan",
        "36 baris masuk = 36 baris terhitung: ",
        "2 bukan pidana ini",
        "Lembar induk Bapas",
        "Bukan pidana ini (Cuti Bersyarat): baris 23.",
        "3 (Klien - PK Satu)",
    ):
        assert word in page, word
    assert "Perbaiki baris" not in page
    assert (await office.get("/putusan")).json()["items"] == []


async def test_the_template_is_for_whoever_may_send_files(house: Opened, office: httpx2.AsyncClient) -> None:
    answer = await office.get("/putusan/template.xlsx")
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    looked = await office.post("/putusan/imports?check=true", content=answer.content, headers=SENT)
    assert (looked.json()["rows"], looked.json()["tabs"][0]["examples"]) == (0, [2])
    assert (await house.clients[RoleName.COORDINATOR].get("/putusan/template.xlsx")).status_code == 403
