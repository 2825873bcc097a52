"""A report's addresses: its rows as a page for people, as JSON for programs, all of them as a file for both."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.access.signin import Actor, require
from shared.domain.refusal import Fault
from shared.projections.state import Projection
from shared.reports.asking import asking
from shared.reports.describing import model_of
from shared.reports.files import FILES, ROWS_AT_ONCE, ROWS_MAX
from shared.reports.lines import Line, lines_of
from shared.reports.reading import TOTAL_MAX, all_of, connected, counted, page_of, total_of
from shared.reports.report import Ask, Report, Sort
from shared.web.answers import gives
from shared.web.house import House, Standing, house
from shared.web.paging import After, Edge, Page, address_with
from shared.web.problems import Problem
from shared.web.returning import remembered
from shared.web.screens import screen, wants_page

FILES_AT_ONCE: Final = 2
"""In one process: of a role's ten connections the other eight answer pages."""


def router_of(report: Report) -> APIRouter:
    """The routes of a report."""
    router = APIRouter()
    reads, asks = Depends(require(report.action)), Depends(asking(report))
    here = Depends(house)

    async def listed(
        request: Request,
        actor: Annotated[Actor, reads],
        house: Annotated[House, here],
        ask: Annotated[Ask, asks],
        after: After = None,
    ) -> Response:
        ask = await meant(request, house, actor, report, ask)
        return await answered(request, house, actor, report, ask, after)

    answer = gives(model_of(report))(listed)
    router.add_api_route(report.address, answer, name=report.name, summary=report.summary)
    for ending in FILES:
        _add_file(router, report, ending)
    return router


def _add_file(router: APIRouter, report: Report, ending: str) -> None:
    """``/putusan.csv``: all rows that the filters leave."""
    reads, asks, here = Depends(require(report.action)), Depends(asking(report, pages=False)), Depends(house)

    async def written(
        request: Request,
        actor: Annotated[Actor, reads],
        house: Annotated[House, here],
        ask: Annotated[Ask, asks],
        after: After = None,
    ) -> Response:
        ask = await meant(request, house, actor, report, ask)
        standing = await standing_of(house, report.reads, after)
        if not standing.reached:
            raise Problem(503, Fault("file-behind"))
        async with connected(house, report) as connection:
            total = await total_of(connection, report, ask, whole=True)
        if total > ROWS_MAX:
            raise Problem(422, Fault("file-too-long", {"rows": total, "most": ROWS_MAX}))
        return await _file(request, house, actor, report, ask, ending, standing)

    kind, _ = FILES[ending]
    answer = gives(None, files=(kind,))(written)
    summary = f"{report.summary}: all rows as {ending.upper()}"
    router.add_api_route(f"{report.address}.{ending}", answer, name=f"{report.name}-{ending}", summary=summary)


async def _file(
    request: Request, house: House, actor: Actor, report: Report, ask: Ask, ending: str, standing: Standing
) -> Response:
    """Names stand in it as on the page, for whoever asks as a page does and may see them; a program gets ids."""
    kind, written = FILES[ending]
    columns = list(report.in_files(named=wants_page(request)))
    headers = {
        "Content-Disposition": f'attachment; filename="{report.file_name}-{ask.today}.{ending}"',
        "Bakti-Position": str(standing.position),
        "Vary": "Accept",
    }
    lines = await _begun(_all_lines(request, house, actor, report, ask))
    return StreamingResponse(written(report, columns, lines), 200, headers, kind)


async def _begun(lines: AsyncIterator[Sequence[Line]]) -> AsyncIterator[Sequence[Line]]:
    """The same lines, the first of them made already: what stands in their way is an answer still, and no file."""
    first = await anext(lines, None)

    async def whole() -> AsyncIterator[Sequence[Line]]:
        if first is not None:
            yield first
        async for some in lines:
            yield some

    return whole()


async def _all_lines(
    request: Request, house: House, actor: Actor, report: Report, ask: Ask
) -> AsyncIterator[Sequence[Line]]:
    """Every row, so many at once. Few files are made at the same time: each keeps a connection until its last row."""
    turns = request.app.state.__dict__.setdefault("report_files", asyncio.Semaphore(FILES_AT_ONCE))
    async with turns, connected(house, report) as connection:
        async for rows in all_of(connection, report, ask, ROWS_AT_ONCE):
            yield await lines_of(request, house, actor, report, rows, ask.today)


async def meant(request: Request, house: House, actor: Actor, report: Report, ask: Ask) -> Ask:
    """What is asked, with what the values of its filters stand for."""
    given = dict(ask.given)
    for one in report.filters:
        if one.means is not None and one.name in given:
            given[one.name] = await one.means(request, house, actor, given[one.name])
    return replace(ask, given=given)


async def standing_of(house: House, tables: Iterable[Projection[Any]], after: int | None = None) -> Standing:
    """How far the slowest of all the tables read has come, having waited for all to pass ``after``."""
    names = [one.full_name for one in tables]
    if not names:
        return await _at_head(house, after)
    first, *others = names
    return await house.standing(first, after, *others)


async def _at_head(house: House, after: int | None) -> Standing:
    """Of what no projection tells: as late as the ledger."""
    position = (await house.ledger.head()).position
    return Standing(position, after is None or after <= position)


async def answered(
    request: Request, house: House, actor: Actor, report: Report, ask: Ask, after: int | None
) -> Response:
    """One page of the report."""
    standing = await standing_of(house, report.reads, after)
    of_each = [one.name for one in report.filters if one.counted and wants_page(request)]
    async with connected(house, report) as connection:
        counts = {name: await counted(connection, report, ask, name) for name in of_each}
        page = await page_of(connection, report, ask, counts)
    lines = await lines_of(request, house, actor, report, page.rows, ask.today)
    offered = {one.name: await one.offered(house) for one in report.filters if one.offered and wants_page(request)}
    return shown(request, report, lines, page, standing, ask=ask, counts=counts, offered=offered, after=after)


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
    beside: dict[str, Any] = {"report": report, "lines": lines, "ask": None, "counts": {}, "offered": {}, "after": None}
    beside |= {"total_max": TOTAL_MAX, **report.words, **only_for_people}
    links = {"with_filter": _with(request), "sorts": _sorts(request, report, ask), "files": _files(request, ask)}
    response = screen(request, report.template, data, standing=standing, **beside, **links)
    return in_list(request, response)


def in_list(request: Request, response: Response) -> Response:
    """A list's answer: a page's links back lead to it as it was asked for."""
    if request.method != "GET" or not wants_page(request):
        return response
    return remembered(request, response)


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


def _files(request: Request, ask: Ask | None) -> dict[str, str]:
    """The address of each file of the rows that these filters leave."""
    if ask is None:
        return {}
    path, mark, query = address_with(request, limit=None).partition("?")
    return {ending: f"{path}.{ending}{mark}{query}" for ending in FILES}


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
