"""The cookie in which a browser has its session."""

from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from shared.access.sessions import ENDED_KNOWN
from shared.access.signed import SignedIn
from shared.access.signin import COOKIE, LEFT
from shared.runtime.clock import now
from shared.web.cookies import cookie, delete_cookie, set_cookie
from shared.web.returning import forgotten

R = TypeVar("R", bound=Response)
CLEARED: Final = {"Clear-Site-Data": '"cache", "storage"'}
"""We leave nothing there; what a browser kept all the same goes. Not the cookies: one says whose the session was."""


def with_cookie(request: Request, response: R, done: SignedIn) -> R:
    """The browser has this session from now on."""
    life_s = int((done.expires_at + ENDED_KNOWN - now()).total_seconds())
    set_cookie(request, response, COOKIE, done.token, life_s)
    return delete_cookie(request, response, LEFT)


def without_cookie(request: Request, response: R) -> R:
    """The browser has none; for a while it says whose it was."""
    delete_cookie(request, forgotten(request, response), COOKIE)
    if (token := cookie(request, COOKIE)) is not None:
        set_cookie(request, response, LEFT, token, int(ENDED_KNOWN.total_seconds()))
    response.headers.update(CLEARED)
    return response
