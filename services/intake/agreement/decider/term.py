"""Until when a signed agreement truly holds: it is extended, ended early, or replaced by another."""

from collections.abc import Iterator, Sequence

from services.intake.agreement.decider.commands import TellTerm, WithdrawTerm
from services.intake.agreement.decider.rules import not_there, of_count
from services.intake.agreement.decider.state import Agreement
from services.intake.agreement.events import AgreementTermTold, AgreementTermWithdrawn, TermKind
from shared.domain.event import Event
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances


def tell(
    command: TellTerm, states: tuple[Agreement, *tuple[Agreement, ...]], _: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Told of what is signed and runs, or every reason why not; behind it stands what replaces it."""
    agreement, *others = states
    if agreement.described is None or agreement.struck_out:
        return not_there(agreement)
    if agreement.signed_on is None:
        return refused("agreement-not-signed", severity=Severity.CONFLICT)
    if agreement.over is not None:
        return refused("agreement-over", severity=Severity.CONFLICT)
    faults = (
        *of_count(command.telling, agreement.terms_told, "telling"),
        *_of_last_day(command, agreement),
        *_of_other(command, others),
    )
    return Refused(faults) if faults else [(retold(AgreementTermTold, command),), *[()] * len(others)]


def withdraw_term(command: WithdrawTerm, agreement: Agreement, _: Circumstances) -> Sequence[Event] | Refused:
    """The last one is taken back; said twice it is said once."""
    if agreement.described is None or agreement.struck_out:
        return not_there(agreement)
    if command.telling > agreement.terms_told:
        return refused("agreement-term-unknown", severity=Severity.ABSENT)
    if command.telling not in {one.telling for one in agreement.terms}:
        return []
    if command.telling != agreement.terms[-1].telling:
        return refused("agreement-term-later", severity=Severity.CONFLICT)
    return [retold(AgreementTermWithdrawn, command)]


def _of_last_day(said: TellTerm, agreement: Agreement) -> Iterator[Fault]:
    """An extension reaches further than the term, an end no further, and not before its first day."""
    described, until = agreement.described, agreement.last_day
    assert described is not None
    assert until is not None
    if not can_be_meant(said.last_day):
        yield Fault("date-not-meant", pointer="/last_day")
    elif said.how is TermKind.EXTENDED and said.last_day <= until:
        yield Fault("agreement-not-longer", {"last_day": until.isoformat()}, pointer="/last_day")
    elif said.how is not TermKind.EXTENDED and said.last_day > until:
        yield Fault("agreement-not-earlier", {"last_day": until.isoformat()}, pointer="/last_day")
    elif said.last_day < described.first_day:
        yield Fault("agreement-ends-before", {"first_day": described.first_day.isoformat()}, pointer="/last_day")


def _of_other(said: TellTerm, others: Sequence[Agreement]) -> Iterator[Fault]:
    """What replaces it is another agreement that is there; nothing else names one."""
    if (said.how is TermKind.REPLACED) != (said.by is not None):
        yield Fault("agreement-replaced-by", pointer="/by")
    elif said.by == said.agreement_id:
        yield Fault("agreement-replaced-by-itself", pointer="/by")
    elif any(one.described is None or one.struck_out for one in others):
        yield Fault("agreement-unknown", pointer="/by")
