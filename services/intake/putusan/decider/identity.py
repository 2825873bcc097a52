"""Whose a ruling is, where the paper leaves it open: held until an officer says the same person, or another.

The prosecutor is not asked, and the prosecutor's answer does not settle it (settlements 40, 41). An answer is mended by
the other one at any time, also once the ruling is registered: the other services follow PutusanLeft and the
registration that is told again.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from services.intake.putusan.decider.carrying import brought_for
from services.intake.putusan.decider.ending import told_for
from services.intake.putusan.decider.mask import mask_answered
from services.intake.putusan.decider.onward import onward
from services.intake.putusan.decider.paper import Likeness, OfPutusan, reason
from services.intake.putusan.decider.state import DIFFERS, KNOWN_BY_NIK, SAME_CONVICT, Putusan, Status
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import (
    CELLS_MAX,
    Person,
    PutusanIdentified,
    PutusanLeft,
    PutusanReceived,
    PutusanRejected,
    PutusanReplaced,
    Reason,
)
from shared.domain import text
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, PutusanId, RuleCode
from shared.domain.personal import personal_fields
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.law.circumstances import Circumstances


def questions(found: Likeness) -> tuple[Reason, ...]:
    """What an officer must answer before the ruling goes on."""
    faults = []
    known = {"putusan": found.known_putusan, "klien": found.known_klien}
    if found.differs:
        faults.append(Fault("identity-differs", known | {"differs": "/".join(found.differs)}, pointer="/nik"))
    elif found.known_klien:
        faults.append(Fault("nik-of-a-known-person", known, pointer="/nik"))
    if found.same_case:
        faults.append(Fault("perhaps-the-same-convict", {"putusan": found.same_case}, pointer="/name"))
    return tuple(reason(fault) for fault in faults)


def proposals(found: Likeness) -> tuple[RuleCode, ...]:
    """The flag for what only proposes."""
    return (RuleCode("perhaps-a-known-person"),) if found.perhaps else ()


class Opened(BaseModel):
    """A ruling's own values at hand, since told again they are sealed under the key of the person whose it is."""

    model_config = ConfigDict(frozen=True)

    refs: Annotated[tuple[str | None, ...], Field(max_length=CELLS_MAX)]
    """Where they lay: which telling of the ruling it was."""
    clear: PutusanReceived
    """The same, unsealed."""


def refs_of(received: PutusanReceived) -> tuple[str | None, ...]:
    """Where the values of this telling of a ruling lie."""
    return tuple(personal.ref for _, personal in personal_fields(received))


class DecideIdentity(OfPutusan):
    """An officer's answer: the person of that other ruling, or another one. Answered otherwise, it is undone. Where two
    persons are asked about, ``answer`` is of whose NIK it is and ``convict`` of the convict of the same case: a paper
    may be of the one and not of the other."""

    ACTION: ClassVar[str] = "putusan.identify"
    FOUND: ClassVar[frozenset[str]] = frozenset({"opened", "stays"})

    answer: Person
    convict: Person | None = None
    reason: text.Reason
    opened: Opened | None = None
    """None: there is none, or its values were erased."""
    stays: KlienId | None = None
    """Under which id the person of this answer is told of, where they were merged with another (0064)."""


def identify(command: DecideIdentity, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """What follows from the answer: the ruling goes on, under that person or its own."""
    if refusal := against(command, state) or _unasked(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    stands = state.identified
    if stands is not None and (stands.answer, stands.convict) == (command.answer, command.convict):
        return []
    if command.opened is None:
        return refused("values-erased", severity=Severity.CONFLICT)
    if command.opened.refs != refs_of(state.received):
        return refused("putusan-changed", severity=Severity.CONFLICT)
    same_case = next((asked for asked in state.questions if asked.rule == SAME_CONVICT), None)
    if (command.convict or command.answer) is Person.SAME and same_case is not None:
        told = retold(PutusanIdentified, command, klien_id=state.received.klien_id)
        return [told, *_withdrawn(state), *_double(state.received, same_case)]
    return _goes_on(command, state, command.opened.clear, circumstances)


def _goes_on(command: DecideIdentity, state: Putusan, clear: PutusanReceived, given: Circumstances) -> Sequence[Event]:
    """Registered or held, told again where it is another person's now."""
    assert state.received is not None  # refused otherwise
    klien_id = command.stays or whose_by(command.answer, state)
    assert klien_id is not None  # what is asked is asked of a ruling, by a known person
    stands = {"final_on": state.final_on, "flags": state.flags}
    answer = state.answer_for(clear)
    received = clear.model_copy(update={"klien_id": klien_id, "mask": mask_answered(clear.mask, answer), **stands})
    told = retold(PutusanIdentified, command, klien_id=klien_id)
    again = _told_again(received, state.received, state.status)
    lying_over = (*told_for(state, klien_id), *brought_for(state, klien_id)) if again else ()
    return [told, *again, *lying_over, onward(received, state.legal, answer, state, given)]


def _unasked(command: DecideIdentity, state: Putusan) -> Refused | None:
    """What is not asked has no answer, and each of two persons has one of their own."""
    if not state.questions:
        return refused("no-identity-question", severity=Severity.CONFLICT)
    if state.asked_of_two and command.convict is None:
        return refused("identity-of-each", pointer="/convict")
    if command.convict is not None and not state.asked_of_two:
        return refused("identity-of-one", pointer="/convict")
    return None


def _withdrawn(state: Putusan) -> list[Event]:
    """What was registered leaves its person's hours, whoever that is."""
    if state.status is not Status.REGISTERED or state.received is None:
        return []
    return [PutusanLeft(putusan_id=state.received.putusan_id, klien_id=state.received.klien_id)]


def _told_again(received: PutusanReceived, before: PutusanReceived, status: Status) -> list[Event]:
    """Under another person, whom it leaves is told too."""
    if received.klien_id != before.klien_id:
        return [received, PutusanLeft(putusan_id=before.putusan_id, klien_id=before.klien_id)]
    return [received] if status is Status.REJECTED else []


def whose_by(answer: Person, state: Putusan) -> KlienId | None:
    """Whom the ruling would be of by this answer; None: nobody's, or of the ruling that was told twice."""
    if answer is Person.ANOTHER:
        return state.own_klien
    asked = next((asked for asked in state.questions if asked.rule in (DIFFERS, KNOWN_BY_NIK)), None)
    return KlienId(str(dict(asked.facts)[Code("klien")])) if asked else None


def _double(received: PutusanReceived, same_case: Reason) -> list[Event]:
    """The same convict of the same case, told twice: the other ruling stands."""
    why = reason(Fault("duplicate", pointer="/name"))
    ids = {"putusan_id": received.putusan_id, "klien_id": received.klien_id}
    rejected = PutusanRejected(**ids, reasons=(why,), paper=None, mask=received.mask)
    other = PutusanId(str(dict(same_case.facts)[Code("putusan")]))
    return [rejected, PutusanReplaced(**ids, replaced_by=other)]
