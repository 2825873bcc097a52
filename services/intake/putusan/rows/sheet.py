"""A CSV file as Indonesian spreadsheets write it, as numbered rows of text.

Semicolon or comma (or tab), a byte order mark or none, CRLF, quoted cells over several lines, UTF-8 or Windows-1252 row
by row, a first line ``sep=;``, lines of remarks above the header. What cannot be a table is refused whole, with the
line at which it fails: no row may vanish.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.intake.putusan.decider.case_number import read_case_number
from shared.domain.refusal import Refused, refused

FILE_BYTES_MAX = 5_000_000
"""A year of rulings of the whole province is a few hundred kilobytes."""
ROWS_MAX = 10_000
"""Filled rows: empty ones do not count, however many a spreadsheet writes."""
COLUMNS_MAX = 120
HEADER_SOUGHT_LINES = 20
"""Titles and remarks above the header are at most so many lines."""
SEPARATORS = ";,\t|"
NULS_MOST = 0.1
"""More than this share of a file is no text that somebody typed."""
UNNAMED = "kolom {}"
"""What a column without a name is called, by its place."""

_IN_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number as the spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its column names as written, its filled rows, and the filled rows above its header."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[int, ...]


def read_sheet(data: bytes, wanted: frozenset[str]) -> Sheet | Refused:
    """The table in these bytes. ``wanted`` are the normal names of columns: the header is the line that has most."""
    if len(data) > FILE_BYTES_MAX:
        return refused("file-too-large", megabytes_max=FILE_BYTES_MAX // 1_000_000)
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return refused("file-is-workbook")
    text = _text(data)
    if isinstance(text, Refused):
        return text
    if not text.strip():
        return refused("file-empty")
    if text.count("\x00") > NULS_MOST * len(text):
        return refused("file-unreadable")
    found = _lines(text, max(SEPARATORS, key=lambda separator: _head(_first(text, separator), wanted)[0]))
    if isinstance(found, Refused):
        return found
    matches, place = _head(found[:HEADER_SOUGHT_LINES], wanted)
    return _table(found, -place) if matches >= 2 else refused("header-missing")


def normal_name(column: str) -> str:
    """A column's name without case, spaces and signs: ``Tanggal Putusan`` is ``tanggal_putusan``."""
    return re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]

    @property
    def filled(self) -> bool:
        return any(map(str.strip, self.cells))


def _text(data: bytes) -> str | Refused:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return refused("file-unreadable")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _by_line(data)


def _by_line(data: bytes) -> str | Refused:
    """Two offices in one file: each line in its own encoding. One that mixes both, or is in neither, is refused."""
    lines: list[str] = []
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        try:
            lines.append(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            try:
                lines.append(line.decode("cp1252"))
            except UnicodeDecodeError:
                return refused("line-encoding", line=number)
            if _IN_UTF8.search(line):
                return refused("line-encoding", line=number)
    return "".join(lines)


def _first(text: str, separator: str) -> list[_Line]:
    """The lines in which the header is sought, read leniently: only to see which separator makes one."""
    csv.field_size_limit(FILE_BYTES_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [_Line(number, cells) for number, cells in zip(range(1, HEADER_SOUGHT_LINES + 1), reader, strict=False)]


def _head(lines: list[_Line], wanted: frozenset[str]) -> tuple[int, int]:
    """How many wanted names the best line has, and its place, the earliest as the greatest."""
    heads = ((sum(normal_name(cell) in wanted for cell in line.cells), -n) for n, line in enumerate(lines))
    return max(heads, default=(0, 0))


def _lines(text: str, separator: str) -> list[_Line] | Refused:
    """Every line, with the number under which a spreadsheet shows it; empty ones only up to the header."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[_Line] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            line = _Line(number, cells)
            if _swallows(cells, separator):
                return refused("quote-open", line=number)
            if line.filled or number <= HEADER_SOUGHT_LINES:
                lines.append(line)
            if len(lines) > ROWS_MAX + HEADER_SOUGHT_LINES + 1:
                break  # more are refused whatever they are
    except csv.Error:  # strict: a quote that is never closed, or closed within its cell
        return refused("quote-open", line=number + 1)
    return lines


def _swallows(cells: list[str], separator: str) -> bool:
    """Whether a quoted cell holds a whole row: its quote was closed by another cell's."""
    within = (line for cell in cells if "\n" in cell or "\r" in cell for line in cell.splitlines())
    return any(line.count(separator) >= max(2, len(cells) - 1) for line in within)


def _table(lines: list[_Line], place: int) -> Sheet | Refused:
    above = [line for line in lines[:place] if line.filled and not _names_separator(line)]
    early = next((line for line in above if any(map(read_case_number, line.cells))), None)
    if early is not None:
        return refused("rows-above-header", line=early.number)
    filled = [line for line in lines[place + 1 :] if line.filled]
    columns = _named(tuple(cell.strip().lstrip("\ufeff") for cell in lines[place].cells), filled)
    names = list(map(normal_name, columns))
    again = next((place for place, name in enumerate(names) if name and name in names[:place]), None)
    if again is not None:  # told by their places: in a file without a header they are somebody's data
        return refused("column-twice", first=names.index(names[again]) + 1, second=again + 1)
    if len(columns) > COLUMNS_MAX:
        return refused("columns-too-many", columns_max=COLUMNS_MAX)
    if len(filled) > ROWS_MAX:
        return refused("rows-too-many", rows_max=ROWS_MAX, line=filled[ROWS_MAX].number)
    rows = tuple(_row(line, columns) for line in filled)
    return Sheet(columns, rows, tuple(line.number for line in above)) if rows else refused("rows-missing")


def _names_separator(line: _Line) -> bool:
    """``sep=;``: what Excel writes for itself."""
    return line.number == 1 and "".join(line.cells).strip().casefold() in ("sep=", *(f"sep={s}" for s in SEPARATORS))


def _named(columns: tuple[str, ...], lines: list[_Line]) -> tuple[str, ...]:
    """The columns, those without a name by their place where something stands in them."""
    used = {n for line in lines for n, cell in enumerate(line.cells[: len(columns)]) if cell.strip()}
    return tuple(name or (UNNAMED.format(n + 1) if n in used else "") for n, name in enumerate(columns))


def _row(line: _Line, columns: tuple[str, ...]) -> Row:
    cells = [cell.strip().lstrip("\ufeff") for cell in line.cells]
    named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    surplus = " | ".join(cell for cell in cells[len(columns) :] if cell)
    return Row(line.number, named | ({"": surplus} if surplus else {}))
