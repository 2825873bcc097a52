"""What a day of work is worth to a sentence, as the rules pass it around by the hundred."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from services.attendance.hours.events import Violation
from shared.domain.identifiers import IpdId, RuleCode, ShiftId, SiteId


class Worth(NamedTuple):
    """What one shift's part of a day is worth: the event's Credit, made by the hundred for each command."""

    shift_id: ShiftId
    worked_minutes: int
    credited_minutes: int


class DayWorth(NamedTuple):
    """What one day is worth to one sentence, as DayAssessed says it."""

    worked_minutes: int = 0
    credited_minutes: int = 0
    violations: tuple[Violation, ...] = ()
    credits: tuple[Worth, ...] = ()
    flags: tuple[RuleCode, ...] = ()
    ipd_id: IpdId | None = None
    site_id: SiteId | None = None


NOTHING_WORKED = DayWorth()
Days = Mapping[date, DayWorth]
