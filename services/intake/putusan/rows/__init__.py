"""How a file of rulings becomes papers, row by row, and a paper the command that registers it.

Example::

    table = read_rows(data)
    for row in table.rows:
        traits = traits_of(row.draft, vault.identify)
        (claimed,) = await vault.claim([traits])
        command = register_command(row.draft, traits, claimed)
"""

from services.intake.putusan.rows.besides import name_of
from services.intake.putusan.rows.cells import cells_of
from services.intake.putusan.rows.columns import COLUMNS
from services.intake.putusan.rows.drafts import CORRECTS, WHY, Draft, draft_of, kept_cells, written
from services.intake.putusan.rows.file import PaperRow, read_rows
from services.intake.putusan.rows.identity import Identify, likeness_of, register_command, traits_of

__all__ = [
    "COLUMNS",
    "CORRECTS",
    "WHY",
    "Draft",
    "Identify",
    "PaperRow",
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
