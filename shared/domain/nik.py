"""What a NIK says about itself: 6 digits region, the birth day (women: 40 added), 4 digits serial.

A NIK that cannot be read stops the paper, because the person's identity hangs on it. One that is readable but odd
is only flagged: a ruling in force is not refused for a clerk's slip, and any region is lawful.
"""

import re
from datetime import date

from shared.domain.refusal import Fault
from shared.domain.sentence import Sex

DIGITS = 16
WOMEN_ADD = 40

_EXPONENT = re.compile(r"^\d+(?:[.,]\d+)?e\+?\d+$", re.IGNORECASE)


def plain_nik(text: str) -> str:
    """Without the spaces, dots, dashes and the apostrophe that people put around the digits."""
    return re.sub(r"[\s.'’\-]", "", text)


def unreadable_nik(text: str) -> Fault | None:
    """Why these characters cannot be a NIK at all; spreadsheets turn one into ``3,50312E+15`` and lose digits."""
    if _EXPONENT.match(text.strip()):
        return Fault("nik-in-exponent", pointer="/nik")
    if not re.fullmatch(r"[0-9]+", plain_nik(text)):
        return Fault("nik-not-digits", pointer="/nik")
    return None


def usable_nik(text: str | None) -> str | None:
    """The 16 digits where there are 16: good enough to tell persons apart."""
    digits = plain_nik(text) if text else ""
    return digits if re.fullmatch(r"[0-9]{16}", digits) else None


def filler_nik(nik: str) -> bool:
    """Whether these 16 digits only fill a field: one digit repeated, or no serial number (settlement 40)."""
    return len(set(nik)) == 1 or nik.endswith("0000")


def born_by_nik(nik: str, on: date) -> date | None:
    """The birth date that 16 digits carry, in the latest century that lies before ``on``: rather young than old,
    because a child must not be taken for a centenarian. None where they carry none."""
    if filler_nik(nik):
        return None
    day, month, year = int(nik[6:8]) % WOMEN_ADD, int(nik[8:10]), int(nik[10:12])
    for century in (on.year // 100 * 100, on.year // 100 * 100 - 100):
        try:
            born = date(century + year, month, day)
        except ValueError:
            continue
        if born <= on:
            return born
    return None


def odd_nik(text: str, born: date | None, sex: Sex | None) -> str | None:
    """The first thing about a readable NIK that cannot be right, as the name of a flag."""
    digits = usable_nik(text)
    if digits is None:
        return "nik-length"
    if digits.endswith("0000"):
        return "nik-serial-zero"
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    woman = day > WOMEN_ADD
    if not _is_a_day(day - WOMEN_ADD if woman else day, month):
        return "nik-birth-day"
    if born is not None and (day - WOMEN_ADD * woman, month, year) != (born.day, born.month, born.year % 100):
        return "nik-differs-from-birth-date"
    if sex is not None and woman != (sex is Sex.FEMALE):
        return "nik-differs-from-sex"
    return None


def identifying_nik(text: str | None) -> str | None:
    """The 16 digits where they can be one person's: no filler, and a birth day that exists. That they contradict the
    paper's own birth date or sex is a flag, and another question (settlement 40)."""
    nik = usable_nik(text)
    return nik if nik and not filler_nik(nik) and odd_nik(nik, None, None) is None else None


def _is_a_day(day: int, month: int) -> bool:
    try:
        date(2024, month, day)  # a leap year: the century of a NIK is not known
    except ValueError:
        return False
    return True
