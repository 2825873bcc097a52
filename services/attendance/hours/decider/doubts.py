"""Why a log waits for a person, with its numbers; and what a page asks before it takes a log at all.

The same sentences twice: of a log that stands they say what is to be decided, of one that is being typed what is to be
looked at again. A program is not asked, and whoever says so is recorded as typed (settlement 26).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.attendance.hours.decider.assess import assess, worth_of
from services.attendance.hours.decider.commands import CorrectHours
from services.attendance.hours.decider.content import BREAKS_MOST, in_utc, own_faults, unreadable
from services.attendance.hours.decider.log import Log
from services.attendance.hours.decider.reviewing import CITES, OF_REVIEWS
from services.attendance.hours.decider.state import OVERLAP, Hours
from services.attendance.hours.decider.worth import Days
from services.attendance.hours.events import Shift
from shared.domain.identifiers import Citation, PutusanId, RuleCode
from shared.domain.refusal import Fact, Fault
from shared.domain.retold import retold
from shared.law.calendar import WIB
from shared.law.circumstances import Circumstances

Facts = dict[str, Fact]
MINUTE = timedelta(minutes=1)


def reasons_told(shift: Shift, reasons: Sequence[RuleCode], hours: Hours, given: Circumstances) -> tuple[Fault, ...]:
    """One sentence a reason; of overlaps one for each log that this one overlaps."""
    return tuple(fault for reason in reasons for fault in _told(shift, reason, hours, given))


def doubts_of(shift: Shift, hours: Hours, given: Circumstances) -> tuple[Fault, ...]:
    """What is odd about a log, or what one is corrected into, that somebody types: why it would wait, that it has a
    day's length, which log at the same place has some of its time already, and what of it no sentence would be
    credited. Nothing of what cannot be read."""
    if unreadable(shift, ""):
        return ()
    shift, known = in_utc(shift), hours.logs.get(shift.id, Log())
    number = known.number + 1 if 0 in known.contents else 0
    own = own_faults(shift, given)
    after = hours.with_log(shift.id, replace(known.saying(number, shift), faults={**known.faults, number: own}))
    assessment = assess(after, given.laws.on)
    reasons = own or assessment.reviews.get(shift.id, ())
    found = [*reasons_told(shift, reasons, after, given)]
    if not own:
        found += _day_long(shift, given)
        found += (_fault("repeats", _times(other)) for other in _others(shift, hours) if _here(shift, other))
    if not reasons:
        found += _uncredited(shift, assessment.days)
    return tuple(found)


def changes_nothing(command: CorrectHours, log: Log, given: Circumstances) -> bool:
    """Whether a correction says, to the minute in which pages say times, what stands already, and would be judged as
    it was: a log that waited for its time alone becomes a fact by being said again."""
    if 0 not in log.contents or command.shift is None or log.standing is None or unreadable(command.shift, ""):
        return False
    said = in_utc(retold(Shift, command.shift, id=command.shift_id))
    judged = own_faults(said, given) == log.faults.get(log.number, ())
    return judged and _to_the_minute(said) == _to_the_minute(log.standing)


def _to_the_minute(shift: Shift) -> tuple[object, ...]:
    breaks = tuple((_minute(pause.starts), _minute(pause.ends)) for pause in shift.breaks)
    return shift.site_id, shift.ipd_id, _minute(shift.starts), _minute(shift.ends), breaks, shift.break_minutes


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def overlapped(shift: Shift, hours: Hours) -> Iterator[Shift]:
    """The standing logs at other sites with some of this one's time, in the order of work."""
    return (other for other in _others(shift, hours) if not _here(shift, other))


def _told(shift: Shift, reason: RuleCode, hours: Hours, given: Circumstances) -> Iterator[Fault]:
    if reason == OVERLAP:
        for other in overlapped(shift, hours):
            true = OVERLAP in hours.logs[other.id].accepted
            yield _fault("overlap-with-true" if true else "overlap", _times(other), CITES[OVERLAP])
    else:
        fault = _fault(reason, FACTS[reason](shift, given), CITES.get(reason, OF_REVIEWS))
        yield replace(fault, pointer=_of_breaks(shift)) if reason == "breaks-do-not-fit" else fault


