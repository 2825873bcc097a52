"""Files as courts and offices send them, through the real importer: what is read, what is asked, what is refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from services.intake.putusan.decider.paper import clear
from services.intake.putusan.rows import PaperRow, read_rows
from shared.runtime.settings import Settings
from shared.sheets.reading import Table
from tests.forms import PAGE, led
from tests.opened import opened

pytestmark = pytest.mark.slow

FILES = Path(__file__).parent / "files"
CSV = {"content-type": "text/csv"}


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake") as client:
        yield client


async def imported(office: httpx2.AsyncClient, file: str | bytes) -> dict[str, Any]:
    """The importer's answer to a file of this folder, or to these bytes."""
    data = file if isinstance(file, bytes) else (FILES / file).read_bytes()
    answer = await office.post("/putusan/imports", content=data, headers=CSV)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def row_of(office: httpx2.AsyncClient, done: dict[str, Any], number: int) -> dict[str, Any]:
    """One of the answer's rows, as its own address shows it."""
    (result,) = [result for result in done["results"] if result["row"] == number]
    return dict((await office.get(f"/putusan/{result['putusan_id']}?after={done['position']}")).json())


def read_papers(file: str) -> tuple[PaperRow, ...]:
    found = read_rows((FILES / file).read_bytes())
    assert isinstance(found, Table)
    return found.rows


def flagged(result: dict[str, Any]) -> set[str]:
    return {flag["rule"] for flag in result["flags"]}


async def test_a_ruling_of_any_register_and_in_any_spelling_is_registered(office: httpx2.AsyncClient) -> None:
    done = await imported(office, "registers.csv")
    assert (done["rows"], done["registered"]) == (9, 9)
    rows = [await row_of(office, done, number) for number in range(2, 11)]
    assert [(row["register_code"], row["court"]) for row in rows] == [
        ("Pid.Sus-LH", "pn-trk"),
        ("Pid.B/LH", "pn-trk"),
        ("Pid.Sus-PRK", "pn-trk"),
        ("Pid.Sus-LH", "ma"),
        ("Pid.Sus", "ma"),
        ("Pid.Sus-LH", "pt-sby"),
        ("Pid.Sus-Anak", "pn-trk"),
        ("Pid.B", "pn-trk"),
        ("Pid.Sus-Anak/Div", "pn-trk"),
    ]
    differing = [row["row"] for row in done["results"] if "register-differs" in flagged(row)]
    assert differing == [8, 10], "an adult's sentence in a child's register is asked about"


async def test_an_unknown_register_and_a_number_without_its_court_are_no_reason_to_refuse(
    office: httpx2.AsyncClient,
) -> None:
    header = (FILES / "registers.csv").read_bytes().split(b"\r\n")[0]
    line = ";PN Trenggalek;05/03/2026;13/03/2026;Rekaan;;pidana kerja sosial;80 jam;4 jam;90 hari;ya"
    numbers = ("1/Pid.Zab/2026/PN Trk", "2/Pid.B/2026", "3 K/Pid/2026")
    done = await imported(office, b"\r\n".join([header, *((number + line).encode() for number in numbers)]))
    assert done["registered"] == 3
    rules = [flagged(row) & {"register-unknown", "courts-differ"} for row in done["results"]]
    assert rules == [{"register-unknown"}, set(), {"courts-differ"}]
    assert [(await row_of(office, done, number))["court"] for number in (2, 3, 4)] == ["pn-trk", "pn-trk", "ma"]


async def test_our_court_is_ours_by_any_of_its_names(office: httpx2.AsyncClient) -> None:
    done = await imported(office, "court-names.csv")
    assert (done["rows"], done["registered"]) == (2, 2)


async def test_a_figure_that_reads_two_ways_is_not_read_and_said_so(office: httpx2.AsyncClient) -> None:
    for file, column, field in (
        ("half-past-two.csv", "jam_per_hari", "minutes_a_day"),
        ("fine.csv", "besar_denda", "replaced_fine_rupiah"),
    ):
        done = await imported(office, file)
        assert (done["rows"], done["registered"]) == (1, 1)
        (row,) = done["results"]
        assert [(cell["rule"], cell["column"]) for cell in row["unread"]] == [("reads-two-ways", column)]
        assert "reads-two-ways" in flagged(row)
        shown = await row_of(office, done, 2)
        assert [(cell["rule"], cell["pointer"]) for cell in shown["unread"]] == [("reads-two-ways", f"/{field}")]
    assert shown["minutes_a_day"] == 240


