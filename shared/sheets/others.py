"""The rows of a table that are none of ours: the header once more, totals, the signature. They are passed and told.

Only what looks like none is passed: a line of which a telling field can be read, or that names somebody and says
anything of them in a column of ours, is a row, however faulty.
"""

import re
from collections.abc import Sequence
from functools import partial
from itertools import filterfalse, islice

from shared.domain.refusal import Refused, refused
from shared.domain.written.reading import NotRead
from shared.sheets.layouts import Reading
from shared.sheets.row import Row, normal_name
from shared.sheets.table import Sheet

_WORDS = (
    r"(?:jumlah|total|sub ?total|rekap(?:itulasi)?|mengetahui|diketahui|menyetujui|kepala|plt|plh|a\.?n\.?|ttd|"
    r"tanda tangan|nip|panitera|petugas|pembimbing|dibuat|disusun|sumber|catatan|keterangan|halaman)"
)
BELOW = re.compile(
    rf"\W*(?:{_WORDS}|(?:trenggalek|kediri|surabaya) ?,)(?:\b|\W|$)|[\W_]+$",
    re.IGNORECASE,
)
"""How what stands below a table begins: totals, who signs, remarks; or a line of dots."""
LABEL = re.compile(rf"\b{_WORDS}(?!\w)", re.IGNORECASE)
"""Such words, which alone are nobody's name."""
SIGNATURE_CELLS_MOST = 4
"""A line of a signature has few cells: place and day, office, name, number."""


def without_others(sheet: Sheet) -> tuple[tuple[Row, ...], tuple[int, ...]] | Refused:
    """The rows, and the numbers of those passed. Another header than the first makes another table."""
    rows: list[Row] = []
    passed: list[int] = []
    below = False
    for row in sheet.rows:
        written = [text for text in row.cells.values() if text]
        if _is_header(written, sheet):
            if not _same_header(row, sheet.columns):
                return refused("second-header", line=row.number)
            below = False
            passed.append(row.number)
            continue
        if _is_row(row, sheet.reading):
            below = False
        elif written and BELOW.match(written[0]):
            below = True
        if below and (len(written) <= SIGNATURE_CELLS_MOST or BELOW.match(written[0])):
            passed.append(row.number)
        else:
            rows.append(row)
    return tuple(rows), tuple(passed)


def _is_header(written: Sequence[str], sheet: Sheet) -> bool:
    """Whether at least two cells, and half of them, are names of columns; most rows are out by their first half."""
    half = len(written) // 2
    names = partial(sheet.reading.book.knows, sheet.layout)
    others = sum(1 for _ in islice(filterfalse(names, written), half + 1))
    return others <= half and len(written) - others >= 2


def _same_header(row: Row, columns: tuple[str, ...]) -> bool:
    return all(normal_name(row.cells.get(name, "")) in (normal_name(name), "") for name in columns if name)


def _is_row(row: Row, reading: Reading) -> bool:
    """Whether one of the telling fields can be read, or somebody is named beside anything else of ours."""
    for name, text in row.cells.items():
        column = reading.column(name)
        if column is None or column.field not in reading.book.telling:
            continue
        value = reading.book.telling[column.field](text)
        if value is not None and not isinstance(value, NotRead):
            return True
    return _names_somebody(row, reading)


def _names_somebody(row: Row, reading: Reading) -> bool:
    header = reading.fields.get("name", "")
    name = row.cells.get(header, "")
    others = (
        text
        for other, text in row.cells.items()
        if text and other != header and (reading.fills(other) or other in reading.kind)
    )
    return re.search(r"\w", LABEL.sub(" ", name)) is not None and any(not BELOW.match(text) for text in others)
