"""A CSV file as Indonesian spreadsheets write it, as numbered lines of text.

Semicolon or comma (or tab), a byte order mark or none, CRLF, quoted cells over several lines, UTF-8 or Windows-1252 row
by row, a first line ``sep=;``. What may swallow a row is refused whole, with the line at which it fails.
"""

import csv
import io
import re
from collections.abc import Callable

from shared.domain.refusal import Refused, refused
from shared.sheets.tabs import FILE_BYTES_MAX, HEADER_SOUGHT_LINES, ROWS_MAX, Line, Tab

SEPARATORS = ";,\t|"
NULS_MOST = 0.1
"""More than this share of a file is no text that somebody typed."""

_IN_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def read_comma(data: bytes, known: Callable[[str], bool]) -> Tab | Refused:
    """The lines in these bytes, parted by what makes a header of names that are ``known``."""
    text = _text(data)
    if isinstance(text, Refused):
        return text
    if not text.strip():
        return refused("file-empty")
    if text.count("\x00") > NULS_MOST * len(text):
        return refused("file-unreadable")
    return _read(text, max(SEPARATORS, key=lambda separator: _names(_first(text, separator), known)))


def _text(data: bytes) -> str | Refused:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return refused("file-unreadable")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = _by_line(data)
        return refused("file-of-another-kind") if isinstance(lines, Refused) and b"\x00" in data else lines


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


def _first(text: str, separator: str) -> list[Line]:
    """The lines in which the header is sought, read leniently: only to see which separator makes one."""
    csv.field_size_limit(FILE_BYTES_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [Line(number, cells) for number, cells in zip(range(1, HEADER_SOUGHT_LINES + 1), reader, strict=False)]


def _names(lines: list[Line], known: Callable[[str], bool]) -> int:
    """How many known names the best line has."""
    return max((sum(map(known, line.cells)) for line in lines), default=0)


def _read(text: str, separator: str) -> Tab | Refused:
    """Every line, with the number under which a spreadsheet shows it; empty ones only up to the header."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    number = filled = 0
    try:
        for number, cells in enumerate(reader, start=1):
            line = Line(number, cells)
            if _names_separator(line):
                continue
            filled += line.filled
            if _swallows(cells, separator):
                return refused("quote-open", line=number)
            if line.filled or number <= HEADER_SOUGHT_LINES:
                lines.append(line)
            if len(lines) > ROWS_MAX + HEADER_SOUGHT_LINES + 1:
                break  # more are refused whatever they are
    except csv.Error:  # strict: a quote that is never closed, or closed within its cell
        return refused("quote-open", line=number + 1)
    return Tab(lines, filled)


def _swallows(cells: list[str], separator: str) -> bool:
    """Whether a quoted cell holds a whole row: its quote was closed by another cell's."""
    within = (line for cell in cells if "\n" in cell or "\r" in cell for line in cell.splitlines())
    return any(line.count(separator) >= max(2, len(cells) - 1) for line in within)


def _names_separator(line: Line) -> bool:
    """``sep=;``: what Excel writes for itself."""
    return line.number == 1 and "".join(line.cells).strip().casefold() in ("sep=", *(f"sep={s}" for s in SEPARATORS))
