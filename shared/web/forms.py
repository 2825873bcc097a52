"""One command takes a form or JSON: what a request brings, read into the command's own model.

JSON is a program's and read strictly: types as they are declared, each key once, times as text. A form is typed by a
person and lenient in its types. Both pass the same validators, and nothing else is taken.
"""

from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from re import compile as pattern
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl
from uuid import uuid4

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from shared.domain.identifiers import AccountId, Code, CommandId, derived
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.domain.text import STOOD_IN
from shared.ledger.execute import Asked
from shared.web.kept import CONTROLS, ONCE, note
from shared.web.problems import NAME_LENGTH_MAX, Problem, faults_of
from shared.web.strict_json import read_json, written_again

M = TypeVar("M", bound=BaseModel)
D = TypeVar("D", bound=Callable[..., Any])

KEY_LENGTH_MAX: Final = 200
BODY_BYTES_MAX: Final = 1_000_000
"""A command is a few kilobytes; a list of hours a few hundred."""
BYTES_MAX_KEY: Final = "bakti.bytes_max"
"""In the scope: how much the address takes of this request, where that is more."""
FIELDS_MAX: Final = 200
"""Of a form; a model of more boxes says how many by ``FIELDS_OF``."""
FIELDS_OF: Final = "form_fields_max"
FIELDS_KEY: Final = "bakti.fields_max"
"""In the scope: how many fields the address takes of this form."""
DEPTH_MAX: Final = 4
"""Dots in a form's name: the deepest command has two."""
JSON: Final = "application/json"
URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
FORM_TYPES: Final = (URLENCODED, MULTIPART)
WRONG_TEXTS: Final = "_wrong_texts"
"""Where the body of a command keeps the faults of its free texts; in a model without it none is stood in for."""
A_PART: Final = pattern(rb'name="([^"\r\n]*)"')
"""What a part of a form says that it is."""
A_DATE: Final = pattern(r"\d{4}-\d\d-\d\d")
"""How every date and time begins; what else pydantic reads as one are seconds since 1970."""

Location = tuple[str | int, ...]


def incoming(model: type[M]) -> Callable[[Request], Coroutine[Any, Any, M]]:
    """Dependency: the request's JSON or form as ``model``. A form's ``terms.total_minutes`` is nested by its dots."""

    async def read(request: Request) -> M:
        if is_form(request):
            request.scope[FIELDS_KEY] = getattr(model, FIELDS_OF, FIELDS_MAX)
            return validated(model, await form_fields(request))
        return of_json(model, await json_of(request))

    return bringing(read, Body(model, model))


@dataclass(frozen=True, slots=True)
class Body:
    """What an address takes: the type of its JSON; the type of what a form brings, nested by dots; types of content
    whose bytes are taken as they are, and the field of a form that holds such a file."""

    json: Any = None
    form: Any = None
    files: tuple[str, ...] = ()
    file_field: str | None = None


def bringing(dependency: D, body: Body) -> D:
    """The dependency by which a route reads its body, which says for ``/openapi.json`` what that is."""
    dependency.body = body  # type: ignore[attr-defined]
    return dependency


def cells_form(name: str, cells: Iterable[str]) -> type[BaseModel]:
    """The type of a form that is read as a row of a file: every cell a text, none that must be there."""
    fields: dict[str, Any] = dict.fromkeys(cells, (str, ""))
    found: type[BaseModel] = create_model(name, __config__=ConfigDict(defer_build=True), **fields)
    return found


def takes(body: Body) -> Callable[[], Coroutine[Any, Any, None]]:
    """Dependency of a route that reads its body itself, and says so."""

    async def said() -> None: ...

    return bringing(said, body)


def validated(model: type[M], fields: Mapping[str, Any]) -> M:
    """The model of these fields, typed by a person; every fault of theirs is the request's. A part that an event shares
    (a sentence's terms) is tolerant there and forbids unknown fields here. Where a form says things otherwise than a
    program (a box that is not ticked says nothing), the model reads it by its ``of_form``."""
    of_form: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = getattr(model, "of_form", None)
    said = of_form(fields) if of_form else fields
    try:
        found = model.model_validate(said, extra="forbid")
    except ValidationError as invalid:
        found = _stood_in(model, said, invalid_request(invalid))
    return _with_times_as_text(found, fields)


def _stood_in(model: type[M], said: Mapping[str, Any], invalid: RequestValidationError) -> M:
    """A command's body whose faults all lie in free texts, which no decider judges, with stand-ins for them: what the
    decider says of the rest is told in the same answer. Raises where anything else is wrong."""
    if WRONG_TEXTS not in model.__private_attributes__:
        raise invalid
    left_out = {one["loc"][1]: "" for one in invalid.errors() if one["type"] == "missing" and len(one["loc"]) == 2}
    try:
        found = model.model_validate({**said, **left_out}, extra="forbid", context=STOOD_IN)
    except ValidationError:
        raise invalid from None
    setattr(found, WRONG_TEXTS, faults_of(invalid.errors()))
    return found


