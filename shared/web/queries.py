"""A misspelt filter would show more than was asked for: what an address does not know in its query is refused."""

from collections.abc import Iterator
from typing import Final

from fastapi.dependencies.models import Dependant
from starlette.requests import Request

from shared.domain.refusal import Fault
from shared.web.problems import Problem

NAME_LENGTH_MAX: Final = 60
EVERYWHERE: Final = frozenset({"after"})
"""The position that ``answer`` puts into the address which it leads to, whether that page waits for it or not."""


def refuse_unknown_queries(request: Request) -> None:
    """Raises a problem that names the parameters which the matched address does not declare."""
    known = EVERYWHERE | set(_declared(request.scope["route"].dependant))
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        listed = ", ".join(sorted(known))
        faults = (Fault("query-unknown", {"known": listed}, pointer=f"/{name[:NAME_LENGTH_MAX]}") for name in unknown)
        raise Problem(422, *faults)


def _declared(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        yield field.alias
    for inner in dependant.dependencies:
        yield from _declared(inner)
