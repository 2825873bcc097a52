"""A file's result stays a working list: its address, the form of each row that failed, the next one, a file of them."""

import csv
from collections.abc import AsyncIterator

import asyncpg
import httpx2
import pytest

from services.intake.putusan.routes import filing
from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from shared.sheets.receiving import FILE_TYPES
from shared.sheets.tabs import FILE_BYTES_MAX
from shared.web.forms import BODY_BYTES_MAX, JSON
from shared.web.kept import ENTRIES_MAX
from tests.forms import PAGE, form_in, led, pressed
from tests.intake.putusan.test_routes import PAPER
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
HEADINGS = "Nomor Perkara;Nama;Tgl Putusan;Jenis Pidana;Jumlah Jam;Alamat"
ROWS = (
    "9/Pid.B/2026/PN Trk;Siti Rekaan;5 Maret 2026;pidana kerja sosial;80 jam;Dusun Rekaan",
    ";Budi Rekaan;5 Maret 2026;pidana kerja sosial;80 jam;=1+1",
    "11/Pid.B/2026/PN Trk;Tono Rekaan;31/02/2026;pidana kerja sosial;80 jam;",
    "123/Pid.B/2026/PN Trk;Budi Rekaan;5 Maret 2026;pidana kerja sosial;90 jam;",
)
FILE = "\r\n".join((HEADINGS, *ROWS)).encode()
CSV = {"content-type": "text/csv"}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake",), (RoleName.OFFICER, RoleName.COORDINATOR)) as found:
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


async def sent(office: httpx2.AsyncClient) -> tuple[str, str]:
    """The address of the result, and its page."""
    assert (await office.post("/putusan", json=PAPER)).status_code == 201
    _, fields = form_in((await office.get("/putusan/new", headers=PAGE)).text, "impor")
    upload = {"berkas": ("putusan.csv", FILE, "text/csv")}
    answer = await office.post("/putusan/imports", data=fields, files=upload, headers=PAGE)
    return answer.headers["location"].partition("?")[0], await led(office, answer)


async def test_a_file_has_a_result_with_an_address_that_reload_reads_again(office: httpx2.AsyncClient) -> None:
    at, page = await sent(office)
    assert "Hasil impor berkas" in page
    assert "4 baris masuk = 4 baris terhitung: 1 terdaftar, 0 ditahan, 2 ditolak, 0 sudah dikenal, " in page
    assert "0 bukan pidana ini, 1 tidak dimasukkan" in page
    for word in ("Perbaiki baris 3", "Perbaiki baris 4", "Perbaiki baris 5", "Unduh baris yang gagal"):
        assert word in page
    told = (await office.get(at)).json()
    again = await office.post("/putusan/imports", content=FILE, headers=CSV)
    assert again.headers["location"] == at, "the same file, the same result"
    for row in (told, again.json()):
        assert [result["state"] for result in row["results"]] == ["registered", "rejected", "rejected", "refused"]


async def test_each_row_that_failed_is_mended_in_its_own_form_and_leads_to_the_next(office: httpx2.AsyncClient) -> None:
    at, form = await sent(office)
    address = form.split("Perbaiki baris 3")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    filled = (await office.get(address, headers=PAGE)).text
    _, fields = form_in(filled, "putusan")
    assert "Baris 3 dari berkas." in filled
    assert (fields["tanggal_putusan"], fields["jumlah_jam"]) == ("2026-03-05", "80 jam")
    assert "Budi Rekaan" not in filled, "whose age nobody knows is not shown, and stays as it was written"
    slip = await led(office, await pressed(office, filled, "putusan", {"nomor_perkara": "sepuluh"}))
    assert "Galat: " in slip
    assert "Nomor perkara: " in filled, "what is wrong is told at once"
    assert 'href="#putusan-nomor_perkara"' in filled
    assert "Banyak sekaligus" not in filled
    done = await led(office, await pressed(office, slip, "putusan", {"nomor_perkara": "10/Pid.B/2026/PN Trk"}))
    assert "Putusan terdaftar." in done
    assert "Baris berikutnya: 4" in done
    listed = (await office.get(at, headers=PAGE)).text
    assert "Perbaiki baris 3" not in listed
    assert listed.count("Sudah diperbaiki") == 1
    following = done.split("Baris berikutnya: 4")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    shown = (await office.get(following, headers=PAGE)).text
    assert 'type="text" value="31/02/2026"' in shown, "what was no day is there as it was written"
    assert (await office.post("/putusan/imports", content=FILE, headers=CSV)).status_code == 200
    assert "Sudah diperbaiki" in (await office.get(at, headers=PAGE)).text, "and stays so when the file comes again"


