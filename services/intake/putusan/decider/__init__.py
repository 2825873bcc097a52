"""What happens to a paper that is said to be a ruling: rejected, held, or registered (DOMAIN of rulings, pure).

Example::

    given(PUTUSAN).when(RegisterPutusan(...)).then_types(PutusanReceived, PutusanRegistered)
"""

from collections.abc import Sequence
from datetime import date

from services.intake.putusan.decider.adjusting import AdjustPutusan, WithdrawAdjustment, adjust, withdraw
from services.intake.putusan.decider.amendment import AmendPutusan, amend
from services.intake.putusan.decider.appealing import LodgeAppeal, WithdrawAppeal, lodge, stated, withdraw_appeal
from services.intake.putusan.decider.assigning import AssignOfficer, HandOver, TakeBack, assign, hand_over, take_back
from services.intake.putusan.decider.carrying import (
    BringCredit,
    WithdrawCredit,
    bring_credit,
    brought_for,
    withdraw_credit,
)
from services.intake.putusan.decider.case import case_of
from services.intake.putusan.decider.conflicts import conflicts
from services.intake.putusan.decider.dates import odd_period
from services.intake.putusan.decider.ending import EndPutusan, ResumePutusan, end, resume, told_for
from services.intake.putusan.decider.finality import RecordFinality, record_finality
from services.intake.putusan.decider.flags import odd_nik_of
from services.intake.putusan.decider.identity import (
    DecideIdentity,
    Opened,
    identify,
    proposals,
    questions,
    refs_of,
    whose_by,
)
from services.intake.putusan.decider.mask import mask_of
from services.intake.putusan.decider.moving import moved_to
from services.intake.putusan.decider.onward import onward
from services.intake.putusan.decider.paper import ConfirmPutusan, CorrectPaper, Paper, RegisterPutusan, fault, reason
from services.intake.putusan.decider.rejections import rejections
from services.intake.putusan.decider.repeating import (
    OrderRepeat,
    WithdrawRepeat,
    order_repeat,
    repeat_of,
    withdraw_repeat,
)
from services.intake.putusan.decider.state import Putusan, Status, after, evolve
from services.intake.putusan.decider.telling import told
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.decider.unread import doubts, kept, set_aside
from services.intake.putusan.events import (
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanAmended,
    PutusanAppealed,
    PutusanAppealWithdrawn,
    PutusanAssigned,
    PutusanConfirmed,
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanHandedOver,
    PutusanHeld,
    PutusanIdentified,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanReplaced,
    PutusanResumed,
)
from shared.domain.event import Event
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.sentence import Terms
from shared.domain.thing import Across, Scope, Thing
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances
from shared.law.law import Laws

__all__ = [
    "PUTUSAN",
    "AdjustPutusan",
    "AmendPutusan",
    "AssignOfficer",
    "BringCredit",
    "ConfirmPutusan",
    "CorrectPaper",
    "DecideIdentity",
    "EndPutusan",
    "HandOver",
    "LodgeAppeal",
    "Opened",
    "OrderRepeat",
    "Paper",
    "Putusan",
    "RecordFinality",
    "RegisterPutusan",
    "ResumePutusan",
    "Status",
    "TakeBack",
    "WithdrawAdjustment",
    "WithdrawAppeal",
    "WithdrawCredit",
    "WithdrawRepeat",
    "confirm",
    "fault",
    "moved_to",
    "refs_of",
    "repeat_of",
    "whose_by",
]


