"""A row of a table by the names of its columns, and how such names are compared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SURPLUS = ""
"""The key of cells beyond the header."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number as the spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def normal_name(column: str) -> str:
    """A column's name without case, spaces and signs: ``Tanggal Putusan`` is ``tanggal_putusan``."""
    return re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")


def letters(column: str) -> str:
    """A column's name without case and without all that parts its words."""
    return re.sub("_", "", normal_name(column))
