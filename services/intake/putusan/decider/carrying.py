"""What a ruling brings that another regency executed until now: its minutes, credited there up to a day. Told by
number, mended and taken back by the next one (settlement 19).

Example::

    given(PUTUSAN, received, registered).when(BringCredit(...)).then(PutusanCreditBrought(...))
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final, TypeAlias

from pydantic import Field

from services.intake.putusan.decider.onward import told_anew
from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.decider.state import Putusan, after
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import PutusanCreditBrought, PutusanCreditWithdrawn
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.numbers import NUMBERS_MOST, out_of_turn
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import DocumentNumber, Line, Reason
from shared.law.circumstances import Circumstances

HOURS_MOST: Final = 10_000
"""Beyond any sentence: a typing error."""
MINUTES: Final = 60
Origin: TypeAlias = Personal[Line]
"""Free words, as no list of regencies is at hand."""


class BringCredit(OfPutusan):
    """Another regency executed it from ``started_on`` until ``until`` and credited so much, by that document.
    ``number`` counts up from 1; the next one mends what stands."""

    ACTION: ClassVar[str] = "putusan.credit"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    hours: int = Field(ge=0, le=HOURS_MOST)
    minutes: int = Field(default=0, ge=0, lt=MINUTES)
    started_on: date
    until: date
    origin: Origin
    document: DocumentNumber
    reason: Reason


class WithdrawCredit(OfPutusan):
    """What was said of credit from elsewhere is none: under the next number."""

    ACTION: ClassVar[str] = "putusan.credit"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    document: DocumentNumber | None = None
    reason: Reason


def bring_credit(command: BringCredit, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Taken wherever the ruling stands, and told to whoever plans what is left; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    klien_id = state.received.klien_id
    told = retold(PutusanCreditBrought, command, klien_id=klien_id, minutes=command.hours * MINUTES + command.minutes)
    known = state.credits.get(command.number)
    if isinstance(known, PutusanCreditBrought) and _said(known) == _said(told):
        return []
    if refusal := out_of_turn("credit-conflict", command.number, state.credits):
        return refusal
    faults = _faults(told, state, circumstances.today)
    return Refused(faults) if faults else [told, *told_anew(after(state, [told]), circumstances)]


def withdraw_credit(command: WithdrawCredit, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """As if nobody had told it; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if isinstance(state.credits.get(command.number), PutusanCreditWithdrawn):
        return []
    if refusal := out_of_turn("credit-conflict", command.number, state.credits):
        return refusal
    if state.brought is None:
        return refused("no-credit-brought", severity=Severity.CONFLICT)
    withdrawn = retold(PutusanCreditWithdrawn, command, klien_id=state.received.klien_id)
    return [withdrawn, *told_anew(after(state, [withdrawn]), circumstances)]


def brought_for(state: Putusan, klien_id: KlienId) -> list[Event]:
    """What it brings, for the person whose it turned out to be: what was written of it stays with the former."""
    if state.brought is None:
        return []
    return [retold(PutusanCreditBrought, state.brought, klien_id=klien_id, origin=None, document=None, reason=None)]


def _said(event: PutusanCreditBrought) -> tuple[int, date, date]:
    """What it says, but for its words, which are sealed and cannot be compared."""
    return event.minutes, event.started_on, event.until


def _faults(told: PutusanCreditBrought, state: Putusan, today: date) -> tuple[Fault, ...]:
    """A person's form: what cannot be is shown and not recorded (settlement 42)."""
    assert state.received is not None
    faults = []
    owed = (state.confirmed or state.received).terms.total_minutes
    if not told.minutes:
        faults.append(Fault("credit-empty", pointer="/hours"))
    if 0 < owed < told.minutes:
        faults.append(Fault("credit-above-total", {"minutes": told.minutes, "total": owed}, pointer="/hours"))
    if told.started_on < (ruled_on := state.received.ruled_on):
        faults.append(Fault("begun-before-ruling", {"ruled_on": ruled_on.isoformat()}, pointer="/started_on"))
    if told.until < told.started_on:
        faults.append(Fault("until-before-start", pointer="/until"))
    if told.until > today:
        faults.append(Fault("until-in-future", {"today": today.isoformat()}, pointer="/until"))
    return tuple(faults)
