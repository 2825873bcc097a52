"""What is known of one activity."""

from collections.abc import Mapping

from pydantic import Field

from services.intake.activity.events import (
    ActivityCancelled,
    ActivityCorrected,
    ActivityEntered,
    ActivityHeld,
    ActivityMoved,
    ActivityRestored,
    DecisionDone,
    DecisionDropped,
    DecisionReopened,
    DecisionTaken,
    Described,
    HoldingWithdrawn,
    InvitationAnswered,
    When,
)
from shared.domain.event import Event, Value
from shared.domain.retold import same


class Decided(Value):
    """A decision as it stands."""

    taken: DecisionTaken
    closed: DecisionDone | DecisionDropped | None = None


class Activity(Value):
    """An activity as it stands."""

    entered: ActivityEntered | None = None
    described: Described | None = None
    """As it was corrected and moved last."""
    corrections: int = 0
    cancelled: bool = False
    answers: Mapping[str, InvitationAnswered] = Field(default_factory=dict)
    """The last one of each that was invited."""
    held: ActivityHeld | None = None
    holdings: int = 0
    """How often it was said how it was held."""
    decisions: Mapping[int, Decided] = Field(default_factory=dict)


def evolve(state: Activity, event: Event) -> Activity:
    """The activity after one more event."""
    match event:
        case ActivityEntered():
            return state.model_copy(update={"entered": event, "described": event})
        case ActivityCorrected():
            return state.model_copy(update={"described": event, "corrections": event.number})
        case ActivityMoved():
            moved = state.described and state.described.model_copy(update=same(When, event))
            return state.model_copy(update={"described": moved})
        case ActivityCancelled() | ActivityRestored():
            return state.model_copy(update={"cancelled": isinstance(event, ActivityCancelled)})
        case InvitationAnswered():
            return state.model_copy(update={"answers": {**state.answers, event.invited: event}})
        case ActivityHeld():
            return state.model_copy(update={"held": event, "holdings": event.number})
        case HoldingWithdrawn():
            return state.model_copy(update={"held": None})
        case DecisionTaken() | DecisionDone() | DecisionDropped() | DecisionReopened():
            return state.model_copy(update={"decisions": {**state.decisions, event.decision: _decided(state, event)}})
    return state


def _decided(state: Activity, event: DecisionTaken | DecisionDone | DecisionDropped | DecisionReopened) -> Decided:
    """The decision after one more event about it."""
    if isinstance(event, DecisionTaken):
        return Decided(taken=event)
    closed = None if isinstance(event, DecisionReopened) else event
    return state.decisions[event.decision].model_copy(update={"closed": closed})
