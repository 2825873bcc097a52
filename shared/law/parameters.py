"""What the statutes fix, as dated data with its article: ``parameters.toml``. A new law is a new line there and never a
new program.

Example::

    law_on(date(2026, 11, 24)).hours_total(Regime.ADULT)      # Range(480, 14400, "KUHP 85(4)")

A day is judged by the law of that day: a later line never rejudges the past. ``Ketetapan n`` cites settlement n, by
which the regency answered a question that the statutes leave open.
"""

import dataclasses
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from pydantic import ConfigDict, Strict
from pydantic.dataclasses import dataclass

from shared.domain.identifiers import Citation, Code
from shared.domain.sentence import Regime

ADULT, CHILD = Regime.ADULT, Regime.CHILD

Unit = Literal[
    "minutes", "days", "years", "months", "rupiah", "minute of the day", "weekday from Monday 0", "yes or no"
]


class Range(NamedTuple):
    """From least to most, both allowed, in minutes."""

    least_minutes: int
    most_minutes: int
    citation: Citation

    def __contains__(self, minutes: object) -> bool:
        return isinstance(minutes, int) and self.least_minutes <= minutes <= self.most_minutes


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid", strict=True))
class Parameter:
    """One figure of the law from ``valid_from`` on; ``regime`` None is both. ``checked`` False: from general knowledge,
    not read in the statute's own text."""

    name: str
    words: str
    """What it is, in Indonesian: for the page of the law."""
    unit: Unit
    value: int
    citation: Citation
    valid_from: date
    regime: Annotated[Regime, Strict(False)] | None = None
    checked: bool = True


def read_parameters(text: str) -> tuple[Parameter, ...]:
    """The lines of a ``parameters.toml`` in their order; raises ValueError for one that nobody can mean."""
    figures = ((name, found, found.pop("line", ())) for name, found in tomllib.loads(text).items())
    lines = tuple(Parameter(name=name, **found, **line) for name, found, own in figures for line in own)
    known: set[object] = set()
    for line in lines:
        if (key := (line.name, line.regime, line.valid_from)) in known:
            raise ValueError(f"parameters.toml says {line.name} of {line.valid_from} twice")
        known.add(key)
    return lines


PARAMETERS = read_parameters((Path(__file__).parent / "parameters.toml").read_text(encoding="utf-8"))


@dataclasses.dataclass(frozen=True, slots=True)
class Law:
    """The law of one day. ``version`` names it in events: the day from which this state of the law holds."""

    version: Code
    lines: MappingProxyType[tuple[str, Regime | None], Parameter]

    def line(self, name: str, regime: Regime | None = None) -> Parameter:
        """The figure with its article; a regime's own line before the common one."""
        found = self.lines.get((name, regime)) or self.lines.get((name, None))
        if found is None:
            raise KeyError(f"the law has no {name} for {regime}")
        return found

    def cite(self, name: str, regime: Regime | None = None) -> Citation:
        """The article of a figure."""
        return self.line(name, regime).citation

    def hours_total(self, regime: Regime) -> Range:
        """Least and most minutes that a ruling may impose."""
        most = self.line("total_most", regime)
        return Range(self.line("total_least", regime).value, most.value, most.citation)

    @property
    def adat_total(self) -> Range:
        """Least and most minutes in place of unmet adat compensation."""
        most = self.line("adat_total_most", ADULT)
        return Range(self.line("adat_total_least", ADULT).value, most.value, most.citation)

    @property
    def annex_total(self) -> Range:
        """Least and most minutes for an adult as the work plan's annex quotes KUHP 85(4): probably a misreading."""
        most = self.line("annex_total_most", ADULT)
        return Range(self.line("total_least", ADULT).value, most.value, most.citation)

    def minutes_a_day(self, regime: Regime) -> int:
        """Most minutes that count in one day."""
        return self.line("minutes_a_day", regime).value

    def minutes_a_day_together(self, regimes: Iterable[Regime]) -> int:
        """The statutory day of a person with several sentences: the adult's if one is an adult's (settlement 32)."""
        return max(self.minutes_a_day(regime) for regime in regimes)

    @property
    def window_days(self) -> int:
        """Days from the first execution to the last day, which is still inside."""
        return self.line("window_days").value

    @property
    def daytime(self) -> tuple[int, int]:
        """From and until which minute of the WIB day a child may serve."""
        return self.line("daytime_from", CHILD).value, self.line("daytime_until", CHILD).value

    @property
    def adult_from_years(self) -> int:
        """Completed years on the day of the offence from which the adults' law applies."""
        return self.line("adult_from_years").value


@lru_cache(maxsize=4096)
def law_on(day: date) -> Law:
    """The law of that day. Before a figure's first line its first line stands, so that every question has an answer."""
    begins = {parameter.valid_from for parameter in PARAMETERS}
    return _law_from(max((first for first in begins if first <= day), default=min(begins)))


@cache
def _law_from(begins: date) -> Law:
    """``begins`` is one of the few first days of a line, so the cache stays small."""
    lines: dict[tuple[str, Regime | None], Parameter] = {}
    for parameter in sorted(PARAMETERS, key=lambda line: line.valid_from):
        key = parameter.name, parameter.regime
        if key not in lines or parameter.valid_from <= begins:
            lines[key] = parameter
    return Law(Code(begins.isoformat()), MappingProxyType(lines))
