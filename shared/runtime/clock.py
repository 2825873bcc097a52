"""The one place where the product reads a clock; everything else gets its time as an argument."""

from datetime import UTC, date, datetime, timedelta

from shared.law.calendar import wib_day


class _Moved:
    by = timedelta()


def move(by: timedelta) -> None:
    """Let this process live at another day: a demo's only, and only the command line may ask for it."""
    _Moved.by = by


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _Moved.by


def today_wib() -> date:
    """The day it is in Trenggalek."""
    return wib_day(now())
