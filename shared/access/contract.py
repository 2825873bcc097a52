"""``/openapi.json``: every address of the house with all it takes, gives and refuses, derived from its routes.

Nothing is written twice: the action of ``require`` gives security and roles, the dependency that reads the body its
schemas, ``gives`` the answers, and all of these together the refusals that an address can give.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, get_args

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from shared.access.origin import SAFE_METHODS
from shared.access.policy import POLICY, PUBLIC, SIGNING_IN, RoleName
from shared.access.signin import COOKIE, addresses
from shared.web.answers import Answered, Given
from shared.web.forms import JSON, KEY_LENGTH_MAX, MULTIPART, URLENCODED, Body
from shared.web.language import Language
from shared.web.problems import MEDIA_TYPE, Details
from shared.web.texts import Texts

SCHEMAS: Final = "#/components/schemas/"
SECURITY: Final = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "What a browser keeps after POST /session; believed for a write only from one of our own pages.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "What a program is answered by POST /session.",
    },
}
DESCRIPTION: Final = """\
Community-service sentences from the court's ruling to the certificate of completion. One address serves people \
(`Accept: text/html`) and programs (JSON); pages are no part of this contract. A command takes JSON, read strictly, or \
the form of its page. Every refusal is a problem of RFC 9457 with each reason, its remedy and its article, in \
Indonesian or English as `Accept-Language` asks. A command answers with its position in the ledger; a read with \
`?after=` that position waits up to 2 s for it. The same document is served by every part of the house.\
"""
WORDS: Final = str.maketrans("-.", "__")
BINARY: Final = {"type": "string", "format": "binary"}
RETRY_AFTER: Final = {
    "Retry-After": {"description": "Seconds until it is worth asking again.", "schema": {"type": "integer"}}
}
IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key again is the same command: it is carried out once, and gets its first answer.",
    "schema": {"type": "string", "maxLength": KEY_LENGTH_MAX},
}
ACCEPT_LANGUAGE: Final = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The language of reasons and remedies: `id` or `en`.",
    "schema": {"type": "string", "maxLength": 200, "default": Language.ID.value},
}


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one path, as its route declares it."""

    method: str
    path: str
    route: RouteContext
    actions: frozenset[str]

    @property
    def name(self) -> str:
        """``POST /putusan``."""
        return f"{self.method} {self.path}"

    @property
    def operation_id(self) -> str:
        """``list_putusan``, ``post_putusan_confirmation``: by its path, whatever the code is called."""
        words = [part for part in self.path.translate(WORDS).split("/") if part and not part.startswith("{")]
        lists = self.method == "GET" and "items" in getattr(self.given.kind, "model_fields", ())
        return "_".join(("list" if lists else self.method.lower(), *(words or ["desk"])))

    @property
    def given(self) -> Given:
        """What its route says that it answers."""
        found: Given = getattr(self.route.endpoint, "given", Given())
        return found

    @property
    def body(self) -> Body | None:
        """What it takes."""
        return next(_bodies(self.route.dependant), None)

    @property
    def answers(self) -> dict[int, Any]:
        """The type of each answer that is none of refusal; None: it has no body."""
        return {self.route.status_code or int(HTTPStatus.OK): self.given.kind, **self.given.also}

    @property
    def is_command(self) -> bool:
        """Whether it is answered by the position of what was recorded."""
        kinds = [part for kind in self.answers.values() for part in (kind, *get_args(kind))]
        return any(isinstance(kind, type) and issubclass(kind, Answered) for kind in kinds)

    @property
    def public(self) -> bool:
        """Whether it asks for no sign-in."""
        return self.actions <= PUBLIC

    @property
    def roles(self) -> list[str]:
        """Who may."""
        return [role.value for role in RoleName if all(role in POLICY[action] for action in self.actions)]

    @property
    def refusals(self) -> list[int]:
        """The statuses of the problems that it can answer with."""
        found = {422, 503, *self.given.refuses}
        if not self.public:
            found.add(401)
            if self.method not in SAFE_METHODS or not set(SIGNING_IN) <= set(self.roles):
                found.add(403)
        if self.method not in SAFE_METHODS:
            found |= {413, 415, 429}  # what brings nothing is pressed by a form, which says so of itself
        if "{" in self.path:
            found.add(404)
        if self.is_command:
            found.add(409)
        return sorted(found)


@dataclass
class Schemas:
    """Types on their way into ``components``: all are known before the first is written, so that names are theirs."""

    wanted: dict[tuple[str, JsonSchemaMode], TypeAdapter[Any]] = field(default_factory=dict)

    def want(self, key: str, kind: Any, mode: JsonSchemaMode) -> None:
        """Remember a type under a key."""
        if kind is not None:
            self.wanted[key, mode] = TypeAdapter(kind)

    def written(self) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
        """The schema of each key, and the components that they refer to."""
        made, definitions = TypeAdapter.json_schemas(
            [(key, mode, adapter) for (key, mode), adapter in self.wanted.items()],
            ref_template=SCHEMAS + "{model}",
            schema_generator=Untitled,
        )
        return {key: schema for (key, _), schema in made.items()}, definitions.get("$defs", {})


class Untitled(GenerateJsonSchema):
    """Without a title for each field, which says its name a second time."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(app: FastAPI) -> dict[str, Any]:
    """The description of this app's addresses. ``app.state.texts`` has the words of the refusals."""
    known = [one for one in declared(app) if one.route.include_in_schema]
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary="Rulings, places, hours and what they are worth.",
        description=DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        servers=[{"url": "/", "description": "The house that serves this document."}],
        routes=app.routes,
    )
    schemas = Schemas()
    schemas.want("problem", Details, "serialization")
    for one in known:
        _want(schemas, one)
    writer = Writer(*schemas.written(), found.get("components", {}).get("schemas", {}), app.state.texts)
    for one in known:
        methods = found["paths"][one.path]
        methods[one.method.lower()] = writer.operation(methods[one.method.lower()], one)
    found["components"] = {"schemas": dict(sorted(writer.components.items())), "securitySchemes": SECURITY}
    return found


