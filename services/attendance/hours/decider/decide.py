"""What follows from a command about one person's hours.

A fact about the past is never refused: what is no fact goes to a person (settlement 26). Refused is only what cannot
be read, or contradicts what stands. Every decision tells the fact first, then which logs changed between fact and
review, then each day whose worth changed, in the order of days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.attendance.hours.decider.assess import Assessment, assess
from services.attendance.hours.decider.commands import (
    CorrectHours,
    LogHours,
    OpenPlace,
    OpenSentence,
    StartService,
)
from services.attendance.hours.decider.content import in_utc, own_faults, unreadable
from services.attendance.hours.decider.rules import NOT_IN_FORCE
from services.attendance.hours.decider.state import NOTHING_WORKED, Hours, Log, Sentence, evolve
from services.attendance.hours.events import (
    Credit,
    DayAssessed,
    HoursCorrected,
    HoursLogged,
    PlaceOpened,
    SentenceOpened,
    ServiceStarted,
    Shift,
    ShiftSentToReview,
)
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.law.circumstances import Circumstances
from shared.law.limits import deadline, possible_until
from shared.law.parameters import law_on

Decision = Sequence[Event] | Refused


def open_sentence(command: OpenSentence, hours: Hours, circumstances: Circumstances) -> Decision:
    """Take up a registered putusan's terms; said again, nothing."""
    if hours.sentence(command.putusan_id) is not None:
        return []
    opened = SentenceOpened(
        klien_id=command.klien_id,
        putusan_id=command.putusan_id,
        terms=command.terms,
        ruled_on=command.ruled_on,
        final_on=command.final_on,
    )
    return _with_consequences(command.klien_id, hours, opened)


def open_place(command: OpenPlace, hours: Hours, circumstances: Circumstances) -> Decision:
    """Open a place; logs that waited for it become facts. A place already open from then or earlier: nothing."""
    if hours.placed(command.site_id, command.opens_on):
        return []
    opened = PlaceOpened(
        klien_id=command.klien_id,
        putusan_id=command.putusan_id,
        ipd_id=command.ipd_id,
        offer_id=command.offer_id,
        site_id=command.site_id,
        opens_on=command.opens_on,
    )
    return _with_consequences(command.klien_id, hours, opened)


def start_service(command: StartService, hours: Hours, circumstances: Circumstances) -> Decision:
    """The berita acara: the window begins (settlement 1), and work already recorded inside it counts."""
    sentence = _sentence_to_start(command, hours)
    if isinstance(sentence, Refused):
        return sentence
    if sentence.started_on == command.started_on:
        return []
    if sentence.started_on is not None:
        known = sentence.started_on.isoformat()
        return refused("already-started", severity=Severity.CONFLICT, pointer="/started_on", started_on=known)
    faults = _faults_of_start(command, sentence, circumstances)
    if faults:
        return Refused(tuple(faults))
    terms, first = sentence.terms, command.started_on
    last = deadline(terms, first, law_on(first))
    started = ServiceStarted(
        klien_id=command.klien_id,
        putusan_id=sentence.putusan_id,
        started_on=first,
        deadline=last,
        required_minutes=terms.total_minutes,
        possible_until=possible_until(terms, first, last, {}, law_on),
        document=command.document,
    )
    return _with_consequences(command.klien_id, hours, started)


def log_hours(command: LogHours, hours: Hours, circumstances: Circumstances) -> Decision:
    """Record work, or send it to a person; the same log again is nothing, the same id with other content a conflict."""
    faults = unreadable(command.shift, "/shift")
    if faults:
        return Refused(tuple(faults))
    shift = in_utc(command.shift)
    known = hours.logs.get(shift.id, Log())
    if 0 in known.contents:
        same = known.contents[0] == shift
        return (
            [] if same else refused("shift-conflict", severity=Severity.CONFLICT, pointer="/shift/id", shift=shift.id)
        )
    own = own_faults(shift, circumstances)
    log = replace(known.saying(0, shift), faults={**known.faults, 0: own})
    after = hours.with_log(shift.id, log)
    assessment = assess(after)
    reasons = own or (assessment.reviews.get(shift.id, ()) if log.number == 0 else ())
    told: Event = HoursLogged(klien_id=command.klien_id, shift=shift)
    if reasons:
        told = ShiftSentToReview(klien_id=command.klien_id, shift=shift, reasons=reasons)
    return [told, *_consequences(command.klien_id, evolve(after, told), assessment)]


def log_history(klien_id: KlienId, hours: Hours, shifts: Sequence[Shift]) -> Sequence[Event]:
    """Many facts of one person told at once, as from a folder of old day sheets; assessed together at the end."""
    return _with_consequences(klien_id, hours, *(HoursLogged(klien_id=klien_id, shift=shift) for shift in shifts))


