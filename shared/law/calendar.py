"""Days as the law counts them: calendar days in WIB, working days without public holidays and cuti bersama.

Sunrise and sunset need no table here. In Trenggalek (8° S, 111.7° E) the sun rises before ``daylight_from`` and sets
after ``daylight_until`` all year (``parameters.toml``), so a child's 08:00–17:00 always lies between them;
``tests/law/test_calendar.py`` computes every day.
"""

from datetime import date, datetime, timedelta, timezone
from functools import cache

import holidays

WIB = timezone(timedelta(hours=7), "WIB")
"""Asia/Jakarta. No daylight saving since 1964, so a fixed offset is exact and quick."""
DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
WIB_MINUTES = 7 * 60
FIRST_ORDINAL = date(1970, 1, 1).toordinal()


YEARS_MEANT = range(1900, 2101)
"""Nobody who is judged was born before, nothing that is ordered ends after (settlement 42)."""


def can_be_meant(day: date) -> bool:
    """Whether somebody can mean that day; far inside of what arithmetic on days bears."""
    return day.year in YEARS_MEANT


def wib_day(moment: datetime) -> date:
    """The WIB calendar day of a moment."""
    return moment.astimezone(WIB).date()


def minute_of(moment: datetime) -> int:
    """Whole minutes counted in WIB from 1970-01-01 00:00; seconds are dropped, nothing is rounded up."""
    return int(moment.timestamp() // 60) + WIB_MINUTES


def day_of(minute: int) -> date:
    """The WIB day in which that minute begins."""
    return date.fromordinal(minute // MINUTES_A_DAY + FIRST_ORDINAL)


def first_minute(day: date) -> int:
    """The minute at 00:00 WIB of that day."""
    return (day.toordinal() - FIRST_ORDINAL) * MINUTES_A_DAY


@cache
def holidays_of(year: int) -> dict[date, str]:
    """Public holidays and cuti bersama of a year with their names; from 2028 the movable ones are estimates."""
    found = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    return dict(found.items())


def holiday(day: date) -> str | None:
    """Its name, where that day is a public holiday or cuti bersama."""
    return holidays_of(day.year).get(day)


def working_day(day: date, last_weekday: int = 4) -> bool:
    """Monday to Friday (Saturday, 5, where the host works six days), no public holiday, no cuti bersama."""
    return day.weekday() <= last_weekday and holiday(day) is None
