"""A report's rows out of its tables: one page by its keyset, how many there are, or all of them one after another."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, Subquery, func, literal, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from shared.reports.report import Ask, Report
from shared.web.house import House
from shared.web.paging import Edge, Page

BY: Final = "sorted_by"
"""The label of the value that a row is sorted by, as a cursor holds it."""
TOTAL_MAX: Final = 10_000
"""A page counts its list so far and says that there may be more: counting all would cost more with each year."""
Where = Callable[[Any], ColumnElement[bool]]


@asynccontextmanager
async def connected(house: House, report: Report) -> AsyncIterator[AsyncConnection]:
    """A connection whose every statement sees the same rows: page, count and names agree."""
    async with house.database.engine(report.role).connect() as connection:
        yield await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


async def page_of(
    connection: AsyncConnection, report: Report, ask: Ask, counts: Mapping[str, Mapping[str, int]] | None = None
) -> Page:
    """One page, and how many rows the filters leave in all; ``counts``: of each counted filter, as far as known."""
    total = _total_by(report, ask, counts) if counts else await total_of(connection, report, ask)
    found = (await connection.execute(paged(report, ask).limit(_known(ask.limit + 1)))).all()
    back = ask.edge is not None and ask.edge.before
    more, shown = len(found) > ask.limit, list(found[: ask.limit])
    if back:
        shown.reverse()
    if not shown:
        return Page(shown, total)
    goes_on, came_from = (True, more) if back else (more, ask.edge is not None)
    first, last = (_edge_of(row, report, before) for row, before in ((shown[0], True), (shown[-1], False)))
    return Page(shown, total, last if goes_on else None, first if came_from else None)


async def first_of(connection: AsyncConnection, report: Report, ask: Ask, where: Where | None = None) -> Sequence[Any]:
    """The first ``ask.limit`` rows; of those that fulfil a condition on the report's columns, where one is given."""
    query = paged(report, ask, where)
    rows: Sequence[Any] = (await connection.execute(query.limit(_known(ask.limit)))).all()
    return rows


async def all_of(connection: AsyncConnection, report: Report, ask: Ask, at_once: int) -> AsyncIterator[Sequence[Any]]:
    """Every row that the filters leave, so many at once: the server keeps the others."""
    query, _ = ordered(report, ask, filtered(report, ask))
    found = await connection.stream(query.execution_options(yield_per=at_once))
    async for rows in found.partitions():
        yield rows


async def total_of(connection: AsyncConnection, report: Report, ask: Ask, *, whole: bool = False) -> int:
    """How many rows the filters leave; counted up to ``TOTAL_MAX``, unless all are wanted."""
    return int((await connection.execute(counting(report, ask, whole=whole))).scalar_one())


def counting(report: Report, ask: Ask, *, whole: bool = False) -> Select[Any]:
    """The query that counts them."""
    found: Select[Any] = filtered(report, ask).with_only_columns(literal_column("1"), maintain_column_froms=True)
    rows = found.limit(None if whole else _known(TOTAL_MAX)).subquery()
    return select(func.count()).select_from(rows)


def _total_by(report: Report, ask: Ask, counts: Mapping[str, Mapping[str, int]]) -> int:
    """The same by what was counted for a filter, whose counts obey all others."""
    one = next(one for one in report.filters if one.name in counts)
    of_each, given = counts[one.name], ask.given.get(one.name)
    wanted = of_each if given is None else given if one.many else (given,)
    return min(TOTAL_MAX, sum(of_each.get(value, 0) for value in set(wanted)))


async def counted(connection: AsyncConnection, report: Report, ask: Ask, name: str) -> Mapping[str, int]:
    """How many rows have each value of a column, whatever its own filter says."""
    others = {other: value for other, value in ask.given.items() if other != name}
    rows = filtered(report, Ask(ask.now, ask.sort, ask.scope, others)).subquery()
    found = await connection.execute(select(rows.c[name], func.count()).group_by(rows.c[name]))
    return {row[0]: row[1] for row in found}


def filtered(report: Report, ask: Ask, where: Where | None = None) -> Select[Any]:
    """The query's rows that the filters leave, of those in the reach of who asks."""
    rows = report.query(ask).subquery("asked")
    query = select(rows)
    if report.about is not None and not ask.scope.has_all(report.about):
        query = query.where(ask.scope.where(**{report.about: rows.c[report.about]}))
    for one in report.filters:
        if one.name in ask.given and not one.in_query:
            value, column = ask.given[one.name], rows.c[one.name]
            query = query.where(column.in_(value) if one.many else column == value)
    return query if where is None else query.where(where(rows.c))


def ordered(report: Report, ask: Ask, rows: Select[Any], *, back: bool = False) -> tuple[Select[Any], Any]:
    """The rows with what they are sorted by, sorted; and the pair of columns that the order is."""
    found: Subquery = rows.subquery("filtered")
    column, order = found.c[ask.sort.order.name], ask.sort.order
    by = column if order.null is None else func.coalesce(column, _in_words_of_sql(order.null, column.type))
    key = found.c[report.key[0]]
    down = ask.sort.descending is not back
    sorted_by = (by.desc(), key.desc()) if down else (by, key)
    return select(found, by.label(BY)).order_by(*sorted_by), (by, key)


def _in_words_of_sql(value: Any, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """The value as an index has it: an expression with a parameter in it is no expression of an index. The driver
    gives the first and the last day as PostgreSQL's infinities, and reads those as such days."""
    known = {date.min: "'-infinity'", date.max: "'infinity'", 0: "0"}
    return literal_column(known[value], kind) if value in known else literal(value, kind)


def paged(report: Report, ask: Ask, where: Where | None = None) -> Select[Any]:
    """The rows that the filters leave, sorted, from the edge of the page on."""
    back = ask.edge is not None and ask.edge.before
    query, pair = ordered(report, ask, filtered(report, ask, where), back=back)
    if ask.edge is None:
        return query
    beyond = tuple_(*pair) < ask.edge.key if ask.sort.descending is not back else tuple_(*pair) > ask.edge.key
    return query.where(beyond)


def _known(limit: int) -> ColumnElement[int]:
    """The limit in the query's own words. PostgreSQL may keep one plan for all parameters, and of a limit that it does
    not know it expects a tenth of the rows: it walks them in their order, where few are sought and could be looked up.
    """
    return literal_column(str(limit), Integer)


def _edge_of(row: Any, report: Report, before: bool) -> Edge:
    return Edge((getattr(row, BY), getattr(row, report.key[0])), before)
