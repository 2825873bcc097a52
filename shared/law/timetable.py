"""The one timetable: on which days a sentence may be worked, and how many minutes of each, by the law of that day.

Example::

    Timetable(terms, laws.on).minutes(date(2026, 3, 2))     # 480: a Monday, an adult, nothing else ruled

What counts goes by law and ruling alone (settlement 36). A plan obeys the ruling's own days too (16), and a host's.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from shared.domain.identifiers import Code
from shared.domain.profile import FreeTime
from shared.domain.sentence import DAYS_MOST, Former, Period, Regime, Terms
from shared.law.calendar import DAY, MINUTES_A_DAY, holiday, working_day
from shared.law.caps import OVER_DAYS, Account, Cap, most_beside
from shared.law.law import Law, LawOn
from shared.law.limits import Stretch, deadline, minutes_a_day, planned_stretches, stretches_of_day

STARTS_LOOKED_AT = 366
"""Every day of a year: a ruling that fits no window that begins in it fits none (holidays come back)."""
SUNDAY = 6
HOLIDAYS_MOST = 21
"""Days of a school's longest holidays."""


class Opening(Protocol):
    """When a place is open: weekdays from Monday 0, and from and until which minute of the day."""

    @property
    def weekdays(self) -> Sequence[int]: ...
    @property
    def open_from_minute(self) -> int: ...
    @property
    def open_until_minute(self) -> int: ...


class School(Protocol):
    """When a child is at school: the hours of a week, and the days of exams with the day before each."""

    @property
    def lessons(self) -> Sequence[FreeTime]: ...
    @property
    def exams(self) -> Sequence[Period]: ...


def ruled_day(terms: Terms, day: date) -> bool:
    """Whether the ruling lets it be that day: one of its own weekdays or dates; any day where it fixes none."""
    if not terms.weekdays and not terms.periods:
        return True
    return day.weekday() in terms.weekdays or any(period.holds(day) for period in terms.periods)


def fixed_day_off(terms: Terms, day: date, law: Law) -> bool:
    """Whether the ruling itself fixes that day though a child does not serve on it by law: by its date, or by its
    weekday where that is no working one (settlement 15). A Friday in a list of weekdays says nothing of holidays."""
    weekday, last = day.weekday(), law.line("last_weekday", Regime.CHILD).value
    if working_day(day, last):
        return False
    return (weekday > last and weekday in terms.weekdays) or any(period.holds(day) for period in terms.periods)


def works_six_days(weekdays: Container[int], law: Law) -> bool:
    """Whether a place of these weekdays works six days, so that its sixth one is a child's working day too (15)."""
    return law.line("last_weekday_of_six", Regime.CHILD).value in weekdays


def lawful_day(terms: Terms, day: date, law: Law, six_days: bool = False) -> bool:
    """Whether work on that day may count at all: every day for an adult, a working day for a child (at a host that
    works ``six_days`` one more), of those that the ruling fixes where it does, and then also its days off (15)."""
    if terms.regime is Regime.ADULT:
        return True
    if not ruled_day(terms, day):
        return False
    last = law.line("last_weekday_of_six" if six_days else "last_weekday", Regime.CHILD).value
    return working_day(day, last) or fixed_day_off(terms, day, law)


def named_date(terms: Terms, day: date) -> bool:
    """Whether the ruling names that date for a child so that school gives way (15): in a period no longer than a
    school's holidays. A longer one says when it is served, not that school is missed for it."""
    return any(period.holds(day) and (period.last - period.first).days < HOLIDAYS_MOST for period in terms.periods)


def exam_day(terms: Terms, school: School, day: date) -> bool:
    """Whether an exam keeps a child from serving that day; not where the ruling itself names the date (15)."""
    if terms.regime is Regime.ADULT or named_date(terms, day):
        return False
    return any(period.holds(day) for period in school.exams)


def in_lessons(terms: Terms, school: School, day: date, law: Law) -> list[Stretch]:
    """The hours of that day in which a child is at school (PP 58/2022 16(3)); not on a holiday, nor on a date that the
    ruling names, nor where school leaves nothing of the hours or days that it fixes: another time (15)."""
    if terms.regime is Regime.ADULT or holiday(day) is not None or named_date(terms, day):
        return []
    lessons = [(one.from_minute, one.until_minute) for one in school.lessons if one.weekday == day.weekday()]
    hours = terms.day_from_minute is not None or terms.day_until_minute is not None
    fixed = hours or any(period.holds(day) for period in terms.periods)
    return [] if fixed and not _outside(stretches_of_day(terms, law), lessons) else lessons


