"""Personal values: clear in a command, sealed in an event, never both.

A field typed ``Personal[str]`` takes the clear value where a command enters. ``execute`` puts the value into
the vault and leaves in the event only a reference and an HMAC under the person's own key. Writing an unsealed
value into an event is an error, so that no clear value can reach the ledger, a log or Redis.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, NoReturn, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

T = TypeVar("T")

SEALED: Final = {"sealed": True}
"""The validation context in which stored events are read: only there is ``{"ref", "mac"}`` a personal value. From
outside it would let its sender point at another person's vault row."""


class UnsealedPersonalValue(ValueError):
    """A clear personal value was about to be written; this is a bug, never a user's fault."""


class Personal(Generic[T]):
    """One personal value. ``value`` is set before sealing; ``ref`` and ``mac`` after.

    Two sealed values of one person are equal when their MACs are, so a decider can see that a value changed
    without knowing it.
    """

    __slots__ = ("mac", "ref", "value")

    def __init__(self, value: T | None = None, *, ref: str | None = None, mac: str | None = None) -> None:
        self.value = value
        self.ref = ref
        self.mac = mac

    @property
    def sealed(self) -> bool:
        return self.ref is not None

    def __repr__(self) -> str:
        return f"Personal(ref={self.ref})" if self.sealed else "Personal(…)"

    def __bool__(self) -> NoReturn:
        """An empty one would be as true as any other, so that ``""`` passed for a reason."""
        raise TypeError("a Personal is neither true nor false: ask `is None`, or look at its value")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Personal):
            return NotImplemented
        if self.sealed and other.sealed:
            return self.mac == other.mac
        return self.sealed == other.sealed and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.mac if self.sealed else self.value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (inner,) = get_args(source) or (str,)
        clear = handler.generate_schema(inner)
        text = core_schema.typed_dict_field(core_schema.str_schema())
        stored = core_schema.typed_dict_schema({"ref": text, "mac": text})
        return core_schema.union_schema(
            [
                core_schema.with_info_after_validator_function(cls._stored, stored),
                core_schema.no_info_after_validator_function(cls, clear),
                core_schema.no_info_wrap_validator_function(cls._again, clear),
            ],
            mode="left_to_right",
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
        )

    @classmethod
    def _stored(cls, found: dict[str, str], info: ValidationInfo) -> "Personal[Any]":
        if info.context is not SEALED:
            raise PydanticCustomError("sealed", "a personal value is brought in clear, never as a reference")
        return cls(ref=found["ref"], mac=found["mac"])

    @classmethod
    def _again(cls, found: Any, read: Callable[[Any], Any]) -> "Personal[Any]":
        """One that is there already, in a command made of another: its clear value is read by the new type."""
        if not isinstance(found, cls):
            raise PydanticCustomError("is_instance_of", "not a Personal")
        return found if found.sealed else cls(read(found.value))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if handler.mode == "validation":
            return dict(handler(schema["choices"][1]))
        return {
            "type": "object",
            "description": "A reference into the vault and a keyed digest; never the value.",
            "properties": {"ref": {"type": "string"}, "mac": {"type": "string"}},
            "required": ["ref", "mac"],
        }


HOLDERS = (Personal, BaseModel, tuple)
"""What is a personal value, or may hold one."""


def personal_fields(model: BaseModel, path: str = "") -> Iterator[tuple[str, Personal[Any]]]:
    """Every personal value of a model with its path, nested parts too: ``name``, ``notes/0``."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, HOLDERS):
            yield from _found(value, f"{path}/{name}" if path else name)


def _found(value: object, path: str) -> Iterator[tuple[str, Personal[Any]]]:
    if isinstance(value, Personal):
        yield path, value
    elif isinstance(value, BaseModel):
        yield from personal_fields(value, path)
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _found(part, f"{path}/{number}")


def _written(personal: Personal[Any]) -> dict[str, str]:
    if personal.ref is None or personal.mac is None:
        raise UnsealedPersonalValue("a personal value must be sealed before it is written")
    return {"ref": personal.ref, "mac": personal.mac}
