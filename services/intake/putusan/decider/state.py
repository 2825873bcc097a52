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
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    Reason,
)
from shared.domain.event import Event
from shared.domain.identifiers import RuleCode
from shared.domain.thing import Thing


class Status(StrEnum):
    """Intake's own states; those of the whole way are a projection."""

    UNKNOWN = "unknown"
    REJECTED = "rejected"
    HELD = "held"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Putusan:
    """What the rules need to know of what has happened."""

    status: Status = Status.UNKNOWN
    received: PutusanReceived | None = None
    reasons: tuple[Reason, ...] = ()
    confirmed: PutusanConfirmed | None = None
    finals: Mapping[int, PutusanFinalityRecorded] = field(default_factory=dict)
    """What the court told of finality since, by number: the highest stands."""

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
            return replace(state, received=event, reasons=())
        case PutusanHeld():
            return replace(state, status=Status.HELD, reasons=event.reasons)
        case PutusanConfirmed():
            return replace(state, confirmed=event)
        case PutusanFinalityRecorded():
            return replace(state, finals={event.number: event, **state.finals})
        case PutusanRegistered():
            return replace(state, status=Status.REGISTERED)
        case _:
            return state


PUTUSAN: Thing[Putusan] = Thing(
    category="putusan",
    events=(
        PutusanReceived,
        PutusanHeld,
        PutusanConfirmed,
        PutusanRegistered,
        PutusanFinalityRecorded,
        PutusanRejected,
    ),
    initial=Putusan(),
    evolve=evolve,
)
