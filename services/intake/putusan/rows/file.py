"""A file of rulings, whatever it is, as the papers in it: our template, the sheets of other offices, and documents."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from services.intake.putusan.rows.ages import age_doubt
from services.intake.putusan.rows.besides import OF_FILE
from services.intake.putusan.rows.columns import COLUMNS, REMARKS
from services.intake.putusan.rows.document import BEGINS, read_document
from services.intake.putusan.rows.drafts import CORRECTS, WHY, Draft, draft_of
from services.intake.putusan.rows.kinds import kind_said
from shared.domain.case_number import read_case_number
from shared.domain.refusal import Refused
from shared.domain.written.dates import read_date
from shared.domain.written.reading import NotRead
from shared.sheets.columns import cell
from shared.sheets.layouts import Book, KindColumn, Reading, layouts_in
from shared.sheets.reading import SheetRow, Table, read_file
from shared.sheets.row import Row
from shared.sheets.tabs import Tab

PaperRow = SheetRow[Draft]
OF_FIELD: Final = {column.field: column for column in COLUMNS}


def _fits(said: Mapping[str, str]) -> bool:
    """A name, and a birth date or case number at their places."""
    born = said.get("tanggal_lahir", "")
    dated = bool(born) and not isinstance(read_date(born), NotRead)
    return bool(said.get("nama")) and (dated or read_case_number(said.get("nomor_perkara", "")) is not None)


BOOK: Final = Book(
    OF_FILE,
    layouts_in(Path(__file__).parent / "mappings", ours="putusan"),
    {"case_number": read_case_number, **{name: partial(cell, OF_FIELD[name]) for name in ("ruled_on", "kind")}},
    REMARKS,
    (CORRECTS, WHY),
    KindColumn(OF_FIELD["kind"].names[0], kind_said),
    _fits,
)
EACH: Final = tuple(name for layout in BOOK.layouts.values() for name in layout.each)


def read_rows(data: bytes) -> Table[Draft] | Refused:
    """Every row of a file as a paper; a file that is no table is refused whole."""
    return read_file(data, BOOK, _drafted, _document)


def _drafted(reading: Reading, row: Row, cells: Mapping[str, str]) -> Draft:
    draft = draft_of(cells)
    doubt = age_doubt(draft.paper, reading.age, row.cells.get(reading.age, "")) if reading.age else None
    return replace(draft, unreadable=(*draft.unreadable, doubt)) if doubt else draft


def _document(data: bytes) -> Tab | Refused | None:
    is_document = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(BEGINS)
    return read_document(data, EACH) if is_document else None
