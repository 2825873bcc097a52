"""GET /hours: the logs that are no fact yet and wait for a person, oldest first (settlement 26)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.attendance.hours.projections import PERSONS, SHIFTS, SITES, ShiftRow
from shared.access.naming import people
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.web.answers import gives, items_of, of_row
from shared.web.house import House, house
from shared.web.paging import After, AnyPosition, Cursors, Page, Paging, next_address, paged
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/hours")
ROWS = SHIFTS.table
ORDER = Cursors("hours", AnyPosition)
WAITING = ("review", "waiting")
"""``review``: a person must decide; ``waiting``: a correction whose log has not come."""
HIDDEN = ("id", "logged")


LISTED = items_of(of_row(ShiftRow, "WaitingShift", without=HIDDEN))


@router.get("", summary="Logs that wait for a person's decision, oldest first")
@gives(LISTED)
async def listed(
    request: Request,
    actor: Annotated[Actor, Depends(require("hours.read"))],
    home: Annotated[House, Depends(house)],
    paging: Annotated[Paging, Depends(paged(ORDER))],
    after: After = None,
) -> Response:
    """Each with the reasons why it is no fact yet."""
    standing = await home.standing(SHIFTS.full_name, after)
    query = select(ROWS).where(ROWS.c.state.in_(WAITING)).order_by(ROWS.c.position, ROWS.c.id).limit(paging.limit + 1)
    if paging.cursor:
        query = query.where(ROWS.c.position > paging.cursor[0])
    async with home.database.engine(Role.ATTENDANCE).connect() as connection:
        rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    items, more = rows[: paging.limit], len(rows) > paging.limit
    page = Page(items, (items[-1]["position"],) if more else None)
    data = {
        "items": [{name: value for name, value in row.items() if name not in HIDDEN} for row in items],
        "next": next_address(request, paging, page),
    }
    ids = {row["klien_id"]: row["klien_id"] for row in items}
    names = (await people(request, home, PERSONS, actor, ids, "hours.read")).names
    places = await _places(request, home, items)
    return screen(request, "hours/reviews.html", data, standing=standing, names=names, sites=places)


async def _places(request: Request, home: House, rows: list[dict[str, Any]]) -> dict[str, str]:
    """What the places are called, for a page."""
    if not wants_page(request):
        return {}
    wanted = {row["site_id"] for row in rows if row["site_id"]}
    async with home.database.engine(Role.ATTENDANCE).connect() as connection:
        sites = await connection.execute(select(SITES.table).where(SITES.table.c.site_id.in_(wanted)))
        return {row.site_id: row.name for row in sites}
