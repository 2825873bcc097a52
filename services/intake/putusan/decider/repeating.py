"""An order to serve all or part of the hours again: by the ruling's own sanction (KUHP 85(7)a), or of a child by the
supervising judge (SPPA 76(2)). What is to be served again is a ruling of its own beside its parent (settlement 13).

Example::

    given(PUTUSAN, received, registered).when(OrderRepeat(...)).then(PutusanRepeatOrdered(...), PutusanEnded(...))
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, Final

from pydantic import Field

from services.intake.putusan.decider.carrying import HOURS_MOST, MINUTES, NUMBERS_MOST
from services.intake.putusan.decider.identity import Opened, refs_of
from services.intake.putusan.decider.onward import as_ruled, lowered, onward
from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import (
    PutusanEnded,
    PutusanReceived,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanResumed,
    Sanction,
)
from shared.domain.event import Event
from shared.domain.identifiers import PutusanId, RuleCode, derived
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.sentence import Ground, Regime, Terms
from shared.domain.text import DocumentNumber, Reason
from shared.law.calendar import DAY
from shared.law.circumstances import Circumstances
from shared.law.law import Law

Decision = Sequence[Sequence[Event]] | Refused
NOT_ITS_SANCTION: Final = RuleCode("repeat-not-its-sanction")
"""Worth a look: the ruling names its sanctions, and this is none of them."""


class OrderRepeat(OfPutusan):
    """So much is served again, by that document, from the day of the decision on. ``number`` counts up from 1; the next
    one mends what was ordered. ``until``: an earlier last day than the law's, where the order names one."""

    ACTION: ClassVar[str] = "putusan.repeat"
    FOUND: ClassVar[frozenset[str]] = frozenset({"opened"})

    number: int = Field(ge=1, le=NUMBERS_MOST)
    hours: int = Field(ge=0, le=HOURS_MOST)
    minutes: int = Field(default=0, ge=0, lt=MINUTES)
    decided_on: date
    until: date | None = None
    document: DocumentNumber
    reason: Reason
    opened: Opened | None = None
    """None: its values were erased."""


class WithdrawRepeat(OfPutusan):
    """The order is none: under the next number."""

    ACTION: ClassVar[str] = "putusan.repeat"

    number: int = Field(ge=1, le=NUMBERS_MOST)
    document: DocumentNumber | None = None
    reason: Reason


def repeat_of(putusan_id: PutusanId) -> PutusanId:
    """What is served again of a ruling: always the same, whenever it is ordered, mended or ordered anew."""
    return PutusanId(derived("repeat", putusan_id))


def order_repeat(command: OrderRepeat, states: Sequence[Putusan], circumstances: Circumstances) -> Decision:
    """The ruling has ended on the day before the decision, and what is served again is registered beside it; said
    again, nothing."""
    state, repeat = states
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if state.repeats and command.number <= max(state.repeats):
        return [[], []] if _said(command, state) else _conflict(command.number, state)
    if command.opened is None or command.opened.refs != refs_of(state.received):
        return refused("putusan-changed", severity=Severity.CONFLICT)
    if repeat.repeat is not None:
        return refused("repeated-itself", severity=Severity.CONFLICT)
    law = circumstances.laws.on(command.decided_on)
    terms, owed = _terms(command, state, law)
    if faults := _faults(command, terms, owed, law, circumstances.today):
        return Refused(faults)
    ids = {"klien_id": state.received.klien_id, "repeat_id": repeat_of(command.putusan_id), "law": law.version}
    ordered = retold(PutusanRepeatOrdered, command, **ids, minutes=terms.total_minutes, until=terms.until)
    return [
        [ordered, *_ended(command, state)],
        [*_taken_up(command, repeat), *_told(command, state, repeat, terms, law)],
    ]


def withdraw_repeat(command: WithdrawRepeat, states: Sequence[Putusan], _: Circumstances) -> Decision:
    """The ruling goes on as if nobody had ordered it; said again, nothing."""
    state, repeat = states
    if state.repeats and isinstance(state.repeats.get(command.number), PutusanRepeatWithdrawn):
        return [[], []]
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    assert state.repeat is not None
    if command.number <= max(state.repeats):
        return _conflict(command.number, state)
    if repeat.repeat is not None:
        return refused("repeated-itself", severity=Severity.CONFLICT)
    ids = {"putusan_id": command.putusan_id, "klien_id": state.received.klien_id}
    words = {"document": command.document, "reason": command.reason}
    withdrawn = PutusanRepeatWithdrawn(**ids, **words, number=command.number, repeat_id=state.repeat.repeat_id)
    resumed = PutusanResumed(**ids, **words, number=max(state.endings) + 1)
    never = PutusanEnded(
        **{**ids, "putusan_id": state.repeat.repeat_id},
        **words,
        number=max(repeat.endings, default=0) + 1,
        ground=Ground.WITHDRAWN,
        ended_on=state.repeat.decided_on - DAY,
    )
    return [[withdrawn, resumed], [never]]


