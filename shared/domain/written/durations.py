"""Hours, periods and threats as rulings write them: ``80 (delapanpuluh) jam``, ``2 jam 30 menit``, ``6 bulan``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal

from shared.domain.sentence import Unit
from shared.domain.written.reading import TWO_WAYS, NotRead, Partly, stripped
from shared.domain.written.values import FIGURE, IN_WORDS, said

DAYS_A_WEEK = 7
DAYS_A_MONTH = 30
"""1 Bulan = 30 Hari (KUHP 184)."""
DAYS_A_YEAR = 12 * DAYS_A_MONTH
"""Of a threat, which is counted in months."""

SIZES = {Unit.YEAR: DAYS_A_YEAR, Unit.MONTH: DAYS_A_MONTH, Unit.WEEK: DAYS_A_WEEK, Unit.DAY: 1}
WORDS = {Unit.YEAR: "tahun", Unit.MONTH: "bulan", Unit.WEEK: "minggu", Unit.DAY: "hari"}
NAMED = {word: unit for unit, word in WORDS.items()} | {"bln": Unit.MONTH, "thn": Unit.YEAR}
HOURS = {"jam": 60, "j": 60, "menit": 1, "mnt": 1}
PERIODS = {"hari": 1, "minggu": DAYS_A_WEEK, "bulan": DAYS_A_MONTH, "bln": DAYS_A_MONTH}
MONTHS = {"tahun": 12, "thn": 12, "bulan": 1, "bln": 1}

_UNREADABLE_AS = {"hari": "period-unreadable", "tahun": "threat-unreadable"}
"""By the first unit of each kind of length, so that each is told by its own example how it is written; else hours."""
_IN_YEARS = re.compile(r"(?:tahun|thn)(?![a-z])")
_LIKE_A_CLOCK = re.compile(r"[0-9]{1,2}[.,][0-5][0-9]")
_SAID = r"selama|lamanya|pidana|penjara|dalam|jangka|waktu|masa|percobaan"
_AT_MOST = r"paling (?:lama|banyak)|maksimal|maks\.?|maximal|maksimum"
_AT_LEAST = r"paling (?:sedikit|singkat|kurang)|minimal|min\.?|minimum|sekurang-kurangnya"
_A_DAY = r"(?:per|/|se|setiap|tiap|tiap-tiap|untuk setiap|dalam 1|dalam satu|dalam 1 \(satu\)) ?hari(?:nya)?"
_OF_WORKING_DAYS = re.compile(r"\bhari\s+kerja\b", re.IGNORECASE)


class Length(int):
    """A number of days or months that knows in what units it was said."""

    units: tuple[Unit, ...] = ()


def length(number: int, said: Collection[str], smallest: Unit) -> Length:
    """This number of ``smallest``, said in these units: those in which it is read back, none where that is the number
    itself."""
    found, units = Length(number), tuple(unit for unit, _ in _parts_of(number, said, smallest))
    found.units = () if units == (smallest,) else units
    return found


def length_written(number: int, said: Collection[str], smallest: Unit) -> str:
    """A number of ``smallest`` as it was said; what its units do not hold, and all where they are not known, in it."""
    return " ".join(f"{count} {WORDS[unit]}" for unit, count in _parts_of(number, said, smallest))


def _parts_of(number: int, said: Collection[str], smallest: Unit) -> list[tuple[Unit, int]]:
    parts, left = [], number
    for unit in WORDS:
        size = SIZES[unit] // SIZES[smallest]
        if unit in said and left >= size > 1:
            parts.append((unit, left // size))
            left %= size
    return [*parts, (smallest, left)] if left or not parts else parts


def duration(
    units: Mapping[str, int], *, bare: int | None = None, before: str = _SAID, after: str = ""
) -> Callable[[str], int | NotRead]:
    """A reader of durations in the smallest of ``units``; ``bare`` is the unit of a bare number, and ``before`` and
    ``after`` are words around it that add nothing.

    Its parts are a number and a unit, each unit once, larger before smaller. Parts of a minute are dropped; half a day
    of a period is not guessed away.
    """
    unit = rf"(?:{'|'.join(units)})(?![a-z])\.?"
    part = re.compile(
        rf"\s*(?P<figure>{FIGURE}|{IN_WORDS})\s*(?:\((?P<words>[^()]*)\))?\s*(?P<unit>{unit})?"
        rf"\s*(?:\((?P<again>[^()]*)\)\s*(?P<same>{unit})?)?\s*(?:(?:,|dan\b)\s*(?=\S))?"
    )
    within = re.compile(rf"\(([^()]*?)\s*({unit})\s*\)")
    unreadable = NotRead(_UNREADABLE_AS.get(next(iter(units)), "duration-unreadable"))

    def read(text: str) -> int | NotRead:
        written = within.sub(r"(\1) \2", stripped(text, before, after))
        if units is PERIODS and _IN_YEARS.search(written):
            return NotRead("years-without-days")
        total, last, said_in = Decimal(0), None, set()
        for found in _parts(part, written):
            if found is None or found["same"] not in (None, found["unit"]):
                return unreadable
            alone = found.start() == 0 and found.end() == len(written)
            minutes = units[found["unit"].rstrip(".")] if found["unit"] else (bare if alone else None)
            if minutes is None or (last is not None and minutes >= last):
                return unreadable
            if minutes == 60 and _LIKE_A_CLOCK.fullmatch(found["figure"]):
                return TWO_WAYS  # 2.30 hours: two and a half, or 2.3
            number = said(found["figure"], found["words"], found["again"])
            if isinstance(number, NotRead):
                return number
            total, last = total + number * minutes, minutes
            said_in |= {NAMED[found["unit"].rstrip(".")]} if units is not HOURS else set()
        if units is HOURS:
            return int(total)
        smallest = Unit.MONTH if units is MONTHS else Unit.DAY
        return length(int(total), said_in, smallest) if total == int(total) else unreadable

    return read


read_minutes = duration(HOURS, bare=60, before=r"selama|lamanya|sebanyak|total|jumlah")


def of_a_day(at: str) -> Callable[[str], int | Partly | NotRead]:
    """A reader of the minutes of a day: ``2 jam sehari``. That they are those of *working* days stays beside them."""
    read = duration(HOURS, bare=60, before=rf"selama|sebanyak|{at}", after=rf"{_A_DAY}(?: kerja)?")

    def read_minutes_a_day(text: str) -> int | Partly | NotRead:
        minutes = read(text)
        return minutes if isinstance(minutes, NotRead) or not _OF_WORKING_DAYS.search(text) else Partly(minutes)

    return read_minutes_a_day


read_most_minutes = of_a_day(_AT_MOST)
read_least_minutes = of_a_day(_AT_LEAST)
read_days = duration(PERIODS, before=rf"{_SAID}|{_AT_MOST}")
read_months = duration(MONTHS, before=rf"diancam|dengan|{_SAID}|{_AT_MOST}")


def _parts(part: re.Pattern[str], written: str) -> Iterator[re.Match[str] | None]:
    """Each number with its unit; None where something else stands."""
    place = 0
    while place < len(written) or place == 0:
        found = part.match(written, place)
        yield found
        if found is None:
            return
        place = found.end()
