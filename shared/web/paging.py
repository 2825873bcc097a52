"""Cursor paging: a page of a list and where the next one starts; a row that arrives meanwhile shifts nothing."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import Query
from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request

from shared.domain.refusal import Fault
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
AnyPosition = Annotated[int, Field(ge=0, le=POSITION_MAX)]
"""A cursor's part that is a row's position."""


class Cursors:
    """The cursors of one list: its name, and the types of its sort key.

    Example::

        URGENCY = Cursors("klien", date, UuidText)

        async def listed(paging: Annotated[Paging, Depends(paged(URGENCY))]) -> Response: ...
    """

    def __init__(self, of: str, *key: Any) -> None:
        self._of = of
        self._key: TypeAdapter[tuple[Any, ...]] = TypeAdapter(tuple[(Literal[of], *key)])  # type: ignore

    def write(self, key: Sequence[Any]) -> str:
        """An opaque word for a sort key."""
        text = self._key.dump_json((self._of, *key))
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    def read(self, cursor: str) -> tuple[Any, ...]:
        """The sort key again. What this list did not hand out, letter for letter, is refused."""
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            _, *key = self._key.validate_json(text, strict=True)
        except (ValueError, ValidationError):
            key = []
        if not key or self.write(key) != cursor:
            raise Problem(422, Fault("cursor", pointer="/cursor"))
        return tuple(key)


@dataclass(frozen=True, slots=True)
class Paging:
    """How many rows are wanted, and the sort key of the last row already seen (None: from the start)."""

    cursors: Cursors
    limit: int = PAGE_LIMIT
    cursor: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; ``cursor`` is the sort key of the last one where more follow."""

    items: Sequence[Any]
    cursor: tuple[Any, ...] | None = None


def paged(cursors: Cursors) -> Callable[..., Paging]:
    """Makes the dependency of a list's route: ``?limit=`` and ``?cursor=``."""

    def read(
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT_MAX)] = PAGE_LIMIT,
        cursor: Annotated[str | None, Query(max_length=CURSOR_LENGTH_MAX)] = None,
    ) -> Paging:
        return Paging(cursors, limit, cursors.read(cursor) if cursor else None)

    return read


def next_address(request: Request, paging: Paging, page: Page) -> str | None:
    """The address of the page after this one, filters kept; None on the last."""
    if page.cursor is None:
        return None
    url = request.url.include_query_params(cursor=paging.cursors.write(page.cursor)).remove_query_params("after")
    return f"{url.path}?{url.query}"
