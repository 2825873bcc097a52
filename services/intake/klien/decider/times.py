"""Hours of a week and dates as an officer writes them, a line each: ``Senin–Jumat 13.00–16.00``; and what is left of
the week when others are taken off it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from shared.domain.profile import FreeTime
from shared.domain.sentence import MINUTES_A_DAY, Period
from shared.domain.text import Text
from shared.domain.written.dates import read_clock
from shared.domain.written.own_days import read_periods, read_weekdays
from shared.domain.written.reading import NotRead, plain
from shared.law.calendar import DAY, can_be_meant

LINES_MOST: Final = 12
"""Of one field: every weekday, and some twice."""
PERIODS_MOST: Final = 10
"""Of one field: two fields stay within what an event may hold."""
SHORT: Final = 500
WEEKDAYS: Final = range(7)

_TO = r"(?:-|–|—|s\.?\s*/?\s*d\.?|sampai(?:\s+dengan)?|hingga)"
_CLOCK = r"(\d{1,2}[.:]\d{2})(?:\s*wib)?"
_LINE = re.compile(rf"(\D+?)[\s:,]*(?:(?:pukul|jam|pkl\.?)\s*)?{_CLOCK}\s*{_TO}\s*{_CLOCK}\.?")
_EVERY_DAY = re.compile(r"(?:setiap|tiap)\s*hari|semua hari")


def read_hours(text: str) -> tuple[FreeTime, ...]:
    """The stretches of a week. Raises PydanticCustomError for the first line that says none."""
    found: list[FreeTime] = []
    lines = [line for line in re.split(r"[\n;]", text) if line.strip()]
    for number, line in enumerate(lines, 1):
        stretches = _stretches(plain(line)) if number <= LINES_MOST else ()
        if not stretches:
            raise PydanticCustomError("week-unreadable", "week-unreadable", {"line": number})
        found += stretches
    return tuple(found)


def _stretches(line: str) -> tuple[FreeTime, ...]:
    parts = _LINE.fullmatch(line)
    if parts is None:
        return ()
    said = parts[1].strip()
    days = tuple(WEEKDAYS) if _EVERY_DAY.fullmatch(said) else read_weekdays(said)
    first, last = read_clock(parts[2]), read_clock(parts[3])
    if isinstance(days, NotRead) or isinstance(first, NotRead) or isinstance(last, NotRead) or first >= last:
        return ()
    return tuple(FreeTime(weekday=day, from_minute=first, until_minute=last) for day in days)


def read_days(text: str) -> tuple[Period, ...]:
    """The dates. Raises PydanticCustomError where they are none, too many, or none that can be meant."""
    found = read_periods(re.sub(r"\s*\n+\s*", "; ", text.strip().rstrip(";")))
    if isinstance(found, NotRead):
        raise PydanticCustomError("days-unreadable", "days-unreadable")
    meant = all(can_be_meant(one.first) and can_be_meant(one.last) and one.first <= one.last for one in found)
    if not meant or len(found) > PERIODS_MOST:
        raise PydanticCustomError("days-unreadable", "days-unreadable")
    return found


def _of_week(text: str) -> str:
    read_hours(text)
    return text


def _of_days(text: str) -> str:
    read_days(text)
    return text


WeekWords = Annotated[str, Text(SHORT, lines=True), AfterValidator(_of_week)]
"""Hours of a week, as written."""
DaysWords = Annotated[str, Text(SHORT, lines=True), AfterValidator(_of_days)]
"""Dates, as written."""


def week_without(can: Sequence[FreeTime], *taken: Iterable[FreeTime]) -> tuple[FreeTime, ...]:
    """The hours of a week less those that are taken; of the whole week where nobody says which."""
    free = {day: _minutes(can, day) if can else frozenset(range(MINUTES_A_DAY)) for day in WEEKDAYS}
    for one in taken:
        busy = tuple(one)
        free = {day: minutes - _minutes(busy, day) for day, minutes in free.items()}
    return tuple(
        FreeTime(weekday=day, from_minute=first, until_minute=until)
        for day, minutes in free.items()
        for first, until in _runs(minutes)
    )


def _minutes(stretches: Iterable[FreeTime], day: int) -> frozenset[int]:
    return frozenset(
        minute for one in stretches if one.weekday == day for minute in range(one.from_minute, one.until_minute)
    )


def _runs(minutes: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Minutes that follow each other, each run from its first to behind its last."""
    firsts = sorted(minute for minute in minutes if minute - 1 not in minutes)
    lasts = sorted(minute for minute in minutes if minute + 1 not in minutes)
    return ((first, last + 1) for first, last in zip(firsts, lasts, strict=True))


def with_their_eves(exams: Iterable[Period]) -> tuple[Period, ...]:
    """The days of exams and the day before each (settlement 15)."""
    return tuple(Period(first=max(one.first, date.min + DAY) - DAY, last=one.last) for one in exams)