def declared(app: FastAPI) -> Iterator[Address]:
    """Every method of every route of the app."""
    actions = addresses(app)
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            for method in sorted(route.methods or ()):
                path = str(route.path)
                yield Address(method, path, route, actions[f"{method} {path}"])


def _never_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a field that a form leaves out where it says nothing."""
    if "anyOf" not in schema:
        return dict(schema)
    choices = [one for one in schema["anyOf"] if one.get("type") != "null"]
    rest = {name: said for name, said in schema.items() if name not in ("anyOf", "default")}
    return {**rest, **(choices[0] if len(choices) == 1 else {"anyOf": choices})}


def _bodies(dependant: Dependant) -> Iterator[Body]:
    body = getattr(dependant.call, "body", None)
    if isinstance(body, Body):
        yield body
    for inner in dependant.dependencies:
        yield from _bodies(inner)


def _want(schemas: Schemas, one: Address) -> None:
    if one.body:
        schemas.want(f"{one.name} json", one.body.json, "validation")
        schemas.want(f"{one.name} form", one.body.form, "validation")
    for status, kind in one.answers.items():
        schemas.want(f"{one.name} {status}", kind, "serialization")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes operations: the schema of each key, what they refer to, and the words of refusals."""

    made: dict[str, dict[str, Any]]
    components: dict[str, dict[str, Any]]
    parts: Mapping[str, Any]
    """What the parameters refer to; each is written where it stands."""
    texts: Texts

    def operation(self, found: Mapping[str, Any], one: Address) -> dict[str, Any]:
        """The whole of an operation, from what FastAPI says of it and what its route declares."""
        parameters = [self._parameter(parameter) for parameter in found.get("parameters", ())]
        parameters += [IDEMPOTENCY_KEY, ACCEPT_LANGUAGE] if one.is_command else [ACCEPT_LANGUAGE]
        body = {"requestBody": {"required": True, "content": self._content(one, one.body)}} if one.body else {}
        return {
            "tags": found["tags"],
            "summary": found["summary"],
            "description": found.get("description", found["summary"]),
            "operationId": one.operation_id,
            "parameters": parameters,
            **body,
            "responses": {
                **{str(status): self._answer(one, status, kind) for status, kind in one.answers.items()},
                **{str(status): self._refusal(status) for status in one.refusals},
            },
            "security": [] if one.public else [{name: []} for name in SECURITY],
            "x-roles": one.roles,
        }

    def _parameter(self, found: Mapping[str, Any]) -> dict[str, Any]:
        return {**found, "schema": self._inlined(found["schema"])}

    def _inlined(self, schema: Any) -> Any:
        """A parameter's schema with what it refers to in its place, and without the name said twice."""
        if isinstance(schema, list):
            return [self._inlined(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self._inlined(self.parts[schema["$ref"].removeprefix(SCHEMAS)])
        return {name: self._inlined(part) for name, part in schema.items() if name != "title"}

    def _content(self, one: Address, body: Body) -> dict[str, Any]:
        found: dict[str, Any] = {kind: {"schema": BINARY} for kind in body.files}
        if body.json is not None:
            found[JSON] = {"schema": self.made[f"{one.name} json"]}
        if body.form is not None:
            found[URLENCODED] = {"schema": self._form(one)}
        if body.file_field is not None:
            field = {"type": "object", "properties": {body.file_field: BINARY}, "required": [body.file_field]}
            found[MULTIPART] = {"schema": field}
        return found

    def _form(self, one: Address) -> dict[str, Any]:
        """The body as a form's fields: of what is nested each field by its dots."""
        whole = self._resolved(self.made[f"{one.name} form"])
        name = str(whole["title"]).removesuffix("Form") + "Form"
        fields, required = dict(self._fields(whole)), sorted(self._needed(whole))
        self.components[name] = {
            "type": "object",
            "title": name,
            "description": "The same from a form: of what is nested each field by its dots.",
            "properties": fields,
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }
        return {"$ref": SCHEMAS + name}

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a schema refers to; of several choices the first."""
        while choices := schema.get("anyOf") or schema.get("oneOf"):
            schema = choices[0]
        return self.components[schema["$ref"].removeprefix(SCHEMAS)] if "$ref" in schema else schema

    def _fields(self, schema: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
        for name, part in schema["properties"].items():
            inner = self._resolved(part)
            if "properties" in inner:
                yield from self._fields(inner, f"{before}{name}.")
            elif "$ref" not in inner.get("items", {}):  # a list of parts has no dots that say which one
                yield f"{before}{name}", _never_null(part)

    def _needed(self, schema: Mapping[str, Any], before: str = "") -> Iterator[str]:
        """The fields that must be there; those of a part that may be null must not."""
        for name in schema.get("required", ()):
            part = schema["properties"][name]
            inner = self._resolved(part)
            if "properties" not in inner:
                yield f"{before}{name}"
            elif "anyOf" not in part:
                yield from self._needed(inner, f"{before}{name}.")

    def _answer(self, one: Address, status: int, kind: Any) -> dict[str, Any]:
        said: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if kind is not None:
            said["content"] = {JSON: {"schema": self.made[f"{one.name} {status}"]}}
        elif one.given.files:
            said["content"] = {file: {"schema": BINARY} for file in one.given.files}
        elif status == HTTPStatus.OK:
            said["content"] = {"text/html": {"schema": {"type": "string"}}}
        return said

    def _refusal(self, status: int) -> dict[str, Any]:
        said = self.texts.sentence(f"status-{status}", {}, Language.EN)
        headers = {"headers": RETRY_AFTER} if status in (429, 503) else {}
        return {"description": said, **headers, "content": {MEDIA_TYPE: {"schema": self.made["problem"]}}}