async def test_a_refused_row_opens_with_its_own_cells_too(house: Opened, office: httpx2.AsyncClient) -> None:
    at, _ = await sent(office)
    filled = (await office.get(f"/putusan/new?import_id={at.rpartition('/')[2]}&row=5", headers=PAGE)).text
    _, fields = form_in(filled, "putusan")
    assert fields["nomor_perkara"] == "123/Pid.B/2026/PN Trk"
    assert fields["jumlah_jam"] == "90 jam"
    again = await led(office, await pressed(office, filled, "putusan"))
    assert "Galat: " in again, "it stands already; the name was taken from the row"
    assert "Nama kosong" not in again
    connection = await asyncpg.connect(house.parts.database.url)
    kept = await connection.fetch("SELECT k::text AS told FROM access.kept k")
    await connection.close()
    assert kept
    assert not [row for row in kept if "Rekaan" in row["told"] or b"Rekaan".hex() in row["told"]]


async def test_the_failed_rows_come_back_as_a_file_with_their_own_headings(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    at, _ = await sent(office)
    answer = await office.get(f"{at}/failed.csv", headers={"accept-language": "en"})
    assert answer.headers["content-type"].startswith("text/csv")
    lines = [";".join(cells) for cells in csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";")]
    assert lines[0] == f"{HEADINGS};berkas_diperbaiki;sebab"
    assert lines[1].startswith(ROWS[1].replace("=1+1", "'=1+1")), "and no cell is a formula"
    assert ";Nomor perkara: Nomor perkara kosong. Isi nomor perkara seperti pada putusan" in lines[1]
    assert [line.rsplit(";", 2)[0] for line in lines[2:]] == list(ROWS[2:])
    assert all(line.rpartition(";")[2] for line in lines[1:]), "each says why"
    assert (await house.clients[RoleName.COORDINATOR].get(f"{at}/failed.csv")).status_code == 403
    connection = await asyncpg.connect(house.parts.database.url)
    await connection.execute("UPDATE access.kept SET expires_at = expires_at - interval '30 days'")
    await connection.close()
    gone = await office.get(at)
    assert (gone.status_code, gone.json()["rule"]) == (404, "import-unknown")


async def test_a_file_that_is_none_leads_back_to_the_form(office: httpx2.AsyncClient) -> None:
    _, fields = form_in((await office.get("/putusan/new", headers=PAGE)).text, "impor")
    upload = {"berkas": ("putusan.xlsx", b"PK\x03\x04", "application/octet-stream")}
    page = await led(office, await office.post("/putusan/imports", data=fields, files=upload, headers=PAGE))
    assert "Galat: " in page
    assert 'id="galat"' in page


