"""A report as a file: CSV and XLSX as an Indonesian Excel opens them, row after row, however many there are.

CSV: UTF-8 with its mark and semicolons, which is what Excel expects where the comma is the decimal sign; a ``sep=``
line would make it forget the mark. A text that Excel would read as a formula gets an apostrophe before it.
"""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from shared.reports.columns import Column
from shared.reports.lines import Line
from shared.reports.report import Report

ROWS_AT_ONCE: Final = 500
"""So many rows are in memory; the vault opens as many names in one look."""
ROWS_MAX: Final = 20_000
"""Of one file: a regency's sentences of twenty years; a workbook of them takes some 35 MB of disk while it is made."""
TEXT_MAX: Final = 32_000
"""Characters of a cell: Excel holds 32,767."""
CHUNK_BYTES: Final = 65_536
MARK: Final = "\ufeff"
BEGINS_A_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | date | None
Lines = AsyncIterator[Sequence[Line]]
Written = Callable[[Report, Sequence[Column], Lines], AsyncIterator[bytes]]


async def csv_of(report: Report, columns: Sequence[Column], lines: Lines) -> AsyncIterator[bytes]:
    """The rows with their headings, as they come."""
    yield (MARK + _csv([[column.heading for column in columns]])).encode()
    async for some in lines:
        yield _csv([[in_csv(cell) for cell in row] for row in _cells(columns, some)]).encode()


async def xlsx_of(report: Report, columns: Sequence[Column], lines: Lines) -> AsyncIterator[bytes]:
    """A workbook of one sheet. It is made in a folder that only this process can read, and that goes with it."""
    with TemporaryDirectory(prefix="bakti-") as folder:
        book = await asyncio.to_thread(Book, Path(folder), report, columns)
        async for some in lines:
            await asyncio.to_thread(book.write, list(_cells(columns, some)))
        await asyncio.to_thread(book.close)
        with book.path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield chunk


FILES: Final[dict[str, tuple[str, Written]]] = {"csv": (CSV, csv_of), "xlsx": (XLSX, xlsx_of)}


def csv_file(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A small table of texts as such a file."""
    return (MARK + _csv([[defused(cell) for cell in row] for row in (headings, *rows)])).encode()


def in_csv(cell: Cell) -> str | int:
    """As Excel reads it in Indonesian: 28/11/2026, 28/11/2026 14:05, 7,5; and no formula."""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return defused(cell) if isinstance(cell, str) else "" if cell is None else cell


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no longer than a cell holds."""
    return ("'" if BEGINS_A_FORMULA.match(text) else "") + text[:TEXT_MAX]


class Book:
    """A workbook of which no more than a row is in memory."""

    def __init__(self, folder: Path, report: Report, columns: Sequence[Column]) -> None:
        from xlsxwriter import Workbook  # 20 MB that no other answer needs

        self.path = folder / "report.xlsx"
        self._book = Workbook(str(self.path), {"constant_memory": True, "tmpdir": str(folder)})
        self._book.set_properties({"title": report.title, "comments": report.said})
        self._sheet = self._book.add_worksheet(report.title[:31])
        self._formats = {name: self._book.add_format(said) for name, said in FORMATS.items()}
        self._row = 0
        for number, column in enumerate(columns):
            self._sheet.set_column(number, number, max(12, min(40, len(column.heading) + 2)))
        self._sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            self._sheet.write_string(0, number, column.heading, self._formats["heading"])

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Some rows more."""
        for row in rows:
            self._row += 1
            for number, cell in enumerate(row):
                self._write(number, cell)

    def close(self) -> None:
        """The file is whole."""
        self._book.close()

    def _write(self, column: int, cell: Cell) -> None:
        if isinstance(cell, datetime | date):
            kind = "moment" if isinstance(cell, datetime) else "day"
            self._sheet.write_datetime(self._row, column, cell, self._formats[kind])
        elif isinstance(cell, int | float):
            self._sheet.write_number(self._row, column, cell, self._formats["number"])
        elif cell is not None:  # a text is written as one, and stays one also where somebody edits the cell
            quoted = self._formats["quoted"] if BEGINS_A_FORMULA.match(cell) else None
            self._sheet.write_string(self._row, column, cell[:TEXT_MAX], quoted)


FORMATS: Final[dict[str, dict[str, Any]]] = {
    "heading": {"bold": True, "text_wrap": True, "valign": "top"},
    "day": {"num_format": "dd/mm/yyyy"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm"},
    "number": {"num_format": "#,##0"},
    "quoted": {"quote_prefix": True},
}


def _cells(columns: Sequence[Column], lines: Sequence[Line]) -> Iterator[list[Cell]]:
    return ([column.cell(line.values[column.name], line.seen) for column in columns] for line in lines)


def _csv(rows: Sequence[Sequence[str | int]]) -> str:
    written = io.StringIO(newline="")
    # Every text in quotes: a comma in it is no border either where Excel is not Indonesian.
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
    return written.getvalue()
