"""What a request brings of a command: all but the ids that its address has, and what the edge finds out (``FOUND``).

Example::

    @router.post("/{klien_id}/service")
    async def start(command: Annotated[StartService, Depends(brought(StartService))]) -> Response: ...

There is no second model: a field that is added to the command is one that its address takes, read as strictly and told
in ``/openapi.json``.
"""

from collections.abc import Callable, Coroutine
from copy import copy
from functools import cache
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, overload

from fastapi import Path
from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError, create_model
from starlette.requests import Request

from shared.domain.command import Command
from shared.domain.refusal import Fault
from shared.domain.retold import retold
from shared.web.forms import WRONG_TEXTS, Body, bringing, incoming, invalid_request, pressed

C = TypeVar("C", bound=Command)
B = TypeVar("B", bound="Brought")


class Brought(BaseModel):
    """The body of a command; a subclass adds or loosens what its address takes otherwise than the command."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    _wrong_texts: tuple[Fault, ...] = PrivateAttr(())
    """Faults of its free texts, which the command of it takes along."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


@overload
def body_model(command: type[Command], *in_the_path: str) -> type[Brought]: ...
@overload
def body_model(command: type[Command], *in_the_path: str, base: type[B]) -> type[B]: ...
def body_model(command: type[Command], *in_the_path: str, base: type[Any] = Brought) -> type[Any]:
    """The model of what a request brings of this command. The ids of its stream are in the path, as are these; what
    ``base`` has is taken as it says."""
    key: tuple[Any, ...] = (command, in_the_path, base)
    found: type[Any] = _model(*key)
    return found


@cache
def _model(command: Any, in_the_path: tuple[str, ...], base: Any) -> Any:
    without = {*command.stream_ids(), *in_the_path, *command.FOUND, *base.model_fields}
    fields = {name: field for name, field in command.model_fields.items() if name not in without}
    taken: dict[str, Any] = {name: (field.annotation, copy(field)) for name, field in fields.items()}
    about: dict[str, Any] = {"__doc__": command.__doc__, "__module__": command.__module__}
    return create_model(command.__name__, __base__=base, **about, **taken)


def command_of(command: type[C], body: BaseModel, **own: Any) -> C:
    """The command that this body and the edge's ``own`` words make; where texts of the body are stand-ins, one
    that is judged only."""
    try:
        found = retold(command, body, **own)
    except ValidationError as invalid:
        raise invalid_request(invalid) from None
    mistyped: tuple[Fault, ...] = getattr(body, WRONG_TEXTS, ())
    return found.judged_only(mistyped) if mistyped else found


def brought(command: type[C], *in_the_path: str) -> Callable[..., Coroutine[Any, Any, C]]:
    """Dependency: the command of a request whose path has the ids of its stream, and these."""
    body = body_model(command, *in_the_path)
    body_read = incoming(body)
    ids = (*command.stream_ids(), *in_the_path)

    async def read(request: Request, **of_path: Any) -> C:
        if body.model_fields:
            return command_of(command, await body_read(request), **of_path)
        await pressed(request)
        return command_of(command, body(), **of_path)

    asked_of_path = [_in_path(name, command) for name in ids]
    read.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=Request), *asked_of_path]
    )
    return bringing(read, Body(body, body)) if body.model_fields else read


def _in_path(name: str, command: type[Command]) -> Parameter:
    field = command.model_fields[name]
    kind: Any = field.annotation
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=Annotated[(kind, *field.metadata, Path())])
