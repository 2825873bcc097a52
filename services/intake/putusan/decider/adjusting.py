"""The adjustment of a sentence to a milder law, which binds even rulings in force (KUHP 3(4), 3(7)): other terms from a
day on, by the prosecutor's document. Told by number, mended and withdrawn by the next one (settlement 19).

Example::

    given(PUTUSAN, *registered).when(AdjustPutusan(...)).then_types(PutusanAdjusted, PutusanRegistered)
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from pydantic import Field

from services.intake.putusan.decider.ending import NUMBERS_MOST
from services.intake.putusan.decider.onward import FIGURES, as_ruled, told_anew
from services.intake.putusan.decider.paper import MINUTES_MOST, OfPutusan
from services.intake.putusan.decider.state import Putusan, evolve
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import Milder, PutusanAdjusted, PutusanAdjustmentWithdrawn, PutusanReceived
from shared.domain.event import Event
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.retold import retold, same
from shared.domain.sentence import DAYS_MOST
from shared.domain.text import DocumentNumber, Reason
from shared.law.circumstances import Circumstances
from shared.law.law import Law


class AdjustPutusan(Milder, OfPutusan):
    """From that day on the milder terms bind. ``number`` counts up from 1; the next one mends what stands."""

    ACTION: ClassVar[str] = "putusan.adjust"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    binds_from: date
    total_minutes: int | None = Field(default=None, ge=1, le=MINUTES_MOST)
    minutes_a_day: int | None = Field(default=None, ge=1, le=1440)
    period_days: int | None = Field(default=None, ge=1, le=DAYS_MOST)
    document: DocumentNumber
    reason: Reason


class WithdrawAdjustment(OfPutusan):
    """What was said of its adjustment is none: under the next number."""

    ACTION: ClassVar[str] = "putusan.adjust"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    document: DocumentNumber | None = None
    reason: Reason


def adjust(command: AdjustPutusan, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """The adjustment and the terms to execute by it, also where it has ended; of a held ruling they are told with the
    answer. Said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if state.adjustments and command.number <= max(state.adjustments):
        return [] if _said(command, state) else _conflict(command.number, state)
    laws = circumstances.laws
    faults = tuple(_faults(command, state, state.received, circumstances))
    if faults:
        return Refused(faults)
    law = laws.on(command.binds_from).version
    adjusted = retold(PutusanAdjusted, command, klien_id=state.received.klien_id, law=law)
    return [adjusted, *told_anew(evolve(state, adjusted), laws)]


def withdraw(command: WithdrawAdjustment, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Every day by the terms as ruled; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if state.adjustments and command.number <= max(state.adjustments):
        again = isinstance(state.adjustments.get(command.number), PutusanAdjustmentWithdrawn)
        return [] if again else _conflict(command.number, state)
    if state.adjusted is None:
        return Refused((Fault("not-adjusted", severity=Severity.CONFLICT),))
    withdrawn = retold(PutusanAdjustmentWithdrawn, command, klien_id=state.received.klien_id)
    return [withdrawn, *told_anew(evolve(state, withdrawn), circumstances.laws)]


def _said(command: AdjustPutusan, state: Putusan) -> bool:
    """Whether it says what its number said already; words are sealed and cannot be compared."""
    known = state.adjustments.get(command.number)
    if not isinstance(known, PutusanAdjusted) or known.binds_from != command.binds_from:
        return False
    return same(Milder, known) == same(Milder, command)


def _conflict(number: int, state: Putusan) -> Refused:
    facts = {"number": number, "next": max(state.adjustments) + 1}
    return Refused((Fault("adjustment-conflict", facts, pointer="/number", severity=Severity.CONFLICT),))


def _faults(command: AdjustPutusan, state: Putusan, received: PutusanReceived, given: Circumstances) -> Iterator[Fault]:
    """A day that cannot be, and what is no milder than what was ruled."""
    if command.binds_from > given.today:
        yield Fault("adjustment-in-future", {"today": given.today.isoformat()}, pointer="/binds_from")
    if command.binds_from < received.ruled_on:
        ruled_on = received.ruled_on.isoformat()
        yield Fault("adjustment-before-ruling", {"ruled_on": ruled_on}, pointer="/binds_from")
    if all(getattr(command, name) is None for name in FIGURES):
        yield Fault("adjustment-empty", pointer="/total_minutes")
    yield from _harder(command, state, received, given.laws.on(received.ruled_on))


def _harder(command: AdjustPutusan, state: Putusan, received: PutusanReceived, law: Law) -> Iterator[Fault]:
    ruled = as_ruled(received, state.answer_for(received), law)
    for name in FIGURES:
        said, stands = getattr(command, name), getattr(ruled, name)
        if said is not None and stands and said >= stands:
            yield Fault("adjustment-not-milder", pointer=f"/{name}")
