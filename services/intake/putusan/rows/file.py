"""A file of rulings, whatever it is, as the papers in it; every filled row is a paper, or told why it is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.intake.putusan.decider.case_number import read_case_number
from services.intake.putusan.rows.ages import age_doubt
from services.intake.putusan.rows.columns import EXAMPLE, REMARKS, column_of
from services.intake.putusan.rows.comma import read_comma
from services.intake.putusan.rows.document import BEGINS, read_document
from services.intake.putusan.rows.drafts import CORRECTS, WHY, Draft, draft_of
from services.intake.putusan.rows.kinds import Elsewhere
from services.intake.putusan.rows.layouts import LAYOUTS, Reading
from services.intake.putusan.rows.others import without_others
from services.intake.putusan.rows.reading import plain
from services.intake.putusan.rows.sheet import Row, normal_name
from services.intake.putusan.rows.table import Sheet, knows, read_sheet
from services.intake.putusan.rows.tabs import FILE_BYTES_MAX, ROWS_MAX, Tab, in_tab, rows_too_many
from services.intake.putusan.rows.workbook import read_workbook
from shared.domain.refusal import Refused, refused

PACKED, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
KEY = r"(?:[1-9][0-9]{0,2}\.)?[1-9][0-9]{0,6}"
"""How a row's key is written."""


def key_of(tab: int, number: int) -> str:
    """What names a row in its file: the number alone in the first tab."""
    return str(number) if tab == 1 else f"{tab}.{number}"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of the file: its number as the spreadsheet shows it, and the paper in it."""

    number: int
    draft: Draft
    tab: int = 1

    @property
    def key(self) -> str:
        """What names it in its file."""
        return key_of(self.tab, self.number)


@dataclass(frozen=True, slots=True)
class TabRead:
    """What a tab was read as, and its filled rows that are no papers of ours."""

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
    """Rows that are no rulings: above the header, the header again, totals, signatures; all where it is no table."""
    examples: tuple[int, ...] = ()
    elsewhere: tuple[tuple[int, str], ...] = ()
    """Rows of another sentence, and the word of the mapping for it."""


@dataclass(frozen=True, slots=True)
class Table:
    """The papers of a file, and what else stands in it."""

    rows: tuple[PaperRow, ...]
    tabs: tuple[TabRead, ...]


Read = tuple[list[PaperRow], TabRead, int]
"""The papers of a tab, what is told of it, and how many lines its header is."""


def read_rows(data: bytes) -> Table | Refused:
    """Every row of a file as a paper; a file that is no table is refused whole."""
    tabs = _tabs(data)
    if isinstance(tabs, Refused):
        return tabs
    rows: list[PaperRow] = []
    read: list[TabRead] = []
    left = ROWS_MAX
    for tab in tabs:
        found = _read(tab, left, alone=len(tabs) == 1)
        if isinstance(found, Refused):
            return found if len(tabs) == 1 else in_tab(found, tab.number)
        papers, told, header = found
        others = (told.elsewhere, told.examples, told.passed)
        assert header + len(papers) + sum(map(len, others)) == tab.filled, "a row vanished"
        rows += papers
        read.append(told)
        left -= tab.filled - header
    if not any(one.title for one in read):
        return refused("header-missing")
    filled = rows or any(one.elsewhere or one.examples or one.passed for one in read)
    return Table(tuple(rows), tuple(read)) if filled else refused("rows-missing")


def _tabs(data: bytes) -> tuple[Tab, ...] | Refused:
    if len(data) > FILE_BYTES_MAX:
        return refused("file-too-large", megabytes_max=FILE_BYTES_MAX // 1_000_000)
    if data.startswith(OLD_WORKBOOK):
        return refused("file-of-another-kind")
    if data.startswith(PACKED):
        found: tuple[Tab, ...] | Refused = read_workbook(data)
    else:
        each = [name for layout in LAYOUTS.values() for name in layout.each]
        is_document = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(BEGINS)
        alone = read_document(data, each) if is_document else read_comma(data, knows)
        found = alone if isinstance(alone, Refused) else (alone,)
    return found


def _read(tab: Tab, rows_left: int, *, alone: bool) -> Read | Refused:
    sheet = read_sheet(tab)
    if isinstance(sheet, Refused):
        return sheet
    if sheet is None:
        return refused("header-missing") if alone else _no_table(tab, rows_left)
    if alone and not sheet.rows:
        return refused("rows-missing")
    if (full := _full((*sheet.above, *(row.number for row in sheet.rows)), rows_left)) is not None:
        return full
    if (twice := _twice(sheet)) is not None:
        return twice
    sorted_out = without_others(sheet)
    if isinstance(sorted_out, Refused):
        return sorted_out
    rulings, passed = sorted_out
    return _papers(tab, sheet, rulings, (*sheet.above, *passed))


def _no_table(tab: Tab, rows_left: int) -> Read | Refused:
    """A tab of remarks is told; one that holds rulings under no header is not passed over."""
    filled = [line for line in tab.lines if line.filled]
    early = next((line for line in filled if any(map(read_case_number, line.cells))), None)
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


def _papers(tab: Tab, sheet: Sheet, rulings: Sequence[Row], passed: tuple[int, ...]) -> Read:
    rows, examples, elsewhere = [], [], []
    for row in rulings:
        cells = sheet.reading.cells(row.cells)
        if isinstance(cells, Elsewhere):
            elsewhere.append((row.number, cells.said))
        elif _is_example(cells):
            examples.append(row.number)
        else:
            rows.append(PaperRow(row.number, _draft(sheet.reading, row, cells), tab.number))
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


def _draft(reading: Reading, row: Row, cells: Mapping[str, str]) -> Draft:
    draft = draft_of(cells)
    doubt = age_doubt(draft.paper, reading.age, row.cells.get(reading.age, "")) if reading.age else None
    return replace(draft, unreadable=(*draft.unreadable, doubt)) if doubt else draft


def _beside(sheet: Sheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that nobody knows, and those that are known and fill no field."""
    passed_over = {*REMARKS, *((CORRECTS, WHY) if CORRECTS in sheet.columns else ())}
    filled = {name for name in sheet.columns if sheet.reading.fills(name)}
    others = [name for name in sheet.columns if name and name not in filled and normal_name(name) not in passed_over]
    known = [name for name in others if sheet.layout.knows(name)]
    return tuple(name for name in others if name not in known), tuple(known)


def _is_example(cells: Mapping[str, str]) -> bool:
    """The template's own example, untouched: one changed cell makes it somebody's ruling."""
    said = {column.names[0]: plain(text) for name, text in cells.items() if text and (column := column_of(name))}
    return said == EXAMPLE
