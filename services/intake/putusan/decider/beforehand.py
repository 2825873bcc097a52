"""What a page asks about before it records, by the rules that decide: told while it can still be put right.

Example::

    doubts = of_answer(ConfirmPutusan(...), state, circumstances)  # (Fault("total-above", …, "/terms/total_minutes"),)
"""

from services.intake.putusan.decider.amendment import AmendPutusan, amend, answered, as_it_stands, in_paper, mended_case
from services.intake.putusan.decider.conflicts import conflicts
from services.intake.putusan.decider.flags import odd_nik_of
from services.intake.putusan.decider.paper import ConfirmPutusan, fault
from services.intake.putusan.decider.state import IDENTITY, Putusan
from services.intake.putusan.decider.unread import doubts
from services.intake.putusan.events import PutusanHeld
from shared.domain.event import Event
from shared.domain.refusal import Fault, Refused
from shared.domain.sentence import Terms
from shared.law.circumstances import Circumstances

OF_NIK = frozenset({"nik", "birth_date", "sex"})
"""The fields by which a NIK can be seen to be wrong."""
TERMS = {f"/{name}": f"/terms/{name}" for name in Terms.model_fields} | {"/kind": "/terms/regime"}
"""Where an answer has what a paper has."""


def of_answer(command: ConfirmPutusan, state: Putusan, circumstances: Circumstances) -> tuple[Fault, ...]:
    """What of the answer stands against the law still: the prosecutor's word is obeyed, so it is only asked about."""
    if state.received is None:
        return ()
    case = answered(as_it_stands(state, state.received, circumstances), command.terms)
    return tuple(
        Fault(found.rule, found.facts, found.citation, TERMS[found.pointer])
        for found in conflicts(case)
        if found.pointer in TERMS
    )


def of_amendment(command: AmendPutusan, state: Putusan, circumstances: Circumstances) -> tuple[Fault, ...]:
    """A date or NIK that nobody can mean, and what would hold the ruling; none of what is refused anyway."""
    follows = amend(command, state, circumstances)
    if command.opened is None or isinstance(follows, Refused) or not follows:
        return ()
    case, known = mended_case(command, state, circumstances), command.opened.clear.unread
    unread = doubts(tuple(cell for cell in case.unread if cell not in known))
    nik = odd_nik_of(case.paper) if not OF_NIK.isdisjoint(command.fields) else ()
    return tuple(in_paper(doubt) for doubt in (*unread, *nik, *_holding(follows[-1], state)))


def of_end(credited_minutes: int, required_minutes: int) -> tuple[Fault, ...]:
    """That the sentence is fulfilled already, so that the paper is perhaps another's (0058: fulfilled stays fulfilled,
    unless there was no ruling to fulfil)."""
    if not 0 < required_minutes <= credited_minutes:
        return ()
    return (Fault("ended-though-fulfilled", {"credited": credited_minutes}, pointer="/ground"),)


def _holding(last: Event, state: Putusan) -> tuple[Fault, ...]:
    """What the prosecutor would be asked only since this correction."""
    reasons = last.reasons if isinstance(last, PutusanHeld) else ()
    return tuple(fault(one) for one in reasons if one.rule not in IDENTITY and one not in state.legal)
