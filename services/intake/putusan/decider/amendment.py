"""A correction of what the register says of a ruling: the mended paper goes through the rules of registration again.

Corrections are numbered, and of each field the highest stands, whatever arrives first; no later state is in the way
(settlement 19). What the paper contradicts only since it was mended is asked as at registration: a registered ruling is
then held again, while the other services go on by what stood.

Example::

    given(PUTUSAN, *registered).when(AmendPutusan(...)).then_types(PutusanAmended, PutusanReceived, PutusanRegistered)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.intake.putusan.decider.case import Case, case_of
from services.intake.putusan.decider.conflicts import conflicts
from services.intake.putusan.decider.convict import WHOSE
from services.intake.putusan.decider.identity import Opened, proposals, questions, refs_of
from services.intake.putusan.decider.mask import mask_answered
from services.intake.putusan.decider.onward import onward
from services.intake.putusan.decider.paper import UNITS_OF, Likeness, OfPutusan, Paper, reason
from services.intake.putusan.decider.rejections import rejections
from services.intake.putusan.decider.state import IDENTITY, Putusan, evolve
from services.intake.putusan.decider.telling import paper_of, told
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.decider.unread import set_aside, with_village_told_apart
from services.intake.putusan.events import (
    CELLS_MAX,
    Mended,
    PutusanAmended,
    PutusanConfirmed,
    PutusanReceived,
    Reason,
)
from shared.domain import text
from shared.domain.event import Event
from shared.domain.identifiers import Code, RuleCode
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.sentence import Terms
from shared.law.circumstances import Circumstances

ELSEWHERE: Mapping[str, Fault] = {
    "final_on": Fault("finality-elsewhere", pointer="/paper/final_on"),
    "appealed_on": Fault("appeal-elsewhere", pointer="/paper/appealed_on"),
}
"""The day of finality has a form of its own (finality.py)."""
WITHOUT_DOCUMENT = frozenset(
    map(
        Code,
        (
            *("name", "namesake", "nik", "sex", "kecamatan", "desa", "address", "contact", "occupation", "skills"),
            *("guardian", "guardian_relation", "guardian_contact"),
            *("case_number", "court", "offence", "prosecutor_number"),
        ),
    )
)
"""Who it is, and which case (0033): none of it answers what the prosecutor is asked."""
BY_DOCUMENT = frozenset(map(Code, Paper.model_fields)) - {*WITHOUT_DOCUMENT, *ELSEWHERE, *UNITS_OF.values()}
"""What the ruling says, and what it is judged by: mended by a document of court or prosecutor (*renvoi, ralat*),
or the ruling itself."""
PROPOSED = frozenset(map(RuleCode, ("perhaps-a-known-person",)))
"""Flags that do not lie in the paper itself, but in how it compares with others."""


class Stood(BaseModel):
    """What stood in a field, in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Code
    written: Personal[str]


class AmendPutusan(OfPutusan):
    """Mend what the register says of a ruling. ``number`` counts up from 1; ``paper`` has only the fields that are
    mended, as a registration has them; null: the ruling does not say."""

    ACTION: ClassVar[str] = "putusan.amend"
    FOUND: ClassVar[frozenset[str]] = frozenset({"opened", "likeness", "stood"})

    number: int = Field(ge=1, le=1000)
    paper: Paper
    fields: tuple[Code, ...] = Field(default=(), max_length=CELLS_MAX, validate_default=True)
    """Which fields are mended, beside those that ``paper`` says."""
    document: text.DocumentNumber | None = None
    """Needed for what the ruling says."""
    reason: text.Reason
    opened: Opened | None = None
    """None: its values were erased."""
    likeness: Likeness = Likeness()
    stood: Annotated[tuple[Stood, ...], Field(max_length=CELLS_MAX)] = ()

    @field_validator("fields")
    @classmethod
    def _all_that_is_said(cls, fields: tuple[Code, ...], info: ValidationInfo) -> tuple[Code, ...]:
        said = info.data["paper"].model_fields_set if "paper" in info.data else set()
        beside = {*UNITS_OF.values()}
        if not set(fields) <= Paper.model_fields.keys():
            raise PydanticCustomError("form-extra-forbidden", "form-extra-forbidden")
        return tuple(Code(name) for name in Paper.model_fields if name in {*said, *fields} - beside)


