"""The guide for staff names every column, and every name it goes by."""

from pathlib import Path

import pytest

from services.intake.putusan.rows.besides import OF_FILE
from shared.sheets.columns import Column

GUIDE = (Path(__file__).parents[3] / "docs" / "panduan" / "memasukkan-putusan.md").read_text("utf-8")


@pytest.mark.parametrize("column", OF_FILE.all, ids=lambda column: column.names[0])
def test_every_column_is_described_with_its_names(column: Column) -> None:
    ours, *others = column.names
    (line,) = [line for line in GUIDE.splitlines() if line.startswith((f"| {ours} |", f"| **{ours}** |"))]
    assert line.split("|")[2].strip() == ", ".join(others)
