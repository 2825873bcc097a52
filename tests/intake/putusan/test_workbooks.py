"""XLSX as offices make it: read by the readers of a CSV file, and refused with a clear answer where it is hostile."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.putusan.decider.paper import clear
from services.intake.putusan.routes.template import DRESS
from services.intake.putusan.rows import COLUMNS, Draft, read_rows
from services.intake.putusan.rows.besides import Besides
from services.intake.putusan.rows.columns import OF_PAPER
from services.intake.putusan.rows.file import BOOK
from shared.domain.refusal import Refused
from shared.domain.sentence import Regime
from shared.domain.written.reading import NotRead, Partly
from shared.sheets.opened import MEMORY_BYTES_MAX, said
from shared.sheets.reading import Table
from shared.sheets.tabs import COLUMNS_MAX, ROWS_MAX, TABS_MAX, Line
from tests.intake.putusan.workbooks import HEADER, ruling, workbook

MEMORY_KB_MAX = 500_000


def table(data: bytes) -> Table[Draft]:
    found = read_rows(data)
    assert isinstance(found, Table), found
    return found


def rules(data: bytes) -> list[str]:
    found = read_rows(data)
    assert isinstance(found, Refused), found
    return [fault.rule for fault in found.faults]


def test_a_row_of_a_workbook_reads_as_one_of_a_csv_file() -> None:
    (row,) = table(workbook({"Putusan": [HEADER, ruling(1, nik="9903110203900001")]})).rows
    paper = row.draft.paper
    assert (row.number, row.tab, row.key, row.draft.unreadable) == (2, 1, "2", ())
    assert (paper.ruled_on, paper.kind, paper.total_minutes) == (date(2026, 3, 5), Regime.ADULT, 4800)
    assert paper.birth_date is not None
    assert (clear(paper.nik), paper.birth_date.value) == ("9903110203900001", date(1990, 3, 2))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (True, "ya"),
        (False, "tidak"),
        (80.0, "80"),
        (2.25, "2,25"),
        (3503011234560001.0, "3,50301E+15"),
        (date(2026, 3, 5), "05/03/2026"),
        (datetime(2026, 3, 5, 9, 31), "05/03/2026 09:31"),
        (datetime(2026, 3, 5), "05/03/2026"),
        (time(13, 0), "13.00"),
        (timedelta(days=3, hours=8), "80 jam 0 menit"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_says_what_somebody_would_have_typed(cell: Any, text: str) -> None:
    assert said(cell) == text


def test_a_date_may_be_a_bare_serial_and_a_nik_that_became_a_number_names_nobody() -> None:
    (row,) = table(workbook({"a": [HEADER, ruling(1, tanggal_putusan=46086, nik=9903110203900001)]})).rows
    assert row.draft.paper.ruled_on == date(2026, 3, 5)
    assert clear(row.draft.paper.nik) == "9,90311E+15"


def test_rows_are_named_by_their_tab_and_by_the_number_that_the_spreadsheet_shows() -> None:
    found = table(
        workbook(
            {
                "Maret": [["DAFTAR PUTUSAN"], [], HEADER, ruling(1), [], ruling(2)],
                "Catatan": [["diketik oleh", "rekaan"]],
                "April": [["", *HEADER], ["", *ruling(3)]],
            }
        )
    )
    assert [(row.tab, row.number, row.key) for row in found.rows] == [(1, 4, "4"), (1, 6, "6"), (3, 2, "3.2")]
    assert [(tab.name, tab.passed, bool(tab.title)) for tab in found.tabs] == [
        ("Maret", (1,), True),
        ("Catatan", (1,), False),
        ("April", (), True),
    ]


def test_a_tab_of_rulings_without_a_header_refuses_the_file_and_is_named() -> None:
    data = workbook({"a": [HEADER, ruling(1)], "b": [ruling(2)]})
    found = read_rows(data)
    assert isinstance(found, Refused)
    told = [(fault.rule, dict(fault.facts)) for fault in found.faults]
    assert told == [("header-missing", {}), ("in-tab", {"tab": 2})]


def test_the_template_holds_every_column_with_its_list_and_its_example_is_passed_over() -> None:
    headings = [*(column.names[0] for column in COLUMNS), "keterangan"]
    data = DRESS.workbook(headings, [[column.example for column in COLUMNS]], guide=True)
    found = table(data)
    assert (found.rows, found.tabs[0].examples, found.tabs[0].columns_ignored) == ((), (2,), ())
    assert set(found.tabs[0].columns) == {column.field for column in COLUMNS}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == len(COLUMNS)
    for word in ("pidana kerja sosial,pidana pelayanan masyarakat", "Watulimo", "Nomor perkara (wajib)."):
        assert word in sheet
    assert DRESS.tab in found.tabs[0].name


def test_an_example_of_which_one_cell_was_changed_is_a_ruling() -> None:
    rows = [[OF_PAPER.example[name] for name in OF_PAPER.example], [*OF_PAPER.example.values()]]
    rows[1][list(OF_PAPER.example).index("nama")] = "Budi Rekaan"
    found = table(workbook({"a": [list(OF_PAPER.example), *rows]}))
    assert found.tabs[0].examples == (2,)
    assert [row.number for row in found.rows] == [3]


@pytest.mark.parametrize("column", [column for column in COLUMNS if column.example], ids=lambda column: column.field)
def test_every_example_can_be_read(column: Any) -> None:
    assert not isinstance(column.read(column.example), NotRead | Partly | None)


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, body in parts.items():
            book.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return out.getvalue()


def without_end(data: bytes) -> bytes:
    return data[: len(data) // 2]


def altered(data: bytes, name: str, body: bytes) -> bytes:
    """A workbook with another body in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, body if part == name else old.read(part))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook({"a": [HEADER, ruling(1)]})
