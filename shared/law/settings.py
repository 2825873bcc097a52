"""What each regency decides for itself, as dated data: ``settings.toml`` asks and proposes, decisions answer.

A decision holds from its own day on, until the day of another one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from shared.domain.identifiers import Citation, Code
from shared.law.parameters import Unit


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Question:
    """One thing to decide: among ``choices`` (value and words), or a whole number of ``unit`` from least to most."""

    name: Code
    words: str
    """What is decided, in Indonesian: for the page of the law."""
    citation: Citation
    proposal: Code
    choices: Mapping[Code, str] | None = None
    unit: Unit | None = None
    least: int = 0
    most: int = 0
    looks_back: bool = False
    """Whether a decision may begin before the day on which it is taken: no worked day is judged by it."""

    def __post_init__(self) -> None:
        if (self.unit is None) == (self.choices is None) or not self.allows(self.proposal):
            raise ValueError(f"settings.toml asks {self.name} of choices or of a unit, and proposes what it allows")

    def allows(self, value: str) -> bool:
        """Whether that can be decided."""
        if self.choices is not None:
            return value in self.choices
        return value.isascii() and value.isdecimal() and self.least <= int(value) <= self.most


class Decision(NamedTuple):
    """A regency's answer, in words of the question; ``value`` None: struck out again."""

    name: Code
    number: int
    """Its own in its question, from 1."""
    corrects: int | None
    """Whose place it takes."""
    value: Code | None
    valid_from: date


class Setting(NamedTuple):
    """How a question stands on one day; ``since`` None: nobody has decided, Bakti's proposal holds."""

    value: Code
    since: date | None = None

    @property
    def number(self) -> int:
        """The value of a question whose answers are figures."""
        return int(self.value)


def read_questions(text: str) -> Mapping[Code, Question]:
    """The questions of a ``settings.toml`` by their names; raises ValueError for one that nobody can mean."""
    return MappingProxyType(
        {Code(name): Question(name=Code(name), **asked) for name, asked in tomllib.loads(text).items()}
    )


def read_proposal(name: Code, question: Question, said: Mapping[str, Any]) -> Decision:
    """A decision that nobody has taken yet: ``value`` and ``valid_from``; raises ValueError for one that cannot be."""
    value, valid_from = str(said.get("value")), said.get("valid_from")
    if said.keys() != {"value", "valid_from"} or type(valid_from) is not date or not question.allows(value):
        raise ValueError(f"{name} is settled by a value that settings.toml allows, and valid_from")
    return Decision(name, PROPOSED, None, Code(value), valid_from)


PROPOSED = 0
"""Number of a decision that is only tried."""
QUESTIONS = read_questions((Path(__file__).parent / "settings.toml").read_text(encoding="utf-8"))


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that are neither corrected nor struck out, in the order in which they were taken."""
    taken = list(decisions)
    corrected = {(decision.name, decision.corrects) for decision in taken}
    return [one for one in taken if (one.name, one.number) not in corrected and one.value is not None]


def settings_on(
    questions: Mapping[Code, Question], decisions: Iterable[Decision], day: date | None
) -> dict[Code, Setting]:
    """How each question stands on that day; None is before every decision."""
    found = {name: Setting(question.proposal) for name, question in questions.items()}
    for decision in sorted(standing(decisions), key=lambda one: one.valid_from):
        if day is not None and decision.valid_from <= day and decision.name in found and decision.value is not None:
            found[decision.name] = Setting(decision.value, decision.valid_from)
    return found
