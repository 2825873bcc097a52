"""When a person would serve at an offer: the first plan that keeps every limit of law and ruling, or none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.matching.ipd.events import OfferOpened
from services.matching.placement.events import Need
from shared.domain.identifiers import Month
from shared.domain.profile import Suits
from shared.domain.sentence import Terms
from shared.law.calendar import DAY
from shared.law.caps import OVER_DAYS, PLAN_CAPS, Account, most_beside
from shared.law.circumstances import Circumstances
from shared.law.law import Law, LawOn
from shared.law.limits import deadline, in_force_from, planned_stretches, presumed_final_on
from shared.law.timetable import Timetable, every_day

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Plan:
    """``days`` days of ``minutes_a_day`` from the first to the last day, both inclusive."""

    days: int
    minutes_a_day: int
    first: date
    last: date
    in_free_hours: bool = True
    """Whether it keeps the hours and dates of the person's own profile."""
    spares_livelihood: bool = True
    """Whether it leaves alone the hours in which they earn their living."""

    @property
    def months(self) -> tuple[Month, ...]:
        """Every calendar month that the plan touches."""
        return months_between(self.first, self.last)


def months_between(first: date, last: date) -> tuple[Month, ...]:
    """The calendar months from the first to the last day."""
    counted = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(Month(f"{number // 12:04}-{number % 12 + 1:02}") for number in counted)


@dataclass(frozen=True, slots=True)
class Hours:
    """The timetable of a sentence at an offer, narrowed to when the person can come."""

    table: Timetable
    offer: OfferOpened
    profile: Suits | None
    need: Need

    def minutes(self, day: date) -> int:
        """The most that this day can give."""
        lawful = self.table.minutes(day)
        if self.profile is None or not lawful:
            return lawful
        if any(period.holds(day) for period in self.profile.away):
            return 0
        return min(lawful, self._shared(day)) if self.profile.free else lawful

    def _shared(self, day: date) -> int:
        """Minutes of the day that count by law, in which the place is open and the person free."""
        return shared_minutes(self.profile, self.offer, self.table.terms, self.table.law_on(day), day.weekday())


def shared_minutes(profile: Suits | None, offer: OfferOpened, terms: Terms, law: Law, weekday: int) -> int:
    """Minutes of such a weekday that count by law, in which the place is open and the person free."""
    free = [(one.from_minute, one.until_minute) for one in profile.free if one.weekday == weekday] if profile else []
    opens, closes = offer.open_from_minute, offer.open_until_minute
    return sum(
        max(0, min(closes, ends, until) - max(opens, starts, first))
        for starts, ends in planned_stretches(terms, law)
        for first, until in free
    )


def plan(need: Need, offer: OfferOpened, given: Circumstances, begins: date | None = None) -> Plan | None:
    """The gentlest weekly pace that still ends inside the window; None where even every open day is not enough. Of a
    stay that is agreed or has begun, from the day on which it ``begins``.

    It keeps the hours in which the person can come, as far as those suffice: a ruling is not put off by them. Where
    they do not, it spares at least those in which they earn their living, to which the law has regard (KUHP 85(5)), as
    far as what is left suffices. A child's school hours and exams are no wish and are always kept (PP 58/2022 16(3);
    15). How soon it begins and at which pace the regency has settled.
    """
    for kept, in_free_hours, spares_livelihood in _regards(need.profile):
        found = _within(need, offer, given, kept, begins)
        if found is not None:
            return replace(found, in_free_hours=in_free_hours, spares_livelihood=spares_livelihood)
    return None


def _regards(told: Suits | None) -> Iterator[tuple[Suits | None, bool, bool]]:
    """What of the person's own hours is kept, the most first; and whether those are all hours, and those of the
    livelihood."""
    if told is None or not (told.free or told.away):
        yield None, True, True
        return
    yield told, True, True
    if told.earning:
        yield told.model_copy(update={"free": (), "away": ()}), False, True
    yield None, False, not told.earning


def _within(
    need: Need, offer: OfferOpened, given: Circumstances, profile: Suits | None, begins: date | None
) -> Plan | None:
    terms, settled = need.terms, given.law.setting
    spared = profile.earning if profile else ()
    table = Timetable(terms, given.laws.on, opening=offer, school=need.profile, spared=spared)
    hours = Hours(table, offer, profile, need)
    start = earliest(need, given) if begins is None else max(begins, _final_on(need, given.laws.on))
    first = next((day for day in _window(hours, start) if hours.minutes(day) >= _least(terms)), None)
    if first is None:
        return None
    most = terms.days_a_week or WEEK_DAYS
    paces = range(min(settled("weekly_days_first").number, most), most + 1)
    return next((found for weekly in paces if (found := _paced(hours, first, weekly))), None)


def earliest(need: Need, given: Circumstances) -> date:
    """Before that day nobody begins: so long the way to it takes, and the ruling is in force."""
    return max(given.today + DAY * given.law.setting("lead_days").number, _final_on(need, given.laws.on))


def _final_on(need: Need, law_on: LawOn) -> date:
    """The court's day of finality, or the presumed one until the court tells a day that can be one."""
    return in_force_from(need.ruled_on, need.final_on) or presumed_final_on(need.ruled_on, law_on(need.ruled_on))


def left_minutes(need: Need) -> int:
    """What is still to be served here."""
    return max(0, need.terms.total_minutes - need.brought_minutes)


def _window(hours: Hours, start: date) -> Iterator[date]:
    """It runs from the first execution, wherever that was, and not before the ruling was in force (settlement 1)."""
    table, need, opens_on = hours.table, hours.need, start
    if need.executed_from is not None:
        opens_on = min(start, max(need.executed_from, _final_on(need, table.law_on)))
    return every_day(start, deadline(table.terms, opens_on, table.law_on(opens_on)))


def _least(terms: Terms) -> int:
    return terms.least_minutes_a_day or 1


def _paced(hours: Hours, first: date, weekly: int) -> Plan | None:
    """The first days that are enough, no more than ``weekly`` in a week, and no more than every cap allows."""
    table, terms = hours.table, hours.table.terms
    least, longest = _least(terms), 0
    account = Account(terms.model_copy(update={"days_a_week": weekly}), first, left_minutes(hours.need))
    for day in _window(hours, first):
        minutes = min(hours.minutes(day), most_beside(account, day, table.law_on(day), (*PLAN_CAPS, *OVER_DAYS)))
        if minutes >= least:
            account.give(day, minutes)
            longest = max(longest, minutes)
            if account.owed <= 0:
                return Plan(len(account.days), longest, first, day)
    return None
