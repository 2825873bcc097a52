"""The berita acara, its correction, the court's day of finality and what was executed elsewhere before: what opens a
sentence's window; and its end.

A berita acara is a fact also where it is older than finality or than the ruling itself: it is taken and flagged, and
credits nothing before the ruling is in force (settlement 18). Refused is only a day that cannot be meant.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.attendance.hours.decider.commands import CorrectStart, StartService, TakeCredit, TakeEnd, TakeFinality
from services.attendance.hours.decider.consequences import with_consequences
from services.attendance.hours.decider.rules import flags_of_start
from services.attendance.hours.decider.state import Hours, Sentence
from services.attendance.hours.events import (
    CreditBrought,
    HoursFinalityRecorded,
    SentenceEnded,
    ServiceStarted,
    StartCorrected,
)
from shared.domain.event import Event
from shared.domain.numbers import out_of_turn
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

Decision = Sequence[Event] | Refused
FINAL_NOT_KNOWN = "final-not-known"
"""As usual as it is: the page says it already, and nobody typed it."""


def start_service(command: StartService, hours: Hours, circumstances: Circumstances) -> Decision:
    """The berita acara: with the BHT the window opens (1, 18), and work already recorded inside it counts."""
    sentence = _sentence_to_start(command, hours)
    if isinstance(sentence, Refused):
        return sentence
    started = retold(ServiceStarted, command, putusan_id=sentence.putusan_id)
    if 0 in sentence.starts:
        facts = {"started_on": str(sentence.started_on)}
        another = refused("already-started", severity=Severity.CONFLICT, pointer="/started_on", **facts)
        return [] if sentence.starts[0] == started.started_on else another
    return _said(started, hours, circumstances)


def correct_start(command: CorrectStart, hours: Hours, circumstances: Circumstances) -> Decision:
    """Another day of the berita acara, by a document and with a reason; window and credit follow (19, 33)."""
    sentence = hours.sentence(command.putusan_id)
    if sentence is None:
        return refused("sentence-unknown", severity=Severity.ABSENT, pointer="/putusan_id")
    if not sentence.starts:
        return refused("not-started", severity=Severity.CONFLICT, pointer="/putusan_id")
    if sentence.starts.get(command.number) == command.started_on:
        return []
    if refusal := out_of_turn("start-correction-conflict", command.number, sentence.starts):
        return refusal
    return _said(retold(StartCorrected, command), hours, circumstances)


def take_finality(command: TakeFinality, hours: Hours, circumstances: Circumstances) -> Decision:
    """What the court said of finality, also before the sentence is open here; said again, nothing."""
    sentence = hours.sentence(command.putusan_id)
    said = sentence.finals if sentence else hours.finals_before.get(command.putusan_id, {})
    if command.number in said:
        return []
    return with_consequences(command.klien_id, hours, circumstances.laws.on, retold(HoursFinalityRecorded, command))


def take_end(command: TakeEnd, hours: Hours, circumstances: Circumstances) -> Decision:
    """Until when a ruling is executed here, also before its sentence is open; said again, nothing."""
    if command.number in hours.endings.get(command.putusan_id, {}):
        return []
    return with_consequences(command.klien_id, hours, circumstances.laws.on, retold(SentenceEnded, command))


def take_credit(command: TakeCredit, hours: Hours, circumstances: Circumstances) -> Decision:
    """What a ruling brings from another regency, also before its sentence is open; said again, nothing."""
    if command.number in hours.carried.get(command.putusan_id, {}):
        return []
    return with_consequences(command.klien_id, hours, circumstances.laws.on, retold(CreditBrought, command))


def doubts_of_start(
    command: StartService | CorrectStart, hours: Hours, circumstances: Circumstances
) -> tuple[Fault, ...]:
    """What a page asks before it takes a berita acara: a day before the BHT or the ruling, or before the person has any
    place; none of one that is refused anyway. A program is not asked."""
    if isinstance(command, CorrectStart):
        decided = correct_start(command, hours, circumstances)
    else:
        decided = start_service(command, hours, circumstances)
    told = () if isinstance(decided, Refused) else decided
    said = next((event for event in told if isinstance(event, ServiceStarted | StartCorrected)), None)
    if said is None or (sentence := hours.sentence(said.putusan_id)) is None:
        return ()
    number = said.number if isinstance(said, StartCorrected) else 0
    flags = flags_of_start(replace(sentence, starts={number: said.started_on} | dict(sentence.starts)))
    doubts = [Fault(flag, pointer="/started_on") for flag in flags if flag != FINAL_NOT_KNOWN]
    opens_on = first_place(hours)
    if opens_on is not None and said.started_on < opens_on:
        doubts.append(Fault("start-before-placement", {"opens_on": opens_on.isoformat()}, pointer="/started_on"))
    return tuple(doubts)


def first_place(hours: Hours) -> date | None:
    """The first day on which the person has any place, of whichever ruling; None while there is none."""
    return min((place.opens_on for place in hours.places.values()), default=None)


def _said(said: ServiceStarted | StartCorrected, hours: Hours, given: Circumstances) -> Decision:
    faults = _faults_of_day(said.started_on, given)
    return Refused(faults) if faults else with_consequences(said.klien_id, hours, given.laws.on, said)


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


def _faults_of_day(started_on: date, circumstances: Circumstances) -> tuple[Fault, ...]:
    """Nobody executes on a day that has not come; a year before 1900 is a slip of the pen (settlement 42)."""
    pointer = "/started_on"
    if started_on > circumstances.today:
        return (Fault("start-in-future", {"today": circumstances.today.isoformat()}, pointer=pointer),)
    if not can_be_meant(started_on):
        return (Fault("time-out-of-range", {"year": started_on.year}, pointer=pointer),)
    return ()
