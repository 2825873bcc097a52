"""Where a ruling stands in intake: the fold of its own events."""

from dataclasses import dataclass, replace
from enum import StrEnum

from services.intake.putusan.events import (
    PutusanConfirmed,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    Reason,
)
from shared.domain.event import Event
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
        case PutusanRegistered():
            return replace(state, status=Status.REGISTERED)
        case _:
            return state


PUTUSAN: Thing[Putusan] = Thing(
    category="putusan",
    events=(PutusanReceived, PutusanHeld, PutusanConfirmed, PutusanRegistered, PutusanRejected),
    initial=Putusan(),
    evolve=evolve,
)