def faults_in(model: type[BaseModel], fields: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What is wrong with these fields, given or not (None), whatever becomes of the model's others."""
    try:
        model.model_validate({name: value for name, value in fields.items() if value is not None})
    except ValidationError as invalid:
        return faults_of([one for one in invalid.errors() if one["loc"][:1] and one["loc"][0] in fields])
    return ()


def of_json(model: type[M], brought: Any) -> M:
    """The model of a JSON value, read strictly; every fault of it is the request's."""
    try:
        found = model.model_validate_json(written_again(brought), strict=True, extra="forbid")
    except ValidationError as invalid:
        raise invalid_request(invalid) from None
    return _with_times_as_text(found, brought)


def invalid_request(invalid: ValidationError) -> RequestValidationError:
    """A body's faults as the edge answers them, without what was typed."""
    return _refusal(invalid.errors(include_input=False, include_url=False))


async def json_of(request: Request) -> Any:
    """The body's JSON, each key of it once. What is not called JSON is not read as such: 415."""
    kind, charset = _content_type(request)
    if kind != JSON:
        raise Problem(415, Fault("content-type", {"given": kind or "–"}))
    if charset not in ("", "utf-8"):
        raise Problem(415, Fault("content-charset"))
    found, faults = read_json(await body_of(request))
    if faults:
        raise _refusal([{"type": rule, "loc": loc, "msg": rule} for rule, loc in faults])
    return found


async def body_of(request: Request, bytes_max: int = BODY_BYTES_MAX) -> bytes:
    """The body, at most so many bytes. Who takes more than a form or JSON brings, takes it whatever it is called."""
    if bytes_max > BODY_BYTES_MAX:
        request.scope[BYTES_MAX_KEY] = bytes_max
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > bytes_max:
            raise Problem(413, Fault("status-413"))
    return bytes(found)


async def form_fields(request: Request) -> dict[str, Any]:
    """The form's fields, nested by dots; an empty field is one that was not given, one given twice is a list."""
    found: dict[str, Any] = {}
    for name, value in await _pairs(request):
        if name == ONCE:
            request.scope[ONCE] = value
        elif name not in CONTROLS and value != "":
            _put(found, name, value)
    return found


async def pressed(request: Request) -> None:
    """Dependency of a command that brings nothing: what its form says about itself, so that a second click is the same
    command, its answers are shown first and what was saved is told."""
    if is_form(request):
        await form_fields(request)


async def form_cells(request: Request, several: Collection[str] = ()) -> dict[str, str]:
    """The form's fields as a row of a file has them: each once, its name as it is; what is ticked ``several`` times
    stands in one cell."""
    found = await form_fields(request)
    found |= {name: ", ".join(said) for name, said in found.items() if name in several and isinstance(said, list)}
    for name, value in found.items():
        if not isinstance(value, str):
            raise Problem(422, Fault("form-name-twice", pointer=f"/{name}"))
    return found


def command_id(request: Request, account: AccountId, number: int = 0) -> CommandId:
    """The id of the ``number``-th command of a request: from ``Idempotency-Key`` or the form's own, else a new one."""
    key = request.headers.get("idempotency-key") or request.scope.get(ONCE)
    if not key:
        return CommandId(str(uuid4()))
    if len(key) > KEY_LENGTH_MAX:
        raise Problem(422, Fault("idempotency-key", {"length_max": KEY_LENGTH_MAX}))
    return CommandId(derived("request", account, request.url.path, key, str(number)))


def once_of(request: Request) -> str | None:
    """The key that the form brought, once it was read: another each time that it is drawn."""
    found: str | None = request.scope.get(ONCE)
    return found


def asked(request: Request, account: AccountId, role: str, number: int = 0) -> Asked:
    """Who asks, in which role, under which command id: what ``execute`` wants to know beside the command."""
    named = command_id(request, account, number)
    return Asked(command_id=named, actor=account, correlation_id=named, role=Code(role))


def is_form(request: Request) -> bool:
    """Whether the request brings a form, and not JSON."""
    return content_type(request) in FORM_TYPES


def content_type(request: Request) -> str:
    """What the request calls its body, without parameters; empty where it does not say."""
    return _content_type(request)[0]


async def read_form(request: Request) -> None:
    """Read the form for nothing but to keep it. Raises ``Problem`` where it cannot be read."""
    await _pairs(request)


async def note_beginning(request: Request, beginning: bytes) -> str | None:
    """Remember what a form brought that is cut off since it is too large: the fields before the one that was cut, whose
    pointer is given."""
    if not beginning:
        return None
    kind, options = parse_options_header(request.headers.get("content-type"))
    mark = b"\r\n--" + options.get(b"boundary", b"") if kind == MULTIPART.encode() else b"&"
    whole, _, cut = beginning.rpartition(mark)
    try:
        pairs = await _pairs_of(request, whole + (mark + b"--\r\n" if kind == MULTIPART.encode() else b""))
    except Problem:
        return None
    note(request, pairs)
    found = A_PART.search(cut)
    name = (found[1] if found else cut.partition(b"=")[0]).decode("utf-8", "replace")
    return pointer_to(name) if name.isprintable() else None


def pointer_to(name: str) -> str:
    """The JSON pointer of a form's field."""
    return f"/{name.replace('.', '/')[:NAME_LENGTH_MAX]}"


async def uploaded(request: Request, body: bytes, field: str) -> bytes | None:
    """The file in this field of a form whose body was read already; None where there is none."""
    pairs = await _multipart(request, body, files=1)
    note(request, [(name, value) for name, value in pairs if isinstance(value, str)])
    for name, value in pairs:
        if name == field and isinstance(value, UploadFile):
            return await value.read()
    return None


async def _pairs(request: Request) -> list[tuple[str, str]]:
    """Names and values of a form without files, in their order; remembered, so that no fault of theirs loses them."""
    found = await _read_pairs(request)
    note(request, found)
    return found


async def _read_pairs(request: Request) -> list[tuple[str, str]]:
    return await _pairs_of(request, await body_of(request))


async def _pairs_of(request: Request, body: bytes) -> list[tuple[str, str]]:
    kind = content_type(request)
    if kind == MULTIPART:
        pairs = await _multipart(request, body, files=0)
        return [(name, value) for name, value in pairs if isinstance(value, str)]
    if body.lstrip()[:1] in (b"{", b"["):  # what curl sends with -d where nobody says otherwise
        raise Problem(415, Fault("content-type", {"given": kind}))
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_fields_max(request))
    except ValueError:
        raise Problem(422, Fault("form-unreadable")) from None