async def test_numbers_in_words_are_read_however_they_are_joined(office: httpx2.AsyncClient) -> None:
    done = await imported(office, "joined-words.csv")
    assert (done["rows"], done["registered"]) == (4, 4)
    totals = [(await row_of(office, done, number))["total_minutes"] for number in range(2, 6)]
    assert totals == [80 * 60, 24 * 60, 150 * 60, 80 * 60]


async def test_dates_are_read_as_sipp_and_excel_show_them(office: httpx2.AsyncClient) -> None:
    done = await imported(office, "sipp-dates.csv")
    assert (done["rows"], done["registered"]) == (5, 5)
    assert {(await row_of(office, done, number))["ruled_on"] for number in range(2, 7)} == {"2026-03-05"}


async def test_a_page_shows_what_was_written_where_it_cannot_be_read(office: httpx2.AsyncClient) -> None:
    header = (FILES / "registers.csv").read_bytes().split(b"\r\n")[0] + b";tanggal_lahir;jenis_kelamin;keterangan\r\n"
    line = "1/Pid.B/2026/PN Trk;;05/03/2026;;Rekaan;35O3110203900001;pidana kerja sosial;80;2.30;90 hari;ya"
    done = await imported(office, header + (line + ";02/03/1990;LK;besok diambil").encode())
    address = f"/putusan/{done['results'][0]['putusan_id']}?after={done['position']}"
    shown = (await office.get(address)).json()
    assert (shown["state"], shown["sex"]) == ("registered", "male")
    told = [(cell["rule"], cell["pointer"]) for cell in shown["unread"]]
    assert told == [("reads-two-ways", "/minutes_a_day"), ("remark", "/row"), ("nik-not-digits", "/nik")]
    assert not any(cell.keys() & {"written", "text", "value"} for cell in shown["unread"]), "no program is told"
    page = (await office.get(address, headers={"accept": "text/html"})).text
    for written in ("tertulis “2.30”", "tertulis “35O3110203900001”", "tertulis “keterangan: besok diambil”"):
        assert written in page


async def test_an_open_quote_refuses_the_file_with_its_line_and_nothing_is_recorded(office: httpx2.AsyncClient) -> None:
    data = (FILES / "open-quote.csv").read_bytes()
    answer = await office.post("/putusan/imports", content=data, headers=CSV)
    assert (answer.status_code, answer.json()["rule"]) == (422, "quote-open")
    assert "baris 2" in answer.text
    assert (await office.get("/putusan")).json()["items"] == []


async def test_both_names_come_right_where_two_offices_wrote_one_file(office: httpx2.AsyncClient) -> None:
    done = await imported(office, "two-offices-one-file.csv")
    assert (done["rows"], done["registered"]) == (2, 2)
    names = [clear(row.draft.paper.name) for row in read_papers("two-offices-one-file.csv")]
    assert names == ["Rekaan André", "Rekaan Café"]


async def test_every_row_of_a_file_is_accounted_for(office: httpx2.AsyncClient) -> None:
    header, first, *rest = (FILES / "registers.csv").read_bytes().split(b"\r\n")
    long = first.replace(b"4101", b"7").replace(b"Rekaan 0", b"a" * 140_000)
    below = [b";;;;;;;;;;"] * 11_000 + [b"JUMLAH;9;;;;;;;;;", b";;;;Kepala Bapas;;;;;;"]
    data = b"\r\n".join([b"DAFTAR;;;;;;;;;;", header, first, header, long, first, *rest[:-1], *below])
    done = await imported(office, data)
    assert (done["rows"], done["registered"], done["rejected"], done["refused"]) == (11, 9, 1, 1)
    assert done["tabs"][0]["passed"] == [1, 4, 15 + 11_000, 16 + 11_000]
    (rejected,) = [row for row in done["results"] if row["state"] == "rejected"]
    assert (rejected["row"], [(fault["rule"], fault["column"]) for fault in rejected["faults"]]) == (
        5,
        [("text-too-long", "nama")],
    )
    page = await led(office, await office.post("/putusan/imports", content=data, headers=CSV | PAGE))
    assert "baris 1, 4, 11015, 11016" in page