ENTITIES = b"".join(
    (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">',
        *(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)),
        b"]><worksheet><sheetData><row r='1'><c r='A1' t='str'><v>&j;</v></c></row></sheetData></worksheet>",
    )
)
SHARED = b"<sst>" + b"<si><t>" + b"a" * 30_000 + b"</t></si></sst>"


def far_apart(last: str) -> bytes:
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{last}"><v>1</v></c></row>'
    return altered(GOOD, SHEET, f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode())


def many_times_one_text(cells: int) -> bytes:
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{letter}{n}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ") + "</row>"
        for n in range(1, cells // 10)
    )
    body = altered(GOOD, SHEET, f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode())
    return altered(body, "xl/sharedStrings.xml", SHARED)


HOSTILE = [
    pytest.param(b"PK\x03\x04", "workbook-unreadable", id="four bytes"),
    pytest.param(without_end(GOOD), "workbook-unreadable", id="cut off"),
    pytest.param(altered(GOOD, SHEET, b"<worksheet><sheetData><row"), "workbook-unreadable", id="broken XML"),
    pytest.param(altered(GOOD, SHEET, b"\x00" * 1_000), "workbook-unreadable", id="no XML"),
    pytest.param(packed(word__document_xml=b"<w/>"), "file-of-another-kind", id="a text document"),
    pytest.param(packed(xl__workbook_xml=b"<workbook/>"), "workbook-unreadable", id="an empty book"),
    pytest.param(altered(GOOD, SHEET, b" " * 160_000_000), "workbook-too-large", id="packed a hundredfold"),
    pytest.param(far_apart("XFD1048576"), "workbook-too-large", id="two cells at both ends of the grid"),
    pytest.param(far_apart("CW1048576"), "workbook-too-large", id="two cells, a million rows apart"),
    pytest.param(many_times_one_text(60_000), "workbook-too-large", id="one text in sixty thousand cells"),
    pytest.param(workbook({"a": [["x"] * (COLUMNS_MAX + 1)]}), "columns-too-many", id="columns"),
    pytest.param(workbook({f"t{n}": [HEADER] for n in range(TABS_MAX + 1)}), "tabs-too-many", id="tabs"),
    pytest.param(workbook({"a": [HEADER, *([["1", "2"]] * (ROWS_MAX + 1))]}), "rows-too-many", id="rows"),
    pytest.param(workbook({"a": [HEADER]}), "rows-missing", id="a header alone"),
    pytest.param(workbook({"a": [["halo", "dunia"]]}), "header-missing", id="no table"),
]


@pytest.mark.parametrize(("data", "rule"), HOSTILE)
def test_a_hostile_workbook_gets_a_clear_answer(data: bytes, rule: str) -> None:
    assert rules(data)[:1] == [rule]


def test_what_is_behind_too_many_rows_refuses_the_file_whatever_those_rows_are() -> None:
    order = BOOK.layouts["bapas"].order

    def client(kind: str, number: int) -> list[Any]:
        case_number = f"{number}/Pid.B/2026/PN Trk"
        said = {"Nama": f"Rekaan {number}", "Katagori": kind, "NoSuratKeputusanPengadilan": case_number}
        return [said.get(name) for name in order]

    parole = [order, *(client("Pembebasan Bersyarat", n) for n in range(3_000))]
    master: dict[str, Any] = {f"PK {n}": parole for n in range(1, 5)} | {"Akhir": [order, client("Kerja Sosial", 1)]}
    remarks = {"Putusan": [HEADER, ruling(1)], "Wilayah": [["desa", "dusun"]] * 10_010, "Anak": [HEADER, ruling(2)]}
    for tabs, tab in ((master, 4), (remarks, 2)):
        found = read_rows(workbook(tabs))
        assert isinstance(found, Refused)
        assert [fault.rule for fault in found.faults] == ["rows-too-many", "in-tab"]
        assert found.faults[1].facts == {"tab": tab}


def test_as_many_rows_as_a_file_may_have_are_all_read_however_many_tabs_they_fill() -> None:
    each = ROWS_MAX // TABS_MAX
    tabs = {f"t{n}": [HEADER, *([ruling(n)] * each)] for n in range(TABS_MAX)}
    assert len(table(workbook(tabs)).rows) == ROWS_MAX
    full = {**tabs, "t99": [*tabs["t99"], ruling(99)]}
    assert rules(workbook(full)) == ["rows-too-many", "in-tab"]