def _outside(parts: Sequence[Stretch], lessons: Sequence[Stretch]) -> Sequence[Stretch]:
    for starts, ends in lessons:
        around = (left for first, last in parts for left in ((first, min(last, starts)), (max(first, ends), last)))
        parts = tuple((first, last) for first, last in around if first < last)
    return parts


def minutes_of_a_day(terms: Terms, law: Law, opening: Opening | None = None, taken: Sequence[Stretch] = ()) -> int:
    """The most that could be credited on a lawful day: its minutes a day, in the hours that count; at a place, in those
    that are planned and open; and in none that are taken, as by a child's lessons."""
    parts = planned_stretches(terms, law) if opening else stretches_of_day(terms, law)
    return _minutes_in(_outside(parts, taken), terms, law, opening)


def lawful_minutes_at(terms: Terms, law: Law, opening: Opening) -> int:
    """The same at a place in all hours that count, planned or not."""
    return _minutes_in(stretches_of_day(terms, law), terms, law, opening)


def _minutes_in(parts: Sequence[Stretch], terms: Terms, law: Law, opening: Opening | None) -> int:
    opens, closes = (opening.open_from_minute, opening.open_until_minute) if opening else (0, MINUTES_A_DAY)
    return min(minutes_a_day(terms, law), sum(max(0, min(closes, ends) - max(opens, starts)) for starts, ends in parts))


