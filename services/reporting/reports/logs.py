"""Every log as it stands: when, where, by whom it was recorded; what a supervisor's day is shown from."""

from datetime import date, datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from services.attendance.hours.events import HoursCorrected, HoursLogged, HoursMoved, Shift, ShiftSentToReview
from shared.law.calendar import wib_day
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class Log(msgspec.Struct, frozen=True):
    """The row. ``state``: recorded, review or struck; empty while only a correction of it is here."""

    id: str
    klien_id: str
    shift_id: str
    state: str = ""
    day: date | None = None
    """The day in WIB on which the work began; struck out it stays where it was."""
    starts: datetime | None = None
    ends: datetime | None = None
    site_id: str | None = None
    recorded_by: str | None = None
    number: int = 0
    """The correction that stands; 0: none."""
    reasons: tuple[str, ...] = ()


UNDECIDED: Final = "state = 'review'"

logs = StateProjection(
    service="reporting",
    name="log",
    row=Log,
    key="id",
    version=4,
    indexes=(Index(("day", "site_id")), Index(("klien_id",)), Index(("starts", "id"), where=UNDECIDED)),
)


def _of_shift(event: HoursLogged | ShiftSentToReview) -> str:
    return f"{event.klien_id}/{event.shift.id}"


@logs.on(HoursLogged, key=_of_shift)
def logged(row: Log | None, event: HoursLogged, entry: Entry) -> Log:
    """A fact; a correction that came before it stands above it."""
    return _told(row, event, 0, ())


@logs.on(ShiftSentToReview, key=_of_shift)
def reviewed(row: Log | None, event: ShiftSentToReview, entry: Entry) -> Log:
    """A person must decide."""
    return _told(row, event, event.number, tuple(event.reasons))


@logs.on(HoursCorrected, key=lambda event: f"{event.klien_id}/{event.shift_id}")
def corrected(row: Log | None, event: HoursCorrected, entry: Entry) -> Log:
    """A later truth; only the highest number changes what stands."""
    row = row or Log(f"{event.klien_id}/{event.shift_id}", event.klien_id, event.shift_id)
    if event.number <= row.number:
        return row
    if event.shift is None:
        return replace(row, number=event.number, state=row.state and "struck", starts=None, ends=None)
    return _with(replace(row, number=event.number, state=row.state and "recorded"), event.shift)


@logs.on(HoursMoved, key=lambda event: tuple(f"{event.klien_id}/{shift_id}" for shift_id in event.logs))
def moved(row: Log | None, event: HoursMoved, entry: Entry) -> Log | None:
    """Told of another id of the same person."""
    return None


def _told(row: Log | None, event: HoursLogged | ShiftSentToReview, number: int, reasons: tuple[str, ...]) -> Log:
    first = row is None or not row.state
    row = row or Log(_of_shift(event), event.klien_id, event.shift.id)
    if number >= row.number:
        row = _with(row, event.shift)
    struck = row.number > 0 and row.starts is None
    state = "struck" if struck else "review" if reasons else "recorded"
    by = event.by if first and number == 0 else row.recorded_by
    return replace(row, state=state, reasons=reasons, recorded_by=by)


def _with(row: Log, shift: Shift) -> Log:
    return replace(row, day=wib_day(shift.starts), starts=shift.starts, ends=shift.ends, site_id=shift.site_id)
