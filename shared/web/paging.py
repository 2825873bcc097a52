"""Cursor paging: a page of a list and where the next one starts; a row that arrives meanwhile shifts nothing."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from starlette.requests import Request

from shared.domain.refusal import Fault
from shared.web.problems import Problem

PAGE_LIMIT: Final = 50
PAGE_LIMIT_MAX: Final = 200
"""A page of 200 rows stays under 100 kB of JSON and a blink of the database."""
CURSOR_LENGTH_MAX: Final = 512


@dataclass(frozen=True, slots=True)
class Paging:
    """How many rows are wanted, and the sort key of the last row already seen (None: from the start)."""

    limit: int = PAGE_LIMIT
    cursor: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; ``cursor`` is the sort key of the last one where more follow."""

    items: Sequence[Any]
    cursor: tuple[Any, ...] | None = None
    more: dict[str, Any] = field(default_factory=dict)


def paging(
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT_MAX)] = PAGE_LIMIT,
    cursor: Annotated[str | None, Query(max_length=CURSOR_LENGTH_MAX)] = None,
) -> Paging:
    """Dependency: ``?limit=`` and ``?cursor=``."""
    return Paging(limit, read_cursor(cursor) if cursor else None)


Paged = Annotated[Paging, Depends(paging)]


def write_cursor(key: Sequence[Any]) -> str:
    """An opaque word for a sort key (ISO text for days)."""
    text = json.dumps([getattr(part, "isoformat", lambda part=part: part)() for part in key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[Any, ...]:
    """The sort key again; what is not ours is refused."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        found = None
    if not isinstance(found, list) or any(isinstance(part, list | dict) for part in found):
        raise Problem(422, Fault("cursor", pointer="/cursor"))
    return tuple(found)


def next_address(request: Request, page: Page) -> str | None:
    """The address of the page after this one, filters kept; None on the last."""
    if page.cursor is None:
        return None
    url = request.url.include_query_params(cursor=write_cursor(page.cursor)).remove_query_params("after")
    return f"{url.path}?{url.query}"
