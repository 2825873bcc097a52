"""The weekdays and dates that a ruling itself fixes, as people write them: ``Sabtu dan Minggu``, ``22/06/2026 s.d.
11/07/2026``; and back."""

import re
from collections.abc import Sequence
from datetime import date

from shared.domain.sentence import Period
from shared.domain.written.dates import WEEKDAYS, read_date
from shared.domain.written.reading import NotRead, plain, stripped

NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
WORKING = (0, 1, 2, 3, 4)

_LIST = re.compile(r"\s*(?:[,;/&]|\bdan\b|\bserta\b)\s*")
_LIST_OF_DATES = re.compile(r"\s*(?:;|(?<=\d)\s*,|\bdan\b|\bserta\b)\s*")
_TO = r"(?:\bs\.?\s*/?\s*d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b)"
_WEEKDAY_TO = re.compile(rf"\s*(?:{_TO}|[-–—])\s*")
_DATE_TO = re.compile(rf"\s+(?:{_TO}|-)\s+|\s*[–—]\s*")


def read_weekdays(text: str) -> tuple[int, ...] | NotRead:
    """``Minggu``, ``Sabtu dan Minggu``, ``Senin s.d. Jumat``, ``hari kerja``: from Monday 0, each once, in order."""
    written = stripped(re.sub("['\u2019]", "", text), before="setiap|tiap")
    if written == "hari kerja":
        return WORKING
    found: set[int] = set()
    for part in _LIST.split(_WEEKDAY_TO.sub("-", re.sub(r"\bhari\b", " ", written))):
        days = _weekdays(part.strip())
        if not days:
            return NotRead("weekday-unreadable")
        found |= days
    return tuple(sorted(found))


def read_periods(text: str) -> tuple[Period, ...] | NotRead:
    """``22/06/2026 s.d. 11/07/2026; 17/08/2026``: stretches of dates, and single ones."""
    found = []
    for part in _LIST_OF_DATES.split(plain(text)):
        period = _period(part.strip())
        if isinstance(period, NotRead):
            return period
        found.append(period)
    return tuple(found)


def weekdays_written(weekdays: Sequence[int]) -> str:
    """``Sabtu, Minggu``."""
    return ", ".join(NAMES[weekday] for weekday in weekdays)


def periods_written(periods: Sequence[Period]) -> str:
    """``22/06/2026 s.d. 11/07/2026; 17/08/2026``."""
    return "; ".join(period_written(period) for period in periods)


def period_written(period: Period) -> str:
    """One of them."""
    first, last = _written(period.first), _written(period.last)
    return first if period.first == period.last else f"{first} s.d. {last}"


def _weekdays(text: str) -> set[int]:
    """One weekday, or those from one to another; none where a word is no weekday."""
    ends = [WEEKDAYS.get(word.strip()) for word in text.split("-")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        return set()
    return {(first + number) % 7 for number in range((last - first) % 7 + 1)}


def _period(text: str) -> Period | NotRead:
    ends = _DATE_TO.split(text)
    first, last = read_date(ends[0]), read_date(ends[-1])
    if len(ends) > 2 or isinstance(first, NotRead) or isinstance(last, NotRead):
        return NotRead("dates-unreadable")
    return Period(first=first, last=last)


def _written(day: date) -> str:
    return f"{day:%d/%m}/{day.year:04}"
