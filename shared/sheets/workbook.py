"""An XLSX workbook as tabs of lines; one that is broken, packed to burst or none at all is refused, and nothing else.

Dates, times and ticks come as texts that somebody might have typed, so that the same readers read them.
"""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from shared.domain.refusal import Refused, refused
from shared.sheets.tabs import COLUMNS_MAX, LINES_MAX, TABS_MAX, Line, Tab, in_tab, rows_too_many

PARTS_MAX = 2_000
"""Files within the file; a workbook of a hundred tabs has some three hundred."""
UNPACKED_BYTES_MAX = 150_000_000
"""Ten thousand rows of seventy columns are some 60 MB of XML."""
SECONDS_MAX = 90
BOOK = "xl/workbook.xml"
OPENER = Path(__file__).with_name("opened.py")
TOO_LARGE, BROKEN = refused("workbook-too-large"), refused("workbook-unreadable")
REFUSED = {
    "size": TOO_LARGE,
    "broken": BROKEN,
    "columns": refused("columns-too-many", columns_max=COLUMNS_MAX),
    "tabs": refused("tabs-too-many", tabs_max=TABS_MAX),
}
"""What the opener says, as it is answered."""


def read_workbook(data: bytes) -> tuple[Tab, ...] | Refused:
    """The tabs in their order, those without a filled row too."""
    against = _packed(data)
    if against is not None:
        return against
    bounds = map(str, (LINES_MAX, COLUMNS_MAX, TABS_MAX))
    try:
        done = subprocess.run(  # noqa: S603 — our own program
            [sys.executable, "-I", str(OPENER), *bounds],
            input=data,
            capture_output=True,
            timeout=SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return TOO_LARGE
    if done.returncode:  # it was ended for what it took
        return TOO_LARGE
    *lines, end = map(json.loads, done.stdout.splitlines())
    if end.get("refused") == "rows":
        return in_tab(rows_too_many(end["line"]), end["tab"])
    if "refused" in end:
        return REFUSED[end["refused"]]
    return _tabs(lines)


def _packed(data: bytes) -> Refused | None:
    """What its own table of contents says against it; where that lies, the bounds of the process hold."""
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return BROKEN
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
        return TOO_LARGE
    return None if any(part.filename == BOOK for part in parts) else refused("file-of-another-kind")


def _tabs(told: list[Any]) -> tuple[Tab, ...]:
    tabs: list[Tab] = []
    name, lines = "", list[Line]()
    for one in told:
        if isinstance(one, str):
            name, lines = one, []
        elif isinstance(one, int):
            tabs.append(Tab(lines, one, name, len(tabs) + 1))
        else:
            lines.append(Line(*one))
    return tuple(tabs)
