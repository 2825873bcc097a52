"""What ends a ruling's execution here by an act of others: annulled on appeal, pardoned, the person died, transferred
to another regency. Told by number, mended and taken back by the next one (settlement 19).

Example::

    given(PUTUSAN, received, registered).when(EndPutusan(...)).then(PutusanEnded(...))
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from pydantic import Field

from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.decider.transitions import UNUSED, against, standing
from services.intake.putusan.events import Ground, PutusanEnded, PutusanReceived, PutusanResumed
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.retold import retold
from shared.domain.text import DocumentNumber, PublicLine, Reason
from shared.law.circumstances import Circumstances

NUMBERS_MOST = 1000


class EndPutusan(OfPutusan):
    """It is executed here no longer, by that document. ``number`` counts up from 1; the next one mends what stands."""

    ACTION: ClassVar[str] = "putusan.end"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    ground: Ground
    ended_on: date
    to: PublicLine | None = None
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
    known = state.endings.get(command.number)
    if known is not None:
        return [] if _same(command, known) else _conflict(command.number, state)
    faults = _faults(command, state.received, circumstances.today)
    return Refused(faults) if faults else [retold(PutusanEnded, command, klien_id=state.received.klien_id)]


def resume(command: ResumePutusan, state: Putusan, _: Circumstances) -> Sequence[Event] | Refused:
    """Executed again as if it had never ended; said again, nothing."""
    known = state.endings.get(command.number)
    if known is not None and standing(state) not in UNUSED:
        return [] if isinstance(known, PutusanResumed) else _conflict(command.number, state)
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    return [retold(PutusanResumed, command, klien_id=state.received.klien_id)]


def ended_for(state: Putusan, klien_id: KlienId) -> list[Event]:
    """That it has ended, for the person whose it turned out to be: what was written of it stays with the former."""
    if state.ended is None:
        return []
    return [retold(PutusanEnded, state.ended, klien_id=klien_id, document=None, reason=None)]


def _same(command: EndPutusan, known: PutusanEnded | PutusanResumed) -> bool:
    said = command.ground, command.ended_on, command.to
    return isinstance(known, PutusanEnded) and said == (known.ground, known.ended_on, known.to)


def _conflict(number: int, state: Putusan) -> Refused:
    facts = {"number": number, "next": max(state.endings) + 1}
    return Refused((Fault("ending-conflict", facts, pointer="/number", severity=Severity.CONFLICT),))


def _faults(command: EndPutusan, received: PutusanReceived, today: date) -> tuple[Fault, ...]:
    """A person's form: a day that cannot be is shown and not recorded (settlement 42)."""
    faults = []
    if command.ended_on > today:
        faults.append(Fault("ended-in-future", {"today": today.isoformat()}, pointer="/ended_on"))
    if command.ended_on < received.ruled_on:
        ruled_on = received.ruled_on.isoformat()
        faults.append(Fault("ended-before-ruling", {"ruled_on": ruled_on}, pointer="/ended_on"))
    if command.ground is Ground.TRANSFERRED and command.to is None:
        faults.append(Fault("transfer-to-missing", pointer="/to"))
    if command.ground is not Ground.TRANSFERRED and command.to is not None:
        faults.append(Fault("to-without-transfer", pointer="/to"))
    return tuple(faults)
