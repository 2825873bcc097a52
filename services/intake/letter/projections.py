"""The agendas as people read them: one row a letter, which letters speak of which ruling, and what disposisi ask."""

from datetime import date

import msgspec
from msgspec.structs import replace

from services.intake.letter.events import (
    ForwardTakenBack,
    LetterCorrected,
    LetterForwarded,
    LetterLinked,
    LetterNumbered,
    LetterReceived,
    LetterRestored,
    LetterStruckOut,
    LetterUnlinked,
    LetterWritten,
    TaskDone,
    TaskGiven,
    TaskReopened,
    chained,
    without,
)
from shared.domain.identifiers import derived
from shared.domain.retold import retold, same
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection

OPEN, HANDED_ON, DONE, TAKEN_BACK = "open", "handed-on", "done", "taken-back"
"""How a task of a disposisi stands."""


class LetterRow(msgspec.Struct, frozen=True):
    """A letter in an agenda; what it says of persons by reference."""

    letter_id: str
    unit: str
    year: int
    direction: str
    agenda: int
    position: int
    """Of its first event."""
    correspondent_ref: str
    perihal_ref: str
    urgency: str
    secrecy: str
    matter: str
    chain: tuple[str, ...]
    """The accounts and units to whom it shows however secret it is."""
    party: str | None = None
    number_ref: str | None = None
    compared: str | None = None
    attachments_ref: str | None = None
    written_on: date | None = None
    received_on: date | None = None
    answer_due: date | None = None
    ipd_id: str | None = None
    correction: int = 0
    struck_out: bool = False
    answered: tuple[str, ...] = ()
    """Its tasks that are done by a letter that answers."""
    awaited: bool = False
    """It came in, is to be answered by a day, and was not."""


LETTERS = StateProjection(
    "intake",
    "letter",
    LetterRow,
    key="letter_id",
    version=4,
    indexes=(
        Index(("position", "letter_id")),
        Index(("agenda", "letter_id")),
        Index(("unit", "year", "direction", "agenda")),
        *(Index((by, "position")) for by in ("year", "direction", "urgency", "matter", "awaited")),
        Index(("unit", "compared")),
        Index(("unit", "written_on")),
    ),
)


def _ref(value: object) -> str | None:
    return getattr(value, "ref", None)


def _waiting(row: LetterRow) -> LetterRow:
    """The row with whether its answer is awaited."""
    asks = row.direction == "in" and row.answer_due is not None and not row.struck_out
    return replace(row, awaited=asks and not row.answered)


def _place(direction: str, event: LetterReceived | LetterWritten, entry: Entry) -> LetterRow:
    own = {"direction": direction, "position": entry.position, "chain": (event.registered_by,)}
    return _waiting(retold(LetterRow, event, **own, **_refs(event)))


def _refs(event: LetterReceived | LetterWritten | LetterCorrected) -> dict[str, str | None]:
    return {f"{name}_ref": _ref(getattr(event, name)) for name in ("correspondent", "number", "perihal", "attachments")}


@LETTERS.on(LetterReceived)
def received(row: LetterRow | None, event: LetterReceived, entry: Entry) -> LetterRow:
    """It came in."""
    return _place("in", event, entry)


@LETTERS.on(LetterWritten)
def written(row: LetterRow | None, event: LetterWritten, entry: Entry) -> LetterRow:
    """It goes out, without a number yet."""
    return _place("out", event, entry)


@LETTERS.on(LetterCorrected)
def corrected(row: LetterRow | None, event: LetterCorrected, entry: Entry) -> LetterRow | None:
    """What it truly says; the number of an outgoing one stays, and its day with it."""
    if row is None:
        return None
    found = replace(row, **same(LetterRow, event) | _refs(event), chain=chained(row.chain, event))
    if row.direction == "in":
        return _waiting(found)
    kept = {"number_ref": row.number_ref, "compared": row.compared}
    return replace(found, **kept, **({"written_on": row.written_on} if row.number_ref else {}))


@LETTERS.on(LetterNumbered)
def numbered(row: LetterRow | None, event: LetterNumbered, entry: Entry) -> LetterRow | None:
    """It got its number and the day with it."""
    own = {"number_ref": _ref(event.number), "compared": event.compared, "written_on": event.written_on}
    return row and replace(row, **own)


@LETTERS.on(LetterStruckOut)
def struck_out(row: LetterRow | None, event: LetterStruckOut, entry: Entry) -> LetterRow | None:
    """It was registered by mistake; its place stays its own."""
    return row and _waiting(replace(row, struck_out=True))


@LETTERS.on(LetterRestored)
def restored(row: LetterRow | None, event: LetterRestored, entry: Entry) -> LetterRow | None:
    """It stands again."""
    return row and _waiting(replace(row, struck_out=False))


