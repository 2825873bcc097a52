"""Requests that nobody sends by mistake: every address of the app, each request spoilt in up to three named ways.

A request begins as one that could be meant (made from the route's own schema, with ids that exist) and passes through
mutators; what is asked after that is what a sender who means harm, or a broken program, would send. Same seed, same
requests, as long as the addresses are the same.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from urllib.parse import quote, quote_plus

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from services.cli.doors import contract
from services.intake.putusan.rows import COLUMNS
from tests.faults.hostile_values import DEEP, HEADER_TEXTS, JSON_VALUES, PERSON, TEXTS, TYPES, example, words

Pools = Mapping[str, Sequence[str]]
"""By a field's name: values that exist."""
BOUNDARY: Final = "batas"
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE", "get")
BARE: Final = ("/asyncapi", "/asyncapi.json", "/asyncapi/asyncapi.css", "/assets/bakti.css", "/assets")
"""What is no route of FastAPI's own."""


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one route: what it may be asked with."""

    method: str
    path: str
    queries: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None


@dataclass
class Draft:
    """A request while it is made."""

    address: Address
    method: str
    path: str
    queries: list[tuple[str, str]]
    fields: Any
    kind: str
    headers: dict[str, str]
    body: bytes | None = None
    """Set where the body is no longer its fields."""
    query_tail: str = ""
    mutators: list[str] = field(default_factory=list)

    @property
    def target(self) -> str:
        """Path and query as they go over the wire."""
        asked = "&".join(f"{quote_plus(name)}={quote_plus(text, errors='replace')}" for name, text in self.queries)
        query = "&".join(part for part in (asked, self.query_tail) if part)
        return self.path + (f"?{query}" if query else "")


def addresses_of(app: FastAPI) -> list[Address]:
    """Every address of the app, as its routes say."""
    found = [Address("GET", path) for path in BARE]
    described, parts = contract()["paths"], contract()["components"]["schemas"]
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute):
            continue
        contents = described.get(str(route.path), {}).get("post", {}).get("requestBody", {}).get("content", {})
        schema = {**contents["application/json"]["schema"], "$defs": parts} if "application/json" in contents else None
        queries = tuple(_queries(route.dependant))
        found += [Address(method, str(route.path), queries, schema) for method in sorted(route.methods or ())]
    return found


def _queries(dependant: Dependant) -> list[str]:
    inner = [name for one in dependant.dependencies for name in _queries(one)]
    return [one.alias for one in dependant.query_params] + inner


def drafted(random: Random, addresses: Sequence[Address], pools: Pools) -> Draft:
    """A request that could be meant, spoilt up to three times."""
    asking = [one for one in addresses if one.schema or one.queries]
    address = random.choice(random.choice((addresses, asking, asking, asking)))
    path = address.path
    for name in ("klien_id", "putusan_id", "ipd_id", "offer_id"):
        path = path.replace(f"{{{name}}}", random.choice(pools[name]))
    queries = [(name, words(random, name, pools)) for name in address.queries if random.random() < 0.3]
    fields = example(random, address.schema, pools) if address.schema else None
    kind = random.choice(("json", "json", "form", "multipart")) if address.method == "POST" else "none"
    if address.path == "/putusan/imports":
        kind = random.choice(("csv", "csv", "file"))
        fields = [{one.names[0]: words(random, one.field, pools) for one in COLUMNS} for _ in range(2)]
    accept = random.choice(("text/html", "application/json", "*/*"))
    draft = Draft(address, address.method, path, queries, fields, kind, {"accept": accept, "host": "bakti.test"})
    for name in random.sample(list(MUTATORS), random.choice((0, 1, 1, 1, 2, 3))):
        MUTATORS[name](random, draft, pools)
        draft.mutators.append(name)
    return draft


def body_of(random: Random, draft: Draft) -> bytes:
    """The body as its kind writes it; sets the content type where no mutator has."""
    if draft.kind == "none" and draft.body is None:
        return b""
    written, kind = WRITERS.get(draft.kind, _as_json)(draft)
    draft.headers.setdefault("content-type", kind)
    return draft.body if draft.body is not None else written


def _as_json(draft: Draft) -> tuple[bytes, str]:
    return _dumped(draft.fields), "application/json"


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def _as_form(draft: Draft) -> tuple[bytes, str]:
    pairs = (f"{quote_plus(name)}={quote_plus(text, errors='replace')}" for name, text in _flat(draft.fields))
    return "&".join(pairs).encode(), "application/x-www-form-urlencoded"


def _as_multipart(draft: Draft) -> tuple[bytes, str]:
    parts = [
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in _flat(draft.fields)
    ]
    body = f"{''.join(parts)}--{BOUNDARY}--\r\n"
    return body.encode("utf-8", "replace"), f"multipart/form-data; boundary={BOUNDARY}"


def _as_csv(draft: Draft) -> tuple[bytes, str]:
    rows = draft.fields if isinstance(draft.fields, list) else []
    heads = list(rows[0]) if rows and isinstance(rows[0], dict) else ["nama"]
    cells = [[str(row.get(head, "")) for head in heads] for row in rows if isinstance(row, dict)]
    lines = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in [heads, *cells]]
    return "\n".join(lines).encode("utf-8", "replace"), "text/csv"


def _as_file(draft: Draft) -> tuple[bytes, str]:
    disposition = 'content-disposition: form-data; name="berkas"; filename="a.csv"'
    body = f"--{BOUNDARY}\r\n{disposition}\r\n\r\n".encode() + _as_csv(draft)[0] + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


WRITERS: Final = {"json": _as_json, "form": _as_form, "multipart": _as_multipart, "csv": _as_csv, "file": _as_file}


def _flat(value: Any, name: str = "") -> list[tuple[str, str]]:
    """A form's names and texts, nested by dots."""
    if isinstance(value, dict):
        return [pair for key, part in value.items() for pair in _flat(part, f"{name}.{key}" if name else key)]
    if isinstance(value, list):
        return [(name, str(part)) for part in value]
    return [] if value is None else [(name or "x", str(value))]


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every part of a value that can be replaced: its holder, and where in it."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [found for key in keys for found in ((value, key), *_places(value[key]))]


