"""What the house says about itself to engineers: its addresses, and every rule it may answer with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.web.screens import page, screen
from shared.web.texts import Texts

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body."""

    name: str
    place: str
    kind: str
    required: bool
    said: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    summary: str
    said: str
    fields: tuple[Field, ...]


def addresses(request: Request, described: Mapping[str, Any]) -> Response:
    """``/docs``: the addresses as a page without scripts; ``/openapi.json`` is the same for programs."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                tag = methods[method].get("tags", ["session"])[0]
                groups.setdefault(tag, []).append(_operation(path, method, methods[method], described))
    return page(request, "docs.html", {"groups": groups, "title": described["info"]["title"]})


async def problems(request: Request) -> Response:
    """``/problems``: where every problem's ``type`` leads: each rule with its words and its remedy."""
    texts: Texts = request.app.state.texts
    rules = {rule: texts.rules[rule] for rule in sorted(texts.rules) if not rule.startswith(("broken-", "flag-"))}
    return screen(request, "problems.html", {"rules": rules})


def _operation(path: str, method: str, found: Mapping[str, Any], described: Mapping[str, Any]) -> Operation:
    parameters = [
        Field(
            one["name"], one["in"], _kind(one["schema"]), one.get("required", False), one.get("description", "") or ""
        )
        for one in found.get("parameters", ())
    ]
    contents = found.get("requestBody", {}).get("content", {})
    schema: Mapping[str, Any] = next((content["schema"] for content in contents.values()), {})
    return Operation(
        method.upper(),
        path,
        found.get("description", "").partition("\n")[0] or found.get("summary", ""),
        found.get("description", "").partition("\n")[2].strip(),
        (*parameters, *_body(_resolved(schema, described), described)),
    )


def _body(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[Field]:
    for choice in schema.get("oneOf", [schema])[:1]:
        found = _resolved(choice, described)
        for name, one in found.get("properties", {}).items():
            yield Field(name, "body", _kind(one), name in found.get("required", ()), one.get("description", ""))


def _resolved(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return described.get("components", {}).get("schemas", {}).get(name, {}) if name else schema


def _kind(schema: Mapping[str, Any]) -> str:
    """``string``, ``integer``, ``a | b`` of an enumeration, the name of a part."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return next((_kind(one) for one in schema["anyOf"] if one.get("type") != "null"), "")
    named = str(schema.get("$ref", "")).rpartition("/")[2]
    return named or str(schema.get("format") or schema.get("type", ""))