@LETTERS.on(TaskGiven)
def shown_to(row: LetterRow | None, event: TaskGiven, entry: Entry) -> LetterRow | None:
    """It shows to whoever it is forwarded to."""
    return row and replace(row, chain=(*row.chain, event.to_unit or event.to_account or ""))


@LETTERS.on(ForwardTakenBack)
def hidden_from(row: LetterRow | None, event: ForwardTakenBack, entry: Entry) -> LetterRow | None:
    """And does not where that is taken back."""
    return row and replace(row, chain=without(row.chain, event.receivers))


@LETTERS.on(TaskDone)
def answered(row: LetterRow | None, event: TaskDone, entry: Entry) -> LetterRow | None:
    """It is answered where the task is done by a letter."""
    if row is None or event.answer is None:
        return row
    return _waiting(replace(row, answered=(*row.answered, event.task_id)))


@LETTERS.on(TaskReopened)
def unanswered(row: LetterRow | None, event: TaskReopened, entry: Entry) -> LetterRow | None:
    """And is not by one that was not done."""
    return row and _waiting(replace(row, answered=without(row.answered, (event.task_id,))))


class LinkedRow(msgspec.Struct, frozen=True):
    """A letter that brought a ruling, or is about it."""

    linked_id: str
    letter_id: str
    putusan_id: str


LINKED = StateProjection(
    "intake", "letter_ruling", LinkedRow, key="linked_id", version=1, indexes=(Index(("putusan_id",)),)
)


def linked_of(event: LetterLinked | LetterUnlinked) -> str:
    """One of each letter and ruling."""
    return derived("linked", event.letter_id, event.putusan_id)


@LINKED.on(LetterLinked, key=linked_of)
def linked(row: LinkedRow | None, event: LetterLinked, entry: Entry) -> LinkedRow:
    """It stands."""
    return LinkedRow(linked_of(event), event.letter_id, event.putusan_id)


@LINKED.on(LetterUnlinked, key=linked_of)
def unlinked(row: LinkedRow | None, event: LetterUnlinked, entry: Entry) -> LinkedRow | None:
    """It is ended."""
    return None


class TaskRow(msgspec.Struct, frozen=True):
    """What one receiver of a disposisi is to do."""

    task_id: str
    letter_id: str
    unit: str
    """In whose agenda the letter stands."""
    to_unit: str | None
    to_account: str | None
    given_on: date
    due: date
    position: int
    """Of the disposisi."""
    state: str = OPEN
    handed_on: int = 0
    """How many disposisi hand it on."""


TASKS = StateProjection(
    "intake",
    "letter_task",
    TaskRow,
    key="task_id",
    version=1,
    indexes=(
        Index(("due", "task_id")),
        Index(("given_on", "task_id")),
        Index(("state", "due", "task_id")),
        Index(("to_account", "due", "state", "letter_id")),
        Index(("to_unit", "due", "state", "letter_id")),
        Index(("unit", "due", "state", "letter_id", "to_unit", "to_account")),
    ),
)


@TASKS.on(TaskGiven)
def given(row: TaskRow | None, event: TaskGiven, entry: Entry) -> TaskRow:
    """It waits."""
    return retold(TaskRow, event, position=entry.position)


@TASKS.on(LetterForwarded, key=lambda event: event.answers)
def handed_on(row: TaskRow | None, event: LetterForwarded, entry: Entry) -> TaskRow | None:
    """Its holder asks others."""
    return row and replace(row, state=HANDED_ON, handed_on=row.handed_on + 1)


@TASKS.on(ForwardTakenBack, key=lambda event: (*event.tasks, *([event.answers] if event.answers else [])))
def taken_back(row: TaskRow | None, event: ForwardTakenBack, entry: Entry) -> TaskRow | None:
    """It is no more; that which it handed on is its holder's again, unless they did it themselves."""
    if row is None:
        return None
    if row.task_id == event.answers:
        left = row.handed_on - 1
        return replace(row, state=DONE if row.state == DONE else _waits(left), handed_on=left)
    return replace(row, state=TAKEN_BACK)


@TASKS.on(TaskDone)
def done(row: TaskRow | None, event: TaskDone, entry: Entry) -> TaskRow | None:
    """It is done."""
    return row and replace(row, state=DONE)


@TASKS.on(TaskReopened)
def reopened(row: TaskRow | None, event: TaskReopened, entry: Entry) -> TaskRow | None:
    """It was not."""
    return row and replace(row, state=_waits(row.handed_on))


def _waits(handed_on: int) -> str:
    return HANDED_ON if handed_on else OPEN
