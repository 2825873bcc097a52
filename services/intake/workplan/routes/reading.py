"""GET /workplan/{mark_id}: one mark of the work plan, and the forms by which it is set, mended and done."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.intake.unit.projections import UNITS
from services.intake.unit.routes.listing import all_units
from services.intake.workplan.decider import WORKPLAN, CorrectMark, FinishMark, ReopenMark, SetMark, WithdrawMark
from shared.access.signin import Actor, require
from shared.domain.identifiers import MarkId, UnitCode
from shared.domain.refusal import Fault
from shared.domain.work_plan import PROMISES, YEARS, PlanRow
from shared.ledger.execute import known_events
from shared.reports.answering import standing_of
from shared.web.answers import gives, standing
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import page, screen

router = APIRouter(prefix="/workplan")
Here = Annotated[House, Depends(house)]
SCOPES: Final = {row.value: promise.scope for row, promise in PROMISES.items()}
ONE: Final = standing(
    "MarkRead",
    "A mark of the work plan. ``number`` counts its corrections.",
    mark_id=MarkId,
    row=PlanRow,
    year=int,
    owner=UnitCode,
    owner_name=str,
    what=str,
    due_on=date,
    number=int,
    reason=str | None,
    done_on=date | None,
    note=str | None,
    withdrawn=str | None,
)
Of = Annotated[PlanRow | None, Query(description="The row that the form begins with.")]
In = Annotated[int | None, Query(ge=YEARS[0], le=YEARS[-1], description="The year that the form begins with.")]


@router.get("/new")
@gives(None)
async def blank(
    request: Request,
    house: Here,
    actor: Annotated[Actor, Depends(require(SetMark))],
    row: Of = None,
    year: In = None,
) -> Response:
    """The form that sets a mark."""
    begins = dict.fromkeys(("owner", "what", "due_on")) | {"row": row, "year": year}
    return page(request, "workplan/mark.html", {"stands": None, "begins": begins, **await _choices(house)})


@router.get("/{mark_id}", summary="One mark of the work plan")
@gives(ONE, refuses=(404,))
async def shown(
    request: Request,
    mark_id: MarkId,
    house: Here,
    actor: Annotated[Actor, Depends(require("workplan.read"))],
    after: After = None,
) -> Response:
    """As its own stream says, so that nothing lags."""
    stands = await standing_of(house, (UNITS,), after)
    today = house.circumstances().today
    found = await _found(house, mark_id)
    return screen(request, "workplan/one.html", found, standing=stands, scopes=SCOPES, today=today)


@router.get("/{mark_id}/corrections")
async def anew(
    request: Request, mark_id: MarkId, house: Here, actor: Annotated[Actor, Depends(require(CorrectMark))]
) -> Response:
    """The form that corrects a mark, or makes a withdrawn one stand again."""
    stands = await _found(house, mark_id)
    return page(request, "workplan/mark.html", {"stands": stands, "begins": stands, **await _choices(house)})


@router.get("/{mark_id}/completion")
async def ending(
    request: Request, mark_id: MarkId, house: Here, actor: Annotated[Actor, Depends(require(FinishMark))]
) -> Response:
    """The form that says that it is done, or what is true of that."""
    return page(request, "workplan/done.html", await _found(house, mark_id))


@router.get("/{mark_id}/reopening")
async def taking_up(
    request: Request, mark_id: MarkId, house: Here, actor: Annotated[Actor, Depends(require(ReopenMark))]
) -> Response:
    """The form that says that it is not done after all."""
    return page(request, "workplan/reopen.html", await _found(house, mark_id))


@router.get("/{mark_id}/withdrawal")
async def taking_back(
    request: Request, mark_id: MarkId, house: Here, actor: Annotated[Actor, Depends(require(WithdrawMark))]
) -> Response:
    """The form that withdraws it."""
    return page(request, "workplan/withdraw.html", await _found(house, mark_id))


async def _choices(house: House) -> dict[str, Any]:
    units, today = await all_units(house), house.circumstances().today
    names = {code: one.name for code, one in units.items() if one.last_day is None or today <= one.last_day}
    return {"units": names, "scopes": SCOPES, "years": [(year, str(year)) for year in YEARS]}


async def _found(house: House, mark_id: MarkId) -> dict[str, Any]:
    """The mark, or 404."""
    mark = WORKPLAN.fold(known_events(await house.ledger.read_stream(WORKPLAN.stream(mark_id))))
    if mark.marked is None:
        raise Problem(404, Fault("mark-unknown"))
    said, units = mark.marked, await all_units(house)
    return {
        "mark_id": mark_id,
        **{name: getattr(said, name) for name in ("row", "year", "owner", "what", "due_on")},
        "owner_name": units[said.owner].name if said.owner in units else said.owner,
        "number": mark.corrections,
        "reason": mark.corrected.reason if mark.corrected else None,
        "done_on": mark.done.done_on if mark.done else None,
        "note": mark.done.note if mark.done else None,
        "withdrawn": mark.withdrawn.reason if mark.withdrawn else None,
    }
