"""How a refusal of sign-in, password or code is answered: whoever tried too often is told when to come again."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.refusal import Refused
from shared.web.problems import problem, status_of

STATUS_WAIT = 429


def status_and_headers(why: Refused, status: int | None = None) -> tuple[int, Mapping[str, str] | None]:
    """429 with ``Retry-After`` where it is to be waited; else ``status``, or what the refusal's own kind says."""
    seconds = why.faults[0].facts.get("seconds")
    if seconds is None:
        return status or status_of(why), None
    return STATUS_WAIT, {"Retry-After": str(seconds)}


def refusal(request: Request, why: Refused, status: int | None = None) -> Response:
    """The problem, or the form again where it can be kept."""
    found, headers = status_and_headers(why, status)
    return problem(request, found, why.faults, headers)
