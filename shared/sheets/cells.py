"""The cells of a row of our own template as values, and every one that cannot be read as a fault at its column."""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from shared.domain.refusal import Fault
from shared.domain.written.reading import NotRead, Partly
from shared.sheets.columns import Columns, cell
from shared.sheets.layouts import Book, Layout
from shared.sheets.row import SURPLUS

WHY: Final = "sebab"
"""The column that we write beside rows that failed: why."""
REMARKS: Final = frozenset({"no", "nomor_urut", WHY})


def own_book(title: str, columns: Columns, *telling: str) -> Book:
    """A kind of file that has our own template alone. ``telling`` are fields any of which makes a row of a line."""
    of_field = {column.field: column for column in columns.all}
    return Book(columns, {title: Layout(title)}, {field: partial(cell, of_field[field]) for field in telling}, REMARKS)


def read_cells(
    columns: Columns, cells: Mapping[str, str], texts: Mapping[str, TypeAdapter[str]]
) -> tuple[dict[str, Any], dict[str, Fault]]:
    """The values by field, and the faults of those that cannot be read; a field of ``texts`` holds what its type
    takes."""
    values: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    for name, text in cells.items():
        column = columns.named(name)
        value = cell(column, text) if column else None
        if name == SURPLUS and text:
            faults[name] = Fault("cells-surplus")
        if column is None or value is None:
            continue
        if column.field in texts:
            value = _text(texts[column.field], text)
        if isinstance(value, NotRead | Partly):
            faults[column.field] = Fault(value.rule, value.facts, pointer=f"/{column.field}")
        else:
            values[column.field] = value
    return values, faults


def lacking(names: Iterable[str], values: Mapping[str, Any], faults: Mapping[str, Fault]) -> tuple[Fault, ...]:
    """A fault for each of these that the row neither says nor says unreadably."""
    missing = (name for name in names if name not in values and name not in faults)
    return tuple(Fault("cell-missing", pointer=f"/{name}") for name in missing)


def _text(kind: TypeAdapter[str], text: str) -> str | NotRead:
    try:
        return kind.validate_python(text)
    except ValidationError as error:
        (first, *_) = error.errors(include_input=False, include_url=False)
        return NotRead(first["type"], first.get("ctx", {}))


def written(cells: Mapping[str, str]) -> str:
    """A row's own words as one text."""
    return json.dumps(dict(cells), ensure_ascii=False)