def _of_breaks(shift: Shift) -> str:
    """The field of the breaks that was filled; of both the one with times."""
    return "/breaks" if shift.breaks else "/break_minutes"


def _day_long(shift: Shift, given: Circumstances) -> Iterator[Fault]:
    """Exactly a day is a fact, and hardly what was meant."""
    facts = _length(shift, given)
    if facts["minutes"] == facts["most"]:
        yield _fault("day-long", facts)


def _uncredited(shift: Shift, days: Mapping[PutusanId, Days]) -> Iterator[Fault]:
    """One sentence for each rule by which some of it would not count, as it is assessed."""
    worth = worth_of(shift.id, days)
    facts: Facts = {"credited": worth.credited_minutes, "worked": worth.worked_minutes}
    for one in worth.broken if worth.credited_minutes < worth.worked_minutes else ():
        yield Fault(f"waits-uncredited-{one.rule}", facts | {"minutes": one.minutes}, one.citation)


def _others(shift: Shift, hours: Hours) -> Iterator[Shift]:
    standing = (log.standing for log in hours.logs.values() if not log.own_faults)
    found = [other for other in standing if other is not None and other.id != shift.id and _meet(shift, other)]
    return iter(sorted(found, key=lambda other: (other.starts, other.id)))


def _meet(one: Shift, other: Shift) -> bool:
    return max(one.starts, other.starts) + MINUTE <= min(one.ends, other.ends)


def _here(one: Shift, other: Shift) -> bool:
    return one.site_id == other.site_id


def _fault(reason: str, facts: Facts, citation: Citation = OF_REVIEWS) -> Fault:
    return Fault(f"waits-{reason}", facts, citation, POINTERS.get(reason, "/starts"))


def _times(shift: Shift) -> Facts:
    return {"starts": _wib(shift.starts), "ends": _wib(shift.ends), "site": shift.site_id, "log": shift.id}


def _wib(moment: datetime) -> str:
    return moment.astimezone(WIB).isoformat()


def _length(shift: Shift, given: Circumstances) -> Facts:
    most = given.laws.on(shift.starts.astimezone(WIB).date()).setting("shift_minutes_most").number
    return {"minutes": int((shift.ends - shift.starts) / MINUTE), "most": most}


def _years(shift: Shift, given: Circumstances) -> Facts:
    return {"year": shift.starts.year}


def _breaks(shift: Shift, given: Circumstances) -> Facts:
    paused = sum((pause.ends - pause.starts for pause in shift.breaks), timedelta()) / MINUTE
    return {**_both(shift, given), "breaks": int(paused) + shift.break_minutes}


def _many(shift: Shift, given: Circumstances) -> Facts:
    return {"breaks": len(shift.breaks), "most": BREAKS_MOST}


def _both(shift: Shift, given: Circumstances) -> Facts:
    return {"starts": _wib(shift.starts), "ends": _wib(shift.ends)}


FACTS: dict[str, Callable[[Shift, Circumstances], Facts]] = {
    "end-not-after-start": _both,
    "longer-than-24-hours": _length,
    "not-yet-over": _both,
    "time-out-of-range": _years,
    "breaks-do-not-fit": _breaks,
    "too-many-breaks": _many,
    "outside-reach": _both,
    "no-placement": _both,
    "merged-day": _both,
}
POINTERS = {
    "end-not-after-start": "/ends",
    "longer-than-24-hours": "/ends",
    "day-long": "/ends",
    "not-yet-over": "/ends",
    "too-many-breaks": "/breaks",
    "outside-reach": "/site_id",
    "no-placement": "/site_id",
}
"""Which field a reason is about; the others are about when the work began."""
