"""GET /letter/books: which agenda books there are; GET /letter/book: one as it is printed, in the order of its
numbers."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import func, select
from starlette.responses import Response

from services.intake.letter.events import Direction
from services.intake.letter.projections import LETTERS
from services.intake.letter.report import REPORT, URGENCIES, opened
from services.intake.unit.routes.listing import all_units
from shared.access.reach import scope_of, sees
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import UnitCode
from shared.domain.refusal import Fault
from shared.law.calendar import YEARS_MEANT
from shared.web.house import House, house
from shared.web.problems import Problem
from shared.web.screens import page

router = APIRouter(prefix="/letter")
LETTERS_MOST: Final = 500
"""Of one print, some twenty sheets: a longer book is printed in parts, each from its number on."""
AGENDA_MOST: Final = 2**31 - 1
"""As the column holds it."""
BOOKS_MOST: Final = 500
"""Of some units in some years."""


@router.get("/books")
async def listed(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(REPORT.action))],
) -> Response:
    """Two a unit and year, the newest first."""
    row, scope = LETTERS.table.c, await scope_of(request, house, actor)
    book = row.year, row.unit, row.direction
    query = select(*book, func.max(row.agenda).label("letters")).group_by(*book).limit(BOOKS_MOST)
    query = query.order_by(row.year.desc(), row.unit, row.direction)
    if not scope.has_all("unit"):
        query = query.where(scope.where(unit=row.unit))
    async with house.database.engine(Role.INTAKE).connect() as connection:
        books = (await connection.execute(query)).all()
    return page(request, "letter/books.html", {"books": books, "names": await all_units(house)})


@router.get("/book")
async def printed(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    unit: Annotated[UnitCode, Query(description="Whose agenda.")],
    year: Annotated[int, Query(ge=YEARS_MEANT[0], le=YEARS_MEANT[-1], description="Of the agenda.")],
    direction: Annotated[Direction, Query(description="Incoming or outgoing letters.")] = Direction.IN,
    begins: Annotated[int, Query(ge=1, le=AGENDA_MOST, description="The first number of this print.")] = 1,
) -> Response:
    """What was struck out keeps its line, and a secret letter its number."""
    if not await sees(house, await scope_of(request, house, actor), unit=unit):
        raise Problem(404, Fault("unit-unknown"))
    row = LETTERS.table.c
    theirs = row.unit == unit, row.year == year, row.direction == direction.value, row.agenda >= begins
    query = select(LETTERS.table).where(*theirs).order_by(row.agenda).limit(LETTERS_MOST + 1)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        rows = (await connection.execute(query)).all()
    lines = await opened(request, house, actor, rows[:LETTERS_MOST])
    units = await all_units(house)
    following = rows[LETTERS_MOST].agenda if len(rows) > LETTERS_MOST else None
    said = {"lines": lines, "unit": unit, "year": year, "direction": direction.value, "following": following}
    beside = {"today": house.circumstances().today, "name": units[unit].name if unit in units else unit}
    return page(request, "letter/book.html", {**said, **beside, "urgencies": URGENCIES})
