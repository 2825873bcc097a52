"""An order to serve all or part of the hours again: by the ruling's own sanction (KUHP 85(7)a), or of a child by the
supervising judge (SPPA 76(2)). What is to be served again is a ruling of its own beside its parent (settlement 13).

Example::

    given(PUTUSAN, received, registered).when(OrderRepeat(...)).then(PutusanRepeatOrdered(...), PutusanEnded(...))
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar, Final

from pydantic import Field

from services.intake.putusan.decider.carrying import HOURS_MOST, MINUTES, brought_for
from services.intake.putusan.decider.case import case_of
from services.intake.putusan.decider.conflicts import impossible_to_fit
from services.intake.putusan.decider.ending import told_for
from services.intake.putusan.decider.identity import Opened, refs_of
from services.intake.putusan.decider.onward import as_ruled, lowered, onward
from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.decider.telling import paper_of
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import (
    PutusanEnded,
    PutusanLeft,
    PutusanReceived,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanResumed,
    Sanction,
)
from shared.domain.event import Event
from shared.domain.identifiers import PutusanId, RuleCode, derived
from shared.domain.numbers import NUMBERS_MOST, out_of_turn
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.sentence import Ground, Regime, Terms
from shared.domain.text import DocumentNumber, Reason
from shared.law.calendar import DAY
from shared.law.circumstances import Circumstances
from shared.law.law import Law
from shared.law.limits import in_force_from

Decision = Sequence[Sequence[Event]] | Refused
NOT_ITS_SANCTION: Final = RuleCode("repeat-not-its-sanction")
"""Worth a look: the ruling names its sanctions, and this is none of them."""
ABOVE_ITS_PART: Final = RuleCode("repeat-above-its-part")
"""Worth a look: the ruling says how much of its hours is served again, and this is more."""
BELOW_LEAST: Final = RuleCode("repeat-below-least")
"""Worth a look: fewer hours than a sentence has, as a part of one may be."""


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
    if _said(command, state):
        return [[], []]
    if refusal := out_of_turn("repeat-conflict", command.number, state.repeats):
        return refusal
    if command.opened is None or command.opened.refs != refs_of(state.received):
        return refused("putusan-changed", severity=Severity.CONFLICT)
    if repeat.repeat is not None:
        return refused("repeated-itself", severity=Severity.CONFLICT)
    if faults := tuple(_too_soon(command, state, state.received, circumstances.today)):
        return Refused(faults)
    terms, owed = _terms(command, state, circumstances)
    received = _paper(command, state, repeat, terms, circumstances)
    if faults := tuple(_faults(command, received, owed, circumstances)):
        return Refused(faults)
    ids = {"klien_id": received.klien_id, "repeat_id": received.putusan_id}
    law = circumstances.laws.on(command.decided_on).version
    ordered = retold(PutusanRepeatOrdered, command, **ids, minutes=terms.total_minutes, until=terms.until, law=law)
    return [[ordered, *_ended(command, state)], _told(command, received, state, repeat, circumstances)]


def withdraw_repeat(command: WithdrawRepeat, states: Sequence[Putusan], _: Circumstances) -> Decision:
    """The ruling goes on as if nobody had ordered it; said again, nothing."""
    state, repeat = states
    if state.repeats and isinstance(state.repeats.get(command.number), PutusanRepeatWithdrawn):
        return [[], []]
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    assert state.repeat is not None
    if refusal := out_of_turn("repeat-conflict", command.number, state.repeats):
        return refusal
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


def _terms(command: OrderRepeat, state: Putusan, given: Circumstances) -> tuple[Terms, int]:
    """Those that are executed, with the hours and the window of the order; and the hours of the ruling. Its own dates
    are past."""
    assert command.opened is not None  # refused otherwise
    clear = command.opened.clear
    law = given.laws.on(clear.ruled_on)
    ruled = as_ruled(clear, state.answer_for(clear), law)
    executed = lowered(ruled, state.adjusted, law) if state.adjusted else ruled
    until = command.until or last_day(command.decided_on, given.laws.on(command.decided_on))
    own = {"period_days": None, "period_units": (), "periods": (), "until": until}
    minutes = command.hours * MINUTES + command.minutes
    return executed.model_copy(update={**own, "total_minutes": minutes}), executed.total_minutes


def last_day(decided_on: date, law: Law) -> date:
    """Of what is served again, where the order names no earlier one (settlement 13)."""
    return decided_on + timedelta(days=law.line("repeat_window_days").value)


def _ended(command: OrderRepeat, state: Putusan) -> list[Event]:
    """Nothing of the day of the decision counts for the ruling: it is the first day of what is served again."""
    assert state.received is not None
    ended_on = command.decided_on - DAY
    if state.ended is not None and state.ended.ended_on == ended_on:
        return []
    number, ground = max(state.endings, default=0) + 1, Ground.REPEATED
    ids = {"klien_id": state.received.klien_id, "number": number}
    return [retold(PutusanEnded, command, **ids, ground=ground, ended_on=ended_on, to=None)]


def _paper(
    command: OrderRepeat, state: Putusan, repeat: Putusan, terms: Terms, given: Circumstances
) -> PutusanReceived:
    """The paper of what is served again: the ruling's own, with the terms and days of the order. What a court told of
    its finality since stands; it counts from no day before the ruling itself is in force."""
    assert command.opened is not None  # refused otherwise
    assert state.received is not None
    assert state.final_on is not None
    last = repeat.finals[max(repeat.finals)] if repeat.finals else None
    final_on = last.final_on if last is not None else max(command.decided_on, state.final_on)
    return command.opened.clear.model_copy(
        update={
            "putusan_id": repeat_of(command.putusan_id),
            "parent": command.putusan_id,
            "klien_id": state.received.klien_id,
            "ruled_on": command.decided_on,
            "final_on": final_on,
            "terms": terms,
            "total_derived": False,
            "flags": (*_marks(command.opened.clear, terms, given), *(last.flags if last is not None else ())),
            "unread": (),
        }
    )


def _marks(clear: PutusanReceived, terms: Terms, given: Circumstances) -> Iterator[RuleCode]:
    """What is worth a look, and is obeyed."""
    if terms.regime is Regime.ADULT and clear.sanctions and Sanction.REPEAT not in clear.sanctions:
        yield NOT_ITS_SANCTION
    part = clear.sanction_repeat_minutes if Sanction.REPEAT in clear.sanctions else None
    if part is not None and terms.total_minutes > part:
        yield ABOVE_ITS_PART
    if terms.total_minutes < given.laws.on(clear.ruled_on).line("total_least", terms.regime).value:
        yield BELOW_LEAST


def _told(
    command: OrderRepeat, received: PutusanReceived, state: Putusan, repeat: Putusan, given: Circumstances
) -> list[Event]:
    """What is served again, and what lies over it. Its officer is the ruling's, until somebody else is named."""
    before = repeat.received
    left = before is not None and before.klien_id != received.klien_id
    gone = [PutusanLeft(putusan_id=before.putusan_id, klien_id=before.klien_id)] if before is not None and left else []
    officer = state.assigned if repeat.assigned is None else None
    ids = {"putusan_id": received.putusan_id, "number": 1, "reason": None}
    assigned = [officer.model_copy(update=ids)] if officer is not None else []
    klien_id = received.klien_id
    lying_over = (*told_for(repeat, klien_id), *brought_for(repeat, klien_id)) if left else ()
    taken_up = _taken_up(command, received, repeat)
    return [received, *gone, *assigned, *lying_over, *taken_up, onward(received, (), None, repeat, given)]


