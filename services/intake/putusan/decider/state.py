"""Where a ruling stands in intake: the fold of its own events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from services.intake.putusan.events import (
    ABOUT_FINALITY,
    PutusanConfirmed,
    PutusanFinalityRecorded,
    PutusanHeld,
    PutusanIdentified,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    Reason,
)
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, RuleCode


class Status(StrEnum):
    """Intake's own states; those of the whole way are a projection."""

    UNKNOWN = "unknown"
    REJECTED = "rejected"
    HELD = "held"
    IDENTIFIED = "identified"
    """An officer has just answered; what follows is told in the same breath."""
    REGISTERED = "registered"


DIFFERS, SAME_CONVICT = RuleCode("identity-differs"), RuleCode("perhaps-the-same-convict")
IDENTITY = frozenset({DIFFERS, SAME_CONVICT})
"""Questions about the person: an officer answers them, not the prosecutor."""


@dataclass(frozen=True, slots=True)
class Putusan:
    """What the rules need to know of what has happened."""

    status: Status = Status.UNKNOWN
    received: PutusanReceived | None = None
    reasons: tuple[Reason, ...] = ()
    confirmed: PutusanConfirmed | None = None
    finals: Mapping[int, PutusanFinalityRecorded] = field(default_factory=dict)
    """What the court told of finality since, by number: the highest stands."""
    legal: tuple[Reason, ...] = ()
    """What the prosecutor is asked."""
    questions: tuple[Reason, ...] = ()
    """What an officer is, or was, asked about the person."""
    own_klien: KlienId | None = None
    """Whose it is by itself: the person under whom it was received first."""
    identified: PutusanIdentified | None = None

    @property
    def open_questions(self) -> bool:
        """Whether it waits for the officer's answer."""
        return self.status is Status.HELD and any(reason.rule in IDENTITY for reason in self.reasons)

    @property
    def final_on(self) -> date | None:
        """The day of finality as it stands: recorded since, else the ruling's own word."""
        if self.finals:
            return self.finals[max(self.finals)].final_on
        return self.received.final_on if self.received else None

    @property
    def flags(self) -> tuple[RuleCode, ...]:
        """What is worth a look; what the paper said of finality only while nothing else is recorded."""
        marks = self.received.flags if self.received else ()
        if not self.finals:
            return marks
        return (*(mark for mark in marks if mark not in ABOUT_FINALITY), *self.finals[max(self.finals)].flags)


def evolve(state: Putusan, event: Event) -> Putusan:
    """The state after one more event."""
    match event:
        case PutusanRejected():
            return replace(state, status=Status.REJECTED, reasons=event.reasons)
        case PutusanReceived():
            return _received(state, event)
        case PutusanHeld():
            return _held(state, event)
        case PutusanConfirmed():
            return replace(state, confirmed=event)
        case PutusanFinalityRecorded():
            return replace(state, finals={event.number: event, **state.finals})
        case PutusanIdentified():
            return replace(state, status=Status.IDENTIFIED, identified=event)
        case PutusanRegistered():
            return replace(state, status=Status.REGISTERED)
        case _:
            return state


def _received(state: Putusan, event: PutusanReceived) -> Putusan:
    """A new paper, or, right after an officer's answer, the same one told again under its person."""
    if state.status is Status.IDENTIFIED:
        return replace(state, received=event, reasons=())
    return Putusan(status=state.status, received=event, own_klien=event.klien_id, finals=state.finals)


def _held(state: Putusan, event: PutusanHeld) -> Putusan:
    asked = tuple(reason for reason in event.reasons if reason.rule in IDENTITY)
    legal = tuple(reason for reason in event.reasons if reason.rule not in IDENTITY)
    return replace(
        state, status=Status.HELD, reasons=event.reasons, legal=legal or state.legal, questions=asked or state.questions
    )
