"""What somebody may ask about an activity, as they type it."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from services.intake.activity.events import INVITED_MOST, PLACES_MOST, PRESENT_MOST, Described, Held, Present, When
from shared.domain.command import Command
from shared.domain.identifiers import AccountId, ActivityId, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import Line, PublicLine, Reason

TOLD_MOST = 1000
"""Corrections of one activity: more is a program gone wild."""
Number = Annotated[int, Field(ge=1, le=TOLD_MOST)]
Lines = Annotated[tuple[PublicLine, ...], Field(max_length=INVITED_MOST)]


class OfActivity(Command):
    """About one activity."""

    STREAM: ClassVar[str] = "activity-{activity_id}"

    activity_id: ActivityId


class OfDescribed(Described, OfActivity):
    """What an activity is, as somebody types it."""

    title: PublicLine
    place: PublicLine
    note: PublicLine | None = None
    invited: Lines = ()
    copies: Lines = ()


class EnterActivity(OfDescribed):
    """Enter what the parties will do together, or did."""

    ACTION: ClassVar[str] = "activity.keep"

    FOUND: ClassVar[frozenset[str]] = frozenset({"activity_id", "entered_by"})

    unit: UnitCode
    entered_by: AccountId


class CorrectActivity(OfDescribed):
    """What it truly is, all of it. Corrections count up."""

    ACTION: ClassVar[str] = "activity.keep"

    number: Number
    reason: Reason


class MoveActivity(When, OfActivity):
    """Say on which other day, or at which other hour it is."""

    ACTION: ClassVar[str] = "activity.keep"

    reason: Reason


class CancelActivity(OfActivity):
    """Say that it will not be held."""

    ACTION: ClassVar[str] = "activity.keep"

    reason: Reason


class RestoreActivity(OfActivity):
    """Say that it is to be after all."""

    ACTION: ClassVar[str] = "activity.keep"

    reason: Reason


class AnswerInvitation(OfActivity):
    """Say whether one of the invited comes, and whom they send."""

    ACTION: ClassVar[str] = "activity.answer"

    invited: PublicLine
    comes: bool
    sends: Personal[Line] | None = None


class Attending(Present):
    """Who came from one office, as somebody types it."""

    office: PublicLine


class HoldActivity(Held, OfActivity):
    """Say how it was held: who came, what was said, how many were reached. Said again it is corrected."""

    ACTION: ClassVar[str] = "activity.keep"

    present: Annotated[tuple[Attending, ...], Field(max_length=PRESENT_MOST)] = ()
    places: Annotated[tuple[PublicLine, ...], Field(max_length=PLACES_MOST)] = ()
    number: Number
    reason: Reason | None = None


class WithdrawHolding(OfActivity):
    """Say that it was not held after all."""

    ACTION: ClassVar[str] = "activity.keep"

    reason: Reason


class TakeDecision(OfActivity):
    """Say what was decided, who does it and by when. One of a number that there is already is corrected."""

    ACTION: ClassVar[str] = "activity.keep"
    FOUND: ClassVar[frozenset[str]] = frozenset({"known"})

    decision: Number
    text: Personal[Line]
    to_unit: UnitCode | None = None
    to_account: AccountId | None = None
    due: date
    reason: Reason | None = None
    known: bool
    """Whether there is such an account, and it may be given tasks."""


class FinishDecision(OfActivity):
    """Say that it is done."""

    ACTION: ClassVar[str] = "activity.answer"

    decision: Number
    outcome: Personal[Line] | None = None


class DropDecision(OfActivity):
    """Say that it is not to be done after all."""

    ACTION: ClassVar[str] = "activity.keep"

    decision: Number
    reason: Reason


class ReopenDecision(OfActivity):
    """Say that it is to be done after all."""

    ACTION: ClassVar[str] = "activity.answer"

    decision: Number
    reason: Reason