@dataclass(frozen=True, slots=True)
class Timetable:
    """One sentence's. ``ruled``: as a plan obeys it, with the ruling's own days; ``opening``: the same at a host.
    ``six_days``: the host works six days, whatever else is known of it. ``former``: whose terms bind earlier days."""

    terms: Terms
    law_on: LawOn
    ruled: bool = False
    opening: Opening | None = None
    six_days: bool = False
    former: Former | None = None
    school: School | None = None
    """Of whom it is; binds a child alone."""
    spared: Sequence[FreeTime] = ()
    """Hours of a week that are not planned, whatever the day."""
    _each: dict[tuple[Code, bool, tuple[Stretch, ...]], int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Minutes of an open day by the law's version, whether by former terms, and what is taken: the same for months."""

    def minutes(self, day: date) -> int:
        """The most that this day can give; 0 where the sentence may not be worked on it."""
        law = self.law_on(day)
        if not self._open(day, law):
            return 0
        terms = self.former.terms if self.former and day < self.former.before else self.terms
        taken = [(one.from_minute, one.until_minute) for one in self.spared if one.weekday == day.weekday()]
        taken += in_lessons(terms, self.school, day, law) if self.school else ()
        key = law.version, terms is self.terms, tuple(taken)
        found = self._each.get(key)
        if found is None:
            found = self._each[key] = minutes_of_a_day(terms, law, self.opening, taken)
        return found

    def days(self, first: date, last: date) -> Iterator[tuple[date, int]]:
        """Each day of these, both inclusive, that can give something, in order."""
        return ((day, minutes) for day in every_day(first, last) if (minutes := self.minutes(day)))

    def _open(self, day: date, law: Law) -> bool:
        if self.school is not None and exam_day(self.terms, self.school, day):
            return False
        if self.opening is not None and not self._open_at_host(day, self.opening.weekdays, law):
            return False
        if (self.ruled or self.opening is not None) and not ruled_day(self.terms, day):
            return False
        six_days = self.six_days or (self.opening is not None and works_six_days(self.opening.weekdays, law))
        return lawful_day(self.terms, day, law, six_days)

    def _open_at_host(self, day: date, weekdays: Sequence[int], law: Law) -> bool:
        """Its weekdays; an adult's days off only where it opens on Sundays, and the regency plans any or the ruling
        itself names that day (settlement 14)."""
        if day.weekday() not in weekdays:
            return False
        if self.terms.regime is Regime.CHILD or (day.weekday() != SUNDAY and holiday(day) is None):
            return True
        return SUNDAY in weekdays and (law.setting("adult_days_off").value == "host" or self._named(day))

    def _named(self, day: date) -> bool:
        """Whether the ruling names that day off: by its date, or as a Sunday."""
        sunday = day.weekday() == SUNDAY and SUNDAY in self.terms.weekdays
        return sunday or any(period.holds(day) for period in self.terms.periods)


def every_day(first: date, last: date) -> Iterator[date]:
    """From the first to the last, both inclusive; none where the last is before the first."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def possible_until(
    table: Timetable, first: date, last: date, credited: Mapping[date, int], caps: Sequence[Cap] = OVER_DAYS
) -> date | None:
    """Last day from which full lawful days to ``last`` still suffice; a day counts less its credit (settlement 36).

    None once nothing is owed. The day before ``first`` when even the whole window does not suffice: impossible from
    the next day. ``caps`` are those that see several days: where there are any, each day is tried with all behind it.
    """
    owed = table.terms.total_minutes - sum(credited.values())
    if owed <= 0:
        return None
    for day in map(date.fromordinal, range(last.toordinal(), first.toordinal() - 1, -1)):
        owed -= max(0, table.minutes(day) - credited.get(day, 0))
        if owed <= 0 and (not caps or _suffices(table, first, day, last, credited, caps)):
            return day
    return first - DAY


def _suffices(
    table: Timetable, opens_on: date, day: date, last: date, credited: Mapping[date, int], caps: Sequence[Cap]
) -> bool:
    """Whether what was credited before and every day from this one on, worked in full, give all that is owed."""
    ahead = {each for each in credited if day <= each <= last}
    given = {each: minutes for each, minutes in credited.items() if each not in ahead and minutes}
    account = Account(table.terms, opens_on, table.terms.total_minutes - sum(given.values()), sorted(given))
    for each in every_day(day, last):
        minutes = min(table.minutes(each), most_beside(account, each, table.law_on(each), caps))
        if minutes := max(minutes, credited.get(each, 0)):
            account.give(each, minutes)
    return account.owed <= 0


@dataclass(frozen=True, slots=True)
class Room:
    """How much can still lawfully be worked."""

    days: int
    minutes: int


def room(table: Timetable, first: date, last: date, caps: Sequence[Cap] = OVER_DAYS) -> Room:
    """Lawful days and their minutes from the first to the last, both inclusive, worked in full after a rest; ``caps``
    as in possible_until."""
    account, total = Account(table.terms, first, 0), 0
    for day, minutes in table.days(first, last):
        if counted := min(minutes, most_beside(account, day, table.law_on(day), caps)):
            account.give(day, counted)
            total += counted
    return Room(len(account.days), total)


def rooms_of_window(terms: Terms, start: date, law_on: LawOn) -> Iterator[Room]:
    """What the window of that start has by each of its days: never more than the most in a window."""
    days = minutes = 0
    for _, given in Timetable(terms, law_on, ruled=True).days(start, _end_of_window(terms, start, law_on)):
        days, minutes = days + 1, minutes + given
        yield Room(days, minutes)


def most_in_a_window(terms: Terms, earliest: date, law_on: LawOn) -> Room:
    """The most days and minutes in the window of any start from the earliest on: never too few, so that nothing
    possible is held as impossible; without a host, so without a child's Saturdays. How many days a week or a month
    has is for the caps."""
    table = Timetable(terms, law_on, ruled=True)
    starts = list(every_day(earliest, earliest + DAY * STARTS_LOOKED_AT))
    windows = [(start, _end_of_window(terms, start, law_on)) for start in starts]
    rooms = {earliest - DAY: Room(0, 0)}
    for day in every_day(earliest, max(last for _, last in windows)):
        before, minutes = rooms[day - DAY], table.minutes(day)
        rooms[day] = Room(before.days + (minutes > 0), before.minutes + minutes)
    found = [(rooms[last], rooms[start - DAY]) for start, last in windows if last >= start]
    days = max((until.days - before.days for until, before in found), default=0)
    return Room(days, max((until.minutes - before.minutes for until, before in found), default=0))


def _end_of_window(terms: Terms, start: date, law_on: LawOn) -> date:
    return min(deadline(terms, start, law_on(start)), start + DAY * DAYS_MOST)
