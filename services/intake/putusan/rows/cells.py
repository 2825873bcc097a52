"""A paper written back into cells: what a person reads and corrects, and what reads back as the same paper."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.intake.putusan.decider.paper import UNITS_OF, Paper
from services.intake.putusan.rows.columns import (
    COLUMNS,
    CONSENTS,
    CONSIDERATIONS,
    DOCUMENTS,
    EXTENTS,
    KINDS,
    REPLACED,
    SANCTIONS,
    SEXES,
)
from shared.domain.personal import Personal
from shared.domain.places import PLACES
from shared.domain.sentence import Unit
from shared.domain.written.durations import length_written
from shared.domain.written.own_days import periods_written, weekdays_written


def _word_in(words: Mapping[str, Any]) -> Callable[[Any], str]:
    """The first word of a list that stands for a code; no word for *tidak disebut*."""
    return lambda code: next((word for word, known in words.items() if known == code), "")


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{whole} jam" if whole else "", f"{rest} menit" if rest else "") if part)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}.{minute % 60:02}"


def _listed(words: Mapping[str, Any]) -> Callable[[tuple[Any, ...]], str]:
    one = _word_in(words)
    return lambda codes: ", ".join(one(code) for code in codes)


WRITERS: Mapping[str, Callable[[Any], str]] = {
    "document": _word_in(DOCUMENTS),
    "kind": _word_in(KINDS),
    "sex": _word_in(SEXES),
    "replaced": _word_in(REPLACED),
    "consent": _word_in(CONSENTS),
    "considerations": _listed(CONSIDERATIONS),
    "sanctions": _listed(SANCTIONS),
    **dict.fromkeys(("sanction_repeat", "sanction_prison", "sanction_fine"), _word_in(EXTENTS)),
    "sanction_repeat_minutes": _hours,
    "skills": ", ".join,
    "kecamatan": lambda code: PLACES[code].name,
    "total_minutes": _hours,
    "minutes_a_day": _hours,
    "least_minutes_a_day": _hours,
    "day_from_minute": _clock,
    "day_until_minute": _clock,
    "weekdays": weekdays_written,
    "periods": periods_written,
}
"""How a field is written where its own text would not do."""


def cells_of(paper: Paper) -> dict[str, str]:
    """The paper's fields by our own column names; what it does not say is left out."""
    cells: dict[str, str] = {}
    for column in COLUMNS:
        value = getattr(paper, column.field)
        value = value.value if isinstance(value, Personal) else value
        text = "" if value is None else _written(column.field, value, paper)
        if text:
            cells[column.names[0]] = text
    return cells


def _written(field: str, value: Any, paper: Paper) -> str:
    """A length in the units in which the paper says it."""
    if field not in UNITS_OF:
        return WRITERS.get(field, _plain)(value)
    smallest = Unit.MONTH if field == "threat_months" else Unit.DAY
    return length_written(value, getattr(paper, UNITS_OF[field]), smallest)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return f"{value:%d/%m}/{value.year:04}" if isinstance(value, date) else str(value)
