"""GET /letter/books: which agenda books there are; with a unit and a year one of them as it is printed, in the order of
its numbers."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import func, select
from starlette.responses import Response

from services.intake.letter.events import Direction
from services.intake.letter.projections import LETTERS
from services.intake.letter.report import REPORT, URGENCIES, Year, opened
from services.intake.unit.routes.listing import all_units
from shared.access.reach import Scope, scope_of, sees
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import UnitCode
from shared.domain.refusal import Fault
from shared.web.answers import gives
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
ROW: Final = LETTERS.table.c


@router.get("/books")
@gives(None, refuses=(404,))
async def books(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    unit: Annotated[UnitCode | None, Query(description="Whose agenda.")] = None,
    year: Annotated[Year | None, Query(description="Of the agenda.")] = None,
    direction: Annotated[Direction, Query(description="Incoming or outgoing letters.")] = Direction.IN,
    begins: Annotated[int, Query(ge=1, le=AGENDA_MOST, description="The first number of this print.")] = 1,
) -> Response:
    """What was struck out keeps its line, and a secret letter its number."""
    scope, names = await scope_of(request, house, actor), await all_units(house)
    if unit is None or year is None:
        return page(request, "letter/books.html", {"books": await _books(house, scope), "names": names})
    if not await sees(house, scope, unit=unit):
        raise Problem(404, Fault("unit-unknown"))
    rows = await _letters(house, unit, year, direction, begins)
    said = {"unit": unit, "year": year, "direction": direction.value, "urgencies": URGENCIES}
    said |= {"lines": await opened(request, house, actor, rows[:LETTERS_MOST])}
    said |= {"following": rows[LETTERS_MOST].agenda if len(rows) > LETTERS_MOST else None}
    said |= {"today": house.circumstances().today, "name": names[unit].name if unit in names else unit}
    return page(request, "letter/book.html", said)


async def _books(house: House, scope: Scope) -> Sequence[Any]:
    """Two a unit and year, the newest first."""
    book = ROW.year, ROW.unit, ROW.direction
    query = select(*book, func.max(ROW.agenda).label("letters")).group_by(*book).limit(BOOKS_MOST)
    if not scope.has_all("unit"):
        query = query.where(scope.where(unit=ROW.unit))
    async with house.database.engine(Role.INTAKE).connect() as connection:
        return (await connection.execute(query.order_by(ROW.year.desc(), ROW.unit, ROW.direction))).all()


async def _letters(house: House, unit: str, year: int, direction: Direction, begins: int) -> Sequence[Any]:
    """One more than are printed."""
    theirs = ROW.unit == unit, ROW.year == year, ROW.direction == direction.value, ROW.agenda >= begins
    query = select(LETTERS.table).where(*theirs).order_by(ROW.agenda).limit(LETTERS_MOST + 1)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        return (await connection.execute(query)).all()
