"""What can happen to a disposisi of a letter: it is given and taken back, what it asks is done, or is not after all."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, ForwardId, LetterId, TaskId, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import Line, ReasonWords, Words

RECEIVERS_MOST = 30
"""Units, and as many persons, of one disposisi: every section and office of the sheet."""


class Wish(StrEnum):
    """What a disposisi asks, as its sheet words it: "dengan hormat harap"."""

    ADVICE = "tanggapan"
    PROCEED = "proses"
    CONFER = "koordinasi"
    OTHER = "lainnya"
    """In words of their own."""


class StandsIn(StrEnum):
    """In whose place somebody forwards who is not the post's own holder."""

    ON_BEHALF = "an"
    ACTING = "plh"


class LetterForwarded(Event):
    """Somebody has forwarded the letter and asks something with it: one disposisi, whoever was signed in is its paraf.
    Each of its receivers has a task of their own, see ``TaskGiven``."""

    TYPE = "letter.forwarded.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    forward_id: ForwardId
    forwarded_by: AccountId
    for_unit: UnitCode | None = None
    """In whose name. None: of the account itself, which had the task."""
    standing_in: StandsIn | None = None
    answers: TaskId | None = None
    """The task that it hands on; None: it is the office's first one."""
    wishes: Annotated[tuple[Wish, ...], Field(max_length=len(Wish))] = ()
    other: Personal[Line] | None = None
    note: Personal[Words] | None = None
    corrects: ForwardId | None = None


class TaskGiven(Event):
    """A receiver of a disposisi is to do what it asks."""

    TYPE = "letter.task-given.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    forward_id: ForwardId
    task_id: TaskId
    unit: UnitCode
    """In whose agenda the letter stands."""
    to_unit: UnitCode | None = None
    to_account: AccountId | None = None
    """One of the two."""
    given_on: date
    due: date

    @property
    def receiver(self) -> str:
        """Who reads the letter by it, however secret it is."""
        return str(self.to_unit or self.to_account)


class ForwardTakenBack(Event):
    """The disposisi is no more, and its tasks with it."""

    TYPE = "letter.forward-taken-back.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    forward_id: ForwardId
    answers: TaskId | None = None
    """Which is its holder's to do again."""
    tasks: Annotated[tuple[TaskId, ...], Field(max_length=2 * RECEIVERS_MOST)]
    receivers: Annotated[tuple[Code, ...], Field(max_length=2 * RECEIVERS_MOST)]
    """Who read the letter by it."""
    reason: Personal[ReasonWords]


class TaskDone(Event):
    """What was asked is done: by a note of it, by a letter of the register, or both."""

    TYPE = "letter.task-done.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    task_id: TaskId
    done_by: AccountId
    note: Personal[Words] | None = None
    answer: LetterId | None = None


class TaskReopened(Event):
    """It was not done."""

    TYPE = "letter.task-reopened.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    task_id: TaskId
    reason: Personal[ReasonWords]


def without(chain: tuple[str, ...], gone: Sequence[str]) -> tuple[str, ...]:
    """The chain without these, each once: whoever is in it by another way stays."""
    left = [*chain]
    for one in gone:
        if one in left:
            left.remove(one)
    return tuple(left)
