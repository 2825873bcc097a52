"""Where somebody last was in each list, so that "Kembali" leads to it as they left it: its filters, order and page.

A cookie that ends with the browser holds the queries of our own lists: codes, ids and cursors, as their addresses have
them, and never a word that was sought. What it says is only ever put behind the address of a list of ours.
"""

from typing import Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from shared.web.cookies import cookie, delete_cookie, set_cookie
from shared.web.kept import QUERY

COOKIE: Final = "bakti_lists"
LISTS_MAX: Final = 8
"""More than the menu has."""
QUERY_LENGTH_MAX: Final = 300
"""A query of all filters with a cursor has some 200 letters; eight of them fit one cookie (4 kB)."""
PASSING: Final = ("after", QUERY)
"""What a list's address says of one visit alone."""

R = TypeVar("R", bound=Response)


def remembered(request: Request, response: R) -> R:
    """The page's answer; the browser remembers how the list was asked for."""
    asked = request.url.remove_query_params(PASSING).query
    before = _lists(request)
    lists = {path: query for path, query in before.items() if path != request.url.path}
    if asked and len(asked) <= QUERY_LENGTH_MAX:
        lists[request.url.path] = asked
    if lists != before:
        newest = urlencode(list(lists.items())[-LISTS_MAX:])
        set_cookie(request, response, COOKIE, newest)
    return response


def back_to(request: Request, path: str) -> str:
    """The list's address as it was last asked for."""
    query = _lists(request).get(path)
    return f"{path}?{query}" if query else path


def forgotten(request: Request, response: R) -> R:
    """Whoever signs in next begins anew."""
    return delete_cookie(request, response, COOKIE)


def _lists(request: Request) -> dict[str, str]:
    found = parse_qsl(cookie(request, COOKIE) or "")
    return {path: query for path, query in found if query.isprintable() and len(query) <= QUERY_LENGTH_MAX}