def _terms(command: OrderRepeat, state: Putusan, law: Law) -> tuple[Terms, int]:
    """Those that are executed, with the hours and the window of the order; and the hours of the ruling. Its own dates
    are past."""
    assert command.opened is not None  # refused otherwise
    clear = command.opened.clear
    ruled = as_ruled(clear, state.answer_for(clear), law)
    executed = lowered(ruled, state.adjusted) if state.adjusted else ruled
    last = command.decided_on + timedelta(days=law.line("repeat_window_days").value)
    own = {"period_days": None, "period_units": (), "periods": (), "until": command.until or last}
    minutes = command.hours * MINUTES + command.minutes
    return executed.model_copy(update={**own, "total_minutes": minutes}), executed.total_minutes


def _ended(command: OrderRepeat, state: Putusan) -> list[Event]:
    """Nothing of the day of the decision counts for the ruling: it is the first day of what is served again."""
    assert state.received is not None
    ended_on = command.decided_on - DAY
    if state.ended is not None and state.ended.ended_on == ended_on:
        return []
    number, ground = max(state.endings, default=0) + 1, Ground.REPEATED
    ids = {"klien_id": state.received.klien_id, "number": number}
    return [retold(PutusanEnded, command, **ids, ground=ground, ended_on=ended_on, to=None)]


def _taken_up(command: OrderRepeat, repeat: Putusan) -> list[Event]:
    """Ordered anew after it had been withdrawn."""
    if repeat.received is None or repeat.ended is None or repeat.ended.ground is not Ground.WITHDRAWN:
        return []
    ids = {"putusan_id": repeat.received.putusan_id, "klien_id": repeat.received.klien_id}
    return [PutusanResumed(**ids, number=max(repeat.endings) + 1, document=command.document, reason=command.reason)]


def _told(command: OrderRepeat, state: Putusan, repeat: Putusan, terms: Terms, law: Law) -> list[Event]:
    """The paper of what is served again: the ruling's own, with the terms and days of the order. Its officer is the
    ruling's, until somebody else is named."""
    assert command.opened is not None
    assert state.received is not None
    sanctions = command.opened.clear.sanctions
    odd = terms.regime is Regime.ADULT and sanctions and Sanction.REPEAT not in sanctions
    received: PutusanReceived = command.opened.clear.model_copy(
        update={
            "putusan_id": repeat_of(command.putusan_id),
            "parent": command.putusan_id,
            "klien_id": state.received.klien_id,
            "ruled_on": command.decided_on,
            "final_on": command.decided_on,
            "terms": terms,
            "total_derived": False,
            "flags": (NOT_ITS_SANCTION,) if odd else (),
            "unread": (),
        }
    )
    officer = state.assigned if repeat.assigned is None else None
    ids = {"putusan_id": received.putusan_id, "number": 1, "reason": None}
    assigned = [officer.model_copy(update=ids)] if officer is not None else []
    return [received, *assigned, onward(received, (), None, repeat, law)]


def _said(command: OrderRepeat, state: Putusan) -> bool:
    known = state.repeats.get(command.number)
    minutes = command.hours * MINUTES + command.minutes
    if not isinstance(known, PutusanRepeatOrdered) or command.until not in (None, known.until):
        return False
    return (known.minutes, known.decided_on) == (minutes, command.decided_on)


def _conflict(number: int, state: Putusan) -> Refused:
    facts = {"number": number, "next": max(state.repeats) + 1}
    return Refused((Fault("repeat-conflict", facts, pointer="/number", severity=Severity.CONFLICT),))


def _faults(command: OrderRepeat, terms: Terms, owed: int, law: Law, today: date) -> tuple[Fault, ...]:
    """A person's form: what cannot be is shown and not recorded."""
    assert command.opened is not None
    assert terms.until is not None
    faults = []
    ruled_on = command.opened.clear.ruled_on
    least, window = law.line("total_least", terms.regime), law.line("repeat_window_days")
    last = command.decided_on + timedelta(days=window.value)
    if command.decided_on > today:
        faults.append(Fault("ordered-in-future", {"today": today.isoformat()}, pointer="/decided_on"))
    if command.decided_on <= ruled_on:
        faults.append(Fault("ordered-before-ruling", {"ruled_on": ruled_on.isoformat()}, pointer="/decided_on"))
    minutes = terms.total_minutes
    if minutes > owed:
        faults.append(Fault("repeat-above-total", {"minutes": minutes, "total": owed}, pointer="/hours"))
    elif minutes < least.value:
        facts: dict[str, Fact] = {"minutes": minutes, "least": least.value}
        faults.append(Fault("repeat-below-least", facts, least.citation, pointer="/hours"))
    if not command.decided_on <= terms.until <= last:
        faults.append(Fault("repeat-outside-window", {"last": last.isoformat()}, window.citation, pointer="/until"))
    return tuple(faults)
