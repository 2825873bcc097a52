"""That somebody looked at persons, in the audit trail: one entry an answer, durable before the answer leaves.

Whoever makes an answer gathers here what it shows of whom, and writes it before the first byte goes
(shared/web/noting.py). Where nobody gathers, a look is written at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import read
from shared.domain.who import Who
from shared.privacy.reading import sql
from shared.runtime.clock import now

LOG_LOOK: Final = sql("log_look")
IDS_ALONE: Final = ("klien_id",)
"""What an answer shows of a person where it opens no value of the vault."""


@dataclass(frozen=True, slots=True)
class Look:
    """Whom ``looker`` was shown, by which fields, and what for."""

    looker: Who
    purpose: str
    subjects: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    sought: bool = False
    """Whether words were sought; that nobody was found is a look too."""

    @property
    def outcome(self) -> str:
        """As the trail calls what came of it."""
        if self.sought:
            return "found" if self.subjects else "nobody"
        return "shown"

    def joined(self, other: "Look") -> "Look":
        """Both as one, for what the first was asked for."""
        subjects, fields = self.subjects | other.subjects, self.fields | other.fields
        return replace(self, subjects=subjects, fields=fields, sought=self.sought or other.sought)


def look_of(looker: Who, purpose: str, subjects: Iterable[str], fields: Iterable[str] = ()) -> Look:
    """A look at these persons by these fields."""
    return Look(looker, purpose, frozenset(subjects), frozenset(fields))


class Looks:
    """What one answer shows, until it is written: of each reader one look."""

    def __init__(self) -> None:
        self._found: dict[Who, tuple[AsyncEngine, Look]] = {}
        self._elsewhere: dict[Who, frozenset[str]] = {}
        self.over = False
        """Whether the answer has left: what goes on behind it notes its own looks."""

    def add(self, engine: AsyncEngine, look: Look) -> None:
        """Gather it; by ids alone nobody is shown anew of whom the owner of the values has noted more."""
        if look.fields <= {*IDS_ALONE} and not look.sought:
            look = replace(look, subjects=look.subjects - self._elsewhere.get(look.looker, frozenset()))
            if not look.subjects:
                return
        known = self._found.get(look.looker)
        self._found[look.looker] = (engine, known[1].joined(look) if known else look)

    def handed_on(self, look: Look) -> Look:
        """This look with all that was gathered of its reader, for the owner of the values to write in one."""
        known = self._found.pop(look.looker, None)
        return known[1].joined(look) if known else look

    def noted_elsewhere(self, look: Look) -> None:
        """The owner of the values has written this one."""
        self._elsewhere[look.looker] = self._elsewhere.get(look.looker, frozenset()) | look.subjects

    async def write(self) -> None:
        """Write what was gathered; durable when this returns."""
        while self._found:
            _, (engine, look) = self._found.popitem()
            await _write(engine, look)


_ANSWER: Final[ContextVar[Looks | None]] = ContextVar("answer", default=None)


@contextmanager
def gathering() -> Iterator[Looks]:
    """Gather what is looked at inside, in whatever task; who gathers writes."""
    looks = Looks()
    before = _ANSWER.set(looks)
    try:
        yield looks
    finally:
        looks.over = True
        _ANSWER.reset(before)


async def note_look(engine: AsyncEngine, look: Look) -> None:
    """Have it stand in the answer's entry, or write it at once; ``engine``: of a role that may append to the trail."""
    looks = _gathered()
    if looks is None:
        await _write(engine, look)
    else:
        looks.add(engine, look)


def handed_on(look: Look) -> Look:
    """``Looks.handed_on`` of this answer, where one is being made."""
    looks = _gathered()
    return look if looks is None else looks.handed_on(look)


def noted_elsewhere(look: Look) -> None:
    """``Looks.noted_elsewhere`` of this answer, where one is being made."""
    if looks := _gathered():
        looks.noted_elsewhere(look)


def _gathered() -> Looks | None:
    looks = _ANSWER.get()
    return None if looks is None or looks.over else looks


async def _write(engine: AsyncEngine, look: Look) -> None:
    told = {**look.looker.looks(look.purpose, now()), "outcome": look.outcome}
    told |= {"subjects": sorted(look.subjects), "fields": sorted(look.fields)}
    await read(engine, LOG_LOOK, **told)