def test_a_line_that_is_lost_on_its_way_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(*line: Any) -> Line:
        return Line(line[0], [] if line[0] == 3 else line[1])

    monkeypatch.setattr("shared.sheets.workbook.Line", forgetful)
    with pytest.raises(AssertionError, match="a row vanished"):
        read_rows(workbook({"a": [HEADER, ruling(1), ruling(2)]}))


def test_entities_of_entities_are_not_unfolded() -> None:
    assert rules(altered(GOOD, SHEET, ENTITIES)) == ["workbook-unreadable"]


MEASURE = """
import resource, subprocess, sys
file = open(sys.argv[2], "rb")
subprocess.run([sys.executable, "-I", sys.argv[1], "10100", "120", "100"], stdin=file, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize(
    "data",
    [pytest.param(far_apart("XFD1048576"), id="far apart"), pytest.param(many_times_one_text(60_000), id="one text")],
)
def test_what_opens_a_workbook_never_takes_more_than_its_share(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "hostile.xlsx"
    file.write_bytes(data)
    opener = Path(read_rows.__code__.co_filename).with_name("opened.py")
    done = subprocess.run([sys.executable, "-c", MEASURE, opener, file], capture_output=True, text=True, check=True)
    assert int(done.stdout) < MEMORY_KB_MAX
    assert MEMORY_BYTES_MAX // 1_000 < MEMORY_KB_MAX


def test_a_document_makes_a_row_of_everybody_in_it() -> None:
    people = [{"nama": "Rekaan A", "urutan": 1, "nik": "9903110203900001"}, {"nama": "Rekaan B", "urutan": 2}]
    document = {
        "identitas_dokumen": {"nomor": "7/Pid.B/2026/PN Trk", "tanggal": "2026-03-05"},
        "amar_putusan": "Menjatuhkan pidana kerja sosial selama 80 jam",
        "daftar_terdakwa": people,
        "daftar_dokumen_digital": [{"nama_berkas": "petikan.pdf"}],
    }
    found = table(json.dumps(document).encode())
    assert found.tabs[0].title == "Petikan putusan (SPPT-TI)"
    assert [(row.number, clear(row.draft.paper.name), row.draft.paper.namesake) for row in found.rows] == [
        (1, "Rekaan A", 1),
        (2, "Rekaan B", 2),
    ]
    paper = found.rows[0].draft.paper
    assert (clear(paper.case_number), paper.ruled_on, paper.kind) == (
        "7/Pid.B/2026/PN Trk",
        date(2026, 3, 5),
        Regime.ADULT,
    )
    (kept,) = [str(cell.written.value) for cell in found.rows[0].draft.unreadable if cell.written is not None]
    assert "petikan.pdf" in kept
    assert "selama 80 jam" in kept, "nothing is lost"


@pytest.mark.parametrize(
    ("figure", "minutes", "rule"),
    [(80, 4_800, None), (80.0, 4_800, None), (1.5, 90, None), (1.125, None, "reads-two-ways")],
)
def test_a_figure_reads_the_same_in_a_document_and_in_a_workbook(
    figure: float, minutes: int | None, rule: str | None
) -> None:
    cells = {"nomor_perkara": "7/Pid.B/2026/PN Trk", "nama": "Budi Rekaan", "jumlah_jam": figure}
    for data in (json.dumps(cells).encode(), workbook({"a": [list(cells), list(cells.values())]})):
        (row,) = table(data).rows
        assert row.draft.paper.total_minutes == minutes
        assert [str(cell.rule) for cell in row.draft.unreadable] == ([rule] if rule else [])


def test_a_master_sheet_without_its_header_is_read_by_the_order_of_its_columns() -> None:
    def row(number: int, kind: str) -> list[Any]:
        said = {
            "Nama": f"Rekaan {number}",
            "TanggalLahir": 33000,
            "Agama": "Islam",
            "Katagori": kind,
            "TanggalSuratKeputusanPengadilan": 46086,
            "NoSuratKeputusanPengadilan": f"{number}/Pid.B/2026/PN Trk",
            "PidanaBulan": 3,
            "LitmasTerselesaikan": True,
        }
        return [said.get(name) for name in BOOK.layouts["bapas"].order]

    tabs = {"Klien - A": [["DAFTAR"], row(1, "Kerja Sosial"), row(2, "PB")], "Klien - B": [row(3, "Kerja Sosial")]}
    found = table(workbook(tabs))
    assert [row.key for row in found.rows] == ["2", "2.1"]
    assert [(tab.passed, tab.elsewhere) for tab in found.tabs] == [((1,), ((3, "PB"),)), ((), ())]
    paper = found.rows[0].draft.paper
    assert (clear(paper.name), paper.ruled_on, paper.kind) == ("Rekaan 1", date(2026, 3, 5), Regime.ADULT)
    assert paper.replaced_prison_days == 90
    (kept,) = [str(cell.written.value) for cell in found.rows[0].draft.unreadable if cell.written is not None]
    assert "LitmasTerselesaikan: ya; Katagori: Kerja Sosial" in kept
    assert found.rows[0].draft.besides == Besides({"religion": "Islam"})
