"""How a file of rulings becomes papers, row by row, and a paper the command that registers it.

Example::

    table = read_rows(data)
    for row in table.rows:
        traits = traits_of(row.draft, vault.identify)
        (claimed,) = await vault.claim([traits])
        command = register_command(row.draft, traits, claimed)
"""

from dataclasses import dataclass

from services.intake.putusan.rows.cells import cells_of
from services.intake.putusan.rows.columns import BY_NAME, COLUMNS, REMARKS, column_of, name_of
from services.intake.putusan.rows.drafts import CORRECTS, WHY, Draft, draft_of, kept_cells, written
from services.intake.putusan.rows.identity import Identify, likeness_of, register_command, traits_of
from services.intake.putusan.rows.others import without_others
from services.intake.putusan.rows.sheet import FILE_BYTES_MAX, normal_name, read_sheet
from shared.domain.refusal import Refused, refused

__all__ = [
    "COLUMNS",
    "CORRECTS",
    "FILE_BYTES_MAX",
    "WHY",
    "Draft",
    "Identify",
    "PaperRow",
    "Table",
    "cells_of",
    "draft_of",
    "kept_cells",
    "likeness_of",
    "name_of",
    "read_rows",
    "register_command",
    "traits_of",
    "written",
]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of the file: its number as the spreadsheet shows it, and the paper in it."""

    number: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Table:
    """The papers of a file, and the columns that nobody knows."""

    rows: tuple[PaperRow, ...]
    columns: dict[str, str]
    """The file's own name of each field's column, to name it in a fault."""
    columns_ignored: tuple[str, ...]
    passed: tuple[int, ...] = ()
    """Rows that are no rulings: above the header, the header again, totals, signatures."""


def read_rows(data: bytes) -> Table | Refused:
    """Every row of a CSV file as a paper; a file that is no table is refused whole."""
    sheet = read_sheet(data, frozenset(BY_NAME))
    if isinstance(sheet, Refused):
        return sheet
    known: dict[str, str] = {}
    for place, name in enumerate(sheet.columns, start=1):
        found = column_of(name)
        if found and known.setdefault(found.field, name) != name:
            return refused("column-twice", first=sheet.columns.index(known[found.field]) + 1, second=place)
    passed_over = {*REMARKS, *((CORRECTS, WHY) if CORRECTS in sheet.columns else ())}
    ignored = tuple(
        name for name in sheet.columns if name and column_of(name) is None and normal_name(name) not in passed_over
    )
    sorted_out = without_others(sheet)
    if isinstance(sorted_out, Refused):
        return sorted_out
    rulings, passed = sorted_out
    assert len(rulings) + len(passed) == len(sheet.rows), "a row vanished"
    rows = tuple(PaperRow(row.number, draft_of(row.cells)) for row in rulings)
    return Table(rows, known, ignored, (*sheet.above, *passed))
