"""An appeal (banding) against a ruling: while it is open the ruling is not final, and no day of finality is presumed
(KUHAP 285, 342). It is closed by the day of finality that the court tells after the appeal's ruling, or by an end.

Example::

    given(PUTUSAN, *registered).when(LodgeAppeal(...)).then_types(PutusanAppealed, PutusanRegistered)
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from pydantic import Field

from services.intake.putusan.decider.onward import told_anew
from services.intake.putusan.decider.paper import OfPutusan, Paper
from services.intake.putusan.decider.state import Putusan, after
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import (
    PutusanAppealed,
    PutusanAppealWithdrawn,
    PutusanFinalityRecorded,
    PutusanReceived,
)
from shared.domain.event import Event
from shared.domain.identifiers import RuleCode
from shared.domain.numbers import NUMBERS_MOST, out_of_turn
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import DocumentNumber, Reason
from shared.law.circumstances import Circumstances
from shared.law.law import Law


class LodgeAppeal(OfPutusan):
    """An appeal was lodged that day. ``number`` counts up from 1; the next one mends what stands, with a reason."""

    ACTION: ClassVar[str] = "putusan.appeal"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    lodged_on: date
    document: DocumentNumber
    reason: Reason | None = None


class WithdrawAppeal(OfPutusan):
    """It was withdrawn, or there was none: under the next number."""

    ACTION: ClassVar[str] = "putusan.appeal"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    document: DocumentNumber | None = None
    reason: Reason


def lodge(command: LodgeAppeal, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """The appeal; a day of finality that stood stands no more, until the court tells one again. Said again, nothing.
    What is served again by the ruling needs that day: an appeal that stands is mended then, and none is new."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    received = state.received
    known = state.appeals.get(command.number)
    if isinstance(known, PutusanAppealed) and known.lodged_on == command.lodged_on:
        return []
    if refusal := out_of_turn("appeal-conflict", command.number, state.appeals):
        return refusal
    if state.repeat is not None and state.appealed is None:
        return refused("appeal-of-repeated", severity=Severity.CONFLICT)
    faults = tuple(_faults(command, state, received, circumstances.today))
    if faults:
        return Refused(faults)
    told: list[Event] = [retold(PutusanAppealed, command, klien_id=received.klien_id)]
    if state.appealed is None:
        told += _no_longer_final(state, received, circumstances.laws.on(received.ruled_on))
    return [*told, *told_anew(after(state, told), circumstances)]


def withdraw_appeal(command: WithdrawAppeal, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """As if nobody had appealed; a day of finality that stood before is told by the court again."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if isinstance(state.appeals.get(command.number), PutusanAppealWithdrawn):
        return []
    if refusal := out_of_turn("appeal-conflict", command.number, state.appeals):
        return refusal
    if state.appealed is None:
        return Refused((Fault("not-appealed", severity=Severity.CONFLICT),))
    withdrawn = retold(PutusanAppealWithdrawn, command, klien_id=state.received.klien_id)
    return [withdrawn, *told_anew(after(state, [withdrawn]), circumstances)]


def stated(received: PutusanReceived, paper: Paper, state: Putusan) -> list[PutusanAppealed]:
    """The appeal that the paper itself tells of, where none stands already; what comes later is told by its number."""
    if paper.appealed_on is None or state.appealed is not None:
        return []
    number = max(state.appeals, default=0) + 1
    told = {
        "number": number,
        "lodged_on": paper.appealed_on,
        "document": None,
        "reason": None,
    }  # the ruling's are its own
    return [retold(PutusanAppealed, received, **told)]


def _no_longer_final(state: Putusan, received: PutusanReceived, law: Law) -> list[Event]:
    """Who recorded a day had not heard of the appeal; what follows from it must not go on."""
    if state.final_on is None:
        return []
    return [
        PutusanFinalityRecorded(
            putusan_id=received.putusan_id,
            klien_id=received.klien_id,
            number=max(state.finals, default=0) + 1,
            final_on=None,
            flags=(RuleCode("final-not-stated"),),
            law=law.version,
        )
    ]


def _faults(command: LodgeAppeal, state: Putusan, received: PutusanReceived, today: date) -> Iterator[Fault]:
    """A day that cannot be is shown and not recorded (settlement 42). The day of finality that closed an appeal is
    after it, also once that is mended."""
    if command.lodged_on > today:
        yield Fault("appeal-in-future", {"today": today.isoformat()}, pointer="/lodged_on")
    if command.lodged_on < received.ruled_on:
        yield Fault("appeal-before-ruling", {"ruled_on": received.ruled_on.isoformat()}, pointer="/lodged_on")
    if state.appealed is not None and state.final_on is not None and command.lodged_on >= state.final_on:
        yield Fault("appeal-after-finality", {"final_on": state.final_on.isoformat()}, pointer="/lodged_on")
    if state.appeals and command.reason is None:
        yield Fault("appeal-reason-missing", pointer="/reason")
