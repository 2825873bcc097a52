"""What hostile requests are made of: texts and values at and beyond every bound, and examples from a schema."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final

from shared.runtime.clock import today_wib

PERSON: Final = ("Wirosablengwati Kertasurapraja", "3503014505990007")
"""A name and a NIK that stand nowhere else."""
A_REASON: Final = f"Alasan yang cukup panjang tentang {PERSON[0]}"
NUMBERS: Final = (
    "0",
    "-0",
    "-1",
    "1",
    "1.5",
    "1e400",
    "Infinity",
    "-inf",
    "NaN",
    "0x10",
    "1_000",
    "²",
    "½",
    "١٢٣",
    str(2**31),
    str(2**63),
    str(2**63 - 1),
    str(-(2**63) - 1),
    str(2**64),
    "9" * 400,
    "9" * 5_000,
)
DATES: Final = (
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "99999-01-01",
    "2026-02-30",
    "2026-13-01",
    "-0001-01-01",
    "infinity",
    "+262143-01-01",
    "1772409600",
    "2026-11-24T08:00:00",
    "24/11/2026",
    "2026-11-24T08:00:00+99:99",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
)
IDS: Final = (
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-4fff-bfff-ffffffffffff",
    "{x}",
    "None",
    "undefined",
    "3F0C9A52-0D7B-4C58-9F4A-8D2F3F6F1A11",
    "3f0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a11\n",
)
ODD: Final = (
    "",
    " ",
    "\0",
    "a\0b",
    "\n",
    "\u202e",
    "\ufffe",
    "\ufeff",
    "\u200b",
    "e\u0301" * 50,
    "\U000e0041",
    "\x85",
    "a" * 201,
    "a" * 2_001,
    "a" * 10_000,
    "null",
    "true",
    "[]",
    "{}",
    "..",
    "../../etc/passwd",
    "%00",
    "%",
    "'; DROP TABLE x",
    "{{7*7}}",
    "{facts}",
    "<script>",
    "\\",
    '"',
    "//evil.example",
    "http://[",
    *PERSON,
)
TEXTS: Final[Sequence[str]] = (*NUMBERS, *DATES, *IDS, *ODD)
JSON_VALUES: Final[Sequence[Any]] = (
    *TEXTS,
    None,
    True,
    False,
    0,
    -1,
    1,
    1.5,
    1e308,
    2**31,
    2**63,
    2**64,
    10**400,
    "\ud800",
    "\udfff\ud800",
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"a": {"b": {"c": 1}}},
    {"ref": IDS[0], "mac": "00"},
    {"value": 1},
    ["a"] * 600,
    [1, "1", 1],
)
DEEP: Final = b'{"a":' * 100_000
TYPES: Final = (
    "",
    "json",
    "application/json; charset=undefined",
    "application/json;charset=\x00",
    "APPLICATION/JSON",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "text/plain",
    "text/csv",
    "application/octet-stream",
    'a/b; c="',
    ";",
    "application/json; charset*=x''%ff",
    "multipart/form-data; boundary=\xff",
    "multipart/form-data; boundary=" + "b" * 300,
    "image/png",
    "application/problem+json",
    "\xff",
)
HEADER_TEXTS: Final = (
    "",
    " ",
    "\xff",
    "a" * 5_000,
    "0",
    "-1",
    "9" * 400,
    "*/*",
    "text/html;q=nan",
    "en;q=inf",
    "id;q=-1,en;q=1e400",
    "[",
    "http://[",
    "[::1",
    "evil.example:99999",
    "a:b:c",
    "bytes=0-",
    "bytes=9-1,-",
    "bytes=" + "0-1," * 200,
    "Bearer",
    "Bearer \xff",
    "Bearer a b",
    "Basic YTpi",
    "bakti_session=\xff",
    "bakti_session=a; bakti_session=b",
    "cross-site",
    "same-origin",
    "null",
    "gzip",
    "identity;q=0",
    "100-continue",
    "h2c",
    "chunked",
    'W/"x"',
    "Thu, 99 Jan 99999 99:99:99 GMT",
    'for="[::1]"',
    "en",
    "id",
    "\x01",
    ",,,,",
    ";;;",
    PERSON[0],
)


def _cursors() -> list[str]:
    keys: Sequence[Any] = (
        [1],
        ["1"],
        [None],
        [True],
        [1.5],
        [2**63],
        [2**64],
        [10**400],
        ["2026-11-24", "x"],
        ["2026-11-24"],
        [1, 2, 3],
        ["9999-12-31", "\0"],
        ["infinity", "a"],
        [[1]],
        [{}],
        {},
        1,
        None,
        "x",
        [],
        ["register", 1],
        ["register", "1"],
    )
    written = [base64.urlsafe_b64encode(json.dumps(key).encode()).decode() for key in keys]
    return [*written, *(one.rstrip("=") for one in written), "%%%", "WzFd\n", "WzF", "====", "é"]


CURSORS: Final = tuple(_cursors())


def words(random: Random, name: str, pools: Mapping[str, Sequence[str]]) -> str:
    """A text that a field or parameter of this name might truly have."""
    if name in pools and random.random() < 0.95:
        return random.choice(pools[name])
    if name.endswith(("_on", "_from", "_until", "until", "birth_date", "tanggal")):
        return str(today_wib() - timedelta(days=random.randrange(-30, 20_000)))
    return random.choice((PERSON[0], A_REASON, "1", "120", "2026-11-24", "ya", ""))


def example(random: Random, schema: Mapping[str, Any], pools: Mapping[str, Sequence[str]], name: str = "") -> Any:
    """A value that this JSON schema allows, more or less: what the law says of it is not in a schema."""
    return _Examples(random, schema.get("$defs", {}), pools).of(schema, name)


class _Examples:
    def __init__(self, random: Random, known: Mapping[str, Any], pools: Mapping[str, Sequence[str]]) -> None:
        self.random, self.known, self.pools = random, known, pools

    def of(self, schema: Mapping[str, Any], name: str) -> Any:
        """A value; of several choices one, an enumeration's own word, a list of one or two."""
        if "$ref" in schema:
            return self.of(self.known[schema["$ref"].rpartition("/")[2]], name)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.of(self.random.choice([one for one in schema[several] if one.get("type") != "null"]), name)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        known = self.known | schema.get("$defs", {})
        made = _Examples(self.random, known, self.pools)
        return getattr(made, f"_{schema.get('type', 'string')}", made._string)(schema, name)

    def _object(self, schema: Mapping[str, Any], name: str) -> dict[str, Any]:
        wanted = schema.get("required", ())
        parts = schema.get("properties", {}).items()
        return {key: self.of(part, key) for key, part in parts if key in wanted or self.random.random() < 0.6}

    def _array(self, schema: Mapping[str, Any], name: str) -> list[Any]:
        items = schema.get("items") or {"type": "string"}
        return [self.of(items, name) for _ in range(self.random.choice((1, 1, 2)))]

    def _integer(self, schema: Mapping[str, Any], name: str) -> int:
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        return self.random.randint(int(least), min(int(schema.get("maximum", 600)), int(least) + 600))

    def _number(self, schema: Mapping[str, Any], name: str) -> float:
        return float(self._integer(schema, name))

    def _boolean(self, schema: Mapping[str, Any], name: str) -> bool:
        return self.random.random() < 0.5

    def _null(self, schema: Mapping[str, Any], name: str) -> None:
        return None

    def _string(self, schema: Mapping[str, Any], name: str) -> str:
        if name in self.pools:
            return self.random.choice(self.pools[name])
        day = today_wib() - timedelta(days=self.random.randrange(-30, 600))
        match schema.get("format"):
            case "date":
                return str(day)
            case "date-time":
                return f"{day}T{self.random.randrange(24):02}:{self.random.randrange(60):02}:00+07:00"
        return A_REASON if self.random.random() < 0.7 else words(self.random, name, self.pools)
