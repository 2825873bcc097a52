"""A row of a day sheet as work: when, for whom and where as it is written, and every cell that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from pydantic import TypeAdapter

from services.attendance.hours.events import Break
from services.attendance.hours.rows.columns import DAY_SHEET, REQUIRED, Breaks
from shared.domain.refusal import Fault, Refused
from shared.domain.text import Line, Words
from shared.law.calendar import DAY, WIB, can_be_meant
from shared.privacy.identities import Traits
from shared.sheets.cells import lacking, own_book, read_cells, written
from shared.sheets.layouts import Book, Reading
from shared.sheets.persons import traits_of, untold
from shared.sheets.reading import Table, read_file
from shared.sheets.row import Row

BOOK: Final[Book] = own_book("Lembar hadir", DAY_SHEET, "case_number", "nik", "day")
_LINE, _WORDS = TypeAdapter[str](Line), TypeAdapter[str](Words)
TEXTS: Final = {"name": _LINE, "site_id": _LINE, "supervisor": _LINE, "note": _WORDS, "document": _LINE}


@dataclass(frozen=True, slots=True)
class DayDraft:
    """What a row says, before anybody knows whose it is."""

    who: Traits
    site: str
    """The name of the place, empty where the row does not say it."""
    texts: Mapping[str, str]
    """Document, supervisor and note."""
    starts: datetime | None
    ends: datetime | None
    breaks: tuple[Break, ...]
    break_minutes: int
    faults: tuple[Fault, ...]
    """Why it cannot be taken as it is written."""
    written: str
    """The cells as they came, as JSON."""


def read_days(data: bytes) -> Table[DayDraft] | Refused:
    """Every row of a file as work; a file that is no table is refused whole."""
    return read_file(data, BOOK, _drafted)


def _drafted(reading: Reading, row: Row, cells: Mapping[str, str]) -> DayDraft:
    values, faults = read_cells(DAY_SHEET, cells, TEXTS)
    day = values.get("day")
    if day is not None and not can_be_meant(day):
        faults["day"] = Fault("time-out-of-range", {"year": day.year}, pointer="/day")
        day = None
    starts, ends = _moment(day, values.get("starts")), _moment(day, values.get("ends"))
    if ends is not None and values.get("next_day"):
        ends += DAY
    said: Breaks = values.get("breaks", Breaks())
    missing = lacking((column.field for column in DAY_SHEET.all if column.field in REQUIRED), values, faults)
    nobody = untold(values, also=frozenset(faults))
    return DayDraft(
        who=traits_of(values),
        site=values.get("site_id", ""),
        texts={name: values[name] for name in ("document", "supervisor", "note") if name in values},
        starts=starts,
        ends=ends,
        breaks=tuple(_break(starts, *span) for span in said.spans) if starts else (),
        break_minutes=said.minutes,
        faults=(*faults.values(), *missing, *((nobody,) if nobody else ())),
        written=written(row.cells),
    )


def _moment(day: date | None, minute: int | None) -> datetime | None:
    """That minute of the day in WIB; of the 1440th the beginning of the next."""
    if day is None or minute is None:
        return None
    return datetime.combine(day, time(), WIB) + timedelta(minutes=minute)


def _break(starts: datetime, begins: int, until: int) -> Break:
    """A break at these minutes of the day, the next after the work began."""
    midnight = starts.replace(hour=0, minute=0)
    first, last = midnight + timedelta(minutes=begins), midnight + timedelta(minutes=until)
    first += DAY * (first < starts)
    return Break(starts=first, ends=last + DAY * (last < first))
