"""Whose a ruling is, where the paper leaves it open: held until an officer says the same person, or another.

The prosecutor is not asked, and the prosecutor's answer does not settle it (settlements 40, 41). An answer is mended by
the other one at any time, also once the ruling is registered: the other services follow PutusanLeft and the
registration that is told again.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from services.intake.putusan.decider.onward import onward
from services.intake.putusan.decider.paper import Likeness, reason
from services.intake.putusan.decider.state import DIFFERS, SAME_CONVICT, Putusan, Status
from services.intake.putusan.events import (
    Mask,
    Person,
    PutusanIdentified,
    PutusanLeft,
    PutusanReceived,
    PutusanRejected,
    Reason,
)
from shared.domain import text
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, PutusanId, RuleCode
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.sentence import Regime
from shared.law.circumstances import Circumstances


def questions(found: Likeness) -> tuple[Reason, ...]:
    """What an officer must answer before the ruling goes on."""
    faults = []
    if found.differs:
        facts = {"putusan": found.known_putusan, "klien": found.known_klien, "differs": "/".join(found.differs)}
        faults.append(Fault("identity-differs", facts, pointer="/nik"))
    if found.same_case:
        faults.append(Fault("perhaps-the-same-convict", {"putusan": found.same_case}, pointer="/name"))
    return tuple(reason(fault) for fault in faults)


def proposals(found: Likeness) -> tuple[RuleCode, ...]:
    """The flag for what only proposes."""
    return (RuleCode("perhaps-a-known-person"),) if found.perhaps else ()


class DecideIdentity(Command):
    """An officer's answer: the person of that other ruling, or another one. Answered otherwise, it is undone."""

    ACTION: ClassVar[str] = "putusan.identify"

    putusan_id: PutusanId
    answer: Person
    reason: text.Reason


def identify(
    original: PutusanReceived | None, clear: PutusanReceived | None
) -> Callable[[DecideIdentity, Putusan, Circumstances], Sequence[Event] | Refused]:
    """The decision with the ruling's own values at hand (``clear`` is ``original`` unsealed): told again, they are
    sealed under the key of the person whose the ruling is."""

    def decide(command: DecideIdentity, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
        against = _against(state)
        if against is not None:
            return against
        assert state.received is not None  # refused otherwise
        assert state.own_klien is not None
        if state.identified is not None and state.identified.answer is command.answer:
            return []
        if clear is None or original != state.received:
            return refused("putusan-changed", severity=Severity.CONFLICT)
        same_case = next((asked for asked in state.questions if asked.rule == SAME_CONVICT), None)
        if command.answer is Person.SAME and same_case is not None:
            return [_identified(command, state.received.klien_id), *_withdrawn(state), _double(state.received)]
        klien_id = _known(state) if command.answer is Person.SAME else state.own_klien
        told = _identified(command, klien_id)
        stands = {"final_on": state.final_on, "flags": state.flags}
        received = clear.model_copy(update={"klien_id": klien_id, "mask": _mask(state, clear), **stands})
        legal = () if state.confirmed is not None else state.legal
        again = _told_again(received, state.received, state.status)
        return [told, *again, onward(received, legal, state.confirmed, circumstances.laws.on(received.ruled_on))]

    return decide


def _against(state: Putusan) -> Refused | None:
    """Why there is nothing to answer."""
    refused_otherwise = state.status is Status.REJECTED and state.identified is None
    if state.received is None or refused_otherwise:
        return refused("putusan-unknown", severity=Severity.ABSENT)
    if not state.questions:
        return refused("no-identity-question", severity=Severity.CONFLICT)
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


def _mask(state: Putusan, received: PutusanReceived) -> Mask:
    """As paper and prosecutor say: whom either calls a child stays one under whomever it is told (settlement 44)."""
    regime = state.confirmed.terms.regime if state.confirmed is not None else None
    if regime is Regime.CHILD:
        return Mask.CHILD
    return Mask.ADULT if regime is Regime.ADULT and received.mask is Mask.UNKNOWN else received.mask


def _known(state: Putusan) -> KlienId:
    asked = next(asked for asked in state.questions if asked.rule == DIFFERS)
    return KlienId(str(dict(asked.facts)[Code("klien")]))


def _identified(command: DecideIdentity, klien_id: KlienId) -> PutusanIdentified:
    return PutusanIdentified(
        putusan_id=command.putusan_id, klien_id=klien_id, answer=command.answer, reason=command.reason
    )


def _double(received: PutusanReceived) -> PutusanRejected:
    """The same convict of the same case, told twice."""
    why = reason(Fault("duplicate", pointer="/name"))
    ids = {"putusan_id": received.putusan_id, "klien_id": received.klien_id}
    return PutusanRejected(**ids, reasons=(why,), paper=None, mask=received.mask)
