"""When a person would serve at an offer: the first plan that keeps every limit of law and ruling, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.matching.ipd.events import OfferOpened
from services.matching.placement.events import Need
from shared.domain.identifiers import Month
from shared.domain.sentence import Terms
from shared.law.calendar import DAY
from shared.law.caps import OVER_DAYS, PLAN_CAPS, Account, most_beside
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.law.limits import deadline, in_force_from, presumed_final_on
from shared.law.timetable import Timetable, every_day

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Plan:
    """``days`` days of ``minutes_a_day`` from the first to the last day, both inclusive."""

    days: int
    minutes_a_day: int
    first: date
    last: date

    @property
    def months(self) -> tuple[Month, ...]:
        """Every calendar month that the plan touches."""
        return months_between(self.first, self.last)


def months_between(first: date, last: date) -> tuple[Month, ...]:
    """The calendar months from the first to the last day."""
    counted = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(Month(f"{number // 12:04}-{number % 12 + 1:02}") for number in counted)


def plan(need: Need, offer: OfferOpened, given: Circumstances) -> Plan | None:
    """The gentlest weekly pace that still ends inside the window; None where even every open day is not enough.

    How soon it begins and at which pace (which leaves room for a livelihood, KUHP 85(5)) the regency has settled.
    """
    terms, table, settled = need.terms, Timetable(need.terms, given.laws.on, opening=offer), given.law.setting
    earliest = max(given.today + DAY * settled("lead_days").number, _final_on(need, given.laws))
    first = next((day for day in _window(table, earliest) if table.minutes(day) >= _least(terms)), None)
    if first is None:
        return None
    most = terms.days_a_week or WEEK_DAYS
    paces = range(min(settled("weekly_days_first").number, most), most + 1)
    return next((found for weekly in paces if (found := _paced(table, first, weekly))), None)


def _final_on(need: Need, laws: Laws) -> date:
    """The court's day of finality, or the presumed one until the court tells a day that can be one."""
    return in_force_from(need.ruled_on, need.final_on) or presumed_final_on(need.ruled_on, laws.on(need.ruled_on))


def _window(table: Timetable, start: date) -> Iterator[date]:
    return every_day(start, deadline(table.terms, start, table.law_on(start)))


def _least(terms: Terms) -> int:
    return terms.least_minutes_a_day or 1


def _paced(table: Timetable, first: date, weekly: int) -> Plan | None:
    """The first days that are enough, no more than ``weekly`` in a week, and no more than every cap allows."""
    terms, least, longest = table.terms, _least(table.terms), 0
    account = Account(terms.model_copy(update={"days_a_week": weekly}), first, terms.total_minutes)
    for day in _window(table, first):
        minutes = min(table.minutes(day), most_beside(account, day, table.law_on(day), (*PLAN_CAPS, *OVER_DAYS)))
        if minutes >= least:
            account.give(day, minutes)
            longest = max(longest, minutes)
            if account.owed <= 0:
                return Plan(len(account.days), longest, first, day)
    return None
