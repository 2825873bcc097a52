"""A CSV file as Indonesian spreadsheets write it, as numbered rows of text.

Semicolon or comma (or tab), a byte order mark or none, CRLF, quoted cells over several lines, UTF-8 or Windows-1252,
a first line ``sep=;``, lines of remarks above the header. What cannot be a table is refused whole.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.refusal import Refused, refused

FILE_BYTES_MAX = 5_000_000
"""A year of rulings of the whole province is a few hundred kilobytes."""
ROWS_MAX = 10_000
CELL_LENGTH_MAX = 2_000
COLUMNS_MAX = 120
HEADER_SOUGHT_LINES = 20
"""Titles and remarks above the header are at most so many lines."""
SEPARATORS = ";,\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number as the spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its column names as written, and its rows without the empty ones."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(data: bytes, wanted: frozenset[str]) -> Sheet | Refused:
    """The table in these bytes. ``wanted`` are the normal names of columns: the header is the line that has most."""
    if len(data) > FILE_BYTES_MAX:
        return refused("file-too-large", bytes_max=FILE_BYTES_MAX)
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return refused("file-is-workbook")
    text = _text(data)
    if not text.strip() or "\x00" in text:
        return refused("file-empty" if not text.strip() else "file-unreadable")
    best = max((_table(text, separator, wanted) for separator in SEPARATORS), key=lambda table: table.matches)
    if best.matches < 2:
        return refused("header-missing")
    return _checked(best)


def normal_name(column: str) -> str:
    """A column's name without case, spaces and signs: ``Tanggal Putusan`` is ``tanggal_putusan``."""
    return re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class _Table:
    matches: int
    columns: tuple[str, ...]
    lines: tuple[tuple[int, list[str]], ...]


def _text(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return data.decode("cp1252", errors="replace")


def _table(text: str, separator: str, wanted: frozenset[str]) -> _Table:
    """The table that this separator makes: lines keep the number under which a spreadsheet shows them."""
    lines: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            lines.append((number, cells))
            if len(lines) > ROWS_MAX + HEADER_SOUGHT_LINES + 1:
                break
    except csv.Error:
        return _Table(0, (), ())
    heads = [
        (sum(normal_name(cell) in wanted for cell in cells), -place)
        for place, (_, cells) in enumerate(lines[:HEADER_SOUGHT_LINES])
    ]
    matches, place = max(heads, default=(0, 0))
    return _Table(matches, tuple(cell.strip() for cell in lines[-place][1]), tuple(lines[1 - place :]))


def _checked(table: _Table) -> Sheet | Refused:
    names = [name for name in map(normal_name, table.columns) if name]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return refused("column-twice", column=twice[0])
    if len(table.columns) > COLUMNS_MAX:
        return refused("columns-too-many", columns_max=COLUMNS_MAX)
    rows = tuple(_row(number, cells, table.columns) for number, cells in table.lines if any(map(str.strip, cells)))
    if len(rows) > ROWS_MAX:
        return refused("rows-too-many", rows_max=ROWS_MAX)
    return Sheet(table.columns, rows) if rows else refused("rows-missing")


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    named = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
    surplus = [cell for cell in cells[len(columns) :] if cell.strip()]
    return Row(number, named | ({"": separator_joined(surplus)} if surplus else {}))


def separator_joined(cells: list[str]) -> str:
    """Cells beyond the header, as one text: the row has more cells than columns, so its cells are not to be trusted."""
    return " | ".join(cells)
