"""What a log's own content says: unreadable (refused), impossible (to a person, settlement 26), or a possible fact."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.attendance.hours.events import Shift, Work
from shared.domain.identifiers import RuleCode
from shared.domain.refusal import Fault
from shared.law.calendar import can_be_meant, wib_day
from shared.law.circumstances import Circumstances

BREAKS_MOST = 24
"""From–to breaks of one shift: one an hour of the longest possible one; a person looks at more."""
BREAKS_READ_MOST = 100
"""More than any day sheet has lines; beyond it an event would grow without bound."""
BREAK_MINUTES_READ_MOST = 2**62
"""A column of whole numbers holds twice as much, so that the from–to breaks can be added."""
NOT_YET_OVER = RuleCode("not-yet-over")
YEARS_READ = range(2, 9999)
"""Every moment that exists in each zone; in the first and the last year some do not."""


def unreadable(shift: Work, pointer: str) -> list[Fault]:
    """Why the content cannot be kept at all: times without offset (28), and what no column holds. Whatever else is
    odd about it is a matter for a person (26)."""
    faults = []
    for where, moment in _times(shift):
        if moment.tzinfo is None:
            faults.append(Fault("offset-missing", {"field": where}, "Ketetapan 28", f"{pointer}/{where}"))
        elif moment.year not in YEARS_READ:
            faults.append(Fault("time-out-of-range", {"year": moment.year}, pointer=f"{pointer}/{where}"))
    if len(shift.breaks) > BREAKS_READ_MOST:
        faults.append(Fault("too-many-breaks", {"most": BREAKS_READ_MOST}, pointer=f"{pointer}/breaks"))
    if abs(shift.break_minutes) > BREAK_MINUTES_READ_MOST:
        faults.append(Fault("break-minutes-out-of-range", pointer=f"{pointer}/break_minutes"))
    return faults


def _times(shift: Work) -> Iterator[tuple[str, datetime]]:
    yield "starts", shift.starts
    yield "ends", shift.ends
    for number, pause in enumerate(shift.breaks):
        yield f"breaks/{number}/starts", pause.starts
        yield f"breaks/{number}/ends", pause.ends


def in_utc(shift: Shift) -> Shift:
    """The same shift with its times in UTC, so that one moment is written one way."""
    breaks = tuple(
        pause.model_copy(update={"starts": pause.starts.astimezone(UTC), "ends": pause.ends.astimezone(UTC)})
        for pause in shift.breaks
    )
    times = {"starts": shift.starts.astimezone(UTC), "ends": shift.ends.astimezone(UTC), "breaks": breaks}
    return shift.model_copy(update=times)


def own_faults(shift: Shift, circumstances: Circumstances) -> tuple[RuleCode, ...]:
    """Why this content is no fact, whatever else is known; times are never shifted (settlement 26)."""
    return tuple(RuleCode(code) for code, at_fault in OWN_FAULTS if at_fault(shift, circumstances))


def ends_before_it_starts(shift: Shift, circumstances: Circumstances) -> bool:
    """End not after start."""
    return shift.ends <= shift.starts


def longer_than_a_day(shift: Shift, circumstances: Circumstances) -> bool:
    """Longer than one log may be, as the regency settled (settlement 26)."""
    law = circumstances.laws.on(wib_day(shift.starts))
    return shift.ends - shift.starts > timedelta(minutes=law.setting("shift_minutes_most").number)


def not_yet_over(shift: Shift, circumstances: Circumstances) -> bool:
    """Ends later than its receipt by more than 5 minutes, or what the regency has settled for today."""
    ahead = timedelta(minutes=circumstances.law.setting("receipt_ahead_minutes_most").number)
    return shift.ends > circumstances.now + ahead


def outside_the_years(shift: Shift, circumstances: Circumstances) -> bool:
    """A year that nobody can mean (settlement 42)."""
    return any(not can_be_meant(moment) for _, moment in _times(shift))


def breaks_do_not_fit(shift: Shift, circumstances: Circumstances) -> bool:
    """Breaks outside the log, backward, or together longer than it."""
    outside = any(not shift.starts <= pause.starts < pause.ends <= shift.ends for pause in shift.breaks)
    paused = sum((pause.ends - pause.starts for pause in shift.breaks), timedelta())
    left = max(shift.ends - shift.starts, timedelta()) - paused
    return outside or not 0 <= shift.break_minutes <= left // timedelta(minutes=1)


def more_breaks_than_hours(shift: Shift, circumstances: Circumstances) -> bool:
    """More from–to breaks than the longest possible log has hours."""
    return len(shift.breaks) > BREAKS_MOST


OWN_FAULTS = (
    ("end-not-after-start", ends_before_it_starts),
    ("longer-than-24-hours", longer_than_a_day),
    (NOT_YET_OVER, not_yet_over),
    ("time-out-of-range", outside_the_years),
    ("breaks-do-not-fit", breaks_do_not_fit),
    ("too-many-breaks", more_breaks_than_hours),
)
