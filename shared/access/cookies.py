"""The cookie in which a browser has its session: for this site's pages alone, out of reach of scripts."""

from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from shared.access.origin import scheme_of
from shared.access.sessions import ENDED_KNOWN
from shared.access.signed import SignedIn
from shared.access.signin import COOKIE, LEFT
from shared.runtime.clock import now
from shared.web.returning import forgotten

R = TypeVar("R", bound=Response)


def with_cookie(request: Request, response: R, done: SignedIn) -> R:
    """The browser has this session from now on."""
    life_s = int((done.expires_at + ENDED_KNOWN - now()).total_seconds())
    _set(request, response, COOKIE, done.token, life_s)
    response.delete_cookie(LEFT, path="/", httponly=True, samesite="lax")
    return response


def without_cookie(request: Request, response: R) -> R:
    """The browser has none; for a while it says whose it was."""
    forgotten(response).delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    if (token := request.cookies.get(COOKIE)) is not None:
        _set(request, response, LEFT, token, int(ENDED_KNOWN.total_seconds()))
    return response


def _set(request: Request, response: Response, name: str, token: str, life_s: int) -> None:
    over_tls = scheme_of(request) == "https"
    response.set_cookie(name, token, max_age=life_s, path="/", secure=over_tls, httponly=True, samesite="lax")
