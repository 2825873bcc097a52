"""When a person's data may be erased: not while a sentence is open, nor while a duty to keep it runs.

Example::

    given(KLIEN).when(EraseKlien(klien_id=…, standing=Standing(open_sentences=1), …)).refused("sentence-open")
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from services.intake.klien.decider.merging import elsewhere
from services.intake.klien.decider.state import Klien
from services.intake.klien.events import FORMER_MAX, PersonErased
from shared.domain import text
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, derived
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.law.circumstances import Circumstances

KEPT = "keep_after_end_days"


class Standing(BaseModel):
    """What is known of the person at this moment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    known: bool = True
    open_sentences: int = 0
    """Received and not fulfilled: held, registered, running, or overdue."""
    ended_on: date | None = None
    """The day on which the last fulfilled sentence ended; None: only rejected papers, or nothing."""
    former: Annotated[tuple[KlienId, ...], Field(max_length=FORMER_MAX)] = ()


class EraseKlien(Command):
    """Destroy what is kept of a person, for ever."""

    ACTION: ClassVar[str] = "klien.erase"
    STREAM: ClassVar[str] = "klien-{klien_id}"
    FOUND: ClassVar[frozenset[str]] = frozenset({"standing"})

    klien_id: KlienId
    document: text.DocumentNumber
    reason: text.Reason
    standing: Standing


def erase(command: EraseKlien, state: Klien, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Erased, or every reason why not yet; erased again is nothing."""
    if state.erased is not None:
        return []
    if not command.standing.known:
        return refused("person-unknown", severity=Severity.ABSENT)
    if (merged := elsewhere(state)) is not None:
        return merged
    faults = against(command.standing, circumstances)
    if faults:
        return Refused(faults)
    erasure_id = Code(derived("erasure", command.klien_id))
    told = {"former": command.standing.former, "law": circumstances.law.version}
    return [retold(PersonErased, command, erasure_id=erasure_id, **told)]


def against(standing: Standing, circumstances: Circumstances) -> tuple[Fault, ...]:
    """What stands against an erasure today."""
    found = (_open(standing), _kept(standing, circumstances))
    return tuple(fault for fault in found if fault is not None)


def _open(standing: Standing) -> Fault | None:
    if not standing.open_sentences:
        return None
    return Fault("sentence-open", {"sentences": standing.open_sentences}, severity=Severity.CONFLICT)


def _kept(standing: Standing, circumstances: Circumstances) -> Fault | None:
    """The duty to keep a closed file, counted from the end of the last sentence."""
    kept = circumstances.law.line(KEPT)
    if standing.ended_on is None:
        return None
    until = standing.ended_on + timedelta(days=kept.value)
    if circumstances.today > until:
        return None
    return Fault("kept-by-duty", {"until": until.isoformat()}, citation=kept.citation, severity=Severity.CONFLICT)
