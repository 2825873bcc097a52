"""Every day on which recorded work broke a rule: which article, how many minutes, against whom."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.attendance.hours.events import Against
from services.reporting.reports.days import Day, days
from services.reporting.reports.naming import people, sites
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import CodeText, UuidText
from shared.web.answers import gives, items_of, of_row
from shared.web.house import House, house
from shared.web.paging import After, Cursors, Page, Paging, next_address, paged
from shared.web.screens import screen

NEWEST: Final = Cursors("violations", date, CodeText)
NAME: Final = "reporting.day"
AGAINST: Final = {Against.HOST: "tempat", Against.PERSON: "klien", Against.NEITHER: "tak seorang pun"}

router = APIRouter(prefix="/reports/violations")


BROKEN = of_row(Day, "BrokenDay", without=("id", "violation_count", "flags"))


@router.get("", summary="Days on which a rule was broken")
@gives(items_of(BROKEN))
async def listed(
    request: Request,
    reader: Annotated[Actor, Depends(require("report.read"))],
    house: Annotated[House, Depends(house)],
    paging: Annotated[Paging, Depends(paged(NEWEST))],
    rule: Annotated[CodeText | None, Query()] = None,
    against: Against | None = None,
    ipd_id: UuidText | None = None,
    after: After = None,
) -> Response:
    """Newest day first."""
    standing = await house.standing(NAME, after)
    wanted = {"rule": rule, "against": against.value if against else None}
    async with house.database.engine(Role.REPORTING).connect() as connection:
        page = await broken_days(connection, {k: v for k, v in wanted.items() if v}, ipd_id, paging)
        places = await sites(connection)
    whose = await people(request, house, reader, page.items, "report")
    return screen(
        request,
        "reports/violations.html",
        {"items": [item(row) for row in page.items], "next": next_address(request, paging, page)},
        standing=standing,
        rows=page.items,
        names=whose.names,
        sites=places,
        against=AGAINST,
        chosen=against.value if against else None,
    )


async def broken_days(connection: AsyncConnection, wanted: dict[str, str], ipd_id: str | None, paging: Paging) -> Page:
    """Days with at least one violation."""
    day = days.table.c
    query = (
        select(days.table)
        .where(day.violation_count > 0)
        .order_by(day.day.desc(), day.id.desc())
        .limit(paging.limit + 1)
    )
    if wanted:
        query = query.where(day.violations.contains([wanted]))
    if ipd_id is not None:
        query = query.where(day.ipd_id == ipd_id)
    if paging.cursor is not None:
        query = query.where(tuple_(day.day, day.id) < paging.cursor)
    rows: Sequence[Any] = (await connection.execute(query)).all()
    shown = rows[: paging.limit]
    return Page(shown, (shown[-1].day, shown[-1].id) if len(rows) > paging.limit else None)


def item(row: Any) -> dict[str, Any]:
    """A day as programs read it."""
    return {
        "klien_id": row.klien_id,
        "putusan_id": row.putusan_id,
        "day": row.day,
        "ipd_id": row.ipd_id,
        "worked_minutes": row.worked_minutes,
        "credited_minutes": row.credited_minutes,
        "violations": row.violations,
    }
