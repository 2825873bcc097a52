"""Each kind of file is told from every other by its columns: a template sent to another page is refused whole there."""

import pytest

from services.attendance.hours.rows.drafts import BOOK as DAY_SHEETS
from services.attendance.hours.rows.handovers import HANDOVERS
from services.intake.putusan.rows.file import BOOK as RULINGS
from services.matching.placement.rows import BOOK as PLACEMENTS
from shared.domain.refusal import Refused
from shared.sheets.layouts import Book, Reading
from shared.sheets.reading import read_file
from shared.sheets.row import Row

BOOKS = {"putusan": RULINGS, "placement": PLACEMENTS, "hours": DAY_SHEETS, "handovers": HANDOVERS}
ALIKE = {"placement", "handovers"}
"""One sheet that two pages take."""
LEAST = {
    "putusan": "nomor_perkara;nama;tanggal_putusan;jenis_pidana",
    "placement": "nik;nama;tempat;diterima_tanggal;rencana_selesai;dokumen",
    "hours": "nik;nama;tanggal;mulai;selesai;dokumen",
    "handovers": "nik;nama;tanggal_berita_acara;nomor_berita_acara",
}
"""Of each kind the columns without which it is none."""
BESIDES = "no;keterangan;sebab;kolom_lain;berkas_diperbaiki"


def sheet(book: Book) -> bytes:
    """A row in which every column says something."""
    names = [column.names[0] for column in book.columns.all]
    return "\r\n".join((";".join(names), ";".join("x" for _ in names))).encode()


def drafted(_reading: Reading, _row: Row, _cells: object) -> None: ...


@pytest.mark.parametrize("sent", BOOKS)
@pytest.mark.parametrize("asked", BOOKS)
def test_a_sheet_is_taken_by_its_own_pages_alone(asked: str, sent: str) -> None:
    found = read_file(sheet(BOOKS[sent]), BOOKS[asked], drafted)
    told = [fault.rule for fault in found.faults] if isinstance(found, Refused) else []
    assert told == ([] if sent == asked or {sent, asked} == ALIKE else ["sheet-of-another-kind"])


@pytest.mark.parametrize("kind", BOOKS)
def test_the_least_sheet_with_remarks_and_what_we_answered_is_taken(kind: str) -> None:
    names = f"{BESIDES};{LEAST[kind]}"
    found = read_file(f"{names}\r\n{';'.join('x' for _ in names.split(';'))}".encode(), BOOKS[kind], drafted)
    assert not isinstance(found, Refused)


def test_remarks_beside_names_of_ours_make_no_other_sheet() -> None:
    names = f"{BESIDES};nomor_perkara;nama"
    found = read_file(f"{names}\r\n1;;;;;9/Pid.B/2026/PN Trk;X".encode(), RULINGS, drafted)
    assert not isinstance(found, Refused)
