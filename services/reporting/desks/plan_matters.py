"""What of the work plan waits for somebody: marks whose day is near or past; for an officer those of their units."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.desks.bands import Band
from services.reporting.desks.matters import Matter
from services.reporting.reports.marks import LATE, OPEN, REPORT, Owned, called
from shared.access.reach import EVERYTHING, Scope
from shared.law.circumstances import Circumstances
from shared.reports.reading import Where, first_of
from shared.reports.report import Ask
from shared.web.language import number, short_day

NEAR: Final = timedelta(days=14)
LINES_MAX: Final = 2
COUNTED_MAX: Final = 100
"""Marks that are due at once; a year has some dozens."""


class Due(Owned, Protocol):
    """A mark, as the report of them has its rows."""

    @property
    def mark_id(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def due_on(self) -> date: ...


async def due(connection: AsyncConnection, given: Circumstances, whose: Scope = EVERYTHING) -> Band:
    """Marks that are to be done soon, of all units or of those of ``whose`` alone; the late ones first."""
    where = _near(given.today + NEAR, whose)
    rows = await first_of(connection, REPORT, replace(Ask(given, REPORT.default, whose), limit=COUNTED_MAX), where)
    rest = f"{REPORT.address}?state={LATE}&state={OPEN}"
    return Band("Rencana kerja jatuh tempo", len(rows), to_do(rows[:LINES_MAX], given.today), rest)


def _near(last: date, whose: Scope) -> Where:
    return lambda c: c.state.in_((LATE, OPEN)) & (c.due_on <= last) & whose.where(unit=c.owner)


def to_do(marks: Iterable[Due], today: date) -> list[Matter]:
    """A line for each."""
    return [_to_do(one, today) for one in marks]


def _to_do(one: Due, today: date) -> Matter:
    days = (one.due_on - today).days
    return Matter(
        tone="alarm" if days < 0 else "watch",
        due=f"{number(abs(days))} hari" if days else "Hari ini",
        due_said="lewat batas" if days < 0 else "lagi" if days else "batasnya",
        title=one.what,
        said=f"{called(one.owner, one.owner_told)}, paling lambat {short_day(one.due_on)}.",
        act="Lihat tandanya",
        address=f"/workplan/{one.mark_id}",
        person=None,
    )
