"""The one place where the product reads a clock; everything else gets its time as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
"""Western Indonesian time: the day of a shift, a deadline and a page is a day in WIB."""


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today_wib() -> date:
    """The day it is in Trenggalek."""
    return now().astimezone(WIB).date()
