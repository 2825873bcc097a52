"""The feed described: AsyncAPI 3 as JSON for programs, and as one page without scripts for people.

The document comes from the relay's own publishers, so it cannot list what is not published. AsyncAPI's page
component is a script of more than a megabyte; this page is a table for each event and needs none.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from faststream.specification import AsyncAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from shared.domain.event import TYPE_PREFIX, Event
from shared.domain.identifiers import BookId
from shared.messaging.feed import FOLLOWERS, subscribe
from shared.messaging.publishers import FEED_ENTRIES_MAX, Publishers

ASSETS = Path(__file__).parent / "assets"
SERVER = "redis://feed:6379"
"""A name and not our address: the document is for whoever may read it, the address for whoever may connect."""
SCHEMAS = "#/components/schemas/"
DESCRIPTION = f"""\
Every event of one book, in the order of its ledger, on one Redis Stream, as CloudEvents 1.0 in binary mode: \
attributes as headers, data as stored. An entry's id is epoch-position. The stream holds about {FEED_ENTRIES_MAX:,} \
entries and may lose any of them: the ledger is the record, the feed its quick copy. Personal values are never in \
it: where an event speaks of one, it carries a reference into the vault and a keyed digest.\
"""
HEADERS: dict[str, str] = {
    "ce-specversion": "1.0",
    "ce-id": "The event's id: the same for ever, however often it is delivered.",
    "ce-source": "/books/{book}/streams/{stream}",
    "ce-type": "The type, with the version of its form behind .v",
    "ce-time": "When the ledger recorded it, RFC 3339.",
    "ce-subject": "The person (or host) it speaks of: an id, never a name. Absent where it speaks of nobody.",
    "ce-baktibook": "The regency's ledger.",
    "ce-baktistream": "What one decision sees together.",
    "ce-baktiposition": "Place in the book: 1, 2, 3 … without holes.",
    "ce-baktiversion": "Place in the stream: 1, 2, 3 …",
    "ce-baktischema": "Version of the form of the data.",
    "ce-baktiepoch": "Rises when the ledger was restored from a backup.",
    "ce-baktiprevhash": "Hash of the chain before this event, hexadecimal.",
    "ce-baktihash": "Hash of the chain with this event, hexadecimal.",
    "ce-baktirequest": "Keyed digest of the request that left it, hexadecimal; one of the columns the hash is made of.",
    "ce-baktimeta": "Who asked, which command, in answer to what: JSON, ids and times only.",
}


@cache
def document(book: BookId) -> dict[str, Any]:
    """The AsyncAPI 3 document of one book's feed, every known event with its schema."""
    broker = Publishers(SERVER, book).broker
    subscribe(broker, book, "$", lambda _: None)
    made = AsyncAPI(
        broker,
        title="Bakti: the feed",
        version="1",
        description=DESCRIPTION,
        schema_version="3.0.0",
    ).to_specification()
    server_named = made.to_json().replace('"development"', '"feed"').replace("/development", "/feed")
    found: dict[str, Any] = json.loads(server_named)
    _followers_read_all(found)
    payloads, schemas = _as_written()
    found["components"]["schemas"] = {**schemas, "Headers": _headers()}
    for name, message in found["components"]["messages"].items():
        kind = name.removesuffix(":Message")
        message |= {
            "name": kind,
            "title": kind.removeprefix(TYPE_PREFIX),
            "contentType": "application/json",
            "headers": {"$ref": f"{SCHEMAS}Headers"},
            "payload": payloads[kind],
        }
    return found


def _followers_read_all(found: dict[str, Any]) -> None:
    """The one batch subscriber takes every event: its messages are those that the publishers send."""
    sent = found["components"]["messages"]
    sent.pop(f"{FOLLOWERS}:SubscribeMessage")
    kinds = [name.removesuffix(":Message") for name in sent]
    found["channels"][FOLLOWERS]["messages"] = {
        kind: {"$ref": f"#/components/messages/{kind}:Message"} for kind in kinds
    }
    there = f"#/channels/{FOLLOWERS}/messages"
    found["operations"][FOLLOWERS]["messages"] = [{"$ref": f"{there}/{kind}"} for kind in kinds]


def page(found: dict[str, Any]) -> str:
    """The document as one HTML page that loads nothing but its stylesheet."""
    schemas = found["components"]["schemas"]
    messages = found["components"]["messages"].values()
    named = {message["name"]: message["payload"]["$ref"].removeprefix(SCHEMAS) for message in messages}
    events = {kind: schemas[name] for kind, name in sorted(named.items())}
    parts = {name: schema for name, schema in sorted(schemas.items()) if name not in {"Headers", *named.values()}}
    html: str = _template().render(info=found["info"], events=events, parts=parts, headers=HEADERS, prefix=TYPE_PREFIX)
    return html


def asyncapi_routes(book: BookId, path: str = "/asyncapi") -> list[Route]:
    """The page, its stylesheet and the JSON, to be put into an outer app."""

    async def as_page(_: Request) -> Response:
        return HTMLResponse(page(document(book)))

    async def as_json(_: Request) -> Response:
        return JSONResponse(document(book))

    async def style(_: Request) -> Response:
        return Response((ASSETS / "asyncapi.css").read_bytes(), media_type="text/css")

    return [
        Route(path, as_page, include_in_schema=False),
        Route(f"{path}.json", as_json, include_in_schema=False),
        Route(f"{path}/asyncapi.css", style, include_in_schema=False),
    ]


def type_words(schema: dict[str, Any]) -> list[tuple[str, str | None]]:
    """A field's type in words, each with the part it leads to, if any."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(SCHEMAS)
        return [(name, name)]
    if "anyOf" in schema:
        words = [word for option in schema["anyOf"] for word in [*type_words(option), ("or", None)]]
        return words[:-1]
    if schema.get("type") == "array":
        return [("list of", None), *type_words(schema.get("items", {}))]
    if "const" in schema:
        return [(str(schema["const"]), None)]
    return [(schema.get("format") or schema.get("type") or "any", None)]


def _as_written() -> tuple[dict[str, Any], dict[str, Any]]:
    """The events as they are written: personal values sealed, never the form a command brings.

    Gives each type's schema (a reference) and what the references lead to.
    """
    events: list[tuple[type[BaseModel], JsonSchemaMode]] = [(event, "serialization") for event in Event.KNOWN.values()]
    made, definitions = models_json_schema(events, ref_template=SCHEMAS + "{model}")
    return {kind: made[event, "serialization"] for kind, event in Event.KNOWN.items()}, definitions.get("$defs", {})


def _headers() -> dict[str, Any]:
    properties = {name: {"type": "string", "description": words} for name, words in HEADERS.items()}
    return {"type": "object", "properties": properties, "required": sorted(HEADERS.keys() - {"ce-subject"})}


@cache
def _template() -> Any:
    environment = Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)
    environment.filters["type_words"] = type_words
    return environment.get_template("asyncapi.html")
