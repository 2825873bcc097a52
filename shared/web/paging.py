"""Cursor paging: a page of a list, and where those before and after it start; a row that arrives meanwhile shifts
nothing."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import Query
from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request

from shared.domain.refusal import Fault
from shared.web.kept import QUERY
from shared.web.problems import Problem

PAGE_LIMIT: Final = 50
PAGE_LIMIT_MAX: Final = 200
"""A page of 200 rows stays under 100 kB of JSON and a blink of the database."""
CURSOR_LENGTH_MAX: Final = 512
POSITION_MAX: Final = 2**63 - 1
"""Of a column of the database; no ledger comes near it."""

WAITING: Final = "Wait until this position is seen, at most 2 s."
After = Annotated[int | None, Query(ge=0, le=POSITION_MAX, description=WAITING)]
"""Type of a route's ``?after=``: read your own write."""
Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT_MAX)]
AnyPosition = Annotated[int, Field(ge=0, le=POSITION_MAX)]
"""A cursor's part that is a row's position."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A row at the edge of a page, by its sort key: the wanted page lies after it, or before it."""

    key: tuple[Any, ...]
    before: bool = False


class Cursors:
    """The cursors of one list in one order: its name, and the types of its sort key.

    Example::

        URGENCY = Cursors("klien urgent_on", date, UuidText)
        URGENCY.write(Edge((date(2026, 11, 24), putusan_id)))
    """

    def __init__(self, of: str, *key: Any) -> None:
        kind = tuple[(Literal[of], bool, *key)]  # type: ignore[valid-type]
        self._of = of
        self._key: TypeAdapter[tuple[Any, ...]] = TypeAdapter(kind)

    def write(self, edge: Edge) -> str:
        """An opaque word for the edge."""
        text = self._key.dump_json((self._of, edge.before, *edge.key))
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    def read(self, cursor: str) -> Edge:
        """The edge again. What this list did not hand out, letter for letter, is refused."""
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            _, before, *key = self._key.validate_json(text, strict=True)
        except (ValueError, ValidationError):
            raise Problem(422, Fault("cursor", pointer="/cursor")) from None
        edge = Edge(tuple(key), before)
        if self.write(edge) != cursor:
            raise Problem(422, Fault("cursor", pointer="/cursor"))
        return edge


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, how many there are in all, and the edges of the pages beside it where there are any."""

    rows: Sequence[Any]
    total: int
    after: Edge | None = None
    before: Edge | None = None


def address_with(request: Request, **changed: Any) -> str:
    """The address that was asked, with these parameters (None: without), and from its first page unless one says so."""
    url = request.url.remove_query_params(["after", "cursor", QUERY, *changed])
    given = {name: value for name, value in changed.items() if value is not None}
    url = url.include_query_params(**given) if given else url
    return f"{url.path}?{url.query}" if url.query else url.path