def correct_hours(command: CorrectHours, hours: Hours, circumstances: Circumstances) -> Decision:
    """Record a later truth; the highest number stands, and a correction of an unknown log is kept until it comes."""
    faults = _faults_of_correction(command)
    if faults:
        return Refused(tuple(faults))
    shift = command.shift and in_utc(command.shift)
    known = hours.logs.get(command.shift_id, Log())
    if command.number in known.contents:
        if known.contents[command.number] == shift:
            return []
        facts: dict[str, Fact] = {"shift": command.shift_id, "number": command.number, "next": known.number + 1}
        return Refused((Fault("correction-conflict", facts, pointer="/number", severity=Severity.CONFLICT),))
    told: list[Event] = [
        HoursCorrected(
            klien_id=command.klien_id,
            shift_id=command.shift_id,
            number=command.number,
            shift=shift,
            reason=command.reason,
        )
    ]
    if shift is not None and command.number > max(known.contents, default=0):
        own = own_faults(shift, circumstances)
        if own:
            told.append(ShiftSentToReview(klien_id=command.klien_id, shift=shift, reasons=own, number=command.number))
    return _with_consequences(command.klien_id, hours, *told)


def _sentence_to_start(command: StartService, hours: Hours) -> Sentence | Refused:
    """The sentence named, or the only one that waits for its berita acara, or the only one at all."""
    if command.putusan_id is not None:
        named = hours.sentence(command.putusan_id)
        return named or refused("sentence-unknown", severity=Severity.ABSENT, pointer="/putusan_id")
    if not hours.sentences:
        return refused("sentence-unknown", severity=Severity.ABSENT, pointer="/putusan_id")
    waiting = [sentence for sentence in hours.sentences if sentence.started_on is None] or list(hours.sentences)
    if len(waiting) > 1:
        return refused("which-sentence", pointer="/putusan_id", sentences=len(waiting))
    return waiting[0]


def _faults_of_start(command: StartService, sentence: Sentence, circumstances: Circumstances) -> list[Fault]:
    faults = []
    pointer = "/started_on"
    if command.started_on > circumstances.today:
        faults.append(Fault("start-in-future", {"today": circumstances.today.isoformat()}, pointer=pointer))
    earliest = max(sentence.ruled_on, sentence.final_on or sentence.ruled_on)
    if command.started_on < earliest:
        facts = {"earliest": earliest.isoformat()}
        faults.append(Fault("not-in-force", facts, citation=NOT_IN_FORCE, pointer=pointer))
    return faults


def _faults_of_correction(command: CorrectHours) -> list[Fault]:
    if command.shift is None:
        return []
    if command.shift.id != command.shift_id:
        return [Fault("shift-id-differs", {"shift": command.shift_id}, pointer="/shift/id")]
    return unreadable(command.shift, "/shift")


def _with_consequences(klien_id: KlienId, hours: Hours, *facts: Event) -> list[Event]:
    for fact in facts:
        hours = evolve(hours, fact)
    return [*facts, *_consequences(klien_id, hours, assess(hours))]


def _consequences(klien_id: KlienId, hours: Hours, assessment: Assessment) -> list[Event]:
    return [*_reviews_to_tell(klien_id, hours, assessment), *_days_to_tell(klien_id, hours, assessment)]


def _reviews_to_tell(klien_id: KlienId, hours: Hours, assessment: Assessment) -> Iterable[Event]:
    """Logs that wait for a person from now on, or for another reason; and those that stand as facts again."""
    for shift_id, log in hours.logs.items():
        shift = log.standing
        if shift is None:
            continue
        reasons = assessment.reviews.get(shift_id, ())
        if reasons and reasons != log.told:
            yield ShiftSentToReview(klien_id=klien_id, shift=shift, reasons=reasons, number=log.number)
        elif log.told and not reasons:
            yield HoursLogged(klien_id=klien_id, shift=shift)


def _days_to_tell(klien_id: KlienId, hours: Hours, assessment: Assessment) -> Iterable[DayAssessed]:
    """Each day whose worth changed, in the order of days, with the sentence's totals as they are after it."""
    changed = []
    credited = {}
    for number, sentence in enumerate(hours.sentences):
        known = hours.assessed.get(sentence.putusan_id, {})
        found = assessment.days[sentence.putusan_id]
        credited[number] = {day: worth.credited_minutes for day, worth in known.items()}
        for day in known.keys() | found.keys():
            if found.get(day, NOTHING_WORKED) != known.get(day, NOTHING_WORKED):
                changed.append((day, number, found.get(day, NOTHING_WORKED)))
    for day, number, worth in sorted(changed, key=lambda change: change[:2]):
        sentence, days = hours.sentences[number], credited[number]
        days[day] = worth.credited_minutes
        first, last = sentence.counts_from, sentence.deadline
        yield DayAssessed(
            klien_id=klien_id,
            putusan_id=sentence.putusan_id,
            day=day,
            worked_minutes=worth.worked_minutes,
            credited_minutes=worth.credited_minutes,
            violations=worth.violations,
            total_credited_minutes=sum(days.values()),
            possible_until=possible_until(sentence.terms, first, last, days, law_on) if first and last else None,
            ipd_id=worth.ipd_id,
            credits=tuple(Credit(**credit._asdict()) for credit in worth.credits),
            flags=worth.flags,
        )
