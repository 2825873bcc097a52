"""Which language an answer speaks, and how it writes days, hours and numbers: Indonesian unless asked for English."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from starlette.requests import Request

from shared.domain.identifiers import Code
from shared.law.calendar import WIB
from shared.law.parameters import Unit
from shared.law.settings import Question

ACCEPT_LANGUAGE_LENGTH_MAX: Final = 200
"""Longer than any browser sends; more is not read."""
TIME_LENGTH: Final = len("08:00")


class Language(StrEnum):
    """The two languages of the house."""

    ID = "id"
    EN = "en"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS: Final[Mapping[Language, tuple[str, ...]]] = {
    Language.ID: _words("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
    Language.EN: _words("January February March April May June July August September October November December"),
}
WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    Language.ID: _words("Senin Selasa Rabu Kamis Jumat Sabtu Minggu"),
    Language.EN: _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}


def language_of(request: Request) -> Language:
    """The language that the request asks for."""
    return preferred(request.headers.get("accept-language", ""))


def preferred(accept_language: str) -> Language:
    """The first of our two languages that ``Accept-Language`` prefers; Indonesian where it names neither."""
    best, best_weight = Language.ID, 0.0
    for part in accept_language[:ACCEPT_LANGUAGE_LENGTH_MAX].split(","):
        tag, _, parameter = part.strip().partition(";")
        weight = _weight(parameter)
        found = tag.strip().lower().partition("-")[0]
        if found in (Language.ID, Language.EN) and weight > best_weight:
            best, best_weight = Language(found), weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def day(moment: date | str, language: Language = Language.ID) -> str:
    """``24 November 2026``, the day in WIB where a moment is given; text is ISO, as jsonb keeps a day."""
    local = _local(moment)
    return f"{local.day} {MONTHS[language][local.month - 1]} {local.year}"


def short_day(moment: date | str, language: Language = Language.ID) -> str:
    """``24 Nov 2026`` (``24 Agu 2026`` for August, as Indonesian writes it)."""
    local = _local(moment)
    return f"{local.day} {_short(MONTHS[language][local.month - 1])} {local.year}"


def weekday(moment: date | str, language: Language = Language.ID) -> str:
    """``Selasa``."""
    return WEEKDAYS[language][_local(moment).weekday()]


def brief_day(moment: date | str, language: Language = Language.ID) -> str:
    """``Rab 25/11``: for a narrow column."""
    local = _local(moment)
    return f"{weekday(local, language)[:3]} {local.day}/{local.month}"


def clock(moment: datetime) -> str:
    """``07.58`` in WIB, as Indonesian offices write it."""
    return moment.astimezone(WIB).strftime("%H.%M")


def typed(text: object) -> str:
    """A day, a moment or a time of day as a browser's field sends it (``2026-11-24T08:00``), in words; what is none
    stays as it was typed."""
    said = str(text)
    try:
        if len(said) == TIME_LENGTH:
            return time.fromisoformat(said).strftime("%H.%M")
        moment = datetime.fromisoformat(said)
    except ValueError:
        return said
    on = f"{weekday(moment.date())}, {day(moment.date())}"
    return f"{on} pukul {moment:%H.%M}" if "T" in said else on


def number(value: int | float, language: Language = Language.ID) -> str:
    """``48.213`` in Indonesian, ``48,213`` in English; at most one decimal."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text if language is Language.EN else text.translate(str.maketrans(",.", ".,"))


def hours(minutes: int, language: Language = Language.ID) -> str:
    """``8 jam``, ``7 jam 30 menit``, ``45 menit``: whole minutes, never rounded."""
    whole, rest = divmod(abs(minutes), 60)
    hour, minute = ("jam", "menit") if language is Language.ID else ("h", "min")
    parts = [f"{number(whole, language)} {hour}"] if whole or not rest else []
    if rest:
        parts.append(f"{rest} {minute}")
    return ("−" if minutes < 0 else "") + " ".join(parts)


def hours_of(done: int, owed: int, language: Language = Language.ID) -> str:
    """``74 dari 120 jam``; with minutes where there are any: ``30 jam 40 menit dari 80 jam``."""
    word = "dari" if language is Language.ID else "of"
    first = hours(done, language) if done % 60 or owed % 60 else number(done // 60, language)
    return f"{first} {word} {hours(owed, language)}"


def rupiah(amount: int) -> str:
    """``Rp10.000.000``."""
    return f"Rp{number(amount)}"


UNITS: Final[Mapping[Unit, Callable[[int], str]]] = {
    "minutes": hours,
    "days": lambda value: f"{number(value)} hari",
    "years": lambda value: f"{value} tahun",
    "months": lambda value: f"{value} bulan",
    "rupiah": rupiah,
    "weekday from Monday 0": lambda value: WEEKDAYS[Language.ID][value],
    "yes or no": lambda value: "ya" if value else "tidak",
}
"""How a figure of the law is said in Indonesian."""


def in_words(question: Question, value: str | None) -> str:
    """A regency's answer in words; None strikes one out."""
    if value is None:
        return "dicabut"
    if question.choices is not None:
        return question.choices.get(Code(value), value)
    return UNITS[question.unit](int(value)) if question.unit else value


def _local(moment: date | str) -> date:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
    return moment.astimezone(WIB).date() if isinstance(moment, datetime) else moment


def _short(month: str) -> str:
    return "Agu" if month == "Agustus" else month[:3]
