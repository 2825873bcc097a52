"""What ``/openapi.json`` says, held against real answers: a status, a type of content, every field and no other.

Example::

    CONTRACT.wrong("GET", "/putusan?limit=2", answer.status_code, answer.headers["content-type"], answer.content)
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx2
from jsonschema import Draft202012Validator, FormatChecker

from services.cli.doors import contract
from services.intake.activity.papers.invitation import ICS
from shared.domain.filed import Media
from shared.reports.files import XLSX

HOLE: Final = re.compile(r"\{\w+\}")
UNREAD: Final = ("text/html", "text/css", "text/csv", *Media, XLSX, ICS)
"""What is no JSON."""


def schemas_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every schema of a document, also within others, with where it stands."""
    for name, schema in document["components"]["schemas"].items():
        yield from _within(schema, name)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method.upper()} {path}"
            for parameter in operation["parameters"]:
                yield from _within(parameter["schema"], f"{where} ?{parameter['name']}")
            bodies = {"body": operation["requestBody"]} if "requestBody" in operation else {}
            for name, said in (bodies | operation["responses"]).items():
                for kind, content in said.get("content", {}).items():
                    yield from _within(content["schema"], f"{where} {name} {kind}")


def _within(schema: Any, where: str) -> Iterator[tuple[str, Any]]:
    yield where, schema
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            yield from _within(part, f"{where}.{name}")
        for name in ("items", "additionalProperties"):
            if not isinstance(schema.get(name, False), bool):
                yield from _within(schema[name], f"{where}[]")
        for name in ("anyOf", "oneOf", "allOf", "prefixItems"):
            for number, part in enumerate(schema.get(name, ())):
                yield from _within(part, f"{where}|{number}")


class Contract:
    """The document with every object closed: a field that it does not name is wrong."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = json.loads(json.dumps(document))
        for _, schema in schemas_of(self.document):
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)
        paths = sorted(self.document["paths"], key=lambda path: path.count("{"))
        self.paths = [(re.compile(HOLE.sub("[^/]+", path)), path) for path in paths]

    def operation(self, method: str, target: str) -> Mapping[str, Any] | None:
        """What is said of this request's address, if anything."""
        asked = target.partition("?")[0]
        found = next((path for pattern, path in self.paths if pattern.fullmatch(asked)), None)
        said: Mapping[str, Any] | None = self.document["paths"][found].get(method.lower()) if found else None
        return said

    def wrong(self, method: str, target: str, status: int, kind: str, body: bytes) -> str | None:
        """How an answer to a program is not as described; None where it is, or where nothing is said."""
        operation = self.operation(method, target)
        if operation is None:
            return None
        where = f"{operation['operationId']} {status}"
        said = operation["responses"].get(str(status))
        if said is None:
            return f"{where} is not described: {body[:300]!r}"
        contents = said.get("content", {})
        kind = kind.partition(";")[0]
        if not contents and not body:
            return None
        if kind not in contents:
            return f"{where} as {kind or 'nothing'} is not described"
        if kind in UNREAD:
            return None
        schema = {**contents[kind]["schema"], "components": self.document["components"]}
        errors = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(json.loads(body))
        found = next(iter(errors), None)
        return f"{where} at {found.json_path}: {found.message[:400]}" if found else None


CONTRACT: Final = Contract(contract())


async def as_described(response: httpx2.Response) -> None:
    """Hook of a client: every answer that a program gets in any test is the described one."""
    request = response.request
    if "text/html" in request.headers.get("accept", ""):
        return
    body = await response.aread()
    kind = response.headers.get("content-type", "")
    wrong = CONTRACT.wrong(request.method, request.url.path, response.status_code, kind, body)
    assert wrong is None, wrong
