"""A file, whatever it is, as the rows in it; every filled line is one of ours, or told why it is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared.domain.refusal import Refused, refused
from shared.domain.written.reading import plain
from shared.sheets.comma import read_comma
from shared.sheets.layouts import Book, Elsewhere, Reading
from shared.sheets.others import without_others
from shared.sheets.row import Row, normal_name
from shared.sheets.table import Sheet, read_sheet
from shared.sheets.tabs import FILE_BYTES_MAX, ROWS_MAX, Tab, in_tab, rows_too_many
from shared.sheets.workbook import read_workbook

PACKED, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
NO_SHEETS = (b"%pdf-", b"<!doctype", b"<html", b"<?xml", b"{\\rtf")
"""How documents begin that are text, but no table: a PDF, a page saved as a sheet, a letter."""
BEGINNING_BYTES = 1_000
D = TypeVar("D")
KEY = r"(?:[1-9][0-9]{0,2}\.)?[1-9][0-9]{0,6}"
"""How a row's key is written."""


def key_of(tab: int, number: int) -> str:
    """What names a row in its file: the number alone in the first tab."""
    return str(number) if tab == 1 else f"{tab}.{number}"


@dataclass(frozen=True, slots=True)
class SheetRow(Generic[D]):
    """One row of the file: its number as the spreadsheet shows it, and what was read in it."""

    number: int
    draft: D
    tab: int = 1

    @property
    def key(self) -> str:
        """What names it in its file."""
        return key_of(self.tab, self.number)


@dataclass(frozen=True, slots=True)
class TabRead:
    """What a tab was read as, and its filled rows that are none of ours."""

    number: int
    name: str
    title: str = ""
    """Of the mapping that reads it; empty where it is no table."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The file's own name of each field's column, to name it in a fault."""
    columns_ignored: tuple[str, ...] = ()
    """Of names that nobody knows."""
    columns_beside: tuple[str, ...] = ()
    """Known ones that no field takes."""
    passed: tuple[int, ...] = ()
    """Rows that are none: above the header, the header again, totals, signatures; all where it is no table."""
    examples: tuple[int, ...] = ()
    elsewhere: tuple[tuple[int, str], ...] = ()
    """Rows of another sentence, and the word of the mapping for it."""


@dataclass(frozen=True, slots=True)
class Table(Generic[D]):
    """The rows of a file, and what else stands in it."""

    rows: tuple[SheetRow[D], ...]
    tabs: tuple[TabRead, ...]


Drafted = Callable[[Reading, Row, Mapping[str, str]], D]
"""What a row says, by its own cells and by those of our names."""
Opened = Callable[[bytes], "Tab | Refused | None"]
"""A file that is neither a workbook nor a table in text; None where it is none such."""
Read = tuple[list[SheetRow[D]], TabRead, int]
"""The rows of a tab, what is told of it, and how many lines its header is."""


def read_file(data: bytes, book: Book, drafted: Drafted[D], opened: Opened | None = None) -> Table[D] | Refused:
    """Every row of a file of this kind; a file that is no table is refused whole."""
    tabs = _tabs(data, book, opened)
    if isinstance(tabs, Refused):
        return tabs
    rows: list[SheetRow[D]] = []
    read: list[TabRead] = []
    left = ROWS_MAX
    for tab in tabs:
        found = _read(book, drafted, tab, left, alone=len(tabs) == 1)
        if isinstance(found, Refused):
            return found if len(tabs) == 1 else in_tab(found, tab.number)
        ours, told, header = found
        others = (told.elsewhere, told.examples, told.passed)
        assert header + len(ours) + sum(map(len, others)) == tab.filled, "a row vanished"
        rows += ours
        read.append(told)
        left -= tab.filled - header
    if not any(one.title for one in read):
        return refused("header-missing")
    filled = rows or any(one.elsewhere or one.examples or one.passed for one in read)
    return Table(tuple(rows), tuple(read)) if filled else refused("rows-missing")


