"""What people write in a cell, as values: dates, hours, periods, amounts, as Indonesian offices write them.

Every reader takes text that is not empty and gives its value, or the name of the rule that says why it cannot.
Nothing is guessed and nothing is rounded up: what can be read in two ways is not read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.intake.putusan.rows.words import number_in_words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why a text has no value: the rule whose sentence says so."""

    rule: str


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari pebruari feb peb",
            "maret mar",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "agustus agu ags agt",
            "september sept sep",
            "oktober okt",
            "november nopember nov nop",
            "desember des",
        ),
        start=1,
    )
    for name in names.split()
}

DAYS_A_MONTH = 30
"""1 Bulan = 30 Hari (KUHP 184)."""
DAYS_A_WEEK = 7
NUMBER_LENGTH_MAX = 15
"""Digits and signs; up to here a float holds every whole number exactly."""

_NUMERIC_DATE = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?$")
_WORDED_DATE = re.compile(r"^(\d{1,2})\s+([a-z]+)\s+(\d{4})$")
_PART = re.compile(r"(\d[\d.,]*)\s*(?:\(([a-z\s]+)\))?\s*([a-z]*)")
_CLOCK = re.compile(r"^(?:pukul\s*)?(\d{1,2})[.:](\d{2})(?:\s*wib)?$")


def read_date(text: str) -> date | NotRead:
    """``31/01/2026``, ``2026-01-31``, ``31 Januari 2026``; a year of two digits is not guessed."""
    plain = " ".join(text.casefold().split())
    if found := _ISO_DATE.match(plain):
        return _day(found[1], int(found[2]), found[3])
    if found := _NUMERIC_DATE.match(plain):
        return _day(found[3], int(found[2]), found[1])
    if (found := _WORDED_DATE.match(plain)) and found[2] in MONTHS:
        return _day(found[3], MONTHS[found[2]], found[1])
    return NotRead("date-unreadable")


def read_number(text: str) -> float | NotRead:
    """``1.234,5`` and ``1234.5``: a dot before exactly three digits groups thousands, as Indonesian sheets write."""
    plain = text.strip()
    if len(plain) > NUMBER_LENGTH_MAX:
        return NotRead("number-unreadable")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", plain) or re.fullmatch(r"\d+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else NotRead("number-unreadable")


def read_whole(text: str) -> int | NotRead:
    """A whole number, in digits, with or without the words in brackets, or in words."""
    plain = _plain(text)
    if (found := _PART.fullmatch(plain)) and found[3] in ("", "hari", "x", "kali"):
        number = _confirmed(found[1], found[2])
        return number if isinstance(number, NotRead) else _whole(number)
    words = number_in_words(re.sub(r"\s*hari$", "", plain))
    return words if words is not None else NotRead("number-unreadable")


def read_minutes(text: str) -> int | NotRead:
    """A duration of work in minutes: ``80``, ``80 jam``, ``2 jam 30 menit``, ``2,5 jam``, ``delapan puluh jam``.

    A bare number is hours, as a ruling gives them. Parts of a minute are dropped.
    """
    return _duration(text, {"jam": 60, "j": 60, "menit": 1, "mnt": 1}, bare=60)


def read_days(text: str) -> int | NotRead:
    """A period in days: ``60 hari``, ``2 bulan``, ``2 bulan 15 hari``, ``1 minggu``; a bare number is not guessed."""
    return _duration(text, {"hari": 1, "minggu": DAYS_A_WEEK, "bulan": DAYS_A_MONTH, "bln": DAYS_A_MONTH}, bare=None)


def read_months(text: str) -> int | NotRead:
    """A threat of prison in months: ``4 tahun``, ``9 bulan``, ``2 tahun 8 bulan``."""
    return _duration(text, {"tahun": 12, "thn": 12, "bulan": 1, "bln": 1}, bare=None)


def read_rupiah(text: str) -> int | NotRead:
    """``Rp50.000,00``: whole rupiah; sen are dropped."""
    plain = re.sub(r"^rp\.?\s*|,-$|\.-$", "", _plain(text))
    number = read_number(plain)
    return number if isinstance(number, NotRead) else int(number)


def read_clock(text: str) -> int | NotRead:
    """``08.00 WIB`` or ``08:00`` as the minute of the day."""
    found = _CLOCK.match(_plain(text))
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        return NotRead("clock-unreadable")
    minute = int(found[1]) * 60 + int(found[2])
    return minute if minute <= 24 * 60 else NotRead("clock-unreadable")


def one_of(words: dict[str, T], rule: str = "word-unknown") -> Callable[[str], T | NotRead]:
    """A reader of a closed list of words, whatever their case and spaces."""

    def read(text: str) -> T | NotRead:
        return words.get(_plain(text), NotRead(rule))

    return read


def list_of(read: Callable[[str], T | NotRead]) -> Callable[[str], tuple[T, ...] | NotRead]:
    """A reader of several such values, separated by a comma, semicolon or slash; each once."""

    def read_all(text: str) -> tuple[T, ...] | NotRead:
        values: dict[T, None] = {}
        for part in re.split(r"[,;/]", text):
            if part.strip():
                value = read(part)
                if isinstance(value, NotRead):
                    return value
                values[value] = None
        return tuple(values)

    return read_all


def _duration(text: str, units: dict[str, int], bare: int | None) -> int | NotRead:
    """The sum of its parts, each a number and a unit; each unit once, larger before smaller."""
    plain = _plain(text)
    parts = list(_PART.finditer(plain))
    if not parts or re.sub(r"\s*(dan)?\s*", "", _PART.sub("", plain)):
        return _worded(plain, units)
    total, last = 0.0, float("inf")
    for part in parts:
        unit = units.get(part[3]) if part[3] else (bare if len(parts) == 1 else None)
        if unit is None or unit >= last:
            return NotRead("duration-unreadable")
        number = _confirmed(part[1], part[2])
        if isinstance(number, NotRead):
            return number
        total, last = total + number * unit, unit
    return int(total + 1e-9)


def _worded(plain: str, units: dict[str, int]) -> int | NotRead:
    """``delapan puluh jam``: one number in words and its unit."""
    words, _, unit = plain.rpartition(" ")
    number = number_in_words(words)
    return number * units[unit] if number is not None and unit in units else NotRead("duration-unreadable")


def _confirmed(digits: str, words: str | None) -> float | NotRead:
    """A number whose words in brackets, if any, say the same: ``24 (dua ratus empat puluh)`` says nothing."""
    number = read_number(digits)
    if isinstance(number, NotRead) or words is None:
        return number
    return number if number_in_words(words) == number else NotRead("number-and-words-differ")


def _whole(number: float) -> int | NotRead:
    return int(number) if number == int(number) else NotRead("number-unreadable")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _day(year: str, month: int, day: str) -> date | NotRead:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return NotRead("date-impossible")
