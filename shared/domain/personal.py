"""Personal values: clear in a command, sealed in an event, never both.

A field typed ``Personal[str]`` takes the clear value where a command enters. ``execute`` puts the value into
the vault and leaves in the event only a reference and an HMAC under the person's own key. Writing an unsealed
value into an event is an error, so that no clear value can reach the ledger, a log or Redis.
"""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


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
        sealed = core_schema.typed_dict_schema(
            {
                "ref": core_schema.typed_dict_field(core_schema.str_schema()),
                "mac": core_schema.typed_dict_field(core_schema.str_schema()),
            }
        )
        return core_schema.union_schema(
            [
                core_schema.is_instance_schema(cls),
                core_schema.no_info_after_validator_function(lambda found: cls(**found), sealed),
                core_schema.no_info_after_validator_function(cls, handler.generate_schema(inner)),
            ],
            mode="left_to_right",
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if handler.mode == "validation":
            return dict(handler(schema["choices"][2]))
        return {
            "type": "object",
            "description": "A reference into the vault and a keyed digest; never the value.",
            "properties": {"ref": {"type": "string"}, "mac": {"type": "string"}},
            "required": ["ref", "mac"],
        }


def personal_fields(model: BaseModel, path: str = "") -> Iterator[tuple[str, Personal[Any]]]:
    """Every personal value of a model with its path, nested parts too: ``name``, ``notes/0``."""
    for name in type(model).model_fields:
        yield from _found(getattr(model, name), f"{path}/{name}" if path else name)


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
