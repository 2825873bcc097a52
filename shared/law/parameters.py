"""What the statutes fix, as dated data with its article, so that a new law is a new line and never a new program.

Example::

    law_on(date(2026, 11, 24)).hours_total(Regime.ADULT)      # Range(480, 14400, "KUHP 85(4)")

A day is judged by the law of that day: a later line never rejudges the past. ``Ketetapan n`` cites settlement n, by
which the regency answered a question that the statutes leave open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.identifiers import Citation, Code
from shared.domain.sentence import Regime

HOUR = 60
KUHP_IN_FORCE = date(2026, 1, 2)
SPPA_IN_FORCE = date(2014, 7, 30)
PP58_IN_FORCE = date(2022, 12, 30)
"""The day itself is unchecked; nothing that Bakti judges is so old."""


class Range(NamedTuple):
    """From least to most, both allowed, in minutes."""

    least_minutes: int
    most_minutes: int
    citation: Citation

    def __contains__(self, minutes: object) -> bool:
        return isinstance(minutes, int) and self.least_minutes <= minutes <= self.most_minutes


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of the law from ``valid_from`` on; ``regime`` None is both. ``checked`` False: from general knowledge,
    not read in the statute's own text."""

    name: str
    value: int
    unit: str
    citation: Citation
    valid_from: date
    regime: Regime | None = None
    checked: bool = True


def _line(
    name: str,
    value: int,
    unit: str,
    citation: str,
    valid_from: date = KUHP_IN_FORCE,
    regime: Regime | None = None,
    checked: bool = True,
) -> Parameter:
    return Parameter(name, value, unit, Citation(citation), valid_from, regime, checked)


ADULT, CHILD = Regime.ADULT, Regime.CHILD

PARAMETERS: tuple[Parameter, ...] = (
    # How much, and how much in a day.
    _line("total_least", 8 * HOUR, "minutes", "KUHP 85(4)", regime=ADULT),
    _line("total_most", 240 * HOUR, "minutes", "KUHP 85(4)", regime=ADULT),
    _line("total_least", 7 * HOUR, "minutes", "UU SPPA 76(3); PP 58/2022 15(3)", SPPA_IN_FORCE, CHILD),
    _line("total_most", 120 * HOUR, "minutes", "UU SPPA 76(3); PP 58/2022 15(3)", SPPA_IN_FORCE, CHILD),
    _line("annex_total_most", 24 * HOUR, "minutes", "Rencana Kerja 2026-2030 (mengutip KUHP 85(4))", regime=ADULT),
    _line("minutes_a_day", 8 * HOUR, "minutes", "KUHP 85(5)", regime=ADULT),
    _line("minutes_a_day", 3 * HOUR, "minutes", "PP 58/2022 16(3)", PP58_IN_FORCE, CHILD),
    _line("minutes_in_24_hours", 8 * HOUR, "minutes", "KUHP 85(5), 185; Ketetapan 2"),
    _line("adat_total_least", 8 * HOUR, "minutes", "KUHP 96(4)", regime=ADULT),
    _line("adat_total_most", 240 * HOUR, "minutes", "KUHP 96(4)", regime=ADULT),
    # When.
    _line("window_days", 180, "days", "KUHP 85(5), 184"),
    _line("window_days", 180, "days", "PP 58/2022 16(3); Ketetapan 1", PP58_IN_FORCE, CHILD),
    _line("month_days", 30, "days", "KUHP 184, 187"),
    _line("diversion_days", 90, "days", "UU SPPA 10(2)e", SPPA_IN_FORCE, CHILD),
    _line("repeat_window_days", 180, "days", "Ketetapan 13"),
    _line("daytime_from", 8 * HOUR, "minute of the day", "PP 58/2022 16(3); Ketetapan 15", PP58_IN_FORCE, CHILD),
    _line("daytime_until", 17 * HOUR, "minute of the day", "PP 58/2022 16(3); Ketetapan 15", PP58_IN_FORCE, CHILD),
    _line("last_weekday", 4, "weekday from Monday 0", "PP 58/2022 16(3); Ketetapan 15", PP58_IN_FORCE, CHILD),
    # Whether it may be imposed.
    _line("threat_years_below", 5, "years", "KUHP 85(1)", regime=ADULT),
    _line("imposed_prison_days_most", 180, "days", "KUHP 85(1), 184", regime=ADULT),
    _line("imposed_fine_rupiah_most", 10_000_000, "rupiah", "KUHP 85(1), 79(1)b", regime=ADULT, checked=False),
    _line("unpaid_fine_allowed", 0, "yes or no", "UU 1/2026 Ps VII no. 10-11 (KUHP 82-83)", regime=ADULT),
    # Ages: completed years on the day of the offence.
    _line("adult_from_years", 18, "years", "UU SPPA 1 no. 3; KUHP 40", SPPA_IN_FORCE),
    _line("sentence_from_years", 14, "years", "UU SPPA 69(2)", SPPA_IN_FORCE, CHILD),
    _line("diversion_from_years", 12, "years", "UU SPPA 1 no. 3", SPPA_IN_FORCE, CHILD),
    _line("tried_as_child_below_years", 21, "years", "UU SPPA 20", SPPA_IN_FORCE, CHILD),
    # Procedure.
    _line("final_after_days", 8, "days", "KUHAP 285"),
    _line("judge_reports_every_months", 3, "months", "KUHAP 353-359"),
    _line("keep_after_end_days", 1825, "days", "Jadwal retensi arsip (JRA); belum diperiksa", checked=False),
    # Settlements.
    _line("shift_minutes_most", 24 * HOUR, "minutes", "Ketetapan 26"),
    _line("receipt_ahead_minutes_most", 5, "minutes", "Ketetapan 26"),
    _line("minutes_without_break_most", 4 * HOUR + 30, "minutes", "Ketetapan 4"),
    _line("at_risk_days", 14, "days", "Ketetapan 36"),
)


@dataclass(frozen=True, slots=True)
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
    begins = [parameter.valid_from for parameter in PARAMETERS if parameter.valid_from <= day]
    return _law_from(max(begins, default=SPPA_IN_FORCE))


@cache
def _law_from(begins: date) -> Law:
    """``begins`` is one of the few first days of a line, so the cache stays small."""
    lines: dict[tuple[str, Regime | None], Parameter] = {}
    for parameter in sorted(PARAMETERS, key=lambda line: line.valid_from):
        key = parameter.name, parameter.regime
        if key not in lines or parameter.valid_from <= begins:
            lines[key] = parameter
    return Law(Code(begins.isoformat()), MappingProxyType(lines))
