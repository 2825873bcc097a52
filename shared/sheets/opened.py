"""Opens one workbook in a process of its own and writes its tabs as lines of JSON: run by its path.

A workbook of a few kilobytes can claim a grid of seventeen thousand million cells. What opens it may take no more
memory and time than it is given here, and takes nothing with it when it ends.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

MEMORY_BYTES_MAX = 400_000_000
"""Of addresses; ten thousand rows of seventy columns take some 150 MB."""
CPU_SECONDS_MAX = 60
LETTERS_MAX = 30_000_000
"""Of all cells: a text that many cells share is written once in the file."""
EXACT_BELOW = 10**15
"""A spreadsheet keeps fifteen digits of a number; of a longer one the last are lost."""


class TooMuch(Exception):
    """What the workbook has too much of, and where."""

    def __init__(self, what: str, **where: int) -> None:
        super().__init__(what)
        self.told = {"refused": what, **where}


def lines_of(data: bytes, lines_max: int, columns_max: int, tabs_max: int) -> Iterator[Any]:
    """The name of each tab, its filled lines (the number and the cells), and how many of them there are."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if len(names) > tabs_max:
        raise TooMuch("tabs")
    lines = letters = 0
    for tab, name in enumerate(names, start=1):
        yield name
        before = lines
        for number, cells in _filled(book.get_sheet_by_name(name)):
            if len(cells) > columns_max:
                raise TooMuch("columns")
            lines, letters = lines + 1, letters + sum(map(len, cells))
            if lines > lines_max:
                raise TooMuch("rows", tab=tab, line=number)
            if letters > LETTERS_MAX:
                raise TooMuch("size")
            yield number, cells
        yield lines - before


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [*before, *map(said, row)]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield number, cells


def said(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float):
        return _figure(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/}{cell.year:04}" + (f" {cell:%H:%M}" if cell.time() != time() else "")
    if isinstance(cell, date):
        return f"{cell:%d/%m/}{cell.year:04}"
    if isinstance(cell, time):
        return f"{cell:%H.%M}"
    if isinstance(cell, timedelta):
        return "{} jam {} menit".format(*divmod(int(cell.total_seconds()) // 60, 60))
    return str(cell)


def _figure(number: float) -> str:
    """A long one as a spreadsheet shows it, so that nobody takes its last digits for true."""
    if abs(number) >= EXACT_BELOW:
        return f"{number:.5E}".replace(".", ",")
    return str(int(number)) if number == int(number) else str(number).replace(".", ",")


def _bounded() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """The workbook comes on standard input, its lines go out; the last one says that it is whole, or what is wrong."""
    _bounded()
    end: dict[str, Any]
    lines_max, columns_max, tabs_max = map(int, sys.argv[1:])
    try:
        for line in lines_of(sys.stdin.buffer.read(), lines_max, columns_max, tabs_max):
            sys.stdout.write(json.dumps(line) + "\n")
    except TooMuch as much:
        end = much.told
    except MemoryError:
        end = {"refused": "size"}
    except BaseException:  # what is broken in it may end the reader in any way
        end = {"refused": "broken"}
    else:
        end = {}
    sys.stdout.write(json.dumps(end) + "\n")


if __name__ == "__main__":
    main()
