"""JSON read so that it can say one thing only: each key once, numbers that are numbers, texts that are texts.

Two readers take two different things from ``{"n": 1, "n": 2}``, and pydantic's takes the last without a word.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

KEY_TWICE: Final = "json-key-twice"
NOT_A_NUMBER: Final = "json-not-a-number"
TOO_DEEP: Final = "json-too-deep"
DEPTH_MAX: Final = 20
"""Objects and lists in one another: the deepest command has four, a list of them one more."""

ESCAPE: Final = b"\\u"

Location = tuple[str | int, ...]
Found = list[tuple[str, Location]]


class _Twice(dict[str, Any]):
    """An object with a key that stands in it twice."""

    key = ""


class _NotANumber:
    """``NaN``, ``Infinity``: no JSON, though many writers write it."""


def read_json(body: bytes) -> tuple[Any, Found]:
    """The value, and what is wrong with the text: each rule with its place. With faults the value means nothing."""
    try:
        found = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=lambda _: _NotANumber())
        if ESCAPE in body:  # by which half of a pair of surrogates comes in, which is no text that can be kept or told
            json.dumps(found, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError):
        return None, [("json_invalid", ())]
    return found, list(_faults(found, ()))


def written_again(value: Any) -> bytes:
    """A part of what was read, as JSON of its own."""
    return json.dumps(value).encode()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = _Twice(found)
    ((twice.key, _),) = Counter(name for name, _ in pairs).most_common(1)
    return twice


def _faults(value: Any, location: Location) -> Iterator[tuple[str, Location]]:
    if isinstance(value, _NotANumber):
        yield NOT_A_NUMBER, location
    elif len(location) > DEPTH_MAX:
        yield TOO_DEEP, location
    elif isinstance(value, dict):
        if isinstance(value, _Twice):
            yield KEY_TWICE, (*location, value.key)
        for name, part in value.items():
            yield from _faults(part, (*location, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _faults(part, (*location, number))
