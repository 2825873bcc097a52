"""What disposisi ask and nobody has done yet: counted on the desks of whoever is to do it."""

from datetime import date

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.letter.events import (
    ForwardTakenBack,
    LetterForwarded,
    LetterRestored,
    LetterStruckOut,
    TaskDone,
    TaskGiven,
    TaskReopened,
)
from shared.access.reach import Scope
from shared.domain.retold import retold
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection

WAITS = "standing AND NOT done AND handed_on = 0"


class Task(msgspec.Struct, frozen=True):
    """What one receiver of a disposisi is to do."""

    task_id: str
    letter_id: str
    to_unit: str | None
    to_account: str | None
    due: date
    standing: bool = True
    done: bool = False
    handed_on: int = 0


tasks = StateProjection(
    service="reporting",
    name="letter_task",
    row=Task,
    key="task_id",
    version=1,
    indexes=(Index(("to_unit",), where=WAITS), Index(("to_account",), where=WAITS)),
)


@tasks.on(TaskGiven)
def given(row: Task | None, event: TaskGiven, entry: Entry) -> Task:
    """It waits."""
    return retold(Task, event)


@tasks.on(LetterForwarded, key=lambda event: event.answers)
def handed_on(row: Task | None, event: LetterForwarded, entry: Entry) -> Task | None:
    """Its holder asks others."""
    return row and replace(row, handed_on=row.handed_on + 1)


@tasks.on(ForwardTakenBack, key=lambda event: (*event.tasks, *([event.answers] if event.answers else [])))
def taken_back(row: Task | None, event: ForwardTakenBack, entry: Entry) -> Task | None:
    """It is no more; that which it handed on is its holder's again."""
    if row is None:
        return None
    if row.task_id == event.answers:
        return replace(row, handed_on=row.handed_on - 1)
    return replace(row, standing=False)


@tasks.on(TaskDone)
def done(row: Task | None, event: TaskDone, entry: Entry) -> Task | None:
    """It is done."""
    return row and replace(row, done=True)


@tasks.on(TaskReopened)
def reopened(row: Task | None, event: TaskReopened, entry: Entry) -> Task | None:
    """It was not."""
    return row and replace(row, done=False)


class Struck(msgspec.Struct, frozen=True):
    """A letter that was registered by mistake: nothing of it is to be done."""

    letter_id: str


struck = StateProjection(service="reporting", name="letter_struck", row=Struck, key="letter_id", version=1)


@struck.on(LetterStruckOut)
def struck_out(row: Struck | None, event: LetterStruckOut, entry: Entry) -> Struck:
    """It is none."""
    return Struck(event.letter_id)


@struck.on(LetterRestored)
def restored(row: Struck | None, event: LetterRestored, entry: Entry) -> Struck | None:
    """It stands again."""
    return None


async def waiting_for(connection: AsyncConnection, scope: Scope, today: date) -> tuple[int, int]:
    """How many wait for who asks, or for a unit of theirs; and how many of those are late."""
    task = tasks.table.c
    theirs = or_(task.to_account == scope.member, scope.where(unit=task.to_unit))
    there = task.letter_id.not_in(select(struck.table.c.letter_id))
    waits = task.standing, ~task.done, task.handed_on == 0
    late = func.count().filter(task.due < today)
    query = select(func.count(), late).select_from(tasks.table).where(theirs, there, *waits)
    row = (await connection.execute(query)).one()
    return int(row[0]), int(row[1])