def _tabs(data: bytes, book: Book, opened: Opened | None) -> tuple[Tab, ...] | Refused:
    if len(data) > FILE_BYTES_MAX:
        return refused("file-too-large", megabytes_max=FILE_BYTES_MAX // 1_000_000)
    if data.startswith(OLD_WORKBOOK) or _begins(data).startswith(NO_SHEETS):
        return refused("file-of-another-kind")
    if data.startswith(PACKED):
        found: tuple[Tab, ...] | Refused = read_workbook(data)
    else:
        alone = (opened(data) if opened else None) or read_comma(data, book.known)
        found = alone if isinstance(alone, Refused) else (alone,)
    return found


def _begins(data: bytes) -> bytes:
    return data[:BEGINNING_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def _read(book: Book, drafted: Drafted[D], tab: Tab, rows_left: int, *, alone: bool) -> Read[D] | Refused:
    sheet = read_sheet(book, tab)
    if isinstance(sheet, Refused):
        return sheet
    if sheet is None:
        return refused("header-missing") if alone else _no_table(book, tab, rows_left)
    if alone and not sheet.rows:
        return refused("rows-missing")
    if (full := _full((*sheet.above, *(row.number for row in sheet.rows)), rows_left)) is not None:
        return full
    if (twice := _twice(sheet)) is not None:
        return twice
    sorted_out = without_others(sheet)
    if isinstance(sorted_out, Refused):
        return sorted_out
    rows, passed = sorted_out
    return _drafts(drafted, tab, sheet, rows, (*sheet.above, *passed))


def _no_table(book: Book, tab: Tab, rows_left: int) -> Read[D] | Refused:
    """A tab of remarks is told; one that holds rows under no header is not passed over."""
    filled = [line for line in tab.lines if line.filled]
    early = next((line for line in filled if any(map(book.tells, line.cells))), None)
    if early is not None:
        return refused("header-missing")
    numbers = tuple(line.number for line in filled)
    if (full := _full(numbers, rows_left)) is not None:
        return full
    return [], TabRead(tab.number, tab.name, passed=numbers), 0


def _full(numbers: Sequence[int], rows_left: int) -> Refused | None:
    """Whatever a row is, it counts."""
    return rows_too_many(numbers[rows_left]) if len(numbers) > rows_left else None


def _twice(sheet: Sheet) -> Refused | None:
    known: dict[str, str] = {}
    for place, name in enumerate(sheet.columns, start=1):
        found = sheet.reading.column(name)
        if found and known.setdefault(found.field, name) != name:
            return refused("column-twice", first=sheet.columns.index(known[found.field]) + 1, second=place)
    return None


def _drafts(drafted: Drafted[D], tab: Tab, sheet: Sheet, ours: Sequence[Row], passed: tuple[int, ...]) -> Read[D]:
    rows, examples, elsewhere = [], [], []
    for row in ours:
        cells = sheet.reading.cells(row.cells)
        if isinstance(cells, Elsewhere):
            elsewhere.append((row.number, cells.said))
        elif _is_example(sheet.reading.book, cells):
            examples.append(row.number)
        else:
            rows.append(SheetRow(row.number, drafted(sheet.reading, row, cells), tab.number))
    told = TabRead(
        tab.number,
        tab.name,
        sheet.layout.title,
        sheet.reading.fields,
        *_beside(sheet),
        passed,
        tuple(examples),
        tuple(elsewhere),
    )
    return rows, told, int(sheet.headed)


def _beside(sheet: Sheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that nobody knows, and those that are known and fill no field."""
    book = sheet.reading.book
    passed_over = {*book.remarks, *(book.answered if book.answered[:1] and book.answered[0] in sheet.columns else ())}
    filled = {name for name in sheet.columns if sheet.reading.fills(name)}
    others = [name for name in sheet.columns if name and name not in filled and normal_name(name) not in passed_over]
    known = [name for name in others if book.knows(sheet.layout, name)]
    return tuple(name for name in others if name not in known), tuple(known)


def _is_example(book: Book, cells: Mapping[str, str]) -> bool:
    """The template's own example, untouched: one changed cell makes it somebody's row."""
    said = 0
    for name, text in cells.items():
        if text and (column := book.columns.named(name)):
            if book.columns.example.get(column.names[0]) != plain(text):
                return False
            said += 1
    return said == len(book.columns.example)
