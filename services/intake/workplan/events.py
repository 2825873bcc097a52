"""What can happen to a mark in the work plan: it is set, corrected, done, taken up again, and withdrawn.

Of units and deeds alone, so that nothing of it is anybody's. One that is withdrawn stands again once corrected.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from shared.domain.event import Event, Value
from shared.domain.identifiers import MarkId, PublicText, UnitCode
from shared.domain.work_plan import YEARS, PlanRow


class Marked(Value):
    """Which unit does what for a row of the plan in a year, and until when."""

    row: PlanRow
    year: Annotated[int, Field(ge=YEARS[0], le=YEARS[-1])]
    owner: UnitCode
    what: PublicText
    due_on: date


class MarkSet(Marked, Event):
    """That unit is to do it by that day."""

    TYPE = "workplan.mark-set.v1"
    SUBJECT = None
    mark_id: MarkId


class MarkCorrected(Marked, Event):
    """What is truly to be done, by whom and until when; one that was withdrawn stands again."""

    TYPE = "workplan.mark-corrected.v1"
    SUBJECT = None
    mark_id: MarkId
    number: int
    """1, 2 …; the mark as it was set is number 0."""
    reason: PublicText


class MarkDone(Event):
    """It is done; said again, that says what is true of it."""

    TYPE = "workplan.mark-done.v1"
    SUBJECT = None
    mark_id: MarkId
    done_on: date
    note: PublicText | None = None
    reason: PublicText | None = None
    """Why it is said again."""


class MarkReopened(Event):
    """It is not done after all."""

    TYPE = "workplan.mark-reopened.v1"
    SUBJECT = None
    mark_id: MarkId
    reason: PublicText


class MarkWithdrawn(Event):
    """Nobody is to do it any more."""

    TYPE = "workplan.mark-withdrawn.v1"
    SUBJECT = None
    mark_id: MarkId
    reason: PublicText
