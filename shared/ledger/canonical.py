"""A command as bytes that are equal whenever its content is, clear personal values included.

They exist to be digested under the house's key and are never stored, sent or logged. ``Personal`` refuses to be
serialised unsealed, so this walks the models itself. Fields at their default are left out: a field that the next
version adds does not turn a retry into another command. So are those that the edge found out (``FOUND``).
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from shared.domain.command import Command
from shared.domain.personal import Personal


def canonical(command: Command) -> bytes:
    """The command's action and content."""
    asked = {name: part for name, part in _plain(command).items() if name not in command.FOUND}
    return msgspec.json.encode([command.ACTION, asked], order="deterministic")


def _plain(value: Any) -> Any:
    if isinstance(value, Personal):
        return _plain(value.value)
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            name: _plain(part)
            for name, info in fields.items()
            if (part := getattr(value, name)) != info.get_default(call_default_factory=True)
        }
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(part) for part in value), key=msgspec.json.encode)
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return to_jsonable_python(value)
