"""A tab as a table: where its header is, whose sheet it is, and its filled rows by the names of their columns.

What cannot be a table is refused whole, with the line at which it fails: no row may vanish.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from shared.domain.refusal import Refused, refused
from shared.sheets.layouts import BESIDE, Book, Layout, Reading, reading_of
from shared.sheets.row import SURPLUS, Row, letters, normal_name
from shared.sheets.tabs import COLUMNS_MAX, HEADER_SOUGHT_LINES, Line, Tab

UNNAMED = "kolom {}"
"""What a column without a name is called, by its place."""
NAMES_LEAST = 2
STRANGERS_LEAST = 3
"""So many names that nobody knows, beside none of those that our own sheet is told by, are another sheet's; remarks and
what we answered beside a row are anybody's."""
FITS_LEAST = 0.5
"""Of the lines of a sheet without a header so many must look like its rows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: whose it is, its column names as written, its filled rows, and the filled rows above its header."""

    layout: Layout
    reading: Reading
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[int, ...]
    headed: bool
    """Whether it has a header; without one its columns are known by their order."""


def read_sheet(book: Book, tab: Tab) -> Sheet | Refused | None:
    """The table of a tab: the header is the line that has most names of one sheet; None where it has none and is no
    sheet that we know by its order."""
    heads = (
        (book.names(layout, line.cells), -number, -place, layout)
        for place, line in enumerate(tab.lines[:HEADER_SOUGHT_LINES])
        for number, layout in enumerate(book.layouts.values())
    )
    names, _, place, layout = max(heads, key=lambda head: head[:3], default=(0, 0, 0, book.ours))
    if names < NAMES_LEAST:
        return _by_order(book, tab)
    above = [line for line in tab.lines[:-place] if line.filled]
    early = next((line for line in above if any(map(book.tells, line.cells))), None)
    if early is not None:
        return refused("rows-above-header", line=early.number)
    headers = [cell.strip().lstrip("\ufeff") for cell in tab.lines[-place].cells]
    found = _sheet(book, layout, headers, above, tab.lines[1 - place :], headed=True)
    if isinstance(found, Sheet) and layout is book.ours and _of_another_kind(book, headers):
        return refused("sheet-of-another-kind", columns=", ".join(book.own.values()))
    return found


def _of_another_kind(book: Book, headers: Sequence[str]) -> bool:
    """Whether this is another page's sheet, of which all rows would fail for the same reason."""
    besides = {*book.remarks, *book.answered, BESIDE}
    known = [book.columns.named(header) for header in headers if header and normal_name(header) not in besides]
    return known.count(None) >= STRANGERS_LEAST and not any(column and column.field in book.own for column in known)


def _by_order(book: Book, tab: Tab) -> Sheet | None:
    filled = [line for line in tab.lines if line.filled]
    for layout in book.layouts.values():
        fitting = [place for place, line in enumerate(filled) if _fits(book, layout, line)] if layout.order else []
        if fitting and len(fitting) >= FITS_LEAST * (len(filled) - fitting[0]):
            found = _sheet(book, layout, list(layout.order), filled[: fitting[0]], filled[fitting[0] :], headed=False)
            assert isinstance(found, Sheet), "a mapping names a column twice"
            return found
    return None


def _fits(book: Book, layout: Layout, line: Line) -> bool:
    """Whether a line may be a row of this order."""
    places = {ours: layout.order.index(names[0]) for ours, names in layout.fields.items()}
    said = {ours: line.cells[place].strip() for ours, place in places.items() if place < len(line.cells)}
    return book.fits is not None and book.fits(said)


def _sheet(
    book: Book, layout: Layout, headers: list[str], above: Sequence[Line], below: Sequence[Line], *, headed: bool
) -> Sheet | Refused:
    filled = [line for line in below if line.filled]
    columns = _named(headers, filled)
    if layout is not book.ours:
        columns = _numbered(columns)
    names = list(map(normal_name, columns))
    again = next((place for place, name in enumerate(names) if name and name in names[:place]), None)
    if again is not None:  # told by their places: in a file without a header they are somebody's data
        return refused("column-twice", first=names.index(names[again]) + 1, second=again + 1)
    if len(columns) > COLUMNS_MAX:
        return refused("columns-too-many", columns_max=COLUMNS_MAX)
    rows = tuple(_row(line, columns) for line in filled)
    reading = reading_of(book, layout, columns)
    return Sheet(layout, reading, columns, rows, tuple(line.number for line in above), headed)


def _named(headers: Sequence[str], lines: Sequence[Line]) -> tuple[str, ...]:
    """The columns, those without a name by their place where something stands in them."""
    used = {n for line in lines for n, cell in enumerate(line.cells[: len(headers)]) if cell.strip()}
    return tuple(name or (UNNAMED.format(n + 1) if n in used else "") for n, name in enumerate(headers))


def _numbered(columns: Sequence[str]) -> tuple[str, ...]:
    """Another office's names, each once: the second ``NoSuratKeputusanPengadilan`` is its number 2."""
    found: list[str] = []
    taken: set[str] = set()
    for name in columns:
        free = name
        if name and letters(name) in taken:
            free = next(one for n in count(2) if letters(one := f"{name}{n}") not in taken)
        taken.add(letters(free))
        found.append(free)
    return tuple(found)


def _row(line: Line, columns: Sequence[str]) -> Row:
    cells = [cell.strip().lstrip("\ufeff") for cell in line.cells]
    named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    surplus = " | ".join(cell for cell in cells[len(columns) :] if cell)
    return Row(line.number, named | ({SURPLUS: surplus} if surplus else {}))
