"""Credited hours of the last twelve weeks beside the even pace of all who ran: the numbers and the drawing's shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Date, Integer, Select, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.reports.days import days
from services.reporting.reports.klien import klien
from shared.access.reach import Scope
from shared.web.language import number

WEEKS: Final = 12
WIDTH, HEIGHT, LEFT, BASE, TOP = 300, 132, 30, 108, 10
"""The drawing's box, in the units of its viewBox."""


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday."""

    starts: date
    credited_minutes: int
    planned_minutes: int


@dataclass(frozen=True, slots=True)
class Column:
    """One week as drawn."""

    week: Week
    x: float
    y: float
    width: float
    height: float
    label: str | None
    now: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws."""

    columns: Sequence[Column]
    lines: Sequence[tuple[float, str]]
    plan: str
    said: str


async def weeks(connection: AsyncConnection, today: date, scope: Scope) -> list[Week]:
    """The last twelve weeks of the cases in this reach, oldest first, the running one last."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    starts = [first + timedelta(days=7 * n) for n in range(WEEKS)]
    day = days.table.c
    number_of = (cast(day.day - literal(first, Date), Integer) // 7).label("number")
    worked = select(number_of, func.sum(day.credited_minutes)).where(
        day.day >= first,
        day.day < first + timedelta(days=7 * WEEKS),
        scope.where(putusan_id=day.putusan_id),
    )
    credited = {row[0]: row[1] for row in await connection.execute(worked.group_by("number"))}
    planned = await _planned(connection, first, scope)
    return [Week(start, int(credited.get(n, 0)), planned[n]) for n, start in enumerate(starts)]


async def _planned(connection: AsyncConnection, first: date, scope: Scope) -> list[int]:
    """What an even pace asks for in each week of all whose window is open in it, up to the week in which a sentence has
    ended: summed by the weeks in which windows open and end, so that each sentence is looked at once."""
    row = klien.table.c
    running = _paces(first, row.opens_on, row.deadline, row.deadline)
    kept_opens_on, kept_deadline = (_kept(name) for name in ("opens_on", "deadline"))
    ended = _paces(first, kept_opens_on, kept_deadline, func.least(kept_deadline, row.ended_on)).where(
        row.ended_on >= first
    )
    seen = scope.where(putusan_id=row.putusan_id)
    found = [line for query in (running, ended) for line in await connection.execute(query.where(seen))]
    return [sum(int(pace) for opened, ended, pace in found if opened <= week <= ended) for week in range(WEEKS)]


def _kept(name: str) -> ColumnElement[date]:
    """A day of the window that would stand if the sentence had not ended."""
    return cast(klien.table.c.stood[0][name].astext, Date)


def _paces(
    first: date, opens_on: ColumnElement[date], deadline: ColumnElement[date], last: ColumnElement[date]
) -> Select[int, int, int]:
    """The paces of the windows that are open in these weeks, by the weeks in which they open and are over."""
    begin = literal(first, Date)
    window = func.greatest(1, cast(deadline - opens_on, Integer))
    opens = (func.greatest(0, cast(opens_on - begin, Integer)) // 7).label("opens")
    ends = (func.least(7 * WEEKS - 1, cast(last - begin, Integer)) // 7).label("ends")
    query = select(opens, ends, func.sum(klien.table.c.required_minutes * 7 // window)).group_by("opens", "ends")
    return query.where(opens_on < first + timedelta(days=7 * WEEKS), last >= first, last >= opens_on)


def drawn(found: Sequence[Week], today: date) -> Chart:
    """The shape of the drawing: columns for what was credited, a stepped line for the pace."""
    most = _ceiling(max((max(week.credited_minutes, week.planned_minutes) for week in found), default=0))
    step, width = (WIDTH - LEFT) / len(found), (WIDTH - LEFT) / len(found) * 0.62

    def height(minutes: int) -> float:
        return round((BASE - TOP) * minutes / most, 1)

    columns = []
    path = ""
    for n, week in enumerate(found):
        x, tall = LEFT + step * n + (step - width) / 2, height(week.credited_minutes)
        label = f"{week.starts.day}/{week.starts.month}" if n % 2 == (len(found) - 1) % 2 else None
        columns.append(Column(week, round(x, 1), BASE - tall, round(width, 1), tall, label, n == len(found) - 1))
        y = round(BASE - height(week.planned_minutes), 1)
        path += f"{'M' if not path else 'L'}{LEFT + step * n + 2:.1f} {y}H{LEFT + step * (n + 1) - 2:.1f}"
    lines = [(round(BASE - height(minutes), 1), number(minutes // 60)) for minutes in (0, most // 2, most)]
    last, before = found[-1], found[-2]
    said = (
        f"Jam diakui per minggu. Minggu lalu {number(before.credited_minutes // 60)} jam, "
        f"rencana {number(before.planned_minutes // 60)} jam; minggu ini sampai hari ini "
        f"{number(last.credited_minutes // 60)} jam."
    )
    return Chart(columns, lines, path, said)


def _ceiling(minutes: int) -> int:
    """A round number of hours at or above: 2, 4, 10, 20, 40, 100 … hours, so that its half is whole too."""
    wanted = max(2, -(-minutes // 60))
    scale = 1
    while True:
        for step in (2, 4, 10):
            if wanted <= step * scale:
                return step * scale * 60
        scale *= 10
