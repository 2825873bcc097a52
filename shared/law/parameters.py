"""What the statutes fix, as dated data with its article: ``parameters.toml``. A new law is a new line there and never a
new program.

``Ketetapan n`` cites settlement n, by which the regency answered a question that the statutes leave open.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Strict
from pydantic.dataclasses import dataclass

from shared.domain.identifiers import Citation
from shared.domain.sentence import Regime

Unit = Literal["minutes", "days", "years", "months", "rupiah", "weekday from Monday 0", "yes or no"]
FROM_ZERO: Final = ("weekday from Monday 0", "yes or no")


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid", strict=True))
class Parameter:
    """One figure of the law from ``valid_from`` on; ``regime`` None is both. ``checked`` False: from general knowledge,
    not read in the statute's own text. ``valid_until``: the last day of what ends by itself, such as an agreement."""

    name: str
    words: str
    """What it is, in Indonesian: for the page of the law."""
    unit: Unit
    value: int
    citation: Citation
    valid_from: date
    regime: Annotated[Regime, Strict(False)] | None = None
    checked: bool = True
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError(f"{self.name} ends before it begins")
        if self.value < 1 and self.unit not in FROM_ZERO:
            raise ValueError(f"{self.name} is {self.value} {self.unit}: nothing can be so short")


def last_day(line: Parameter, lines: Iterable[Parameter]) -> date | None:
    """The last day on which a line holds: its own, or the eve of the next one's first; None while neither is known."""
    same = (one.valid_from for one in lines if (one.name, one.regime) == (line.name, line.regime))
    eve = min((day - timedelta(days=1) for day in same if day > line.valid_from), default=None)
    return min((day for day in (eve, line.valid_until) if day is not None), default=None)


def read_parameters(text: str) -> tuple[Parameter, ...]:
    """The lines of a ``parameters.toml`` in their order; raises ValueError for one that nobody can mean."""
    return parameters_of(tomllib.loads(text))


def parameters_of(tables: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """The same of tables that are read already, and used up."""
    figures = ((name, found, found.pop("line", ())) for name, found in tables.items())
    lines = tuple(Parameter(name=name, **found, **line) for name, found, own in figures for line in own)
    known: set[object] = set()
    for line in lines:
        if (key := (line.name, line.regime, line.valid_from)) in known:
            raise ValueError(f"parameters.toml says {line.name} of {line.valid_from} twice")
        known.add(key)
    return lines


PARAMETERS = read_parameters((Path(__file__).parent / "parameters.toml").read_text(encoding="utf-8"))