def _taken_up(command: OrderRepeat, received: PutusanReceived, repeat: Putusan) -> list[Event]:
    """Ordered anew after it had been withdrawn: what had ended before that has ended again."""
    if repeat.ended is None or repeat.ended.ground is not Ground.WITHDRAWN:
        return []
    number = max(repeat.endings) + 1
    ids = {"putusan_id": received.putusan_id, "klien_id": received.klien_id, "number": number}
    words = {"document": command.document, "reason": command.reason}
    before = repeat.endings.get(number - 2)
    if isinstance(before, PutusanEnded):
        return [PutusanEnded(**ids, **words, ground=before.ground, ended_on=before.ended_on)]
    return [PutusanResumed(**ids, **words)]


def _said(command: OrderRepeat, state: Putusan) -> bool:
    known = state.repeats.get(command.number)
    minutes = command.hours * MINUTES + command.minutes
    if not isinstance(known, PutusanRepeatOrdered) or command.until not in (None, known.until):
        return False
    return (known.minutes, known.decided_on) == (minutes, command.decided_on)


def _too_soon(command: OrderRepeat, state: Putusan, ruling: PutusanReceived, today: date) -> Iterator[Fault]:
    """A day that cannot be, and a ruling that nobody may execute yet, so that nothing of it can be left undone."""
    if command.decided_on > today:
        yield Fault("ordered-in-future", {"today": today.isoformat()}, pointer="/decided_on")
    if command.decided_on <= ruling.ruled_on:
        yield Fault("ordered-before-ruling", {"ruled_on": ruling.ruled_on.isoformat()}, pointer="/decided_on")
    if in_force_from(ruling.ruled_on, state.final_on) is None:
        yield Fault("repeat-appealed" if state.appealed else "repeat-not-final", pointer="/decided_on")


def _faults(command: OrderRepeat, received: PutusanReceived, owed: int, given: Circumstances) -> Iterator[Fault]:
    """A person's form: what cannot be is shown and not recorded."""
    terms, law = received.terms, given.laws.on(command.decided_on)
    assert terms.until is not None
    window, last, minutes = law.line("repeat_window_days"), last_day(command.decided_on, law), terms.total_minutes
    if not minutes:
        yield Fault("repeat-empty", pointer="/hours")
    if minutes > owed:
        yield Fault("repeat-above-total", {"minutes": minutes, "total": owed}, pointer="/hours")
    elif not command.decided_on <= terms.until <= last:
        yield Fault("repeat-outside-window", {"last": last.isoformat()}, window.citation, pointer="/until")
    elif found := impossible_to_fit(case_of(paper_of(received), terms.regime, received.ruled_on, given)):
        yield replace(found, rule="repeat-cannot-fit", pointer="/hours" if command.until is None else "/until")