Mutator = Callable[[Random, Draft, Pools], None]


def path_value(random: Random, draft: Draft, pools: Pools) -> None:
    """Another text where an id stands, or behind the address."""
    parts = draft.path.split("/")
    parts[random.randrange(1, len(parts))] = quote(random.choice(TEXTS)[:2_000], safe="", errors="replace")
    draft.path = random.choice(("/".join(parts), draft.path + random.choice(("/", "//", "/..", "%00", "%2f", "/%ff"))))


def query_value(random: Random, draft: Draft, pools: Pools) -> None:
    """A value of no kind that the parameter has."""
    if draft.address.queries:
        draft.queries.append((random.choice(draft.address.queries), random.choice(TEXTS)[:4_000]))


def query_repeated(random: Random, draft: Draft, pools: Pools) -> None:
    """The same parameter more than once."""
    if draft.address.queries:
        name = random.choice(draft.address.queries)
        draft.queries += [(name, words(random, name, pools)) for _ in range(random.choice((2, 3, 500)))]


def query_strange(random: Random, draft: Draft, pools: Pools) -> None:
    """What is no query, or names nothing."""
    draft.query_tail = random.choice(
        ("%", "&&&", "=", "%ff=%fe", "a;b", "limit", "%00=%00", "[]=1", "=%", "?", "nik=1")
    )


def cursor_foreign(random: Random, draft: Draft, pools: Pools) -> None:
    """Another list's cursor, or one of other types."""
    draft.queries.append(("cursor", random.choice((*pools["cursor"], *TEXTS))[:600]))


def field_value(random: Random, draft: Draft, pools: Pools) -> None:
    """Other values in place of some fields."""
    for _ in range(random.choice((1, 1, 3))):
        if places := _places(draft.fields):
            holder, key = random.choice(places)
            holder[key] = random.choice(TEXTS) if draft.kind != "json" else deepcopy(random.choice(JSON_VALUES))


def field_missing(random: Random, draft: Draft, pools: Pools) -> None:
    """A field less."""
    if isinstance(draft.fields, dict) and draft.fields:
        del draft.fields[random.choice(list(draft.fields))]


def field_unknown(random: Random, draft: Draft, pools: Pools) -> None:
    """A field more, whose name is the sender's."""
    holders = [holder for holder, _ in _places(draft.fields) if isinstance(holder, dict)]
    if holders:
        random.choice(holders)[random.choice(TEXTS)[:500]] = deepcopy(random.choice(JSON_VALUES))


def field_sealed(random: Random, draft: Draft, pools: Pools) -> None:
    """A reference where only a clear value may stand."""
    if places := _places(draft.fields):
        holder, key = random.choice(places)
        holder[key] = {"ref": random.choice(pools["klien_id"]), "mac": "00" * 32}


def field_list(random: Random, draft: Draft, pools: Pools) -> None:
    """The whole in a list, many times in a list, or a list where a value stands."""
    draft.fields = random.choice(([], [draft.fields], [draft.fields] * 3, [[draft.fields]], [None], [1, "a"]))


def json_strange(random: Random, draft: Draft, pools: Pools) -> None:
    """What is not quite JSON."""
    whole = _dumped(draft.fields)
    inside = whole[1:-1] or b'"a":1'
    draft.kind = "json" if draft.kind == "none" else draft.kind
    draft.body = random.choice(
        (
            whole[: random.randrange(len(whole) + 1)],
            b"{" + inside + b"," + inside + b"}",
            whole.replace(b"1", b"NaN"),
            whole.replace(b"0", b"1e999"),
            whole.replace(b'"', b'"\\ud800', 3),
            whole.replace(b'"', b'"\\u0000', 3),
            whole.decode().encode("utf-16"),
            b"\xef\xbb\xbf" + whole,
            b"\xff\xfe" + whole,
            whole.replace(b"a", b"\xff"),
            DEEP,
            b"9" * 10_000,
            b"",
        )
    )


