"""A document as programs exchange it (JSON), as one tab: a line for everybody in it, under a header of its names."""

import json
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from shared.domain.refusal import Refused, refused
from shared.sheets.opened import said
from shared.sheets.tabs import COLUMNS_MAX, ROWS_MAX, Line, Tab, rows_too_many
from shared.web.strict_json import read_json

BEGINS = (b"{", b"[")


def read_document(data: bytes, each: Collection[str]) -> Tab | Refused:
    """One document or a list of them; ``each`` are the lists of which every entry makes a line."""
    found, faults = read_json(data.removeprefix(BOM_UTF8))
    if faults:
        return refused("document-unreadable")
    documents = found if isinstance(found, list) else [found]
    if not all(isinstance(one, dict) for one in documents):
        return refused("document-unreadable")
    rows: list[dict[str, str]] = []
    for one in documents:
        rows += _rows(one, each)
        if len(rows) > ROWS_MAX:
            return rows_too_many(ROWS_MAX + 1)
    headers = list(dict.fromkeys(name for row in rows for name in row))
    if len(headers) > COLUMNS_MAX:
        return refused("columns-too-many", columns_max=COLUMNS_MAX)
    lines = [Line(number, [row.get(name, "") for name in headers]) for number, row in enumerate(rows, start=1)]
    filled = sum(any(map(str.strip, row.values())) for row in (dict(zip(headers, headers, strict=True)), *rows))
    return Tab([Line(0, headers), *lines], filled)


def _rows(document: Mapping[str, Any], each: Collection[str]) -> list[dict[str, str]]:
    """The document's own cells beside those of each entry; alone where there is none."""
    entries = [(name, one) for name in each for one in _list(document.get(name))]
    own = dict(_cells({name: value for name, value in document.items() if name not in each}))
    return [own | dict(_cells({name: one})) for name, one in entries] or [own]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _cells(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value under its names, joined by dots; a list of words as one cell, a list of anything else as JSON; a
    figure or a tick as a workbook's."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _cells(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield name, ", ".join(value)
    elif isinstance(value, list):
        yield name, json.dumps(value, ensure_ascii=False)
    elif value is not None:
        yield name, said(value)