async def test_a_held_row_is_one_to_do_until_it_is_answered_and_the_head_counts_what_was_mended(
    office: httpx2.AsyncClient,
) -> None:
    rows = (ROWS[1].replace("=1+1", ""), "12/Pid.B/2026/PN Trk;Wati Rekaan;5 Maret 2026;pidana kerja sosial;300 jam;")
    _, fields = form_in((await office.get("/putusan/new", headers=PAGE)).text, "impor")
    upload = {"berkas": ("putusan.csv", "\r\n".join((HEADINGS, *rows)).encode(), "text/csv")}
    answer = await office.post("/putusan/imports", data=fields, files=upload, headers=PAGE)
    at, page = answer.headers["location"].partition("?")[0], await led(office, answer)
    assert "2 baris masuk = 2 baris terhitung: 0 terdaftar, 1 ditahan, 1 ditolak" in page
    assert "Periksa putusan" in page
    assert "12/Pid.B/2026/PN Trk" in page
    assert "<strong>Jumlah jam</strong>: " in page
    assert "Wati Rekaan" not in page, "whose age nobody knows is named by initials"
    address = page.split("Perbaiki baris 2")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    filled = (await office.get(address, headers=PAGE)).text
    done = await led(office, await pressed(office, filled, "putusan", {"nomor_perkara": "10/Pid.B/2026/PN Trk"}))
    assert "Semua baris sudah diperbaiki" not in done
    assert "Baris berikutnya: 3" in done
    listed = (await office.get(at, headers=PAGE)).text
    assert "2 baris masuk = 2 baris terhitung: 1 terdaftar, 1 ditahan, 0 ditolak" in listed
    assert "Unduh baris yang gagal" in listed, "as long as the result is kept"


async def test_a_rejected_row_that_stands_twice_is_looked_at_as_it_is_imported(office: httpx2.AsyncClient) -> None:
    data = "\r\n".join((HEADINGS, ROWS[1], ROWS[1])).encode()
    looked = (await office.post("/putusan/imports?check=true", content=data, headers=CSV)).json()
    done = (await office.post("/putusan/imports", content=data, headers=CSV)).json()
    for answer in (looked, done):
        assert [row["state"] for row in answer["results"]] == ["rejected", "rejected"]


@pytest.mark.parametrize("kind", FILE_TYPES)
async def test_a_file_may_have_its_five_megabytes_whatever_it_is_called(office: httpx2.AsyncClient, kind: str) -> None:
    for size, status in ((BODY_BYTES_MAX + 1_000, 200), (FILE_BYTES_MAX + 20_000, 413)):
        data = b'{"nama": "Budi Rekaan", "jenis_pidana": "pidana kerja sosial"}'.ljust(size)
        answer = await office.post("/putusan/imports?check=true", content=data, headers={"content-type": kind})
        assert answer.status_code == status
    assert (await office.post("/putusan", content=data, headers={"content-type": JSON})).status_code == 413


async def test_a_row_that_fails_of_its_own_is_to_be_sent_again_and_the_others_go_on(
    office: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await office.post("/putusan", json=PAPER)).status_code == 201

    async def failing(*_: object) -> None:
        raise RuntimeError("of one row")

    with monkeypatch.context() as patched:
        patched.setattr(filing, "known_otherwise", failing)
        for query in ("?check=true", ""):
            answer = await office.post(f"/putusan/imports{query}", content=FILE, headers=CSV)
            rows = answer.json()["results"]
            assert [row["state"] for row in rows] == ["registered", "rejected", "rejected", "refused"]
            assert [fault["rule"] for fault in rows[-1]["faults"]] == ["row-failed"]
    again = (await office.post("/putusan/imports", content=FILE, headers=CSV)).json()["results"]
    assert "row-failed" not in {fault["rule"] for fault in again[-1]["faults"]}
    assert [row["repeated"] for row in again] == [True, True, True, False]


async def test_a_result_stays_its_month_whatever_is_checked_and_imported_after_it(office: httpx2.AsyncClient) -> None:
    first, *others = (f"{HEADINGS}\r\n{ROWS[1]} {number}".encode() for number in range(ENTRIES_MAX + 2))
    at = (await office.post("/putusan/imports", content=first, headers=CSV)).headers["location"]
    checks = [
        (await office.post("/putusan/imports?check=true", content=one, headers=CSV)).headers["location"]
        for one in others
    ]
    assert (await office.get(at)).status_code == 200
    assert [(await office.get(one)).status_code for one in (checks[0], checks[-1])] == [404, 200]
    for one in others:
        await office.post("/putusan/imports", content=one, headers=CSV)
    assert (await office.get(at)).status_code == 200
