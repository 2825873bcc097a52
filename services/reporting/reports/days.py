"""What each day of work was worth to each sentence: the table behind the weekly chart, the days and the violations."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from services.attendance.hours.events import DayAssessed
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class Broken(msgspec.Struct, frozen=True):
    """One rule that the day's work broke."""

    rule: str
    minutes: int
    citation: str
    against: str


class OfShift(msgspec.Struct, frozen=True):
    """What the day gave of one shift, and by which rules not all of it."""

    shift_id: str
    worked_minutes: int
    credited_minutes: int
    broken: tuple[str, ...] = ()


class Day(msgspec.Struct, frozen=True):
    """The row: the last assessment of one day for one sentence."""

    id: str
    putusan_id: str
    klien_id: str
    day: date
    ipd_id: str | None
    worked_minutes: int
    credited_minutes: int
    violation_count: int
    violations: tuple[Broken, ...]
    flags: tuple[str, ...] = ()
    """Credited, and yet a question to the supervisor."""
    site_id: str | None = None
    shifts: tuple[OfShift, ...] = ()


BROKEN: Final = "violation_count > 0"
"""The days that a list of violations reads: one in twenty."""

days = StateProjection(
    service="reporting",
    name="day",
    row=Day,
    key="id",
    version=7,
    indexes=(
        Index(("klien_id", "day")),
        Index(("day", "credited_minutes", "putusan_id")),
        Index(("ipd_id", "day", "credited_minutes")),
        Index(("putusan_id", "day")),
        Index(("putusan_id",), BROKEN),
        *(Index((by, "id"), BROKEN) for by in ("day", "worked_minutes", "credited_minutes")),
        *(Index((by, "day", "id"), BROKEN) for by in ("ipd_id", "site_id")),
        Index(("violations jsonb_path_ops",), BROKEN, "gin"),
    ),
)


def _of_day(event: DayAssessed) -> str:
    return f"{event.putusan_id}/{event.day}"


@days.on(DayAssessed, key=_of_day)
def assessed(row: Day | None, event: DayAssessed, entry: Entry) -> Day:
    """The last assessment stands; a day struck out remains, worth nothing. That it is worth nothing to whom the ruling
    has left, told after what it is worth to whose it is, takes nothing from them."""
    if row is not None and row.klien_id != event.klien_id and not event.worked_minutes and not event.violations:
        return row
    broken = tuple(Broken(str(one.rule), one.minutes, one.citation, str(one.against)) for one in event.violations)
    return Day(
        _of_day(event),
        event.putusan_id,
        event.klien_id,
        event.day,
        event.ipd_id,
        event.worked_minutes,
        event.credited_minutes,
        len(broken),
        broken,
        tuple(map(str, event.flags)),
        event.site_id,
        tuple(_of_shifts(event)),
    )


def _of_shifts(event: DayAssessed) -> Iterator[OfShift]:
    for one in event.credits:
        rules = dict.fromkeys(str(broken.rule) for broken in event.violations if broken.shift_id == one.shift_id)
        yield OfShift(str(one.shift_id), one.worked_minutes, one.credited_minutes, tuple(rules))
