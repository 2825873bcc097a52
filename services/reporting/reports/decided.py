"""What was decided at activities and nobody has done yet: counted on the desks of whoever is to do it."""

from datetime import date

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.activity.events import (
    DecisionDone,
    DecisionDropped,
    DecisionReopened,
    DecisionTaken,
    OfDecision,
)
from shared.access.reach import Scope
from shared.domain.identifiers import derived
from shared.domain.retold import retold
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection

WAITS = "waits"


class Decision(msgspec.Struct, frozen=True):
    """What somebody is to do since an activity."""

    decision_id: str
    to_unit: str | None
    to_account: str | None
    due: date
    waits: bool = True


decisions = StateProjection(
    service="reporting",
    name="activity_decision",
    row=Decision,
    key="decision_id",
    version=1,
    indexes=(Index(("to_unit",), where=WAITS), Index(("to_account",), where=WAITS)),
)


def decision_of(event: DecisionTaken | OfDecision) -> str:
    """One of each activity and number."""
    return derived("decision", event.activity_id, str(event.decision))


@decisions.on(DecisionTaken, key=decision_of)
def taken(row: Decision | None, event: DecisionTaken, entry: Entry) -> Decision:
    """It waits, as it was said last."""
    return retold(Decision, event, decision_id=decision_of(event))


@decisions.on(DecisionDone, key=decision_of)
def done(row: Decision | None, event: DecisionDone, entry: Entry) -> Decision | None:
    """It waits no longer."""
    return row and replace(row, waits=False)


@decisions.on(DecisionDropped, key=decision_of)
def dropped(row: Decision | None, event: DecisionDropped, entry: Entry) -> Decision | None:
    """It is nobody's to do."""
    return row and replace(row, waits=False)


@decisions.on(DecisionReopened, key=decision_of)
def reopened(row: Decision | None, event: DecisionReopened, entry: Entry) -> Decision | None:
    """It waits again."""
    return row and replace(row, waits=True)


async def decided_for(connection: AsyncConnection, scope: Scope, today: date) -> tuple[int, int]:
    """How many wait for who asks, or for a unit of theirs; and how many of those are late."""
    row = decisions.table.c
    theirs = or_(row.to_account == scope.member, scope.where(unit=row.to_unit))
    query = select(func.count(), func.count().filter(row.due < today)).where(theirs, row.waits)
    found = (await connection.execute(query)).one()
    return int(found[0]), int(found[1])
