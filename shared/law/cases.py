"""Cases of the law: facts, the article, and the answer (``cases.toml``). The page of the law shows them as examples,
and tests/law/test_cases.py has each answered by the rules themselves.

A lawyer reads and writes them in the file; until one has looked, a case says that it is not checked.
"""

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from shared.domain.identifiers import Code, RuleCode
from shared.domain.sentence import Regime

STRICT: Final = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=STRICT, kw_only=True)
class Case:
    """``article`` is under which it is shown; ``broken`` are exactly the rules that speak up. ``checked``: whether a
    lawyer has looked at it."""

    article: str
    regime: Regime
    broken: tuple[RuleCode, ...] = ()
    checked: bool = False


@dataclass(frozen=True, slots=True, config=STRICT, kw_only=True)
class RulingCase(Case):
    """A paper that comes in, and whether it is registered or held. What is not said is lawful and says nothing."""

    answer: Literal["registered", "held"]
    diversion: bool = False
    replaced: Code | None = None
    consent: bool | None = None
    ruled_on: date | None = None
    final_on: date | None = None
    birth_date: date | None = None
    offence_on: date | None = None
    total_minutes: int | None = None
    minutes_a_day: int | None = None
    period_days: int | None = None
    threat_months: int | None = None
    replaced_prison_days: int | None = None
    replaced_fine_rupiah: int | None = None


@dataclass(frozen=True, slots=True, config=STRICT, kw_only=True)
class WorkCase(Case):
    """One stretch of work on one day, and how many of its minutes count."""

    credited_minutes: int
    started_on: date
    """The berita acara."""
    final_on: date | None = None
    """None: long in force."""
    day: date
    starts: time
    ends: time
    total_minutes: int = 2400
    six_days: bool = False
    """Whether the place works six days."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Cases:
    """All of them, by what they are about."""

    ruling: tuple[RulingCase, ...]
    work: tuple[WorkCase, ...]
    written_by: str = Field(min_length=1)

    @property
    def every(self) -> tuple[RulingCase | WorkCase, ...]:
        """All in the order of the file."""
        return self.ruling + self.work

    def of(self, article: str) -> tuple[RulingCase | WorkCase, ...]:
        """Those shown under that article."""
        return tuple(case for case in self.every if case.article == article)


def read_cases(text: str) -> Cases:
    """The cases of a ``cases.toml``; raises ValueError for one that nobody can mean."""
    return TypeAdapter(Cases).validate_python(tomllib.loads(text))


CASES: Final = read_cases((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
