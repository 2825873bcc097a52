"""What was decided at an activity becomes a task of a unit or person: taken, corrected, done, dropped, open again.

Example::

    given(ACTIVITY, ENTERED, HELD).when(TakeDecision(decision=1, to_unit="dinsos-p3a", …)).then((DecisionTaken(…),), ())
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.intake.activity.decider.commands import DropDecision, FinishDecision, ReopenDecision, TakeDecision
from services.intake.activity.decider.rules import of_unit
from services.intake.activity.decider.state import Activity
from services.intake.activity.events import DecisionDone, DecisionDropped, DecisionReopened, DecisionTaken
from services.intake.unit.decider import UNIT, Unit
from shared.domain.event import Event
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

DECISIONS_MOST = 100
"""Of one activity."""


def beside_taken(command: TakeDecision, _: Activity) -> Scope:
    """The unit whose task it is."""
    return ((UNIT, UNIT.stream(command.to_unit)),) if command.to_unit else ()


def take(
    command: TakeDecision, states: tuple[Activity, *tuple[Unit, ...]], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Taken, or corrected where there is one of this number; or every reason why not."""
    activity, *owners = states
    if activity.entered is None:
        return _unknown()
    if activity.held is None:
        return refused("activity-not-held", severity=Severity.CONFLICT)
    told = retold(DecisionTaken, command, unit=activity.entered.unit)
    faults = (*_of_number(command, activity), *_of_due(command, activity), *_of_owner(command, owners, given))
    return Refused(faults) if faults else [(told,), *(() for _ in owners)]


def _of_number(command: TakeDecision, activity: Activity) -> Iterator[Fault]:
    """The next one; one that stands already is corrected with a reason, if it is not done."""
    following = len(activity.decisions) + 1
    before = activity.decisions.get(command.decision)
    if command.decision > following:
        facts: dict[str, Fact] = {"number": command.decision, "next": following}
        yield Fault("activity-changed-meanwhile", facts, pointer="/decision", severity=Severity.CONFLICT)
    if command.decision > DECISIONS_MOST:
        yield Fault("decisions-many", {"most": DECISIONS_MOST}, severity=Severity.CONFLICT)
    if before is not None and command.reason is None:
        yield Fault("activity-reason", pointer="/reason")
    if before is not None and before.closed:
        yield Fault("decision-closed", pointer="/decision", severity=Severity.CONFLICT)


def _of_due(command: TakeDecision, activity: Activity) -> Iterator[Fault]:
    assert activity.held is not None
    if not can_be_meant(command.due):
        yield Fault("date-not-meant", pointer="/due")
    elif command.due < activity.held.held_on:
        yield Fault("decision-due-before", {"held_on": activity.held.held_on.isoformat()}, pointer="/due")


def _of_owner(command: TakeDecision, owners: Sequence[Unit], given: Circumstances) -> Iterator[Fault]:
    """One unit that is open, or one person who is there."""
    if (command.to_unit is None) == (command.to_account is None):
        yield Fault("decision-of-whom", pointer="/to_unit")
    for unit in owners:
        assert command.to_unit is not None
        yield from (replace(fault, pointer="/to_unit") for fault in of_unit(unit, command.to_unit, given.today))
    if command.to_account is not None and not command.known:
        yield Fault("decision-owner-unknown", pointer="/to_account")


def finish(command: FinishDecision, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """Done; said twice it is said once."""
    return _closing(DecisionDone, command, activity)


def drop(command: DropDecision, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """Not to be done after all, or entered by mistake."""
    return _closing(DecisionDropped, command, activity)


def _closing(
    kind: type[Event], command: FinishDecision | DropDecision, activity: Activity
) -> Sequence[Event] | Refused:
    decided = activity.decisions.get(command.decision)
    if decided is None:
        return _unknown()
    if decided.closed is None:
        return [retold(kind, command)]
    return [] if isinstance(decided.closed, kind) else refused("decision-closed", severity=Severity.CONFLICT)


def reopen(command: ReopenDecision, activity: Activity, _: Circumstances) -> Sequence[Event] | Refused:
    """It is to be done after all."""
    decided = activity.decisions.get(command.decision)
    if decided is None:
        return _unknown()
    return [retold(DecisionReopened, command)] if decided.closed else []


def _unknown() -> Refused:
    return refused("decision-unknown", severity=Severity.ABSENT)