def register(command: RegisterPutusan, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Received and registered, received and held, or rejected; the same case and convict twice is refused.

    A rejected paper may come again, better; with the same faults it says nothing new. One that nobody asked to keep
    is refused with its faults, even with those that only make a flag, and nothing is recorded.
    """
    if refusal := against(command, state):
        return refusal
    paper, aside = set_aside(command.paper, circumstances.today)
    command = command.model_copy(update={"paper": paper})
    faults = rejections(paper, command.unreadable, aside, circumstances.today)
    if faults:
        return _rejected(command, state, faults, circumstances.laws) if command.keep else Refused(faults)
    assert paper.kind is not None  # rejected otherwise
    assert paper.ruled_on is not None
    unread = (*kept(command.unreadable), *aside)
    if not command.keep and (asked := (*doubts(unread), *odd_nik_of(paper))):
        return Refused(asked)
    case = case_of(paper, paper.kind, paper.ruled_on, circumstances, unread)
    received = told(case, command.putusan_id, command.klien_id, proposals(command.likeness))
    reasons = (*questions(command.likeness), *(reason(found) for found in conflicts(case)))
    stood = (*told_for(state, command.klien_id), *brought_for(state, command.klien_id))
    lying_over = (*stood, *stated(received, paper, state))
    return [received, *lying_over, onward(received, reasons, None, after(state, lying_over), circumstances)]


def correct_paper(
    command: CorrectPaper, states: Sequence[Putusan], circumstances: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """As ``register``, and the rejected paper is told to be replaced, unless it is none any more or was before."""
    state, origin = states
    taken = register(command, state, circumstances)
    if isinstance(taken, Refused):
        return taken
    waits = origin.rejected if origin.status is Status.REJECTED and not origin.replaced_by else None
    if waits is None or waits.paper is None:
        return [taken, []]
    return [taken, [retold(PutusanReplaced, waits, replaced_by=command.putusan_id)]]


def beside_corrected(command: CorrectPaper, state: Putusan) -> Scope:
    """The rejected paper."""
    return ((PUTUSAN, PUTUSAN.stream(command.corrects)),)


def beside_repeat(command: OrderRepeat | WithdrawRepeat, state: Putusan) -> Scope:
    """What is served again."""
    return ((PUTUSAN, PUTUSAN.stream(repeat_of(command.putusan_id))),)


def usable(command: RegisterPutusan, today: date) -> bool:
    """Whether the paper would be registered or held as it is, with flags only."""
    paper, aside = set_aside(command.paper, today)
    return not rejections(paper, command.unreadable, aside, today)


def confirm(command: ConfirmPutusan, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Registered as the prosecutor answered, never above the statutory day; held on where the person is in question."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    received = state.received
    if not state.legal:
        return refused("held-for-identity", severity=Severity.CONFLICT)
    faults = _faults_of_answer(command, received, circumstances.today)
    if faults:
        return Refused(faults)
    received = received.model_copy(update={"final_on": state.final_on, "flags": state.flags})
    answered = retold(PutusanConfirmed, command, klien_id=received.klien_id)
    asked = state.questions if state.open_questions else ()
    return [answered, onward(received, asked, answered, state, circumstances)]


def _rejected(command: RegisterPutusan, state: Putusan, faults: tuple[Fault, ...], laws: Laws) -> Sequence[Event]:
    reasons = tuple(reason(found) for found in faults)
    if state.status is Status.REJECTED and state.reasons == reasons:
        return []
    mask = mask_of(command.paper, laws)
    return [retold(PutusanRejected, command, reasons=reasons, paper=command.written, mask=mask)]


def _faults_of_answer(command: ConfirmPutusan, received: PutusanReceived, today: date) -> tuple[Fault, ...]:
    faults = (
        None if command.terms.total_minutes else Fault("total-missing", pointer="/terms/total_minutes"),
        None if command.answered_on <= today else Fault("answered-in-future", pointer="/answered_on"),
        *_odd_dates(command.terms, received.ruled_on),
        None if command.answered_on >= received.ruled_on else Fault("answered-before-ruling", pointer="/answered_on"),
    )
    return tuple(found for found in faults if found is not None)


def _odd_dates(terms: Terms, ruled_on: date) -> tuple[Fault, ...]:
    """An answer is given now, so its dates are asked for again instead of being kept beside it."""
    faults = []
    if terms.until is not None and not can_be_meant(terms.until):
        faults.append(Fault("date-not-meant", pointer="/terms/until"))
    elif terms.until is not None and terms.until < ruled_on:
        faults.append(Fault("until-before-ruling", pointer="/terms/until"))
    odd = next((rule for period in terms.periods if (rule := odd_period(period))), None)
    if odd:
        faults.append(Fault(odd, pointer="/terms/periods"))
    return tuple(faults)


PUTUSAN: Thing[Putusan] = Thing(
    category="putusan",
    events=(
        PutusanReceived,
        PutusanAmended,
        PutusanHeld,
        PutusanConfirmed,
        PutusanIdentified,
        PutusanLeft,
        PutusanRegistered,
        PutusanFinalityRecorded,
        PutusanEnded,
        PutusanResumed,
        PutusanAdjusted,
        PutusanAdjustmentWithdrawn,
        PutusanCreditBrought,
        PutusanCreditWithdrawn,
        PutusanAppealed,
        PutusanAppealWithdrawn,
        PutusanRepeatOrdered,
        PutusanRepeatWithdrawn,
        PutusanRejected,
        PutusanReplaced,
        PutusanAssigned,
        PutusanHandedOver,
    ),
    initial=Putusan(),
    evolve=evolve,
    decides={
        RegisterPutusan: register,
        CorrectPaper: Across(correct_paper, beside_corrected),
        ConfirmPutusan: confirm,
        RecordFinality: record_finality,
        EndPutusan: end,
        ResumePutusan: resume,
        LodgeAppeal: lodge,
        WithdrawAppeal: withdraw_appeal,
        AdjustPutusan: adjust,
        WithdrawAdjustment: withdraw,
        BringCredit: bring_credit,
        WithdrawCredit: withdraw_credit,
        OrderRepeat: Across(order_repeat, beside_repeat),
        WithdrawRepeat: Across(withdraw_repeat, beside_repeat),
        AmendPutusan: amend,
        DecideIdentity: identify,
        AssignOfficer: assign,
        HandOver: hand_over,
        TakeBack: take_back,
    },
)
