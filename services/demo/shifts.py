"""Invented days of work at one place: steady, late or stalled, with the slips that real day sheets have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from random import Random

from shared.domain.sentence import Regime, Terms
from shared.law.calendar import DAY, WIB
from shared.law.law import LawOn
from shared.law.limits import deadline
from shared.law.timetable import Timetable

OVER_THE_DAY, ON_A_DAY_OFF, MISSED = 0.03, 0.02, 0.1
"""Shares of shifts that run over the day's cap, of free days worked by mistake, of days not worked."""
OVER_MINUTES = 90
SUNDAY = 6
CHILD_STARTS_MINUTE = 8 * 60 + 30


class Pace(Enum):
    """How much of what the window asks for each week is worked."""

    ON_COURSE = 1.25
    LATE = 0.7
    STALLED = 0.35


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where and when one may work there."""

    ipd_id: str
    site_id: str
    weekdays: tuple[int, ...]
    open_from_minute: int


def shifts(
    random: Random, terms: Terms, place: Workplace, started_on: date, today: date, pace: Pace, law_on: LawOn
) -> Iterator[tuple[date, datetime, datetime]]:
    """Each day worked with its start and end, until yesterday or until all is worked."""
    last, table = deadline(terms, started_on, law_on(started_on)), Timetable(terms, law_on)
    weeks = max(1, (last - started_on).days // 7)
    each = max((minutes for _, minutes in table.days(started_on, last)), default=120)
    weekly = max(1, min(len(place.weekdays), round(terms.total_minutes / weeks * pace.value / each + 0.49)))
    chosen = sorted(random.sample(place.weekdays, weekly))
    usual = min(each, max(60, round(terms.total_minutes / weeks * pace.value / weekly / 30) * 30))
    owed, day = terms.total_minutes, started_on
    while owed > 0 and day <= min(last, today - DAY):
        worked = _worked(random, table.minutes(day), day, chosen, usual)
        if worked:
            starts = _moment(day, max(place.open_from_minute, _earliest(terms)))
            yield day, starts, starts + timedelta(minutes=worked)
            owed -= worked
        day += DAY


def _worked(random: Random, lawful: int, day: date, chosen: list[int], usual: int) -> int:
    if day.weekday() == SUNDAY and random.random() < ON_A_DAY_OFF:
        return usual
    if day.weekday() not in chosen or not lawful or random.random() < MISSED:
        return 0
    return lawful + OVER_MINUTES if random.random() < OVER_THE_DAY else min(usual, lawful)


def _earliest(terms: Terms) -> int:
    """A child comes after the morning's rush; the ruling's own hours go before everything."""
    if terms.day_from_minute is not None:
        return terms.day_from_minute
    return CHILD_STARTS_MINUTE if terms.regime is Regime.CHILD else 0


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(tzinfo=WIB)) + timedelta(minutes=minute)
