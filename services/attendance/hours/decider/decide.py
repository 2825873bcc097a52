"""What follows from a command about one person's hours.

A fact about the past is never refused: what is no fact goes to a person (settlement 26). Refused is only what cannot
be read, or contradicts what stands.
"""

from collections.abc import Sequence
from dataclasses import replace

from services.attendance.hours.decider.assess import assess
from services.attendance.hours.decider.commands import (
    CorrectHours,
    LogHours,
    OpenPlace,
    OpenSentence,
    WithdrawSentence,
)
from services.attendance.hours.decider.consequences import (
    consequences,
    nothing_worth,
    sent_to_review,
    with_consequences,
)
from services.attendance.hours.decider.content import in_utc, own_faults, unreadable
from services.attendance.hours.decider.log import Log
from services.attendance.hours.decider.state import OUTSIDE_REACH, Hours, evolve
from services.attendance.hours.events import (
    HoursCorrected,
    HoursLogged,
    PlaceOpened,
    SentenceOpened,
    SentenceWithdrawn,
    Shift,
    ShiftSentToReview,
)
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.law.circumstances import Circumstances
from shared.law.law import LawOn

Decision = Sequence[Event] | Refused


def open_sentence(command: OpenSentence, hours: Hours, circumstances: Circumstances) -> Decision:
    """Take up a registered putusan's terms, or what of them was mended since; said again, nothing. Window and credit
    follow, for work of every day."""
    known = hours.sentence(command.putusan_id)
    opened = retold(SentenceOpened, command)
    if known is not None and evolve(hours, opened).sentence(command.putusan_id) == known:
        return []
    return with_consequences(command.klien_id, hours, circumstances.laws.on, opened)


def withdraw_sentence(command: WithdrawSentence, hours: Hours, circumstances: Circumstances) -> Decision:
    """Take back all that a ruling gave the person: its days are worth nothing, and what the work is worth to the
    others is told anew. Nothing where nothing of it is here."""
    if not hours.knows(command.putusan_id):
        return []
    withdrawn, laws = retold(SentenceWithdrawn, command), circumstances.laws
    emptied = nothing_worth(command.klien_id, command.putusan_id, hours.assessed.get(command.putusan_id, {}), laws.on)
    return with_consequences(command.klien_id, hours, laws.on, withdrawn, *emptied)


def open_place(command: OpenPlace, hours: Hours, circumstances: Circumstances) -> Decision:
    """Open a place; logs that waited for it become facts, and those at a place that was none wait again. A place
    already open from then or earlier: nothing; nor that of a ruling that has left, told late."""
    if command.putusan_id in hours.withdrawn:
        return []
    known = hours.placements.get(command.putusan_id, {}).get(command.number, {}).get(command.site_id)
    if known is not None and known.opens_on <= command.opens_on:
        return []
    return with_consequences(command.klien_id, hours, circumstances.laws.on, retold(PlaceOpened, command))


def log_hours(command: LogHours, hours: Hours, circumstances: Circumstances) -> Decision:
    """Record work, or send it to a person; the same log again is nothing, the same id with other content a conflict."""
    faults = unreadable(command, "")
    if faults:
        return Refused(tuple(faults))
    shift = in_utc(command.shift)
    known = hours.logs.get(shift.id, Log())
    if 0 in known.contents:
        same = known.contents[0] == shift
        return (
            [] if same else refused("shift-conflict", severity=Severity.CONFLICT, pointer="/shift_id", shift=shift.id)
        )
    own = own_faults(shift, circumstances) + ((OUTSIDE_REACH,) if command.outside else ())
    log = replace(known.saying(0, shift, command.by), faults={**known.faults, 0: own})
    after = hours.with_log(shift.id, log)
    assessment = assess(after, circumstances.laws.on)
    reasons = assessment.reviews.get(shift.id, own) if log.number == 0 else own
    told: Event = retold(HoursLogged, command, shift=shift)
    if reasons:
        law_on, today = circumstances.laws.on, circumstances.law
        waits = sent_to_review(command.klien_id, shift, reasons, law_on, by=command.by, received=today)
        told = retold(ShiftSentToReview, command, **dict(waits))
    return [told, *consequences(command.klien_id, evolve(after, told), assessment, circumstances.laws.on)]


def log_history(klien_id: KlienId, hours: Hours, shifts: Sequence[Shift], law_on: LawOn) -> Sequence[Event]:
    """Many facts of one person told at once, as from a folder of old day sheets; assessed together at the end."""
    logged = (HoursLogged(klien_id=klien_id, shift=shift) for shift in shifts)
    return with_consequences(klien_id, hours, law_on, *logged)


def correct_hours(command: CorrectHours, hours: Hours, circumstances: Circumstances) -> Decision:
    """Record a later truth; the highest number stands, and a correction of an unknown log is kept until it comes."""
    faults = unreadable(command.shift, "/shift") if command.shift else []
    if faults:
        return Refused(tuple(faults))
    shift = in_utc(retold(Shift, command.shift, id=command.shift_id)) if command.shift else None
    known = hours.logs.get(command.shift_id, Log())
    if command.number in known.contents:
        if known.contents[command.number] == shift:
            return []
        facts: dict[str, Fact] = {"shift": command.shift_id, "number": command.number, "next": known.number + 1}
        return Refused((Fault("correction-conflict", facts, pointer="/number", severity=Severity.CONFLICT),))
    told: list[Event] = [retold(HoursCorrected, command, shift=shift)]
    if shift is not None and command.number > max(known.contents, default=0):
        own = own_faults(shift, circumstances)
        if own:
            law_on, today = circumstances.laws.on, circumstances.law
            waits = sent_to_review(command.klien_id, shift, own, law_on, number=command.number, received=today)
            told.append(waits)
    return with_consequences(command.klien_id, hours, circumstances.laws.on, *told)
