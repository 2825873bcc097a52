"""When an agreement is entered, drafted, signed, extended, ended, corrected and struck out.

Example::

    given(AGREEMENT, ENTERED).when(SignAgreement(party=BAPAS, signed_on=TODAY, …)).then((AgreementSigned(…),), …)
"""

from collections.abc import Sequence

from services.intake.agreement.decider.commands import (
    CommentDraft,
    CorrectAgreement,
    EnterAgreement,
    OfDescribed,
    RestoreAgreement,
    SignAgreement,
    StrikeOutAgreement,
    TakeCommentBack,
    TakeDraftBack,
    TellDraft,
    TellTerm,
    WithdrawSignature,
    WithdrawTerm,
)
from services.intake.agreement.decider.drafting import (
    beside_comment,
    comment,
    draft,
    take_comment_back,
    take_draft_back,
)
from services.intake.agreement.decider.rules import (
    not_there,
    of_annexes,
    of_bearer,
    of_count,
    of_parties,
    of_signature,
    of_term,
    of_what_was_signed,
)
from services.intake.agreement.decider.state import AGREED, Agreement, Bearer, evolve, number_of
from services.intake.agreement.decider.term import tell, withdraw_term
from services.intake.agreement.events import (
    AgreedNumberFreed,
    AgreedNumberTaken,
    AgreementCorrected,
    AgreementDrafted,
    AgreementEntered,
    AgreementRestored,
    AgreementSigned,
    AgreementStruckOut,
    AgreementTermTold,
    AgreementTermWithdrawn,
    CommentTakenBack,
    Described,
    DraftCommented,
    DraftTakenBack,
    SignatureWithdrawn,
)
from services.intake.letter.decider.numbers import spelled
from services.intake.unit.decider import UNIT, Unit
from shared.domain.event import Event
from shared.domain.identifiers import Code, UnitCode
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Across, Scope, Thing
from shared.law.circumstances import Circumstances

__all__ = [
    "AGREED",
    "AGREEMENT",
    "Agreement",
    "CommentDraft",
    "CorrectAgreement",
    "EnterAgreement",
    "RestoreAgreement",
    "SignAgreement",
    "StrikeOutAgreement",
    "TakeCommentBack",
    "TakeDraftBack",
    "TellDraft",
    "TellTerm",
    "WithdrawSignature",
    "WithdrawTerm",
]


def beside_parties(command: OfDescribed, _: Agreement) -> Scope:
    """The units that are said to be its parties."""
    return tuple((UNIT, UNIT.stream(code)) for code in dict.fromkeys(command.parties))


