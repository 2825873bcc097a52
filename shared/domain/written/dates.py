"""Days and times of day as courts, SIPP and Excel show them; a year of two digits is not guessed.

``31/01/2026``, ``2026-01-31 09:31:22``, ``Kamis, 5 Mar. 2026``, ``5-Mar-2026``, ``46086``; ``13.00 WIB``, ``13:00:00``.
"""

import re
from datetime import date, timedelta

from shared.domain.written.reading import NotRead, stripped

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january i",
            "februari pebruari feb peb february ii",
            "maret mar march iii",
            "april apr iv",
            "mei may v",
            "juni jun june vi",
            "juli jul july vii",
            "agustus agu ags agt aug august viii",
            "september sept sep ix",
            "oktober okt oct october x",
            "november nopember nov nop xi",
            "desember des dec december xii",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "senin sen monday mon",
            "selasa sel tuesday tue",
            "rabu rab wednesday wed",
            "kamis kam thursday thu",
            "jumat jum friday fri",
            "sabtu sab saturday sat",
            "minggu ahad min sunday sun",
        )
    )
    for name in names.split()
}
"""Monday is 0, as ``date.weekday`` counts."""
DAY_MINUTES = 24 * 60
SERIALS_BEGIN = date(1899, 12, 30)
"""Day 0 of a spreadsheet, as it counts since March 1900."""

_YEAR = r"([0-9]\.?[0-9]{3})"
_TIME = r"(?:[t ]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?: ?(?:wib|\+07:?(?:00)?))?)?"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}}) ?([/.\-]) ?([0-9]{{1,2}}) ?\2 ?{_YEAR}{_TIME}")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}) ?([/.\-]) ?([0-9]{{1,2}}) ?\2 ?([0-9]{{1,2}}){_TIME}")
_WORDED = re.compile(rf"([0-9]{{1,2}})[\s/.\-]+([a-z]+)\.?[\s/.,\-]+{_YEAR}{_TIME}")
_WEEKDAY = re.compile(r"([a-z]+)[,.\s]+(?:tanggal |tgl\.? ?)?(?=[0-9])")
_SERIAL = re.compile(r"([1-9][0-9]{4})(?:[.,][0-9]+)?")
"""A day as a spreadsheet counts it, from 1927 to 2173; a part of a day behind it is passed over."""
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?:[.:][0-9]{2})? ?([ap]m)?(?: ?wib)?")


def read_date(text: str) -> date | NotRead:
    """A day; its weekday, where one is written, must be the calendar's; a time beside it is passed over."""
    written = stripped(text, before=r"hari|tanggal|tgl\.?").replace("\u2019", "").replace("'", "")
    named = _WEEKDAY.match(written)
    if named and named[1] not in WEEKDAYS:
        return NotRead("date-unreadable")
    day = _day_in(written[named.end() :] if named else written)
    if named and isinstance(day, date) and day.weekday() != WEEKDAYS[named[1]]:
        return NotRead("weekday-differs")
    return day


def read_clock(text: str) -> int | NotRead:
    """``08.00 WIB``, ``jam 13:00:00`` or ``1:00 PM`` as the minute of the day; seconds are dropped."""
    found = _CLOCK.fullmatch(stripped(text, before=r"pukul|jam|pkl\.?"))
    if not found or int(found[2]) > 59:
        return NotRead("clock-unreadable")
    hour = int(found[1])
    if found[3]:
        if not 1 <= hour <= 12:
            return NotRead("clock-unreadable")
        hour = hour % 12 + 12 * (found[3] == "pm")
    minute = hour * 60 + int(found[2])
    return minute if minute <= DAY_MINUTES else NotRead("clock-unreadable")


def _day_in(written: str) -> date | NotRead:
    if found := _YEAR_FIRST.fullmatch(written):
        return _day(found[1], int(found[3]), found[4])
    if found := _DAY_FIRST.fullmatch(written):
        return _day(found[4], int(found[3]), found[1])
    if found := _SERIAL.fullmatch(written):
        return SERIALS_BEGIN + timedelta(days=int(found[1]))
    if (found := _WORDED.fullmatch(written)) and found[2] in MONTHS:
        return _day(found[3], MONTHS[found[2]], found[1])
    return NotRead("date-unreadable")


def _day(year: str, month: int, day: str) -> date | NotRead:
    try:
        return date(int(year.replace(".", "")), month, int(day))
    except ValueError:
        return NotRead("date-impossible")
