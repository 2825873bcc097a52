"""What addresses answer, as models: said by ``gives`` where a route is declared, read by ``/openapi.json``.

The routes build their answers themselves; tests/e2e/test_contract.py holds real answers against these models.

Example::

    @router.post("/ipd", status_code=201)
    @gives(answered("RegisteredIpd", ipd_id=IpdId))
    async def registered(...) -> Response: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel, ConfigDict, Field, create_model

from shared.web.paging import POSITION_MAX

R = TypeVar("R", bound=Callable[..., Any])
POSITION = Annotated[int, Field(ge=0, le=POSITION_MAX)]
"""A place in the ledger."""
MINUTES = Annotated[int, Field(ge=0)]


class Answer(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class AsOf(Answer):
    """How late a read answer is: the position it stands at, and whether ``?after=`` was reached within 2 s."""

    position: POSITION
    reached: bool


class Answered(Answer):
    """A command was carried out."""

    position: POSITION
    """Where it stands in the ledger: read your own write by ``?after=`` this."""


class Told(Answer):
    """One reason or flag in the asker's language."""

    rule: str
    """Stable; its words and remedy stand at ``/problems#rule``."""
    message: str
    remedy: str | None
    citation: str | None
    pointer: str | None
    """The field it is about, as a JSON pointer."""


def gives(
    kind: Any, also: Mapping[int, Any] | None = None, refuses: tuple[int, ...] = (), *, files: tuple[str, ...] = ()
) -> Callable[[R], R]:
    """Says of a route what its answer is, or of which types its file; under which other statuses it has others; and
    which refusals it knows beside those that follow from who may ask and what is taken. Nothing is built of it before
    the contract is asked for."""

    def said(route: R) -> R:
        route.given = Given(kind, also or {}, refuses, files)  # type: ignore[attr-defined]
        return route

    return said


@dataclass(frozen=True, slots=True)
class Given:
    """What ``gives`` says."""

    kind: Any = None
    also: Mapping[int, Any] = field(default_factory=dict)
    refuses: tuple[int, ...] = ()
    files: tuple[str, ...] = ()


def answered(name: str, said: str = "", /, **fields: Any) -> type[Answered]:
    """The answer of a command that says more than its position."""
    return create_model(name, __base__=Answered, __doc__=said or Answered.__doc__, **_required(fields))


def standing(name: str, said: str, /, base: type[BaseModel] = Answer, **fields: Any) -> type[BaseModel]:
    """A read answer: these fields, and as of which position."""
    return create_model(name, __base__=base, __doc__=said, **_required({**fields, "as_of": AsOf}))


def of_row(
    row: type[msgspec.Struct], name: str = "", *, without: tuple[str, ...] = (), **other: Any
) -> type[BaseModel]:
    """A projection's row as it is answered: its columns less some, ``other`` ones beside or in place of them."""
    columns = {one.name: _plain(one.type) for one in msgspec.structs.fields(row) if one.name not in without}
    said = (row.__doc__ or "").partition("\n")[0]
    return create_model(name or row.__name__, __base__=Answer, __doc__=said, **_required({**columns, **other}))


def _plain(kind: Any) -> Any:
    """The type with models in place of structs, also inside of a tuple or a union."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return of_row(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return reduce(or_, (_plain(part) for part in parts))
    return tuple[_plain(parts[0]), ...] if origin is tuple and parts[-1] is ... else kind  # type: ignore[misc]


def _required(fields: dict[str, Any]) -> dict[str, Any]:
    """Every field is there, but where its own default says that it may be left out."""
    return {name: kind if isinstance(kind, tuple) else (kind, ...) for name, kind in fields.items()}
