"""What ends a ruling's execution here by an act of others: annulled on appeal, pardoned, the person died, the offence
is none any more by a later law, transferred to another regency. Told by number, mended and taken back by the next one
(settlement 19).

Example::

    given(PUTUSAN, received, registered).when(EndPutusan(...)).then(PutusanEnded(...))
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, TypeAlias

from pydantic import Field

from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.decider.transitions import UNUSED, against, standing
from services.intake.putusan.events import (
    PutusanAdjusted,
    PutusanAppealed,
    PutusanEnded,
    PutusanReceived,
    PutusanResumed,
)
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.numbers import NUMBERS_MOST, out_of_turn
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.sentence import TOLD_OF_REPEATS, Ground
from shared.domain.text import DocumentNumber, Line, Reason
from shared.law.circumstances import Circumstances

Destination: TypeAlias = Personal[Line]
"""Free words, as no list of regencies is at hand."""


class EndPutusan(OfPutusan):
    """It is executed here no longer, by that document. ``number`` counts up from 1; the next one mends what stands."""

    ACTION: ClassVar[str] = "putusan.end"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    ground: Ground
    ended_on: date
    to: Destination | None = None
    document: DocumentNumber
    reason: Reason


class ResumePutusan(OfPutusan):
    """What was said of its end is none: under the next number."""

    ACTION: ClassVar[str] = "putusan.end"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    document: DocumentNumber | None = None
    reason: Reason


def end(command: EndPutusan, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """A held ruling ends as a registered one does; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if _said(command, state):
        return []
    if refusal := out_of_turn("ending-conflict", command.number, state.endings):
        return refusal
    if state.ended is not None and state.ended.ground is Ground.WITHDRAWN:
        return refused("repeat-withdrawn", severity=Severity.CONFLICT)
    faults = _faults(command, state.received, circumstances.today)
    return Refused(faults) if faults else [retold(PutusanEnded, command, klien_id=state.received.klien_id)]


def resume(command: ResumePutusan, state: Putusan, _: Circumstances) -> Sequence[Event] | Refused:
    """Executed again as if it had never ended; said again, nothing."""
    conflict = out_of_turn("ending-conflict", command.number, state.endings)
    if state.endings and conflict and standing(state) not in UNUSED:
        return [] if isinstance(state.endings.get(command.number), PutusanResumed) else conflict
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if state.ended is not None and state.ended.ground is Ground.WITHDRAWN:
        return refused("repeat-withdrawn", severity=Severity.CONFLICT)
    return [retold(PutusanResumed, command, klien_id=state.received.klien_id)]


def told_for(state: Putusan, klien_id: KlienId) -> list[Event]:
    """Its appeal, its adjustment and its end, for the person whose it turned out to be: what was written of them stays
    with the former."""
    told: list[Event] = []
    if state.appealed is not None:
        told.append(retold(PutusanAppealed, state.appealed, klien_id=klien_id, document=None, reason=None))
    if state.adjusted is not None:
        told.append(retold(PutusanAdjusted, state.adjusted, klien_id=klien_id, document=None, reason=None))
    if state.ended is not None:
        told.append(retold(PutusanEnded, state.ended, klien_id=klien_id, to=None, document=None, reason=None))
    return told


def _said(command: EndPutusan, state: Putusan) -> bool:
    """Whether it says what its number said already; words are sealed and cannot be compared."""
    known = state.endings.get(command.number)
    return isinstance(known, PutusanEnded) and (command.ground, command.ended_on) == (known.ground, known.ended_on)


def _faults(command: EndPutusan, received: PutusanReceived, today: date) -> tuple[Fault, ...]:
    """A person's form: a day that cannot be is shown and not recorded (settlement 42)."""
    faults = []
    if command.ended_on > today:
        faults.append(Fault("ended-in-future", {"today": today.isoformat()}, pointer="/ended_on"))
    if command.ended_on < received.ruled_on:
        ruled_on = received.ruled_on.isoformat()
        faults.append(Fault("ended-before-ruling", {"ruled_on": ruled_on}, pointer="/ended_on"))
    if command.ground in TOLD_OF_REPEATS:
        faults.append(Fault("ground-of-repeats", pointer="/ground"))
    if command.ground is Ground.TRANSFERRED and command.to is None:
        faults.append(Fault("transfer-to-missing", pointer="/to"))
    if command.ground is not Ground.TRANSFERRED and command.to is not None:
        faults.append(Fault("to-without-transfer", pointer="/to"))
    return tuple(faults)
