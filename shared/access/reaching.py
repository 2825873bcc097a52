"""Where a request meets the reach of who asks: the ids in its address here, those of a command in ``Asking``.

An id outside the reach becomes one that nobody has, before the route reads it: so the answer is the route's own to an
unknown id, word by word and by the same way.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request

from shared.access.origin import SAFE_METHODS
from shared.access.reach import ABOUT, EVERYTHING, Scope, scope_even_late, scope_of, sees
from shared.access.signin import Actor, actor, actor_or_none, note_hidden
from shared.domain.command import Command
from shared.domain.identifiers import AN_ID
from shared.domain.refusal import Fault
from shared.web.house import House, house
from shared.web.problems import Problem
from shared.web.screens import withhold

OTHER_NAMES: Final = {"corrects": "putusan_id", "rejected": "putusan_id"}
"""What an address's query, or a command, calls an id besides its own name: they say what is asked for, and do not only
narrow a list."""
OPENED_TO_SEE: Final = "opened-to-see"
"""What is recorded about whom one has only opened stays with whose case it is."""
HIDDEN_KEY: Final = "bakti.hidden"
"""In the scope: an id of the address was outside the reach, or unknown."""


async def reached(request: Request, asking: Actor = Depends(actor), here: House = Depends(house)) -> Scope:
    """Dependency: which rows are those of who asks."""
    return await scope_of(request, here, asking)


async def within_reach(request: Request, here: House = Depends(house)) -> None:
    """Dependency of every address of a service: an id outside the reach of who asks is nobody's."""
    path, query = _ids_in(request.path_params, ABOUT), _ids_in(request.query_params, OTHER_NAMES)
    if not path and not query:
        return
    asking = await actor_or_none(request)
    scope = EVERYTHING if asking is None else await scope_of(request, here, asking)
    if path and not await sees(here, scope, **path):
        request.scope["path_params"] = {**request.path_params, **{name: str(uuid4()) for name in path}}
        request.scope[HIDDEN_KEY] = True
    elif path and asking is not None and await _opened_alone(here, scope, path):
        if request.method not in SAFE_METHODS:
            await note_hidden(request, asking)
            raise Problem(403, Fault(OPENED_TO_SEE))
        withhold(request, recording())
    for name, value in query.items():
        if not await sees(here, scope, **{OTHER_NAMES[name]: value}):
            _ask_for_another(request, name)
            request.scope[HIDDEN_KEY] = True
    if asking is not None and request.scope.get(HIDDEN_KEY):
        await note_hidden(request, asking)


async def _opened_alone(here: House, scope: Scope, ids: Mapping[str, str]) -> bool:
    """Whether it is about somebody whom one has only opened."""
    return scope.own is not None and not await sees(here, scope.own, **ids)


@cache
def recording() -> frozenset[str]:
    """Every action that is refused about somebody who was opened to be seen: all commands, and a copy of the data."""
    found, left = {"person.export"}, [Command]
    while left:
        one = left.pop()
        left += one.__subclasses__()
        found.add(getattr(one, "ACTION", "person.export"))
    return frozenset(found)


def _ids_in(said: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: value for name, value in said.items() if name in names and AN_ID.fullmatch(value)}


def _ask_for_another(request: Request, name: str) -> None:
    others = [(one, value) for one, value in request.query_params.multi_items() if one != name]
    request.scope["query_string"] = urlencode([*others, (name, str(uuid4()))]).encode()
    request.__dict__.pop("_query_params", None)


OUTSIDE: Final = "outside"
"""The field of a command that is taken also outside the reach, and then says so: work is recorded, and waits."""


async def outside(request: Request, here: House, asking: Actor, command: Command) -> bool:
    """Whether a command is about a row outside the reach of who asks. Of what is only taken down this is told by what
    is known, however old."""
    if request.scope.get(HIDDEN_KEY):
        return True
    ids = ids_of(command)
    if not ids:
        return False
    scope = await (scope_even_late if OUTSIDE in command.FOUND else scope_of)(request, here, asking)
    return not await sees(here, (scope.own or scope) if OUTSIDE in command.FOUND else scope, **ids)


async def only_opened(request: Request, here: House, asking: Actor, command: Command) -> bool:
    """Whether a command that is not ``outside`` is about somebody who was opened, for an hour, to be seen."""
    if not (ids := ids_of(command)):
        return False
    scope = await scope_even_late(request, here, asking)
    return scope.own is not None and not await sees(here, scope.own, **ids)


def ids_of(command: Command) -> dict[str, str]:
    """Whom a command concerns, by the ids that it was asked with; what the edge itself found is nobody's wish."""
    return {OTHER_NAMES.get(name, name): str(value) for name, value in _ids(command) if name not in command.FOUND}


def nobodys(command: Command) -> Command:
    """The same command about what nobody has."""
    named = {*type(command).model_fields} & {*ABOUT, *OTHER_NAMES} - command.FOUND
    return command.model_copy(update={name: str(uuid4()) for name in named if getattr(command, name) is not None})


def _ids(part: Any) -> Iterator[tuple[str, Any]]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if (name in ABOUT or name in OTHER_NAMES) and value is not None:
            yield name, value
        elif isinstance(value, BaseModel):
            yield from _ids(value)
