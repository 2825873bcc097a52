"""When a person would serve at an offer: the first plan that keeps every limit of law and ruling, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.matching.ipd.events import OfferOpened
from services.matching.placement.events import Need
from shared.domain.identifiers import Month
from shared.domain.sentence import Regime, Terms
from shared.law.calendar import DAY, holiday, working_day
from shared.law.limits import (
    deadline,
    in_force_from,
    lawful_day,
    minutes_a_day,
    presumed_final_on,
    ruled_day,
    stretches_of_day,
)
from shared.law.parameters import Law, law_on

LEAD_DAYS = 7
"""Between a proposal and the first day of work: the host's yes, the berita acara, the first meeting."""
WEEKLY_DAYS_FIRST = 3
"""The plan begins with a pace that leaves room for a livelihood (KUHP 85(5)) and tightens only where time is short."""
SATURDAY, SUNDAY = 5, 6


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


def minutes_each_day(terms: Terms, offer: OfferOpened, law: Law) -> int:
    """What one day at this offer can give: the caps of law and ruling, the opening hours, a child's daytime."""
    opens, closes = offer.open_from_minute, offer.open_until_minute
    open_minutes = (min(closes, ends) - max(opens, starts) for starts, ends in stretches_of_day(terms, law))
    return min(minutes_a_day(terms, law), sum(max(0, minutes) for minutes in open_minutes))


def plan(need: Need, offer: OfferOpened, today: date, law: Law) -> Plan | None:
    """The gentlest weekly pace that still ends inside the window; None where even every open day is not enough."""
    terms = need.terms
    each = minutes_each_day(terms, offer, law)
    if each == 0 or each < (terms.least_minutes_a_day or 0):
        return None
    days = max(1, -(-terms.total_minutes // each))
    first = max(today + DAY * LEAD_DAYS, _final_on(need))
    most = terms.days_a_week or 7
    for weekly in range(min(WEEKLY_DAYS_FIRST, most), most + 1):
        dates = list(_dates(terms, offer, first, days, weekly, law))
        if len(dates) == days:
            return Plan(days, each, dates[0], dates[-1])
    return None


def _final_on(need: Need) -> date:
    """The court's day of finality, or the presumed one until the court tells a day that can be one."""
    return in_force_from(need.ruled_on, need.final_on) or presumed_final_on(need.ruled_on, law_on(need.ruled_on))


def _dates(terms: Terms, offer: OfferOpened, first: date, days: int, weekly: int, law: Law) -> Iterator[date]:
    """Up to ``days`` lawful days, no more than ``weekly`` in a week, until the deadline of a start on the first one."""
    weeks: dict[tuple[int, int], int] = {}
    buckets: dict[int, int] = {}
    start: date | None = None
    month = law.line("month_days").value
    last = deadline(terms, first, law_on(first))
    day = first
    if days > (last - first).days + 1:
        return
    while day <= last and days > 0:
        week, bucket = day.isocalendar()[:2], (day - (start or day)).days // month
        room = weeks.get(week, 0) < weekly and buckets.get(bucket, 0) < (terms.days_a_month or month + 1)
        if room and _open(terms, offer, day):
            if start is None:
                start, last = day, deadline(terms, day, law_on(day))
            weeks[week], buckets[bucket] = weeks.get(week, 0) + 1, buckets.get(bucket, 0) + 1
            days -= 1
            yield day
        day += DAY


def _open(terms: Terms, offer: OfferOpened, day: date) -> bool:
    """Whether the person may work there that day (settlements 14, 15); the ruling's own days bind the plan (16)."""
    if day.weekday() not in offer.weekdays or not ruled_day(terms, day):
        return False
    if terms.regime is Regime.CHILD:
        return lawful_day(terms, day, law_on(day)) or (SATURDAY in offer.weekdays and working_day(day, SATURDAY))
    return holiday(day) is None or SUNDAY in offer.weekdays
