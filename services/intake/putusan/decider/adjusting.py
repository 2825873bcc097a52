"""The adjustment of a sentence to a milder law, which binds even rulings in force (KUHP 3(7)): other terms from a
day on, by the prosecutor's document. Told by number, mended and withdrawn by the next one (settlement 19).

Example::

    given(PUTUSAN, *registered).when(AdjustPutusan(...)).then_types(PutusanAdjusted, PutusanRegistered)
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from pydantic import Field

from services.intake.putusan.decider.amendment import answered, as_it_stands
from services.intake.putusan.decider.conflicts import impossible_to_fit
from services.intake.putusan.decider.onward import FIGURES, as_ruled, lowered, told_anew
from services.intake.putusan.decider.paper import MINUTES_MOST, OfPutusan
from services.intake.putusan.decider.state import Putusan, evolve
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import Milder, PutusanAdjusted, PutusanAdjustmentWithdrawn, PutusanReceived
from shared.domain.event import Event
from shared.domain.numbers import NUMBERS_MOST, out_of_turn
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.retold import retold, same
from shared.domain.sentence import DAYS_MOST
from shared.domain.text import DocumentNumber, Reason
from shared.law.caps import MILDER
from shared.law.circumstances import Circumstances
from shared.law.law import Law
from shared.law.limits import deadline, in_force_from


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
    if _said(command, state):
        return []
    if refusal := out_of_turn("adjustment-conflict", command.number, state.adjustments):
        return refusal
    faults = tuple(_faults(command, state, state.received, circumstances))
    if faults:
        return Refused(faults)
    law = circumstances.laws.on(command.binds_from).version
    adjusted = retold(PutusanAdjusted, command, klien_id=state.received.klien_id, law=law)
    return [adjusted, *told_anew(evolve(state, adjusted), circumstances)]


def withdraw(command: WithdrawAdjustment, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Every day by the terms as ruled; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if isinstance(state.adjustments.get(command.number), PutusanAdjustmentWithdrawn):
        return []
    if refusal := out_of_turn("adjustment-conflict", command.number, state.adjustments):
        return refusal
    if state.adjusted is None:
        return Refused((Fault("not-adjusted", severity=Severity.CONFLICT),))
    withdrawn = retold(PutusanAdjustmentWithdrawn, command, klien_id=state.received.klien_id)
    return [withdrawn, *told_anew(evolve(state, withdrawn), circumstances)]


def _said(command: AdjustPutusan, state: Putusan) -> bool:
    """Whether it says what its number said already; words are sealed and cannot be compared."""
    known = state.adjustments.get(command.number)
    if not isinstance(known, PutusanAdjusted) or known.binds_from != command.binds_from:
        return False
    return same(Milder, known) == same(Milder, command)


def _faults(command: AdjustPutusan, state: Putusan, received: PutusanReceived, given: Circumstances) -> Iterator[Fault]:
    """A day that cannot be, one before the ruling was in force, and what is no milder than what was ruled."""
    in_force = in_force_from(received.ruled_on, state.final_on)
    if command.binds_from > given.today:
        yield Fault("adjustment-in-future", {"today": given.today.isoformat()}, pointer="/binds_from")
    if command.binds_from < received.ruled_on:
        ruled_on = received.ruled_on.isoformat()
        yield Fault("adjustment-before-ruling", {"ruled_on": ruled_on}, pointer="/binds_from")
    elif in_force is None or command.binds_from < in_force:
        facts = {"final_on": in_force.isoformat()} if in_force else {}
        yield Fault("adjustment-before-finality" if in_force else "adjustment-not-final", facts, MILDER, "/binds_from")
    if all(getattr(command, name) is None for name in FIGURES):
        yield Fault("adjustment-empty", pointer="/total_minutes")
    harder = tuple(_harder(command, state, received, given.laws.on(received.ruled_on)))
    yield from harder or _unfit(command, state, received, given)


def _harder(command: AdjustPutusan, state: Putusan, received: PutusanReceived, law: Law) -> Iterator[Fault]:
    """A period by the last day that follows from it: one that no ruling names the law ends (settlement 46), and a
    date of its own may come earlier."""
    ruled = as_ruled(received, state.answer_for(received), law)
    for name in ("total_minutes", "minutes_a_day"):
        said, stands = getattr(command, name), getattr(ruled, name)
        if said is not None and stands and said >= stands:
            yield Fault("adjustment-not-milder", pointer=f"/{name}")
    if command.period_days is not None:
        opens_on = in_force_from(received.ruled_on, state.final_on) or received.ruled_on
        shorter = ruled.model_copy(update={"period_days": command.period_days})
        if deadline(shorter, opens_on, law) >= deadline(ruled, opens_on, law):
            yield Fault("adjustment-not-milder", pointer="/period_days")


def _unfit(command: AdjustPutusan, state: Putusan, received: PutusanReceived, given: Circumstances) -> Iterator[Fault]:
    """What fits no window any more though it did as ruled, as a paper would be held for it."""
    law = given.laws.on(received.ruled_on)
    ruled = as_ruled(received, state.answer_for(received), law)
    case = answered(as_it_stands(state, received, given), ruled)
    found = impossible_to_fit(answered(case, lowered(ruled, command, law)))
    if found is not None and impossible_to_fit(case) is None:
        pointer = "/minutes_a_day" if command.period_days is None else "/period_days"
        yield replace(found, rule="adjustment-cannot-fit", pointer=pointer)
