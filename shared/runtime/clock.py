"""The one place where the product reads a clock; everything else gets its time as an argument."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
"""Western Indonesian time: the day of a shift, a deadline and a page is a day in WIB."""


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
    return now().astimezone(WIB).date()
