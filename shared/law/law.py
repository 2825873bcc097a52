"""The law as a value: the statutes' figures and the regency's settings of any day. Whoever judges is handed it.

Example::

    Laws().on(date(2026, 11, 24)).hours_total(Regime.ADULT)      # Range(480, 14400, "KUHP 85(4)")

A day is judged by the law of that day: a later line never rejudges the past.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.identifiers import Citation, Code
from shared.domain.sentence import Regime
from shared.law.calendar import DAY
from shared.law.parameters import PARAMETERS, Parameter
from shared.law.settings import QUESTIONS, Decision, Setting, settings_on

ADULT, CHILD = Regime.ADULT, Regime.CHILD
VERSION_DIGITS = 8
"""Of the digest, in hexadecimal: there are a few dozen states of the law."""
DAYS_REMEMBERED = 4096
"""Laws of days kept at hand: eleven years, more than anything that is judged at once."""

Key = tuple[str, Regime | None]


class Range(NamedTuple):
    """From least to most, both allowed, in minutes."""

    least_minutes: int
    most_minutes: int
    citation: Citation

    def __contains__(self, minutes: object) -> bool:
        return isinstance(minutes, int) and self.least_minutes <= minutes <= self.most_minutes


@dataclass(frozen=True, slots=True)
class Law:
    """The law of one day. ``version`` names it in events: the day from which this state of the law holds, and a digest
    of what it says, so that a figure that is mended, or a decision of the same day, never goes by the same name."""

    version: Code
    lines: Mapping[Key, Parameter]
    settings: Mapping[Code, Setting]

    def line(self, name: str, regime: Regime | None = None) -> Parameter:
        """The figure with its article; a regime's own line before the common one."""
        found = self.lines.get((name, regime)) or self.lines.get((name, None))
        if found is None:
            raise KeyError(f"the law has no {name} for {regime}")
        return found

    def cite(self, name: str, regime: Regime | None = None) -> Citation:
        """The article of a figure."""
        return self.line(name, regime).citation

    def setting(self, name: str) -> Setting:
        """What the regency has decided of that question, or what Bakti proposes."""
        return self.settings[Code(name)]

    def cite_setting(self, name: str) -> Citation:
        """On what a question of the regency rests."""
        return QUESTIONS[Code(name)].citation

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
    def annex_total(self) -> Range | None:
        """Least and most minutes for an adult as the work plan's annex quotes KUHP 85(4): probably a misreading. None
        once the agreement has ended."""
        most = self.lines.get(("annex_total_most", ADULT))
        if most is None:
            return None
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
        return self.setting("child_day_from").number, self.setting("child_day_until").number

    @property
    def adults_planned_day(self) -> tuple[int, int]:
        """From and until which minute of the WIB day an adult's work is planned, whatever hours the place keeps."""
        return self.setting("adult_day_from").number, self.setting("adult_day_until").number

    @property
    def adult_from_years(self) -> int:
        """Completed years on the day of the offence from which the adults' law applies."""
        return self.line("adult_from_years").value


LawOn = Callable[[date], Law]


@dataclass(frozen=True, slots=True)
class Laws:
    """The law of every day. ``on(day)`` is that day's; before a figure's first line that line stands, so that every
    question has an answer. ``decisions``: the regency's, in the order in which they were taken."""

    parameters: tuple[Parameter, ...] = PARAMETERS
    decisions: tuple[Decision, ...] = ()
    on: LawOn = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from_day = lru_cache(maxsize=None)(self._from)
        begins = sorted(set(self._begins()))

        def on(day: date) -> Law:
            return from_day(max((first for first in begins if first <= day), default=None))

        object.__setattr__(self, "on", lru_cache(maxsize=DAYS_REMEMBERED)(on))

    def proposed(self, lines: Iterable[Parameter], decisions: Iterable[Decision] = ()) -> "Laws":
        """The law with these lines: each takes the place of the same figure's of the same first day, or is added. Of
        the regency's decisions one more holds from its day on, also where another one begins on it."""
        said = {(line.name, line.regime, line.valid_from): line for line in (*self.parameters, *lines)}
        return replace(self, parameters=tuple(said.values()), decisions=(*self.decisions, *decisions))

    def begins(self, name: str, regime: Regime) -> Parameter:
        """The first line of a figure: there is no such law before its day."""
        return min(self._lines(name, regime), key=lambda line: line.valid_from)

    def _lines(self, name: str, regime: Regime) -> Iterator[Parameter]:
        yield from (line for line in self.parameters if (line.name, line.regime) == (name, regime))

    def _begins(self) -> Iterator[date]:
        """The days on which the law becomes another."""
        yield from (line.valid_from for line in self.parameters)
        yield from (line.valid_until + DAY for line in self.parameters if line.valid_until is not None)
        yield from (decision.valid_from for decision in self.decisions)

    def _from(self, begins: date | None) -> Law:
        """``begins`` is one of the few days on which the law becomes another; None is before all of them."""
        first = begins or min(line.valid_from for line in self.parameters)
        settings = settings_on(QUESTIONS, self.decisions, begins)
        lines = lines_of(self.parameters, first)
        return Law(_version(first, lines, settings), lines, MappingProxyType(settings))


def _version(first: date, lines: Mapping[Key, Parameter], settings: Mapping[Code, Setting]) -> Code:
    """Of what decides alone: the words of a figure may be put better and it stays the same law."""
    figures = sorted((line.name, line.regime or "", line.value, line.citation) for line in lines.values())
    answers = sorted((name, setting.value) for name, setting in settings.items())
    digest = sha256(json.dumps([figures, answers]).encode()).hexdigest()
    return Code(f"{first.isoformat()}.{digest[:VERSION_DIGITS]}")


def lines_of(parameters: Iterable[Parameter], begins: date) -> Mapping[Key, Parameter]:
    """The figures that stand from that day on, until the next line; none of what has ended by then."""
    lines: dict[Key, Parameter] = {}
    for parameter in sorted(parameters, key=lambda line: line.valid_from):
        key = parameter.name, parameter.regime
        if key not in lines or parameter.valid_from <= begins:
            lines[key] = parameter
    standing = {key: line for key, line in lines.items() if line.valid_until is None or begins <= line.valid_until}
    return MappingProxyType(standing)
