"""The court's day of finality (BHT): recorded when it comes, corrected by number, never guessed (settlement 18).

Example::

    given(PUTUSAN, received, registered).when(RecordFinality(...)).then(PutusanFinalityRecorded(...))
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from pydantic import Field

from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import Document, PutusanFinalityRecorded, PutusanReceived
from shared.domain.event import Event
from shared.domain.identifiers import Code, RuleCode
from shared.domain.numbers import NUMBERS_MOST, out_of_turn
from shared.domain.refusal import Fault, Refused
from shared.domain.retold import retold
from shared.domain.text import DocumentNumber, Reason
from shared.law.circumstances import Circumstances
from shared.law.law import Law
from shared.law.limits import presumed_final_on


class RecordFinality(OfPutusan):
    """The day as the court told it. ``number`` counts up from 1; a day that stands is corrected with a reason."""

    ACTION: ClassVar[str] = "putusan.finality"

    final_on: date
    number: int = Field(default=1, ge=1, le=NUMBERS_MOST)
    document: DocumentNumber | None = None
    reason: Reason | None = None


def record_finality(command: RecordFinality, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Record or correct the day, for a held ruling as for a registered one; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    received = state.received
    known = state.finals.get(command.number)
    if known is not None and known.final_on == command.final_on:
        return []
    if refusal := out_of_turn("finality-conflict", command.number, state.finals):
        return refusal
    faults = _faults(command, state, received, circumstances.today)
    if faults:
        return Refused(faults)
    law = circumstances.laws.on(received.ruled_on)
    early = before_appeal_ends(received.court, received.document, received.ruled_on, command.final_on, law)
    flags = (RuleCode("final-too-early"),) if early else ()
    told = {"klien_id": received.klien_id, "flags": flags, "law": law.version}
    return [retold(PutusanFinalityRecorded, command, **told)]


def before_appeal_ends(court: Code | None, document: Document, ruled_on: date, final_on: date, law: Law) -> bool:
    """A district court's ruling is final once the time to appeal is over (KUHAP 285), an appeal's at once.

    ``law`` is that of the day of the ruling.
    """
    early = final_on < presumed_final_on(ruled_on, law)
    return early and court == "pn-trk" and document is not Document.DIVERSION


def _faults(command: RecordFinality, state: Putusan, received: PutusanReceived, today: date) -> tuple[Fault, ...]:
    """A person's form: a day that cannot be is shown and not recorded (settlement 42). What is not after the appeal is
    no day that the court tells when the appeal is over (0056)."""
    faults = []
    if command.final_on > today:
        faults.append(Fault("finality-in-future", {"today": today.isoformat()}, pointer="/final_on"))
    if command.final_on < received.ruled_on:
        ruled_on = received.ruled_on.isoformat()
        faults.append(Fault("finality-before-ruling", {"ruled_on": ruled_on}, pointer="/final_on"))
    if state.appealed is not None and command.final_on <= state.appealed.lodged_on:
        lodged_on = state.appealed.lodged_on.isoformat()
        faults.append(Fault("finality-before-appeal", {"lodged_on": lodged_on}, pointer="/final_on"))
    if state.final_on is not None and command.reason is None:
        faults.append(Fault("reason-missing", pointer="/reason"))
    return tuple(faults)