def amend(command: AmendPutusan, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """The correction, the mended paper told again, and what follows: held or registered. Said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if state.received.parent is not None:
        return refused("mended-where-ordered", severity=Severity.CONFLICT)
    if command.opened is None or command.opened.refs != refs_of(state.received):
        return refused("putusan-changed", severity=Severity.CONFLICT)
    before = paper_of(command.opened.clear)
    if command.number in state.amendments:
        return _said_before(command, state, before)
    if faults := _faults(command, state, as_executed(state, command.opened.clear)):
        return Refused(faults)
    fields = effective(command, state)
    if not fields:
        return [_amended(command, state, whose_anew=False)]
    case = mended_case(command, state, circumstances)
    if faults := rejections(case.paper, (), (), circumstances.today):
        return Refused(tuple(in_paper(found) for found in faults))
    return _goes_on(command, state, case, as_it_stands(state, command.opened.clear, circumstances))


def effective(command: AmendPutusan, state: Putusan) -> tuple[Code, ...]:
    """The fields that this correction decides: none of which a higher one stands."""
    return tuple(name for name in command.fields if state.mended.get(name, 0) < command.number)


def mended_paper(command: AmendPutusan, state: Putusan, before: Paper) -> Paper:
    """The paper with what this correction decides; a length comes with its units, and a village stays where it lay."""
    fields = effective(command, state)
    names = (*fields, *(UNITS_OF[name] for name in fields if name in UNITS_OF))
    stood = with_village_told_apart(before)
    said = {name: getattr(command.paper, name) for name in names}
    return with_village_told_apart(stood.model_copy(update=said))


def mended_case(command: AmendPutusan, state: Putusan, circumstances: Circumstances) -> Case:
    """The mended paper beside the law of its day: what nobody can mean set aside, mended cells no longer unread."""
    assert command.opened is not None  # refused otherwise
    received, fields = command.opened.clear, effective(command, state)
    before = paper_of(received).model_copy(update={"final_on": state.final_on})
    paper, aside = set_aside(mended_paper(command, state, before), circumstances.today)
    unread = tuple(cell for cell in received.unread if cell.field not in fields)
    ruled_on, kind = paper.ruled_on or received.ruled_on, paper.kind or received.terms.regime
    return case_of(paper, kind, ruled_on, circumstances, (*unread, *aside))


def in_paper(fault: Fault) -> Fault:
    """A fault of the paper where the correction has it."""
    return Fault(fault.rule, fault.facts, fault.citation, fault.pointer and f"/paper{fault.pointer}", fault.severity)


def _goes_on(command: AmendPutusan, state: Putusan, case: Case, unmended: Case) -> Sequence[Event]:
    assert state.received is not None  # refused otherwise
    asked, whose_anew = _questions(command, state)
    marks = proposals(command.likeness) if _whose(command, state) else _proposed(state)
    again = told(case, command.putusan_id, state.received.klien_id, marks)
    amended = _amended(command, state, whose_anew=whose_anew)
    answer = evolve(state, amended).answer_for(again)
    again = again.model_copy(update={"mask": mask_answered(again.mask, answer)})
    before = _executed(unmended, state.answer_for(state.received))
    legal = _legal(state, _executed(case, answer), before)
    return [amended, again, onward(again, (*asked, *legal), answer, state, case.circumstances)]


def _amended(command: AmendPutusan, state: Putusan, *, whose_anew: bool) -> PutusanAmended:
    assert state.received is not None  # refused otherwise
    was = {one.field: one.written for one in command.stood}
    mended = tuple(Mended(field=name, was=was.get(name)) for name in command.fields)
    return retold(PutusanAmended, command, klien_id=state.received.klien_id, mended=mended, whose_anew=whose_anew)


def _faults(command: AmendPutusan, state: Putusan, stands: Paper) -> tuple[Fault, ...]:
    """A correction that mends nothing, what the ruling says without a document, or its day past what follows it."""
    faults = [*_past_what_followed(command, state)]
    fields = effective(command, state)
    if not command.fields or (fields and mended_paper(command, state, stands) == with_village_told_apart(stands)):
        faults.append(Fault("amendment-empty", pointer="/paper"))
    faults += [fault for name, fault in ELSEWHERE.items() if name in command.fields]
    if command.document is None and not BY_DOCUMENT.isdisjoint(command.fields):
        faults.append(Fault("amendment-document-missing", pointer="/document"))
    return tuple(faults)


def _past_what_followed(command: AmendPutusan, state: Putusan) -> Iterator[Fault]:
    """Finality and appeal were told by themselves, and are mended where they were told. What the paper said of finality
    is set aside and flagged instead."""
    ruled_on = command.paper.ruled_on if "ruled_on" in effective(command, state) else None
    final_on = state.final_on if state.finals else None
    if ruled_on and final_on and final_on < ruled_on:
        yield Fault("ruled-after-finality", {"final_on": final_on.isoformat()}, pointer="/paper/ruled_on")
    if ruled_on and state.appealed and state.appealed.lodged_on < ruled_on:
        lodged_on = state.appealed.lodged_on.isoformat()
        yield Fault("ruled-after-appeal", {"lodged_on": lodged_on}, pointer="/paper/ruled_on")


def _said_before(command: AmendPutusan, state: Putusan, before: Paper) -> Sequence[Event] | Refused:
    """Under one number the first stands; the same again is nothing."""
    fields = tuple(mended.field for mended in state.amendments[command.number].mended)
    stands = {name: getattr(before, name) for name in fields if state.mended[name] == command.number}
    if fields == command.fields and all(getattr(command.paper, name) == value for name, value in stands.items()):
        return []
    facts = {"number": command.number, "next": max(state.amendments) + 1}
    return Refused((Fault("amendment-conflict", facts, pointer="/number", severity=Severity.CONFLICT),))


def as_it_stands(state: Putusan, received: PutusanReceived, circumstances: Circumstances) -> Case:
    """The paper as it stands."""
    paper = paper_of(received).model_copy(update={"final_on": state.final_on})
    return case_of(paper, received.terms.regime, received.ruled_on, circumstances, received.unread)


def _executed(case: Case, answer: PutusanConfirmed | None) -> Case:
    """The case by the terms that are executed: those of the prosecutor's answer, where there is one."""
    return case if answer is None else answered(case, answer.terms)


def answered(case: Case, by: Terms) -> Case:
    """The case by the terms of an answer."""
    return replace(case, paper=_by_answer(case.paper, by), regime=by.regime)


def as_executed(state: Putusan, received: PutusanReceived) -> Paper:
    """The paper with the terms that are executed: what a correction mends, and what stood."""
    paper, answer = paper_of(received), state.answer_for(received)
    return paper if answer is None else _by_answer(paper, answer.terms)


def _by_answer(paper: Paper, by: Terms) -> Paper:
    terms = {name: getattr(by, name) for name in Terms.model_fields if name != "regime"}
    return paper.model_copy(update=terms | {"kind": by.regime})


def _legal(state: Putusan, case: Case, unmended: Case) -> tuple[Reason, ...]:
    """What the prosecutor is asked: what is open still, and what stands against the law only since this correction.
    What was answered, or was lawful by what the regency had settled then, is not asked again."""
    stood = [reason(found) for found in conflicts(unmended)]
    found = (reason(found) for found in conflicts(case))
    return tuple(one for one in found if one in state.legal or one not in stood)


def _whose(command: AmendPutusan, state: Putusan) -> bool:
    """Whether it bears on whose ruling it is."""
    return not WHOSE.isdisjoint(effective(command, state))


def _questions(command: AmendPutusan, state: Putusan) -> tuple[tuple[Reason, ...], bool]:
    """What the officer is asked about the person now, and whether that was found out anew."""
    still = tuple(one for one in state.reasons if one.rule in IDENTITY)
    if not _whose(command, state):
        return still, False
    answered = [_with_whom(one) for one in state.questions] if state.identified else []
    found = tuple(one for one in questions(command.likeness) if _with_whom(one) not in answered)
    return found, bool(found or still)


def _with_whom(asked: Reason) -> object:
    """The person, or else the ruling, to compare with."""
    facts = dict(asked.facts)
    return facts.get(Code("klien")) or facts.get(Code("putusan"))


def _proposed(state: Putusan) -> tuple[RuleCode, ...]:
    return tuple(mark for mark in state.flags if mark in PROPOSED)