def enter(
    command: EnterAgreement, states: tuple[Agreement, *tuple[Unit, ...]], _: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Entered, or every reason why not."""
    agreement, *units = states
    if agreement.described is not None:
        return refused("agreement-exists", severity=Severity.CONFLICT)
    faults = (*of_term(command), *of_parties(command, units), *of_annexes(command))
    return Refused(faults) if faults else [(retold(AgreementEntered, command),), *[()] * len(units)]


def correct(
    command: CorrectAgreement, states: tuple[Agreement, *tuple[Unit, ...]], _: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """The true agreement; what stands already is not corrected."""
    agreement, *units = states
    if agreement.described is None or agreement.struck_out:
        return not_there(agreement)
    nothing: list[tuple[Event, ...]] = [()] * len(units)
    if retold(Described, command) == retold(Described, agreement.described):
        return [(), *nothing]
    faults = (
        *of_count(command.correction, agreement.corrections, "correction"),
        *of_term(command),
        *of_parties(command, units),
        *of_annexes(command),
        *of_what_was_signed(command, agreement),
    )
    return Refused(faults) if faults else [(retold(AgreementCorrected, command),), *nothing]


def beside_signature(command: SignAgreement, agreement: Agreement) -> Scope:
    """Whoever bears the number that the party's paper has, and last the one that it truly has."""
    codes = _of_both(agreement, command.party, _compared(command))
    return tuple(found for code in codes for found in number_of(command.party, code))


def sign(
    command: SignAgreement, states: tuple[Agreement, *tuple[Bearer, ...]], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Signed under a number that is free, or every reason why not."""
    agreement, *bearers = states
    described, true = agreement.described, _compared(command)
    if described is None or agreement.struck_out:
        return not_there(agreement)
    used = of_bearer(command, bearers[-1]) if true else ()
    faults = (*of_signature(command, agreement, described, given.today), *used)
    if faults:
        return Refused(faults)
    taken = retold(AgreedNumberTaken, command, title=described.title)
    freed = retold(AgreedNumberFreed, command)
    codes = _of_both(agreement, command.party, true)
    beside: list[tuple[Event, ...]] = [(taken if code == true else freed,) for code in codes]
    return [(retold(AgreementSigned, command, compared=true),), *beside]


def beside_withdrawal(command: WithdrawSignature, agreement: Agreement) -> Scope:
    """Whoever bears the number of that party's paper."""
    before = agreement.signatures.get(command.party)
    return number_of(command.party, before.compared if before else None)


def withdraw(
    command: WithdrawSignature, states: tuple[Agreement, *tuple[Bearer, ...]], _: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Not signed; said twice it is said once."""
    agreement, *bearers = states
    if agreement.described is None or agreement.struck_out:
        return not_there(agreement)
    if agreement.terms:
        return refused("agreement-term-told", severity=Severity.CONFLICT)
    if command.party not in agreement.signatures:
        return [(), *[()] * len(bearers)]
    return [(retold(SignatureWithdrawn, command),), *[(retold(AgreedNumberFreed, command),) for _ in bearers]]


def strike_out(command: StrikeOutAgreement, agreement: Agreement, _: Circumstances) -> Sequence[Event] | Refused:
    """What somebody signed is not struck out; said twice it is said once."""
    if agreement.described is None:
        return not_there(agreement)
    if agreement.signatures:
        return refused("agreement-signed", severity=Severity.CONFLICT)
    return [] if agreement.struck_out else [retold(AgreementStruckOut, command)]


def restore(command: RestoreAgreement, agreement: Agreement, _: Circumstances) -> Sequence[Event] | Refused:
    """It stands again."""
    if agreement.described is None:
        return not_there(agreement)
    return [retold(AgreementRestored, command)] if agreement.struck_out else []


def _compared(command: SignAgreement) -> Code | None:
    return spelled(command.number) if command.number else None


def _of_both(agreement: Agreement, party: UnitCode, true: Code | None) -> Sequence[Code]:
    before = agreement.signatures.get(party)
    return [code for code in dict.fromkeys((before.compared if before else None, true)) if code]


def beside_term(command: TellTerm, _: Agreement) -> Scope:
    """The agreement that is said to replace it."""
    other = command.by if command.by != command.agreement_id else None
    return ((AGREEMENT, AGREEMENT.stream(other)),) if other else ()


AGREEMENT: Thing[Agreement] = Thing(
    "agreement",
    (
        AgreementEntered,
        AgreementCorrected,
        AgreementSigned,
        SignatureWithdrawn,
        AgreementStruckOut,
        AgreementRestored,
        AgreementDrafted,
        DraftTakenBack,
        DraftCommented,
        CommentTakenBack,
        AgreementTermTold,
        AgreementTermWithdrawn,
    ),
    Agreement(),
    evolve,
    {
        EnterAgreement: Across(enter, beside_parties),
        CorrectAgreement: Across(correct, beside_parties),
        SignAgreement: Across(sign, beside_signature),
        WithdrawSignature: Across(withdraw, beside_withdrawal),
        StrikeOutAgreement: strike_out,
        RestoreAgreement: restore,
        TellDraft: draft,
        TakeDraftBack: take_draft_back,
        CommentDraft: Across(comment, beside_comment),
        TakeCommentBack: take_comment_back,
        TellTerm: Across(tell, beside_term),
        WithdrawTerm: withdraw_term,
    },
)
"""What can happen to an agreement: it is drafted and commented on, signed by its parties, extended or ended, mended."""
