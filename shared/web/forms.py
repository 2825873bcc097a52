"""One command takes a form or JSON: what a request brings, read into the command's own model."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final, TypeVar
from uuid import uuid4

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from shared.domain.identifiers import AccountId, CommandId, derived
from shared.domain.refusal import Fault
from shared.ledger.execute import Asked
from shared.web.problems import Problem

M = TypeVar("M", bound=BaseModel)

ONCE: Final = "_once"
"""The hidden field of our forms that makes a second click the same command."""
KEY_LENGTH_MAX: Final = 200
BODY_BYTES_MAX: Final = 1_000_000
"""A command is a few kilobytes; a list of hours a few hundred."""
FORM_TYPES: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


def incoming(model: type[M]) -> Callable[[Request], Coroutine[Any, Any, M]]:
    """Dependency: the request's JSON or form as ``model``. A form's ``terms.total_minutes`` is nested by its dots."""

    async def read(request: Request) -> M:
        if is_form(request):
            return validated(model, await form_fields(request))
        try:
            return model.model_validate_json(await body_of(request))
        except ValidationError as invalid:
            raise invalid_request(invalid) from None

    return read


def validated(model: type[M], fields: Mapping[str, Any]) -> M:
    """The model of these fields, typed by a person; every fault of theirs is the request's."""
    try:
        return model.model_validate(fields)
    except ValidationError as invalid:
        raise invalid_request(invalid) from None


def invalid_request(invalid: ValidationError) -> RequestValidationError:
    """A body's faults as the edge answers them, without what was typed."""
    errors = invalid.errors(include_input=False, include_url=False)
    return RequestValidationError([{**error, "loc": ("body", *error["loc"])} for error in errors])


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """``openapi_extra`` of a route that reads by ``incoming(model)``."""
    schema = model.model_json_schema(mode="validation")
    kinds = ("application/json", FORM_TYPES[0])
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}}


async def body_of(request: Request, bytes_max: int = BODY_BYTES_MAX) -> bytes:
    """The body, at most so many bytes."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > bytes_max:
            raise Problem(413, Fault("status-413"))
    return bytes(found)


async def form_fields(request: Request) -> dict[str, Any]:
    """The form's fields, nested by dots; an empty field is one that was not given."""
    found: dict[str, Any] = {}
    form = await request.form(max_files=1, max_fields=200)
    request.scope[ONCE] = form.get(ONCE)
    for name, value in form.multi_items():
        if name.startswith("_") or value == "":
            continue
        *path, last = name.split(".")
        inner = found
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = [*inner[last], value] if isinstance(inner.get(last), list) else value
    return found


def command_id(request: Request, account: AccountId, number: int = 0) -> CommandId:
    """The id of the ``number``-th command of a request: from ``Idempotency-Key`` or the form's own, else a new one."""
    key = request.headers.get("idempotency-key") or request.scope.get(ONCE)
    if not key:
        return CommandId(str(uuid4()))
    if len(key) > KEY_LENGTH_MAX:
        raise Problem(422, Fault("idempotency-key", {"length_max": KEY_LENGTH_MAX}))
    return CommandId(derived("request", account, request.url.path, key, str(number)))


def asked(request: Request, account: AccountId, number: int = 0) -> Asked:
    """Who asks, under which command id: what ``execute`` wants to know beside the command."""
    named = command_id(request, account, number)
    return Asked(command_id=named, actor=account, correlation_id=named)


def is_form(request: Request) -> bool:
    """Whether the request brings a form, and not JSON."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() in FORM_TYPES
