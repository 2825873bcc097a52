"""How a file of day sheets becomes logs, row by row.

Example::

    table = read_days(data)
    for row in table.rows:
        row.draft.starts, row.draft.faults
"""

from services.attendance.hours.rows.columns import DAY_SHEET, HINTS, LISTS, REQUIRED
from services.attendance.hours.rows.drafts import BOOK, DayDraft, read_days

__all__ = ["BOOK", "DAY_SHEET", "HINTS", "LISTS", "REQUIRED", "DayDraft", "read_days"]
