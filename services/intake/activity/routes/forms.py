"""GET /activity/new: the form for one activity; GET /activity/calendar: a month of them, day by day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.activity.decider import EnterActivity
from services.intake.activity.projections import ACTIVITIES
from services.intake.activity.report import KINDS, REPORT, STATES
from services.intake.letter.projections import LETTERS
from services.intake.unit.routes.listing import all_units, own_units
from shared.access.policy import Actor
from shared.access.reach import scope_of
from shared.access.signin import require
from shared.database.roles import Role
from shared.law.calendar import can_be_meant
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.screens import page

router = APIRouter(prefix="/activity")
Here = Annotated[House, Depends(house)]
LETTERS_MOST: Final = 30
"""Invitations that a form offers, the newest."""
DAYS_MOST: Final = 500
"""Activities of one month on a page; a regency has some twenty."""
WORDS: Final[Mapping[str, Any]] = {"kinds": KINDS, "states": STATES}
MonthText = Annotated[str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="The month, ``yyyy-mm``.")]


@router.get("/new")
async def blank(request: Request, house: Here, actor: Annotated[Actor, Depends(require(EnterActivity))]) -> Response:
    """The form for one activity."""
    units = await own_units(house, actor.account_id)
    return page(request, "activity/new.html", {"units": units, **await choices(request, house, actor), **WORDS})


@router.get("/calendar")
@gives(None)
async def calendar(
    request: Request,
    house: Here,
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    month: MonthText | None = None,
) -> Response:
    """One month, this one where none is named or none can be meant."""
    today = house.circumstances().today
    first = date.fromisoformat(f"{month}-01") if month and month[:4] > "0000" else today.replace(day=1)
    first = first if can_be_meant(first) else today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    row = ACTIVITIES.table.c
    query = select(ACTIVITIES.table).where(row.day >= first, row.day < following)
    query = query.order_by(row.day, row.begins, row.activity_id).limit(DAYS_MOST)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(query)).all()
    days: dict[date, list[Any]] = {}
    for one in found:
        days.setdefault(one.day, []).append(one)
    before = (first - timedelta(days=1)).replace(day=1)
    said = {"days": days, "first": first, "before": before, "following": following, "today": today}
    return page(request, "activity/calendar.html", {**said, "names": await all_units(house), **WORDS})


async def choices(request: Request, house: House, actor: Actor) -> dict[str, Any]:
    """What an activity's form offers: the newest outgoing letters of one's own agendas about meetings."""
    units, row = await all_units(house), LETTERS.table.c
    scope = await scope_of(request, house, actor)
    query = select(row.letter_id, row.agenda, row.year).where(
        row.direction == "out", row.matter == "meeting", row.struck_out.is_(False), scope.where(unit=row.unit)
    )
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(query.order_by(row.position.desc()).limit(LETTERS_MOST))).all()
    letters = [(one.letter_id, f"agenda {one.agenda}/{one.year}") for one in found]
    return {"letters": letters, "today": house.circumstances().today, "names": units}
