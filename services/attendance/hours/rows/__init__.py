"""How a file of day sheets becomes logs, and a sheet of placements its berita acara, row by row.

Example::

    table = read_days(data)
    for row in table.rows:
        row.draft.starts, row.draft.faults
"""

from services.attendance.hours.rows.columns import DAY_SHEET, HINTS, LISTS, REQUIRED
from services.attendance.hours.rows.drafts import BOOK, DayDraft, read_days
from services.attendance.hours.rows.handovers import HandoverDraft, read_handovers

__all__ = [
    "BOOK",
    "DAY_SHEET",
    "HINTS",
    "LISTS",
    "REQUIRED",
    "DayDraft",
    "HandoverDraft",
    "read_days",
    "read_handovers",
]