def form_strange(random: Random, draft: Draft, pools: Pools) -> None:
    """Names that contradict each other, too many fields, bytes that are no text."""
    draft.kind = "form" if draft.kind in ("none", "json") else draft.kind
    if draft.kind == "form":
        whole = _as_form(draft)[0]
        name = whole.partition(b"=")[0] or b"a"
        draft.body = whole + random.choice(
            (
                b"&" + name + b".b=2",
                b"&" + name + b"=2&" + name + b"=3",
                b"&a=1&a.b=2",
                b"&a.b.c.d.e.f.g.h=1",
                b"&.=1&..=2&=3",
                b"&x=1" * 300,
                b"&" + name + b"=%ff%fe",
                b"&" + name + b"=%00",
                b"&" + name + b"=%ED%A0%80",
                b"&_once=%00" + b"a" * 500,
                b"&\xff=\xff",
                b"&berkas_asal=" + quote_plus(random.choice(TEXTS)[:100], errors="replace").encode(),
                b"&record=1",
            )
        )


def multipart_strange(random: Random, draft: Draft, pools: Pools) -> None:
    """Parts that are cut off, unnamed, of another charset, files where none is asked for."""
    head = f"--{BOUNDARY}\r\n".encode()
    named = b"content-disposition: form-data; name=nama"
    parts = (
        head,
        head + b"\r\n\r\nx\r\n",
        head + b"content-disposition: form-data\r\n\r\nx\r\n",
        head + named + b"; filename=a.csv\r\ncontent-type: text/csv; charset=undefined\r\n\r\nx\r\n",
        head + named + b"\r\ncontent-transfer-encoding: base64\r\n\r\n====\r\n",
        head + named + b"\r\n\r\n\xff\xfe\0\r\n",
        head + named + b"; filename*=undefined''%ff\r\n\r\nx\r\n",
        head + b'content-disposition: form-data; name="_charset_"\r\n\r\nundefined\r\n',
        head + b": \r\n\r\nx\r\n",
        head + b"x" * 20_000 + b": y\r\n\r\nx\r\n",
        (head + named + b"\r\n\r\nx\r\n") * 300,
        b"",
        b"preamble",
    )
    draft.body = random.choice(parts) + random.choice((b"", f"--{BOUNDARY}--\r\n".encode(), b"--"))
    tail = random.choice((f"; boundary={BOUNDARY}", "", "; boundary=", f"; boundary={BOUNDARY}; charset=undefined"))
    draft.headers["content-type"] = f"multipart/form-data{tail}"


def type_strange(random: Random, draft: Draft, pools: Pools) -> None:
    """A content type that says nothing, or something else."""
    draft.headers["content-type"] = random.choice(TYPES)


def method_strange(random: Random, draft: Draft, pools: Pools) -> None:
    """Another method than the address has."""
    draft.method = random.choice(METHODS)


def header_strange(random: Random, draft: Draft, pools: Pools) -> None:
    """A header that the house reads, with what it does not expect."""
    names = ("accept", "accept-language", "authorization", "cookie", "host", "origin", "sec-fetch-site", "range",
             "idempotency-key", "content-length", "content-encoding", "accept-encoding", "x-forwarded-for",
             "forwarded", "date", "x-forwarded-proto", "x-forwarded-host", "if-none-match", "if-modified-since",
             "expect", "upgrade", "transfer-encoding", "te", "connection")  # fmt: skip
    for name in random.sample(names, random.choice((1, 1, 3))):
        draft.headers[name] = random.choice(HEADER_TEXTS)


def personal_everywhere(random: Random, draft: Draft, pools: Pools) -> None:
    """A person's name and NIK wherever a text may stand: none of it may come into the log."""
    draft.query_tail = f"nama={quote_plus(PERSON[0])}&nik={PERSON[1]}"
    draft.headers |= {"x-nama": PERSON[0], "referer": f"/reports/klien?nama={quote_plus(PERSON[0])}"}
    if random.random() < 0.5:
        draft.path += f"/{quote(random.choice(PERSON))}"


MUTATORS: Final[Mapping[str, Mutator]] = {
    one.__name__: one
    for one in (
        path_value, query_value, query_repeated, query_strange, cursor_foreign, field_value, field_missing,
        field_unknown, field_sealed, field_list, json_strange, form_strange, multipart_strange, type_strange,
        method_strange, header_strange, personal_everywhere,
    )
}  # fmt: skip
