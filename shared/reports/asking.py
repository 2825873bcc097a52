"""What an address's query asks of a report, read by the types of its filters; OpenAPI says the same."""

from collections.abc import Callable, Coroutine, Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any, Literal, get_args

from fastapi import Depends, Query
from pydantic import Field

from shared.access.reach import Scope
from shared.access.reaching import reached
from shared.domain.refusal import Fault
from shared.reports.report import Ask, Filter, Report
from shared.web.house import House, house
from shared.web.paging import CURSOR_LENGTH_MAX, PAGE_LIMIT, Limit
from shared.web.problems import Problem

SORTED = "A field, ascending; with - before it, descending."
SEVERAL_MAX = 20
"""Values of one filter: more than any closed list of ours has."""


def asking(report: Report, *, pages: bool = True) -> Callable[..., Coroutine[Any, Any, Ask]]:
    """Makes the dependency that reads filters and ``?sort=``; and where there are ``pages``, limit and cursor."""

    async def read(house: House, scope: Scope, **query: Any) -> Ask:
        sort = query["sort"] or report.default.name
        cursor = query.get("cursor")
        return Ask(
            house.circumstances(),
            report.sorts[sort],
            scope,
            _given(report, query),
            query.get("limit", PAGE_LIMIT),
            report.cursors[sort].read(cursor) if cursor else None,
        )

    parameters = [HERE, REACHED, *map(_of_filter, report.filters), _sort(report), *(PAGED if pages else ())]
    read.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return read


def _given(report: Report, query: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that were given; a word that a closed list does not have is pointed at by the filter's name."""
    given = {one.name: query[one.name] for one in report.filters if query[one.name] is not None}
    for one in (one for one in report.filters if one.many and one.name in given):
        known = get_args(one.kind)
        if not set(given[one.name]) <= set(known):
            raise Problem(422, Fault("filter-unknown", {"known": ", ".join(known)}, pointer=f"/{one.name}"))
    return given


def _of_filter(one: Filter) -> Parameter:
    said: dict[str, Any] = {"description": one.said} if one.said else {}
    if one.many:
        word = Annotated[str, Field(json_schema_extra={"enum": list(get_args(one.kind))})]
        several = Query(max_length=SEVERAL_MAX, **said)
        return _parameter(one.name, Annotated[list[word] | None, several], None)
    return _parameter(one.name, Annotated[one.kind | None, Query(**said)], None)


def _sort(report: Report) -> Parameter:
    choices = Literal[tuple(report.sorts)]  # type: ignore[valid-type]
    said = f"{SORTED} Where none is given: {report.default.name}."
    return _parameter("sort", Annotated[choices | None, Query(description=said)], None)


def _parameter(name: str, annotation: Any, default: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


HERE = Parameter("house", Parameter.KEYWORD_ONLY, annotation=Annotated[House, Depends(house)])
REACHED = Parameter("scope", Parameter.KEYWORD_ONLY, annotation=Annotated[Scope, Depends(reached)])
PAGED = (
    _parameter("limit", Limit, PAGE_LIMIT),
    _parameter("cursor", Annotated[str | None, Query(max_length=CURSOR_LENGTH_MAX)], None),
)
