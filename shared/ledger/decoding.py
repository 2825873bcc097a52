"""From stored bytes to events: exactly for deciders (pydantic), fast for projections (msgspec).

Both read with tolerance: a field that a newer version added is ignored. What was stored under an older type is
lifted first (shared/domain/upcasting.py).
"""

from __future__ import annotations

import enum
import types
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal, NewType, Protocol, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from shared.domain.event import Event
from shared.domain.personal import SEALED, Personal
from shared.domain.upcasting import UPCASTERS, lifted


class UnknownEvent(LookupError):
    """A type that this version does not know: counted and passed by whoever reads it."""


class Stored(Protocol):
    """Whatever carries an event's type and bytes: a row of the ledger or an entry of the feed."""

    @property
    def type(self) -> str: ...
    @property
    def payload(self) -> bytes: ...


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """A personal value as a projection sees it: a reference into the vault and a keyed digest."""

    ref: str
    mac: str


def decode(stored: Stored) -> Event:
    """The event, validated. Raises UnknownEvent, or pydantic's ValidationError on bytes that no version wrote."""
    full_type = stored.type
    if full_type in UPCASTERS:
        full_type, fields = lifted(full_type, msgspec.json.decode(stored.payload, type=dict[str, Any]))
        return _known(full_type).model_validate_json(msgspec.json.encode(fields), context=SEALED)
    return _known(full_type).model_validate_json(stored.payload, context=SEALED)


def encode(event: Event) -> bytes:
    """The bytes that are stored and published; raises on an unsealed personal value."""
    return event.__pydantic_serializer__.to_json(event)


@cache
def fast_decoder(event_class: type[Event]) -> Callable[[bytes], Any]:
    """Bytes to a frozen struct with the event's attribute names: ids and enums as str, nested values as structs.

    Types are checked, lengths and patterns are not: what is in the ledger was validated before it got there.
    """
    return msgspec.json.Decoder(struct_of(event_class)).decode


def fast_decoders(*event_classes: type[Event]) -> dict[str, Callable[[bytes], Any]]:
    """Every full type that reads as one of these events, older types included, with its decoder."""
    decoders = {event_class.full_type(): fast_decoder(event_class) for event_class in event_classes}
    for old_type in UPCASTERS:
        newest, _ = lifted_type(old_type)
        if newest in decoders:
            decoders[old_type] = _lifting(old_type, struct_of(Event.KNOWN[newest]))
    return decoders


def lifted_type(full_type: str) -> tuple[str, bool]:
    """The type that an event of this type reads as today, and whether that is another one."""
    newest = full_type
    while newest in UPCASTERS:
        newest = UPCASTERS[newest][0].full_type()
    return newest, newest != full_type


def _lifting(old_type: str, struct: type[msgspec.Struct]) -> Callable[[bytes], Any]:
    def decoder(payload: bytes) -> Any:
        _, fields = lifted(old_type, msgspec.json.decode(payload, type=dict[str, Any]))
        return msgspec.convert(fields, struct)

    return decoder


def _known(full_type: str) -> type[Event]:
    try:
        return Event.KNOWN[full_type]
    except KeyError:
        raise UnknownEvent(full_type) from None


@cache
def struct_of(model: type[BaseModel]) -> type[msgspec.Struct]:
    """The msgspec twin of a pydantic model."""
    fields = [_field(name, info) for name, info in model.model_fields.items()]
    return msgspec.defstruct(model.__name__, fields, frozen=True, gc=False, kw_only=True, module=model.__module__)


def _field(name: str, info: FieldInfo) -> tuple[str, Any] | tuple[str, Any, Any]:
    fast = _fast_type(info.annotation)
    if info.is_required():
        return (name, fast)

    def default() -> Any:
        return msgspec.convert(to_jsonable_python(info.get_default(call_default_factory=True)), fast)

    return (name, fast, msgspec.field(default_factory=default))


def _fast_type(annotation: Any) -> Any:
    """The type msgspec reads where pydantic reads ``annotation``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, NewType):
        return _fast_type(annotation.__supertype__)
    if origin is Annotated:
        return _fast_type(arguments[0])
    if origin is Literal:
        return Union[tuple(type(value) for value in arguments)]  # noqa: UP007 — built from a tuple
    if annotation is Personal or origin is Personal:
        return Sealed
    if origin in (Union, types.UnionType):
        return Union[tuple(_fast_type(part) for part in arguments)]  # noqa: UP007
    if origin is not None:
        return origin[tuple(part if part is Ellipsis else _fast_type(part) for part in arguments)]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return struct_of(annotation)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return Union[tuple(type(member.value) for member in annotation)]  # noqa: UP007
    return annotation
