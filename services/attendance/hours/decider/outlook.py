"""How a person's running sentences stand under one law or another: what a proposed rule would change.

Example::

    running, changed = differing(hours, laws.on, proposed.on)     # how many run, and which would stand otherwise
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from services.attendance.hours.decider.assess import assess
from services.attendance.hours.decider.consequences import possible_until_of
from services.attendance.hours.decider.state import Hours
from shared.domain.identifiers import Code, PutusanId
from shared.law.law import Key, Law, LawOn
from shared.law.parameters import Parameter
from shared.law.settings import Decision

P = TypeVar("P", Parameter, Decision)


class Outlook(NamedTuple):
    """One sentence: what is credited, its last day, and until when what is missing can still be worked."""

    required_minutes: int
    credited_minutes: int
    deadline: date
    possible_until: date | None
    """As in DayAssessed."""


class Differing(NamedTuple):
    """One sentence as it stands by the law in force, and as it would."""

    putusan_id: PutusanId
    now: Outlook
    then: Outlook


class Overheard:
    """The law of every day, that remembers by which of its lines and settings it answered."""

    def __init__(self, law_on: LawOn) -> None:
        self._law_on = law_on
        self._laws: dict[Code, Law] = {}
        self._asked: set[Key | Code] = set()

    def __call__(self, day: date) -> Law:
        """That day's law."""
        law = self._law_on(day)
        known = self._laws.get(law.version)
        if known is None:
            lines, settings = _Heard(law.lines, self._asked), _Heard(law.settings, self._asked)
            known = self._laws[law.version] = replace(law, lines=lines, settings=settings)
        return known

    def untold(self, proposed: Iterable[P]) -> list[P]:
        """Those of these figures, each of its own regime, or settings that answered nobody."""
        return [one for one in proposed if _key(one) not in self._asked]


def _key(one: Parameter | Decision) -> Key | Code:
    return (one.name, one.regime) if isinstance(one, Parameter) else one.name


class _Heard(Mapping[Any, Any]):
    """The same, and each key that answers is noted."""

    def __init__(self, known: Mapping[Any, Any], asked: set[Any]) -> None:
        self._known = known
        self._asked = asked

    def __getitem__(self, key: Any) -> Any:
        found = self._known[key]
        self._asked.add(key)
        return found

    def __iter__(self) -> Iterator[Any]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def outlooks(hours: Hours, law_on: LawOn) -> Mapping[PutusanId, Outlook]:
    """Every sentence whose window has opened and that goes on, by that law."""
    hours = hours.by(law_on)
    worth = assess(hours, law_on).days
    found = {}
    for sentence in hours.sentences:
        if sentence.opens_on is None or sentence.deadline is None or sentence.ended_on is not None:
            continue
        credited = {day: one.credited_minutes for day, one in worth[sentence.putusan_id].items()}
        until = possible_until_of(hours, sentence, credited, law_on)
        required = sentence.terms.total_minutes
        found[sentence.putusan_id] = Outlook(
            required, sentence.brought_minutes + sum(credited.values()), sentence.deadline, until
        )
    return found


def differing(hours: Hours, now: LawOn, then: LawOn) -> tuple[int, list[Differing]]:
    """How many sentences run: their window has opened and not all is credited by the law in force; and those of them
    that would stand otherwise. Of a person of whom none runs, ``then`` is asked nothing."""
    before = outlooks(hours, now)
    running = {each: one for each, one in before.items() if one.credited_minutes < one.required_minutes}
    if not running:
        return 0, []
    after = outlooks(hours, then)
    changed = [Differing(each, one, after[each]) for each, one in running.items() if one != after[each]]
    return len(running), changed