async def _multipart(request: Request, body: bytes, files: int) -> list[tuple[str, str | UploadFile]]:
    if _content_type(request)[1] not in ("", "utf-8"):
        raise Problem(415, Fault("content-charset"))
    try:
        form = await Request(request.scope, _once(body)).form(max_files=files, max_fields=_fields_max(request))
    except HTTPException:
        raise Problem(422, Fault("form-unreadable")) from None
    return form.multi_items()


def _fields_max(request: Request) -> int:
    found: int = request.scope.get(FIELDS_KEY, FIELDS_MAX)
    return found


def _put(fields: dict[str, Any], name: str, value: str) -> None:
    """Nest a value by the dots of its name; a name that is a value and a group at once says nothing."""
    *path, last = name.split(".")
    inner: Any = fields
    for part in path:
        inner = inner.setdefault(part, {}) if isinstance(inner, dict) else None
    nests = not isinstance(inner, dict) or isinstance(inner.get(last), dict)
    if nests or len(path) > DEPTH_MAX or "" in (*path, last):
        raise Problem(422, Fault("form-name-nests", pointer=pointer_to(name)))
    before = inner.get(last)
    inner[last] = value if before is None else [*(before if isinstance(before, list) else [before]), value]


def _content_type(request: Request) -> tuple[str, str]:
    """The type of the body and its charset, both in small letters; empty where they are not given."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    return kind.decode("latin-1").strip().lower(), options.get(b"charset", b"").decode("latin-1").strip().lower()


def _with_times_as_text(found: M, brought: Any) -> M:
    faults = list(_counted(found, brought, ()))
    if faults:
        raise _refusal([{"type": "time-as-number", "loc": loc, "msg": "time-as-number"} for loc in faults])
    return found


def _counted(found: object, brought: Any, location: Location) -> Iterator[Location]:
    """Where a date or time was given as a count of seconds, which pydantic reads even from a text."""
    if isinstance(found, Personal):
        yield from _counted(found.value, brought, location)
    elif isinstance(found, date) and isinstance(brought, str) and not A_DATE.match(brought):
        yield location
    elif isinstance(found, BaseModel) and isinstance(brought, Mapping):
        for name in brought:
            yield from _counted(getattr(found, name, None), brought[name], (*location, name))
    elif isinstance(found, tuple) and isinstance(brought, list | tuple):
        for number, (part, said) in enumerate(zip(found, brought, strict=False)):
            yield from _counted(part, said, (*location, number))


def _refusal(errors: Sequence[Any]) -> RequestValidationError:
    return RequestValidationError([{**error, "loc": ("body", *error["loc"])} for error in errors])


def _once(body: bytes) -> Receive:
    """A request's body that was read already, as a form's reader wants it."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
