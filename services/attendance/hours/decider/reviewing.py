"""What a person decides of a log that waits, and what of their own log whoever recorded it may still mend today.

Taken as they stand are logs that lack only what a person can know: that the time has come, that this place is the true
one of two, that the host had the person there. What is no work in itself (an end before the start, more than 24 hours,
breaks outside) is corrected or struck out (0031).
"""

from collections.abc import Callable, Iterator, Sequence

from services.attendance.hours.decider.commands import CorrectOwnHours, DecideReview
from services.attendance.hours.decider.consequences import with_consequences
from services.attendance.hours.decider.content import not_yet_over, unreadable
from services.attendance.hours.decider.decide import correct_hours
from services.attendance.hours.decider.log import Log
from services.attendance.hours.decider.state import NO_PLACE, OF_TWO, OUTSIDE_REACH, OVERLAP, Hours
from services.attendance.hours.events import ReviewDecided, Shift, Work
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Citation, RuleCode
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.law.calendar import wib_day
from shared.law.circumstances import Circumstances

Decision = Sequence[Event] | Refused

NOT_YET_OVER, TOO_MANY_BREAKS = RuleCode("not-yet-over"), RuleCode("too-many-breaks")
CITES: dict[RuleCode, Citation] = {
    OVERLAP: Citation("Ketetapan 10"),
    OF_TWO: Citation("Ketetapan 10"),
    NO_PLACE: Citation("Ketetapan 26; Ketetapan 39"),
}
"""Of the reasons for review; all others stand on settlement 26 alone."""
OF_REVIEWS = Citation("Ketetapan 26")


def decide_review(command: DecideReview, hours: Hours, circumstances: Circumstances) -> Decision:
    """Take a log as it stands, or let it wait again; what follows is told as after any other fact."""
    log = hours.logs.get(command.shift_id, Log())
    shift = log.contents.get(command.content)
    if shift is None:
        return refused("log-unknown", severity=Severity.ABSENT, pointer="/shift_id")
    if command.number in log.decisions:
        return _said_before(command, log)
    if command.content != log.number:  # it would stand without effect: what stands is looked at anew
        return refused("log-corrected-since", severity=Severity.CONFLICT, pointer="/content")
    faults = tuple(fault for rule in ACCEPTANCE_RULES if (fault := rule(command, shift, circumstances)))
    if faults:
        return Refused(faults)
    return with_consequences(command.klien_id, hours, circumstances.laws.on, retold(ReviewDecided, command))


def _said_before(command: DecideReview, log: Log) -> Decision:
    """Under one number the first decision stands."""
    known = log.decisions[command.number]
    if (known.content, known.accepted) == (command.content, command.accepted):
        return []
    facts = {"number": command.number, "next": max(log.decisions) + 1}
    return Refused((Fault("decision-conflict", facts, pointer="/number", severity=Severity.CONFLICT),))


def acceptable(reasons: Sequence[RuleCode]) -> bool:
    """Whether a person may take a log that waits for these reasons as it stands."""
    return bool(reasons) and set(reasons) <= set(ACCEPTABLE)


def no_fact_in_itself(command: DecideReview, shift: Shift, circumstances: Circumstances) -> Fault | None:
    """What is no stretch of work by its own words becomes none by anybody's decision (26)."""
    wrong = next((reason for reason in command.accepted if reason not in ACCEPTABLE), None)
    return None if wrong is None else Fault("review-not-acceptable", {}, OF_REVIEWS, "/accepted")


def before_its_time(command: DecideReview, shift: Shift, circumstances: Circumstances) -> Fault | None:
    """Work that was recorded ahead is taken once it can be over, never before (26)."""
    if NOT_YET_OVER not in command.accepted or not not_yet_over(shift, circumstances):
        return None
    return Fault("review-too-early", {"ends": shift.ends.isoformat()}, OF_REVIEWS, "/accepted")


def without_a_document(command: DecideReview, shift: Shift, circumstances: Circumstances) -> Fault | None:
    """That a host without a placement had the person there is known by its document (17, 26)."""
    if NO_PLACE not in command.accepted or command.document is not None:
        return None
    return Fault("review-document-missing", {}, CITES[NO_PLACE], "/document")


ACCEPTABLE = (NOT_YET_OVER, TOO_MANY_BREAKS, OUTSIDE_REACH, NO_PLACE, OVERLAP, OF_TWO)
"""Reasons that a person's knowledge can outweigh."""
AcceptanceRule = Callable[[DecideReview, Shift, Circumstances], Fault | None]
ACCEPTANCE_RULES: tuple[AcceptanceRule, ...] = (no_fact_in_itself, before_its_time, without_a_document)


def correct_own_hours(command: CorrectOwnHours, hours: Hours, circumstances: Circumstances) -> Decision:
    """As ``correct_hours``, by whoever recorded the log and on its own day; everything else is the officer's."""
    log = hours.logs.get(command.shift_id, Log())
    if 0 not in log.contents:
        return refused("log-unknown", severity=Severity.ABSENT, pointer="/shift_id")
    unread = unreadable(command.shift, "/shift") if command.shift else []
    faults = tuple(unread or faults_of_own(log, command.by, command.shift, circumstances))
    return Refused(faults) if faults else correct_hours(command, hours, circumstances)


def faults_of_own(log: Log, by: AccountId | None, to: Work | None, circumstances: Circumstances) -> Iterator[Fault]:
    """Why this account may not mend this log today; ``to``: what it would be mended into."""
    if by is None or {*log.recorders.values()} != {by}:
        yield Fault("not-your-own-log", pointer="/shift_id")
    elif log.decisions:
        yield Fault("log-decided", pointer="/shift_id")
    if any(wib_day(shift.starts) != circumstances.today for shift in (log.last, to) if shift is not None):
        yield Fault("not-todays-log", {"today": circumstances.today.isoformat()}, pointer="/shift/starts")
