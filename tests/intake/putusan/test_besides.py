"""A row of the Bapas master sheet fills the person too: profile, litmas, guardian, and whose case it is."""

import csv
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx2
import pytest

from services.intake.putusan.decider import PUTUSAN
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.domain.identifiers import PutusanId
from shared.ledger.execute import known_events
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.forms import PAGE, form_in
from tests.intake.putusan.test_sheets import SENT
from tests.intake.putusan.workbooks import workbook
from tests.neighbours import account_of
from tests.opened import PASSWORD, Opened, opened_for

pytestmark = pytest.mark.slow
ROW: dict[str, Any] = {
    "RegisterUtama": "R-12/2026", "Nama": "Anak Rekaan", "LitmasTerselesaikan": "☑",
    "TanggalPenyelesaianLitmas": date(2026, 2, 20), "NomorLitmas": "0106/AN/II/2026",
    "TanggalSurat": date(2026, 2, 2), "TanggalPembagian": date(2026, 2, 4), "TanggalPenerimaanSurat": date(2026, 2, 3),
    "NoSuratPermintaan": "B/12/II/2026", "NamaInstansi": "Polres", "DaerahInstansi": "Trenggalek",
    "TempatLahir": "Kediri", "TanggalLahir": date(2009, 5, 1), "Agama": "Islam", "Pendidikan": "SMP",
    "NamaPenjamin": "Wali Rekaan", "AlamatPenjamin": "Jl. Contoh 1", "DesaPenjamin": "Besuki",
    "KecamatanPenjamin": "Panggul", "TeleponPenjamin": "0812 0000 0000", "Katagori": "Pidana Pelayanan Masyarakat",
    "TanggalSuratKeputusanPengadilan": date(2026, 3, 5), "NoSuratKeputusanPengadilan": "9/Pid.Sus-Anak/2026/PN Trk",
    "AnakDewasa": "Anak", "NamaPK": "NAMA PROBATION_OFFICER, S.H.", "NIP": "199001012015031001",
    "NomorSKIntegrasi": "SK-3", "NomorBAST": "BAST-7", "MasaBimbinganSaatIniAwal": date(2026, 3, 6),
    "MasaBimbinganSaatIniAkhir": date(2026, 9, 6), "StatusIntegrasiSaatIni": "Aktif",
    "JumlahJam": "60 jam", "JamPerHari": "2 jam", "TanggalTindakPidana": date(2026, 1, 10),
    "NIK": "",
}  # fmt: skip
ADULT = {
    "Katagori": "Pidana Kerja Sosial", "AnakDewasa": "", "TanggalLahir": date(1990, 5, 1), "JumlahJam": "80 jam",
    "NoSuratKeputusanPengadilan": "9/Pid.B/2026/PN Trk", "NIK": "9903010105900001",
}  # fmt: skip
COLLEAGUE = "Sari Rekan"
OF_PERSON = (
    "RegisterUtama", "TanggalPenyelesaianLitmas", "NomorLitmas", "TanggalSurat", "TanggalPembagian",
    "TanggalPenerimaanSurat", "NoSuratPermintaan", "NamaInstansi", "DaerahInstansi", "TempatLahir", "Agama",
    "Pendidikan", "NomorSKIntegrasi", "NomorBAST", "MasaBimbinganSaatIniAwal", "MasaBimbinganSaatIniAkhir",
)  # fmt: skip
PROFILE = {
    "birth_place": "Kediri", "religion": "Islam", "education": "SMP", "bapas_number": "R-12/2026",
    "sk_number": "SK-3", "bast_number": "BAST-7", "guidance_from": "2026-03-06", "guidance_until": "2026-09-06",
}  # fmt: skip


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake",), (RoleName.OFFICER, RoleName.COORDINATOR)) as found:
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


