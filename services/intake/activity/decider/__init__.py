"""When an activity is entered, moved, cancelled and held, and who may be said to come.

Example::

    given(ACTIVITY, ENTERED).when(HoldActivity(number=1, held_on=TODAY, …)).then(ActivityHeld(…))
"""

from collections.abc import Sequence

from services.intake.activity.decider.commands import (
    AnswerInvitation,
    CancelActivity,
    CorrectActivity,
    DropDecision,
    EnterActivity,
    FinishDecision,
    HoldActivity,
    MoveActivity,
    ReopenDecision,
    RestoreActivity,
    TakeDecision,
    WithdrawHolding,
)
from services.intake.activity.decider.deciding import beside_taken, drop, finish, reopen, take
from services.intake.activity.decider.rules import (
    of_holding,
    of_invited,
    of_number,
    of_unit,
    of_what_was_held,
    of_when,
)
from services.intake.activity.decider.state import Activity, evolve
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
from services.intake.unit.decider import UNIT, Unit
from shared.domain.event import Event
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Across, Scope, Thing
from shared.law.circumstances import Circumstances

__all__ = [
    "ACTIVITY",
    "Activity",
    "AnswerInvitation",
    "CancelActivity",
    "CorrectActivity",
    "DropDecision",
    "EnterActivity",
    "FinishDecision",
    "HoldActivity",
    "MoveActivity",
    "ReopenDecision",
    "RestoreActivity",
    "TakeDecision",
    "WithdrawHolding",
]


def beside_entered(command: EnterActivity, _: Activity) -> Scope:
    """The unit whose activity it is."""
    return ((UNIT, UNIT.stream(command.unit)),)


def enter(
    command: EnterActivity, states: tuple[Activity, Unit], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Entered, or every reason why not."""
    activity, unit = states
    if activity.entered is not None:
        return refused("activity-exists", severity=Severity.CONFLICT)
    faults = (*of_unit(unit, command.unit, given.today), *of_when(command), *of_invited(command))
    return Refused(faults) if faults else [(retold(ActivityEntered, command),), ()]


def correct(command: CorrectActivity, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """The true activity; what stands already is not corrected."""
    stands = activity.described
    if stands is None:
        return _unknown()
    if retold(Described, command) == retold(Described, stands):
        return []
    faults = (
        *of_number(command.number, activity.corrections),
        *of_when(command),
        *of_invited(command),
        *of_what_was_held(command, activity.held, stands),
    )
    return Refused(faults) if faults else [retold(ActivityCorrected, command)]


def move(command: MoveActivity, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """On another day; of what was held the day is corrected."""
    if activity.described is None:
        return _unknown()
    if against := _closed(activity):
        return against
    if retold(When, command) == retold(When, activity.described):
        return []
    faults = tuple(of_when(command))
    return Refused(faults) if faults else [retold(ActivityMoved, command)]


def cancel(command: CancelActivity, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """Cancelled; said twice it is said once."""
    if activity.described is None:
        return _unknown()
    if activity.cancelled:
        return []
    return _closed(activity) or [retold(ActivityCancelled, command)]


def restore(command: RestoreActivity, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """It is to be after all."""
    if activity.described is None:
        return _unknown()
    return [retold(ActivityRestored, command)] if activity.cancelled else []


def answer(command: AnswerInvitation, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """The last answer of whoever is invited stands."""
    if activity.described is None:
        return _unknown()
    if against := _closed(activity):
        return against
    if command.invited not in activity.described.invited:
        return refused("activity-not-invited", pointer="/invited")
    if command.sends is not None and not command.comes:
        return refused("activity-sends-nobody", pointer="/sends")
    return [retold(InvitationAnswered, command)]


def hold(command: HoldActivity, activity: Activity, given: Circumstances) -> Sequence[Event] | Refused:
    """Held, or every reason why not."""
    if activity.described is None:
        return _unknown()
    if activity.cancelled:
        return refused("activity-cancelled", severity=Severity.CONFLICT)
    faults = tuple(of_holding(command, activity.described, activity.holdings, given.today))
    return Refused(faults) if faults else [retold(ActivityHeld, command)]


def withdraw(command: WithdrawHolding, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """It was not held; said twice it is said once."""
    if activity.described is None:
        return _unknown()
    if any(not isinstance(one.closed, DecisionDropped) for one in activity.decisions.values()):
        return refused("activity-decided", severity=Severity.CONFLICT)
    return [retold(HoldingWithdrawn, command)] if activity.held else []


def _unknown() -> Refused:
    return refused("activity-unknown", severity=Severity.ABSENT)


def _closed(activity: Activity) -> Refused | None:
    if activity.cancelled:
        return refused("activity-cancelled", severity=Severity.CONFLICT)
    return refused("activity-held", severity=Severity.CONFLICT) if activity.held else None


ACTIVITY: Thing[Activity] = Thing(
    "activity",
    (
        ActivityEntered,
        ActivityCorrected,
        ActivityMoved,
        ActivityCancelled,
        ActivityRestored,
        InvitationAnswered,
        ActivityHeld,
        HoldingWithdrawn,
        DecisionTaken,
        DecisionDone,
        DecisionDropped,
        DecisionReopened,
    ),
    Activity(),
    evolve,
    {
        EnterActivity: Across(enter, beside_entered),
        CorrectActivity: correct,
        MoveActivity: move,
        CancelActivity: cancel,
        RestoreActivity: restore,
        AnswerInvitation: answer,
        HoldActivity: hold,
        WithdrawHolding: withdraw,
        TakeDecision: Across(take, beside_taken),
        FinishDecision: finish,
        DropDecision: drop,
        ReopenDecision: reopen,
    },
)
"""What can happen to an activity: it is entered, corrected, moved, cancelled, answered and held."""
