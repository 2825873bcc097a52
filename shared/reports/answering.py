"""A report's address: its rows as a page for people, as JSON for programs."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.access.signin import Actor, require
from shared.projections.state import Projection
from shared.reports.asking import asking
from shared.reports.describing import model_of
from shared.reports.lines import Line, lines_of
from shared.reports.reading import connected, counted, page_of
from shared.reports.report import Ask, Report, Sort
from shared.web.answers import gives
from shared.web.house import House, Standing, house
from shared.web.paging import After, Edge, Page, address_with
from shared.web.screens import screen, wants_page


def router_of(report: Report) -> APIRouter:
    """The routes of a report."""
    router = APIRouter()
    reads, asks = Depends(require(report.action)), Depends(asking(report))
    here = Depends(house)

    async def listed(
        request: Request,
        actor: Annotated[Actor, reads],
        home: Annotated[House, here],
        ask: Annotated[Ask, asks],
        after: After = None,
    ) -> Response:
        return await answered(request, home, actor, report, ask, after)

    answer = gives(model_of(report))(listed)
    router.add_api_route(report.address, answer, name=report.name, summary=report.summary)
    return router


async def standing_of(home: House, tables: Iterable[Projection[Any]], after: int | None = None) -> Standing:
    """How far the slowest of all the tables read has come, having waited for all to pass ``after``."""
    first, *others = (one.full_name for one in tables)
    return await home.standing(first, after, *others)


async def answered(
    request: Request, home: House, actor: Actor, report: Report, ask: Ask, after: int | None
) -> Response:
    """One page of the report."""
    standing = await standing_of(home, report.reads, after)
    counts = {}
    async with connected(home, report) as connection:
        page = await page_of(connection, report, ask)
        for one in report.filters if wants_page(request) else ():
            if one.counted:
                counts[one.name] = await counted(connection, report, ask, one.name)
    lines = await lines_of(request, home, actor, report, page.rows, ask.today)
    return shown(request, report, lines, page, standing, ask=ask, counts=counts)


def shown(
    request: Request, report: Report, lines: Sequence[Line], page: Page, standing: Standing, **only_for_people: Any
) -> Response:
    """These lines as the report's answer. ``ask`` is missing where they are no page of it, but what a search found."""
    ask: Ask | None = only_for_people.get("ask")
    data = {
        "items": [item(report, line) for line in lines],
        "total": page.total,
        "next": _address(request, report, ask, page.after),
        "previous": _address(request, report, ask, page.before),
    }
    beside = {"report": report, "lines": lines, "ask": None, "counts": {}, **report.words, **only_for_people}
    links = {"with_filter": _with(request), "sorts": _sorts(request, report, ask)}
    return screen(request, report.template, data, standing=standing, **beside, **links)


def item(report: Report, line: Line) -> dict[str, Any]:
    """A line as programs read it: ids, codes, days and minutes, never a name."""
    return {column.name: line.values[column.name] for column in report.for_programs}


def _address(request: Request, report: Report, ask: Ask | None, edge: Edge | None) -> str | None:
    if ask is None or edge is None:
        return None
    return address_with(request, cursor=report.cursors[ask.sort.name].write(edge))


def _with(request: Request) -> Any:
    """In a template: the address with this filter, from its first page."""
    return lambda name, value: address_with(request, **{name: value})


def _sorts(request: Request, report: Report, ask: Ask | None) -> dict[str, tuple[str, str | None]]:
    """For each heading that sorts: its address, and how the table is sorted by it now (``aria-sort``)."""
    if ask is None:
        return {}
    found = {}
    for order in report.orders:
        is_now = ask.sort.order.name == order.name
        wanted = Sort(order, is_now and not ask.sort.descending)
        how = None if not is_now else "descending" if ask.sort.descending else "ascending"
        found[order.name] = (address_with(request, sort=wanted.name), how)
    return found
