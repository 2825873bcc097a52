"""A misspelt filter would show more than was asked for: what an address does not know in its query is refused.

So is a value given twice where one is meant: of two, any reader takes another.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final, get_args, get_origin

from fastapi.dependencies.models import Dependant
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from shared.domain.refusal import Fault
from shared.web.kept import QUERY
from shared.web.paging import AnyPosition
from shared.web.problems import Problem, faults_of

NAME_LENGTH_MAX: Final = 60
AFTER: Final = "after"
"""The position that ``answer`` puts into the address which it leads to, whether that page waits for it or not."""
POSITION: Final = TypeAdapter[int](AnyPosition)


def refuse_strange_queries(request: Request) -> None:
    """Raises a problem that names the parameters that the matched address does not declare, or has only once."""
    declared = dict(_declared(request.scope["route"].dependant))
    known = {AFTER, *declared}
    asked = Counter(name for name, _ in request.query_params.multi_items())
    of_pages = {QUERY} if request.app.state.wants_page(request) else set()
    unknown = [name for name in asked if name not in known | of_pages]
    if unknown:
        listed = ", ".join(sorted(known))
        faults = (Fault("query-unknown", {"known": listed}, pointer=f"/{name[:NAME_LENGTH_MAX]}") for name in unknown)
        raise Problem(422, *faults)
    twice = [name for name, times in asked.items() if times > 1 and not declared.get(name)]
    if twice:
        raise Problem(422, *(Fault("query-twice", pointer=f"/{name}") for name in twice))
    if AFTER in asked and AFTER not in declared:
        _refuse_no_position(request.query_params[AFTER])


def _refuse_no_position(said: str) -> None:
    try:
        POSITION.validate_python(said)
    except ValidationError as invalid:
        errors = invalid.errors(include_input=False, include_url=False)
        raise Problem(422, *faults_of([{**error, "loc": (AFTER,)} for error in errors])) from None


def _declared(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Each parameter, and whether it may come several times."""
    for field in dependant.query_params:
        kind = field.field_info.annotation
        yield field.alias, any(get_origin(one) is list for one in (kind, *get_args(kind)))
    for inner in dependant.dependencies:
        yield from _declared(inner)
