"""What was worked at the places of each I-PD in all, and on how many days a rule was broken by its doing.

Each assessed day tells what it counted for before, so that a sum over all time is kept and no page looks at its days.
"""

import msgspec
from msgspec.structs import replace

from services.attendance.hours.events import Against, DayAssessed
from shared.projections.entry import Entry
from shared.projections.state import StateProjection


class Carried(msgspec.Struct, frozen=True):
    """The row: sums over the days that were worked there, as each was last assessed."""

    ipd_id: str
    credited_minutes: int = 0
    violation_days: int = 0
    """Days on which a rule was broken by the host's doing."""


carried = StateProjection(service="reporting", name="carried", row=Carried, key="ipd_id", version=1)


def _offices(event: DayAssessed) -> str | tuple[str, ...] | None:
    """Where the day was worked, and where it counted before."""
    before = None if event.before is None else event.before.ipd_id
    if before is None or before == event.ipd_id:
        return event.ipd_id
    return (event.ipd_id, before) if event.ipd_id is not None else before


@carried.on(DayAssessed, key=_offices)
def assessed(row: Carried | None, event: DayAssessed, entry: Entry) -> Carried | None:
    """The day's worth in place of what it counted for before. Where it counted before there is a row already."""
    if row is None:
        if event.ipd_id is None:
            return None
        row = Carried(event.ipd_id)
    minutes, days = row.credited_minutes, row.violation_days
    if event.before is not None and event.before.ipd_id == row.ipd_id:
        minutes -= event.before.credited_minutes
        days -= event.before.against_host
    if event.ipd_id == row.ipd_id:
        minutes += event.credited_minutes
        days += any(one.against == Against.HOST.value for one in event.violations)
    return replace(row, credited_minutes=minutes, violation_days=days)
