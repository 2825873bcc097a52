"""When a person would serve at an offer: the first plan that keeps every limit of law and ruling, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.matching.ipd.events import OfferOpened
from services.matching.placement.events import Need
from shared.domain.identifiers import Month
from shared.domain.sentence import Terms
from shared.law.calendar import DAY
from shared.law.caps import PLAN_CAPS, Account
from shared.law.limits import deadline, in_force_from, presumed_final_on
from shared.law.parameters import law_on
from shared.law.timetable import Timetable, every_day

LEAD_DAYS = 7
"""Between a proposal and the first day of work: the host's yes, the berita acara, the first meeting."""
WEEKLY_DAYS_FIRST = 3
"""The plan begins with a pace that leaves room for a livelihood (KUHP 85(5)) and tightens only where time is short."""


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


def plan(need: Need, offer: OfferOpened, today: date) -> Plan | None:
    """The gentlest weekly pace that still ends inside the window; None where even every open day is not enough."""
    terms, table = need.terms, Timetable(need.terms, law_on, opening=offer)
    earliest = max(today + DAY * LEAD_DAYS, _final_on(need))
    first = next((day for day in _window(terms, earliest) if table.minutes(day) >= _least(terms)), None)
    if first is None:
        return None
    most = terms.days_a_week or 7
    paces = range(min(WEEKLY_DAYS_FIRST, most), most + 1)
    return next((found for weekly in paces if (found := _paced(table, first, weekly))), None)


def _final_on(need: Need) -> date:
    """The court's day of finality, or the presumed one until the court tells a day that can be one."""
    return in_force_from(need.ruled_on, need.final_on) or presumed_final_on(need.ruled_on, law_on(need.ruled_on))


def _window(terms: Terms, start: date) -> Iterator[date]:
    return every_day(start, deadline(terms, start, law_on(start)))


def _least(terms: Terms) -> int:
    return terms.least_minutes_a_day or 1


def _paced(table: Timetable, first: date, weekly: int) -> Plan | None:
    """The first days that are enough, no more than ``weekly`` in a week and what the ruling allows in a month."""
    terms, least, longest = table.terms, _least(table.terms), 0
    account = Account(terms.model_copy(update={"days_a_week": weekly}), first, terms.total_minutes)
    for day in _window(terms, first):
        minutes = table.minutes(day)
        if minutes >= least and min(cap.most(account, day, law_on(day)) for cap in PLAN_CAPS):
            account.give(day, minutes)
            longest = max(longest, minutes)
            if account.owed <= 0:
                return Plan(len(account.days), longest, first, day)
    return None
