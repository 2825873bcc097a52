"""What each I-PD carries: places, people who serve there, hours credited, violations that count against it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.attendance.hours.events import Against
from services.reporting.reports.days import days
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.naming import HOSTS_MAX
from services.reporting.reports.status import State
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import UuidText
from shared.runtime.clock import today_wib
from shared.web.answers import MINUTES, Answer, gives, items_of
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.screens import screen

NAME: Final = "reporting.ipd"

router = APIRouter(prefix="/reports/ipd")


class Carried(Answer):
    """What one I-PD carries; its name is public."""

    ipd_id: UuidText
    code: str
    name: str
    places: int
    slots: int
    serving: int
    expected: int
    fulfilled: int
    credited_minutes: MINUTES
    violation_days: int
    last_worked_on: date | None


@router.get("", summary="What each I-PD carries")
@gives(items_of(Carried))
async def listed(
    request: Request,
    reader: Annotated[Actor, Depends(require("report.read"))],
    house: Annotated[House, Depends(house)],
    after: After = None,
) -> Response:
    """Every I-PD by name; a regency has some dozens, so this list is not paged."""
    standing = await house.standing(NAME, after)
    async with house.database.engine(Role.REPORTING).connect() as connection:
        rows = await carried(connection, today_wib())
    return screen(
        request, "reports/ipd.html", {"items": [item(row) for row in rows], "next": None}, standing=standing, rows=rows
    )


async def carried(connection: AsyncConnection, today: date) -> Sequence[Any]:
    """One row an I-PD, with sums over the other two tables."""
    host, sentence, day = hosts.table.c, klien.table.c, days.table.c
    serving = (
        select(
            sentence.ipd_id,
            func.count().filter(sentence.state == State.RUNNING.value, sentence.deadline >= today).label("serving"),
            func.count().filter(sentence.state == State.PLACED.value).label("expected"),
            func.count().filter(sentence.state == State.FULFILLED.value).label("fulfilled"),
        )
        .group_by(sentence.ipd_id)
        .subquery()
    )
    worked = (
        select(
            day.ipd_id,
            func.sum(day.credited_minutes).label("credited"),
            func.count().filter(day.violations.contains([{"against": Against.HOST.value}])).label("against_host"),
            func.max(day.day).label("last_worked_on"),
        )
        .group_by(day.ipd_id)
        .subquery()
    )
    query = (
        select(
            host.ipd_id,
            host.code,
            host.name,
            host.slots,
            host.places,
            _number(serving.c.serving).label("serving"),
            _number(serving.c.expected).label("expected"),
            _number(serving.c.fulfilled).label("fulfilled"),
            _number(worked.c.credited).label("credited_minutes"),
            _number(worked.c.against_host).label("violation_days"),
            worked.c.last_worked_on,
        )
        .outerjoin(serving, serving.c.ipd_id == host.ipd_id)
        .outerjoin(worked, worked.c.ipd_id == host.ipd_id)
        .order_by(host.name)
        .limit(HOSTS_MAX)
    )
    return (await connection.execute(query)).all()


def item(row: Any) -> dict[str, Any]:
    """An I-PD as programs read it; its name is public."""
    return {
        "ipd_id": row.ipd_id,
        "code": row.code,
        "name": row.name,
        "places": len([place for place in row.places if not place["closed"]]),
        "slots": row.slots,
        "serving": row.serving,
        "expected": row.expected,
        "fulfilled": row.fulfilled,
        "credited_minutes": int(row.credited_minutes),
        "violation_days": row.violation_days,
        "last_worked_on": row.last_worked_on,
    }


def _number(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, literal_column("0"))
