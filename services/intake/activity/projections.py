"""The activities of the parties as people read them, one row each; nothing of a person stands in it."""

from datetime import date

import msgspec
from msgspec.structs import replace

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
    HoldingWithdrawn,
    OfDecision,
)
from shared.domain.identifiers import derived
from shared.domain.retold import retold, same
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class ActivityRow(msgspec.Struct, frozen=True):
    """An activity as it stands."""

    activity_id: str
    unit: str
    position: int
    """Of its first event."""
    kind: str
    title: str
    day: date
    place: str
    begins: str | None = None
    ends: str | None = None
    letter_id: str | None = None
    invited: tuple[str, ...] = ()
    state: str = "planned"
    """Planned, held or cancelled."""
    held_on: date | None = None
    people: int | None = None
    places: tuple[str, ...] = ()


ACTIVITIES = StateProjection(
    "intake",
    "activity",
    ActivityRow,
    key="activity_id",
    version=1,
    indexes=(Index(("day", "activity_id")), Index(("unit", "day")), Index(("kind", "day")), Index(("state", "day"))),
)


@ACTIVITIES.on(ActivityEntered)
def entered(row: ActivityRow | None, event: ActivityEntered, entry: Entry) -> ActivityRow:
    """It is to be, or was."""
    return retold(ActivityRow, event, position=entry.position)


@ACTIVITIES.on(ActivityCorrected)
def corrected(row: ActivityRow | None, event: ActivityCorrected, entry: Entry) -> ActivityRow | None:
    """What it truly is."""
    return row and replace(row, **same(ActivityRow, event))


@ACTIVITIES.on(ActivityMoved)
def moved(row: ActivityRow | None, event: ActivityMoved, entry: Entry) -> ActivityRow | None:
    """Another day, other hours."""
    return row and replace(row, **same(ActivityRow, event))


@ACTIVITIES.on(ActivityCancelled)
def cancelled(row: ActivityRow | None, event: ActivityCancelled, entry: Entry) -> ActivityRow | None:
    """It will not be held."""
    return row and replace(row, state="cancelled")


@ACTIVITIES.on(ActivityRestored)
def restored(row: ActivityRow | None, event: ActivityRestored, entry: Entry) -> ActivityRow | None:
    """It is to be after all."""
    return row and replace(row, state="planned")


@ACTIVITIES.on(ActivityHeld)
def held(row: ActivityRow | None, event: ActivityHeld, entry: Entry) -> ActivityRow | None:
    """How it was held, as it was said last."""
    return row and replace(row, state="held", **same(ActivityRow, event))


@ACTIVITIES.on(HoldingWithdrawn)
def withdrawn(row: ActivityRow | None, event: HoldingWithdrawn, entry: Entry) -> ActivityRow | None:
    """It was not held after all."""
    return row and replace(row, state="planned", held_on=None, people=None, places=())


class DecisionRow(msgspec.Struct, frozen=True):
    """What was decided somewhere and is somebody's to do; its words by reference."""

    decision_id: str
    activity_id: str
    decision: int
    unit: str
    """Whose activity it was decided at."""
    to_unit: str | None
    to_account: str | None
    due: date
    text_ref: str
    position: int
    state: str = "open"
    """Open, done or dropped."""


DECISIONS = StateProjection(
    "intake",
    "activity_decision",
    DecisionRow,
    key="decision_id",
    version=1,
    indexes=(
        Index(("due", "decision_id")),
        Index(("state", "due", "decision_id")),
        Index(("to_account", "due", "state", "activity_id")),
        Index(("to_unit", "due", "state", "activity_id")),
        Index(("unit", "due", "state", "activity_id", "to_unit", "to_account")),
    ),
)


def decision_of(event: DecisionTaken | OfDecision) -> str:
    """One of each activity and number."""
    return derived("decision", event.activity_id, str(event.decision))


@DECISIONS.on(DecisionTaken, key=decision_of)
def taken(row: DecisionRow | None, event: DecisionTaken, entry: Entry) -> DecisionRow:
    """It waits, as it was said last."""
    own = {"decision_id": decision_of(event), "text_ref": event.text.ref or "", "position": entry.position}
    return retold(DecisionRow, event, **own)


@DECISIONS.on(DecisionDone, key=decision_of)
def done(row: DecisionRow | None, event: DecisionDone, entry: Entry) -> DecisionRow | None:
    """It waits no longer."""
    return row and replace(row, state="done")


@DECISIONS.on(DecisionDropped, key=decision_of)
def dropped(row: DecisionRow | None, event: DecisionDropped, entry: Entry) -> DecisionRow | None:
    """It is nobody's to do."""
    return row and replace(row, state="dropped")


@DECISIONS.on(DecisionReopened, key=decision_of)
def reopened(row: DecisionRow | None, event: DecisionReopened, entry: Entry) -> DecisionRow | None:
    """It waits again."""
    return row and replace(row, state="open")
