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
