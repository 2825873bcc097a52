"""What can happen to an activity of the parties: it is entered, corrected, moved to another day, cancelled, answered by
whoever is invited, and held; and what was decided there becomes a task of a unit."""

from datetime import date
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import Field, StringConstraints

from shared.domain.event import Event, Value
from shared.domain.identifiers import AccountId, ActivityId, LetterId, PublicText, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import Line, ReasonWords, Words

INVITED_MOST = 100
"""Offices in the annex of one invitation: a regency has some sixty."""
PRESENT_MOST = 300
PLACES_MOST = 200
"""Where one round of socialisation was: a regency has some 160 villages."""
PEOPLE_MOST = 100_000


class ActivityKind(StrEnum):
    """What the parties do; each kind is counted by another row of the work plan."""

    MEETING = "meeting"
    SOCIALISATION = "socialisation"
    COMMUNICATION = "communication"
    """Between the parties, without an invitation."""
    TRAINING = "training"
    """Of supervisors."""


Clock = NewType("Clock", Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")])
"""An hour of the day in WIB, ``13:00``."""


class When(Value):
    """On which day, from when until when; an end that is left open is *s/d selesai*."""

    day: date
    begins: Clock | None = None
    ends: Clock | None = None


class Described(When):
    """What is to be done, where, and who is asked to come."""

    kind: ActivityKind
    title: PublicText
    place: PublicText
    note: PublicText | None = None
    """What the invited are asked for."""
    letter_id: LetterId | None = None
    """The letter by which it is invited to."""
    invited: Annotated[tuple[PublicText, ...], Field(max_length=INVITED_MOST)] = ()
    """Offices as the annex has them, in its order."""
    copies: Annotated[tuple[PublicText, ...], Field(max_length=INVITED_MOST)] = ()
    """To whom the invitation goes for their knowledge."""


class ActivityEntered(Described, Event):
    """There is an activity more, to come or held already."""

    TYPE = "activity.entered.v1"
    SUBJECT = None
    activity_id: ActivityId
    unit: UnitCode
    """Whose activity it is: its members keep it."""
    entered_by: AccountId


class ActivityCorrected(Described, Event):
    """What it truly is, all of it; corrections count up, the last one stands."""

    TYPE = "activity.corrected.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    number: int
    reason: Personal[ReasonWords]


class ActivityMoved(When, Event):
    """It is on another day, or at another hour."""

    TYPE = "activity.moved.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    reason: Personal[ReasonWords]


class ActivityCancelled(Event):
    """It will not be held."""

    TYPE = "activity.cancelled.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    reason: Personal[ReasonWords]


class ActivityRestored(Event):
    """It was cancelled by mistake, or is to be after all."""

    TYPE = "activity.restored.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    reason: Personal[ReasonWords]


class InvitationAnswered(Event):
    """Whether one of the invited comes, and whom they send; the last answer of each stands."""

    TYPE = "activity.answered.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    invited: PublicText
    comes: bool
    sends: Personal[Line] | None = None


class Present(Value):
    """Who came from one office."""

    office: PublicText
    names: Personal[Line] | None = None


class Held(Value):
    """How an activity was held."""

    held_on: date
    present: Annotated[tuple[Present, ...], Field(max_length=PRESENT_MOST)] = ()
    places: Annotated[tuple[PublicText, ...], Field(max_length=PLACES_MOST)] = ()
    """Of socialisation: where; none said is where it was planned."""
    people: Annotated[int, Field(ge=0, le=PEOPLE_MOST)] | None = None
    """Reached by socialisation, or trained."""
    minutes: Personal[Words] | None = None


class ActivityHeld(Held, Event):
    """It was held; a later one corrects it."""

    TYPE = "activity.held.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    number: int
    """1, 2 … of this activity; the last one stands."""
    reason: Personal[ReasonWords] | None = None
    """Of every one but the first."""


class HoldingWithdrawn(Event):
    """It was not held after all."""

    TYPE = "activity.holding-withdrawn.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    reason: Personal[ReasonWords]


class DecisionTaken(Event):
    """It was decided that somebody does something by a day; one of the same number is corrected."""

    TYPE = "activity.decision-taken.v1"
    SUBJECT = "activity_id"
    activity_id: ActivityId
    decision: int
    """1, 2 … of this activity."""
    unit: UnitCode
    """Whose activity it is."""
    text: Personal[Line]
    to_unit: UnitCode | None = None
    to_account: AccountId | None = None
    """One of the two."""
    due: date
    reason: Personal[ReasonWords] | None = None
    """Of a correction."""


class OfDecision(Event):
    """About one decision."""

    SUBJECT = "activity_id"
    activity_id: ActivityId
    decision: int


class DecisionDone(OfDecision):
    """Whoever was to do it has done it."""

    TYPE = "activity.decision-done.v1"
    outcome: Personal[Line] | None = None
    """What was done."""


class DecisionDropped(OfDecision):
    """It is not to be done after all, or was entered by mistake."""

    TYPE = "activity.decision-dropped.v1"
    reason: Personal[ReasonWords]


class DecisionReopened(OfDecision):
    """It is to be done after all."""

    TYPE = "activity.decision-reopened.v1"
    reason: Personal[ReasonWords]
