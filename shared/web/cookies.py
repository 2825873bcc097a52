"""What our cookies are called: over TLS with the prefix by which a browser keeps them to this very host and to TLS."""

from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

R = TypeVar("R", bound=Response)


def scheme_of(request: Request) -> str:
    """``https`` where the request came over TLS, to us or to whoever handed it on."""
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    return "https" if "https" in (request.url.scheme, forwarded) else request.url.scheme


def cookie(request: Request, name: str) -> str | None:
    """What the browser brings under this name: over TLS only what was set over TLS."""
    return request.cookies.get(_named(request, name))


def set_cookie(request: Request, response: Response, name: str, value: str, life_s: int | None = None) -> None:
    """Out of reach of scripts, and not sent along by a form of another site; without ``life_s`` it ends with the
    browser."""
    over_tls = scheme_of(request) == "https"
    response.set_cookie(
        _named(request, name), value, max_age=life_s, path="/", secure=over_tls, httponly=True, samesite="lax"
    )


def delete_cookie(request: Request, response: R, name: str) -> R:
    """The browser has it no more."""
    over_tls = scheme_of(request) == "https"
    response.delete_cookie(_named(request, name), path="/", secure=over_tls, httponly=True, samesite="lax")
    return response


def _named(request: Request, name: str) -> str:
    return f"__Host-{name}" if scheme_of(request) == "https" else name
