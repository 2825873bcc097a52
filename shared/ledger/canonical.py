"""A command as bytes that are equal whenever its content is, clear personal values included.

They exist to be digested under the house's key and are never stored, sent or logged. ``Personal`` refuses to be
serialised unsealed, so this walks the models itself. Fields at their default are left out: a field that the next
version adds does not turn a retry into another command. So are those that the edge found out (``FOUND``).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from shared.domain.command import Command
from shared.domain.personal import Personal

ITSELF: Final = frozenset({str, int, bool, type(None)})
"""What is written as it is."""


def canonical(command: Command) -> bytes:
    """The command's action and content."""
    asked = {name: part for name, part in _plain(command).items() if name not in command.FOUND}
    return msgspec.json.encode([command.ACTION, asked], order="deterministic")


@cache
def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    """Every field with what it says where nobody said anything; only to be compared with."""
    return {name: info.get_default(call_default_factory=True) for name, info in model.model_fields.items()}


def _plain(value: Any) -> Any:
    if type(value) in ITSELF:
        return value
    if isinstance(value, Personal):
        return _plain(value.value)
    if isinstance(value, BaseModel):
        defaults = _defaults(type(value)).items()
        return {name: _plain(part) for name, default in defaults if (part := getattr(value, name)) != default}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(part) for part in value), key=msgspec.json.encode)
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return to_jsonable_python(value)