@pytest.fixture
async def colleague(house: Opened) -> str:
    """Another officer's account."""
    await Accounts(house.parts.database).create("rekan", COLLEAGUE, RoleName.OFFICER, PASSWORD, now())
    return await account_of(house.parts.database, "rekan")


def sheet(*rows: dict[str, Any], tab: str = "Klien - PK Satu") -> bytes:
    return workbook({tab: [[*ROW], *([(ROW | row).get(name) for name in ROW] for row in rows)]})


async def sent(office: httpx2.AsyncClient, data: bytes, *, check: bool = False) -> dict[str, Any]:
    answer = await office.post("/putusan/imports" + "?check=true" * check, content=data, headers=SENT)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def read(office: httpx2.AsyncClient, done: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The ruling, the profile and the litmas of the first row."""
    ruling = (await office.get(f"/putusan/{done['results'][0]['putusan_id']}?after={done['position']}")).json()
    person = f"/klien/{ruling['klien_id']}"
    profile, litmas = [(await office.get(f"{person}/{of}")).json() for of in ("profile", "litmas")]
    return ruling, profile, litmas["litmas"]


def besides(done: dict[str, Any]) -> list[list[tuple[str | None, str]]]:
    return [[(fault["column"], fault["rule"]) for fault in row["besides"]] for row in done["results"]]


async def test_a_row_tells_the_ruling_the_person_the_litmas_and_whose_case_it_is(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    adult = {"Katagori": "Pidana Kerja Sosial", "AnakDewasa": "", "TanggalLahir": date(1990, 5, 1)}
    case = {"NoSuratKeputusanPengadilan": "9/Pid.B/2026/PN Trk", "JumlahJam": "80 jam"}
    done = await sent(office, sheet(adult | case))
    assert done["results"][0]["state"] == "registered", done["results"][0]
    assert (besides(done), done["officers_unknown"]) == ([[]], [])
    ruling, profile, (litmas,) = await read(office, done)
    said = profile["profile"]
    assert {name: said[name] for name in PROFILE} == PROFILE
    assert said["bapas_issuer"] == "Bapas Kelas II Kediri"
    assert {name: litmas[name] for name in ("litmas", "number", "asked_by", "request_number", "letter_number")} == {
        "litmas": 1, "number": 1, "asked_by": "Polres, Trenggalek", "request_number": "B/12/II/2026",
        "letter_number": "0106/AN/II/2026",
    }  # fmt: skip
    days = ("asked_on", "received_on", "assigned_on", "finished_on", "sent_on")
    assert [litmas[name] for name in days] == ["2026-02-02", "2026-02-03", "2026-02-04", "2026-02-20", None]
    me = await account_of(house.parts.database, RoleName.OFFICER)
    assert ruling["officer"] == me
    page = (await office.get(f"/putusan/{ruling['putusan_id']}?mend=guardian", headers=PAGE)).text
    fields = form_in(page, "identity")[1]
    assert (fields["wali"], fields["telepon_wali"]) == ("Wali Rekaan", "0812 0000 0000")
    assert "AlamatPenjamin: Jl. Contoh 1" in page, "where the guardian lives has no field and is kept"
    assert "StatusIntegrasiSaatIni: Aktif" in page, "what no command takes is kept"
    assert "Agama: Islam" not in page, "and what one takes is not kept twice"
    assert "199001012015031001" in page, "but whose case it is stays with the ruling"
    assert "StatusIntegrasiSaatIni" in done["tabs"][0]["columns_beside"]
    assert not {"Agama", "NamaPK", "NIP", "NomorBAST", "RegisterUtama"} & set(done["tabs"][0]["columns_beside"])


async def test_the_hours_of_a_livelihood_come_in_by_our_own_column(office: httpx2.AsyncClient) -> None:
    lines = [
        "nomor_perkara;pengadilan;tanggal_putusan;nama;jenis_pidana;jumlah_jam;mata_pencaharian;jam_mencari_nafkah",
        '31/Pid.B/2026/PN Trk;PN Trk;05/03/2026;Tani;kerja sosial;9 jam;sawah;"Senin 05.00–09.30; Selasa siang"',
        '32/Pid.B/2026/PN Trk;PN Trk;05/03/2026;Sari;kerja sosial;9 jam;pasar;"Senin 05.00–09.30; Rabu 5.00–9.30"',
    ]
    sent_in = {"content": "\n".join(lines).encode(), "headers": {"content-type": "text/csv"}}
    done = (await office.post("/putusan/imports", **sent_in)).json()
    assert besides(done) == [[("jam_mencari_nafkah", "week-unreadable")], []]
    after = f"?after={done['position']}"
    rulings = [(await office.get(f"/putusan/{one['putusan_id']}{after}")).json() for one in done["results"]]
    one, other = [(await office.get(f"/klien/{one['klien_id']}/profile")).json()["profile"] for one in rulings]
    assert (one["livelihood"], one["livelihood_hours"]) == ("sawah", None)
    assert [stretch["weekday"] for stretch in other["earning"]] == [0, 2]


async def test_a_name_that_two_officers_have_is_said_to_be_both_and_shares_no_case(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    name = str(ROW["NamaPK"])
    accounts = Accounts(house.parts.database)
    await accounts.create("petugas-dua", name, RoleName.OFFICER, "sandi rekaan yang panjang 7", now())
    done = await sent(office, sheet({}))
    assert (done["officers_unknown"], done["officers_shared"]) == ([], [name])
    import_id = (await office.post("/putusan/imports", content=sheet({}), headers=SENT)).headers["location"]
    page = (await office.get(import_id, headers=PAGE)).text
    words = ("Lebih dari satu akun petugas bernama", "Tidak ada akun petugas dengan nama atau NIP")
    said = [f"{beginning} {name}" in page for beginning in words]
    assert said == [True, False]
    ruling, _, _ = await read(office, done)
    assert ruling["officer"] is None


NIP = str(ROW["NIP"])
DIFFERS = "officer-differs"


@pytest.mark.parametrize(
    ("mine", "theirs", "said", "whose", "rules"),
    [
        (NIP, None, {"NamaPK": "Nama Yang Lain"}, "me", [("NamaPK", "officer-named-otherwise")]),
        (NIP, None, {"NamaPK": "", "NIP": "19900101 201503 1 001"}, "me", []),
        (None, NIP, {}, None, [("NIP", DIFFERS)]),
        ("198001012005011001", None, {}, None, [("NIP", DIFFERS)]),
        ("198001012005011001", None, {"NIP": "1,99001E+17"}, "me", []),
        (None, NIP, {"NamaPK": COLLEAGUE}, "colleague", []),
    ],
    ids=["NIP first", "NIP alone", "NIP of another", "same name, another NIP", "digits lost", "both of a colleague"],
)
async def test_whose_case_it_is_goes_by_nip_before_the_name_and_what_differs_is_said(
    house: Opened,
    office: httpx2.AsyncClient,
    colleague: str,
    mine: str | None,
    theirs: str | None,
    said: dict[str, Any],
    whose: str | None,
    rules: list[tuple[str, str]],
) -> None:
    me = await account_of(house.parts.database, RoleName.OFFICER)
    for account, nip in ((me, mine), (colleague, theirs)):
        assert await Accounts(house.parts.database).set_nip(account, nip, now()) is None
    looked = await sent(office, sheet(said), check=True)
    done = await sent(office, sheet(said))
    assert besides(looked) == besides(done) == [rules]
    assert done["officers_unknown"] == []
    stream = PUTUSAN.stream(PutusanId(done["results"][0]["putusan_id"]))
    state = PUTUSAN.fold(known_events(await house.parts.houses["intake"].ledger.read_stream(stream)))
    assert (state.assigned and state.assigned.officer) == {"me": me, "colleague": colleague, None: None}[whose]


async def test_two_officers_of_one_name_are_told_apart_by_their_nip(house: Opened, office: httpx2.AsyncClient) -> None:
    accounts = Accounts(house.parts.database)
    await accounts.create("petugas-dua", str(ROW["NamaPK"]), RoleName.OFFICER, "sandi rekaan yang panjang 7", now())
    me = await account_of(house.parts.database, RoleName.OFFICER)
    await accounts.set_nip(me, NIP, now())
    done = await sent(office, sheet({}))
    assert (besides(done), done["officers_shared"]) == ([[]], [])
    ruling, _, _ = await read(office, done)
    assert ruling["officer"] == me


async def test_three_sheets_that_correct_number_and_day_leave_one_litmas(office: httpx2.AsyncClient) -> None:
    await sent(office, sheet({}))
    corrected = {"NomorLitmas": "0107/AN/II/2026", "TanggalPembagian": date(2026, 2, 5)}
    second = await sent(office, sheet(corrected, tab="Maret"))
    third = await sent(office, sheet(corrected | {"NoSuratPermintaan": ""}, tab="April"))
    otherwise = [(name, "person-known-otherwise") for name in ("TanggalPembagian", "NomorLitmas")]
    assert sorted(besides(second)[0]) == sorted(besides(third)[0]) == sorted(otherwise)
    _, _, litmas = await read(office, third)
    assert [(one["litmas"], one["number"], one["letter_number"]) for one in litmas] == [(1, 1, "0106/AN/II/2026")]
    another = {"NoSuratPermintaan": "", "TanggalSurat": date(2026, 2, 1), "TanggalPembagian": date(2026, 2, 4)}
    doubtful = corrected | another
    fourth = await sent(office, sheet(doubtful, tab="Mei"))
    assert ("NomorLitmas", "litmas-perhaps-the-same") in besides(fourth)[0]
    assert len((await read(office, fourth))[2]) == 1


async def test_a_child_of_this_sheet_has_a_guardian_and_stays_secret(office: httpx2.AsyncClient) -> None:
    done = await sent(office, sheet({}))
    assert done["results"][0]["state"] == "registered", done["results"][0]
    assert "guardian-not-stated" not in [flag["rule"] for flag in done["results"][0]["flags"]]
    _, profile, _ = await read(office, done)
    assert (profile["profile"]["birth_place"], profile["profile"]["religion"]) == (None, "Islam")


async def test_the_same_said_again_changes_nothing_in_the_same_file_and_in_another(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    ledger = house.parts.houses["intake"].ledger
    assert besides(await sent(office, sheet({}))) == [[]]
    head = (await ledger.head()).position
    again = await sent(office, sheet({}))
    another = await sent(office, sheet({}, tab="Klien - PK Dua"))
    assert (besides(again), besides(another)) == ([[]], [[]])
    assert another["results"][0]["state"] == "known"
    assert (await ledger.head()).position == head


async def test_what_differs_is_named_by_its_column_and_a_litmas_goes_on(office: httpx2.AsyncClient) -> None:
    await sent(office, sheet({"TanggalPenyelesaianLitmas": None, "NomorLitmas": "", "LitmasTerselesaikan": "☒"}))
    done = await sent(office, sheet({"Agama": "Hindu", "Pendidikan": "SMA"}))
    assert besides(done) == [[("Agama", "person-known-otherwise"), ("Pendidikan", "person-known-otherwise")]]
    _, profile, (litmas,) = await read(office, done)
    assert (profile["number"], profile["profile"]["religion"]) == (1, "Islam")
    assert (litmas["number"], litmas["letter_number"], litmas["finished_on"]) == (2, "0106/AN/II/2026", "2026-02-20")


async def test_what_is_refused_besides_is_told_beforehand_by_its_column_and_the_ruling_stands(
    office: httpx2.AsyncClient,
) -> None:
    data = sheet(
        {"TanggalPembagian": date(2026, 1, 4)},
        {"Nama": "Anak Lain", "NoSuratKeputusanPengadilan": "10/Pid.Sus-Anak/2026/PN Trk", "Agama": "x" * 2_500},
        {"Nama": "Anak Ketiga", "NoSuratKeputusanPengadilan": "11/Pid.Sus-Anak/2026/PN Trk", "NamaPK": "Entah Siapa"},
        {"Nama": "Anak Ketiga", "NoSuratKeputusanPengadilan": "12/Pid.Sus-Anak/2026/PN Trk", "Agama": "Hindu"},
    )
    looked = await sent(office, data, check=True)
    done = await sent(office, data)
    assert besides(looked) == besides(done)
    waits = ("NamaPK", "officer-waits")
    litmas, religion = ("TanggalPembagian", "litmas-days-turned"), ("Agama", "text-too-long")
    assert besides(done) == [[litmas, waits], [religion, waits], [], []]
    assert [row["state"] for row in done["results"]] == ["registered"] * 4
    assert done["officers_unknown"] == looked["officers_unknown"] == ["Entah Siapa"]
    import_id = (await office.post("/putusan/imports", content=data, headers=SENT)).headers["location"]
    page = (await office.get(import_id, headers=PAGE)).text
    for words in ("kolom TanggalPembagian", "Tidak ada akun petugas dengan nama atau NIP Entah Siapa"):
        assert words in page
    failed = (await office.get(f"{import_id}/failed.csv")).text
    rows = [*csv.DictReader(failed.lstrip("\ufeff").splitlines(), delimiter=";")]
    assert [row["nama"] for row in rows] == ["Anak Rekaan", "Anak Lain"]
    _, _, litmas = await read(office, done)
    assert litmas == [], "nothing of it half done"
    mended = await sent(office, sheet({}, tab="diperbaiki"))
    assert besides(mended) == [[]]
    _, _, litmas = await read(office, done)
    assert [one["letter_number"] for one in litmas] == ["0106/AN/II/2026"]


async def test_of_whom_it_is_open_who_they_are_nothing_is_told_yet(office: httpx2.AsyncClient) -> None:
    case = {"NoSuratKeputusanPengadilan": "9/Pid.Sus-Anak/2026/PN Trk"}
    done = await sent(office, sheet(case, case | {"Nama": "Hj. Anak Rekaan"}))
    assert [row["state"] for row in done["results"]] == ["registered", "held"]
    assert besides(done) == [[], [(None, "person-open"), ("NamaPK", "officer-waits")]]


async def test_whose_case_it_is_is_told_also_while_it_is_open_who_they_are(office: httpx2.AsyncClient) -> None:
    silent = dict.fromkeys(OF_PERSON, "") | {"NoSuratKeputusanPengadilan": "9/Pid.Sus-Anak/2026/PN Trk"}
    done = await sent(office, sheet(silent, silent | {"Nama": "Hj. Anak Rekaan"}))
    assert [row["state"] for row in done["results"]] == ["registered", "held"]
    assert besides(done) == [[], []]


@pytest.mark.usefixtures("colleague")
async def test_a_case_is_given_away_once_all_else_of_its_row_is_recorded(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    data = sheet({"NamaPK": COLLEAGUE, "TanggalPembagian": date(2026, 1, 4)})
    refused = [("TanggalPembagian", "litmas-days-turned"), ("NamaPK", "officer-waits")]
    assert besides(await sent(office, data, check=True)) == [refused]
    answer = await office.post("/putusan/imports", content=data, headers=SENT)
    assert besides(answer.json()) == [refused]
    await house.level()
    failed = (await office.get(f"{answer.headers['location']}/failed.csv")).text
    mended = failed.replace("04/01/2026", "04/02/2026").replace("2026-01-04", "2026-02-04")
    assert mended != failed
    csv_file = {"content-type": "text/csv"}
    again = (await office.post("/putusan/imports", content=mended.encode(), headers=csv_file)).json()
    assert ([row["state"] for row in again["results"]], besides(again)) == (["known"], [[]])
    await house.level()
    ruling = f"/putusan/{again['results'][0]['putusan_id']}"
    assert (await office.get(ruling)).status_code == 404, "a colleague's by now"


async def test_of_a_case_that_a_colleague_has_by_now_a_row_says_that_it_is_not_recorded(
    house: Opened, office: httpx2.AsyncClient, colleague: str
) -> None:
    data = sheet({"NamaPK": ""})
    (row,) = (await sent(office, data))["results"]
    await house.level()
    given = {"officer": colleague, "number": 1}
    assert (await office.post(f"/putusan/{row['putusan_id']}/officer", json=given)).status_code == 200
    await house.level()
    done = await sent(office, data)
    assert done["results"][0]["state"] == "registered"
    assert besides(done) == [[(None, "case-elsewhere")]]


@pytest.mark.usefixtures("colleague")
async def test_next_months_sheet_knows_what_a_colleague_has_and_compares_nothing(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    data = sheet({"NamaPK": COLLEAGUE})
    assert besides(await sent(office, data)) == [[]]
    await house.level()
    assert besides(await sent(office, data)) == [[]], "the same file again: all of it was recorded"
    head = (await house.parts.houses["intake"].ledger.head()).position
    another = sheet({"NamaPK": COLLEAGUE, "Agama": "Hindu", "JumlahJam": "70 jam"}, tab="bulan lain")
    for check in (True, False):
        done = await sent(office, another, check=check)
        (row,) = done["results"]
        assert (row["state"], [fault["rule"] for fault in row["faults"]]) == ("known", ["known-elsewhere"])
        assert besides(done) == [[]]
    assert (await house.parts.houses["intake"].ledger.head()).position == head
    at = (await office.post("/putusan/imports", content=another, headers=SENT)).headers["location"]
    page = (await office.get(at, headers=PAGE)).text
    said = "perkaranya dipegang petugas lain, tidak dibandingkan" in page
    assert said
    offered = "Unduh baris yang gagal" in page
    assert not offered


@pytest.mark.usefixtures("colleague")
async def test_a_check_compares_nothing_with_a_person_outside_the_reach(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    done = await sent(office, sheet(ADULT | {"NamaPK": COLLEAGUE}))
    assert besides(done) == [[]]
    await house.level()
    ruling = f"/putusan/{done['results'][0]['putusan_id']}"
    assert (await office.get(ruling)).status_code == 404, "a colleague's by now"
    head = (await house.parts.houses["intake"].ledger.head()).position
    guesses = [{"Agama": "Hindu"}, {"TempatLahir": "Blitar"}, {"NoSuratPermintaan": "B/12/II/2026", "NomorLitmas": "9"}]
    another = ADULT | {"NoSuratKeputusanPengadilan": "77/Pid.B/2026/PN Trk", "NamaPK": ""}
    for guess in guesses:
        looked = await sent(office, sheet(another | guess), check=True)
        assert looked["results"][0]["state"] == "registered"
        assert besides(looked) == [[]], guess
    assert (await house.parts.houses["intake"].ledger.head()).position == head


async def test_a_check_and_a_run_compare_with_a_person_in_the_reach_what_the_officer_sees(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    child = {"NIK": "9903010105090001"}
    assert besides(await sent(office, sheet(ADULT, child | {"Nama": "Anak Kedua"}))) == [[], []]
    await house.level()
    otherwise = {"Agama": "Hindu", "TempatLahir": "Blitar"}
    data = sheet(ADULT | otherwise, child | otherwise | {"Nama": "Anak Kedua"}, tab="bulan lain")
    birth, religion = ("TempatLahir", "person-known-otherwise"), ("Agama", "person-known-otherwise")
    for check in (True, False):
        assert besides(await sent(office, data, check=check)) == [[birth, religion], [religion]], check
