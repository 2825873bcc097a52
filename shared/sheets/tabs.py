"""A file as tabs of lines of text, whatever it is: what it is says its content, never its name.

A CSV file and a document are one tab without a name; a workbook has as many as its makers gave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.refusal import Fault, Refused, refused

FILE_BYTES_MAX = 5_000_000
"""A year of rulings of the whole province is a few hundred kilobytes."""
ROWS_MAX = 10_000
"""Filled lines of all tabs but their headers, whatever they say: empty ones do not count, however many there are."""
COLUMNS_MAX = 120
TABS_MAX = 100
"""An office has a tab for each of its officers."""
HEADER_SOUGHT_LINES = 20
"""Titles and remarks above the header are at most so many lines."""
LINES_MAX = ROWS_MAX + TABS_MAX
"""Filled lines of a file: the rows, and a header for each tab."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: Sequence[str]

    @property
    def filled(self) -> bool:
        """Whether anything stands in it."""
        return any(map(str.strip, self.cells))


@dataclass(frozen=True, slots=True)
class Tab:
    """One table of a file, as it stands: empty lines only up to where a header is sought."""

    lines: Sequence[Line]
    filled: int
    """So many filled lines were counted where the file was opened: each must be accounted for."""
    name: str = ""
    """Empty where the file has no tabs."""
    number: int = 1


def rows_too_many(line: int) -> Refused:
    """The rows from this line on do not fit."""
    return refused("rows-too-many", rows_max=ROWS_MAX, line=line)


def in_tab(why: Refused, number: int) -> Refused:
    """The same, told with its tab."""
    return replace(why, faults=(*why.faults, Fault("in-tab", {"tab": number})))
