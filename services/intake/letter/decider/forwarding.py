"""What somebody may ask about the disposisi of a letter, as they type it."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.intake.letter.decider.commands import OfLetter
from services.intake.letter.events import RECEIVERS_MOST, StandsIn, Wish
from shared.domain.event import Value
from shared.domain.identifiers import AccountId, ForwardId, LetterId, TaskId, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import Line, Reason, Words

UNITS_MOST: Final = 1_000
"""As many as there are in one regency."""
Units = Annotated[tuple[UnitCode, ...], Field(max_length=UNITS_MOST)]
FOUND: Final = frozenset({"by", "own", "below"})


class OfDisposisi(OfLetter):
    """About a disposisi; who asks, and which units' papers are theirs."""

    FOUND: ClassVar[frozenset[str]] = FOUND

    by: AccountId
    own: Units
    """Units that they are of."""
    below: Units
    """Sections of those, in whose place they may enter what was said."""


class Forwarding(Value):
    """To whom, what is asked of them, and in whose place."""

    to_units: Annotated[tuple[UnitCode, ...], Field(max_length=RECEIVERS_MOST)] = ()
    to_accounts: Annotated[tuple[AccountId, ...], Field(max_length=RECEIVERS_MOST)] = ()
    members: Annotated[tuple[AccountId, ...], Field(max_length=RECEIVERS_MOST)]
    """Those of them who are of any unit."""
    wishes: Annotated[tuple[Wish, ...], Field(max_length=len(Wish))] = ()
    other: Personal[Line] | None = None
    note: Personal[Words] | None = None
    standing_in: StandsIn | None = None


class ForwardLetter(Forwarding, OfDisposisi):
    """Forward a letter by disposisi. ``answers`` is the task that it hands on; without one it is the office's first."""

    ACTION: ClassVar[str] = "letter.forward"

    FOUND: ClassVar[frozenset[str]] = FOUND | {"forward_id", "members"}

    forward_id: ForwardId
    answers: TaskId | None = None


class CorrectForward(Forwarding, OfDisposisi):
    """What a disposisi truly is, all of it: the wrong one is taken back, and this one given in its place."""

    ACTION: ClassVar[str] = "letter.forward"

    FOUND: ClassVar[frozenset[str]] = FOUND | {"anew", "members"}

    forward_id: ForwardId
    anew: ForwardId
    reason: Reason


class TakeForwardBack(OfDisposisi):
    """Take a disposisi back that nobody has acted on yet."""

    ACTION: ClassVar[str] = "letter.forward"

    forward_id: ForwardId
    reason: Reason


class CompleteTask(OfDisposisi):
    """Say that what was asked is done, with a note of it or the letter that answers."""

    ACTION: ClassVar[str] = "letter.forward"

    FOUND: ClassVar[frozenset[str]] = FOUND | {"is_outgoing"}

    task_id: TaskId
    note: Personal[Words] | None = None
    answer: LetterId | None = None
    is_outgoing: bool = False
    """Whether the answer is an outgoing letter that they read."""


class ReopenTask(OfDisposisi):
    """Say that it was not done."""

    ACTION: ClassVar[str] = "letter.forward"

    task_id: TaskId
    reason: Reason
