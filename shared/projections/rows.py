"""A projection's row and its table, made from one another: the frozen struct is the only description there is.

Text, whole numbers, truth, days and moments become columns of their kind; whatever has parts becomes jsonb. A moment
is kept in UTC, so that a fold sees the same value whether the row comes from memory or from the table.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Any, Generic, NewType, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, astuple, fields, replace
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, MetaData, Table, Text
from sqlalchemy import Row as SomeRow
from sqlalchemy.dialects.postgresql import JSONB, dialect
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

R = TypeVar("R", bound=msgspec.Struct)
Key = str | int

POSTGRES = dialect()  # type: ignore[no-untyped-call]
BIGINT_MAX = 2**63 - 1
_SCALARS: tuple[tuple[type, type[TypeEngine[Any]]], ...] = (
    (bool, Boolean),
    (int, BigInteger),
    (float, Float),
    (datetime, DateTime),
    (date, Date),
    (str, Text),
)
"""Bool before int and moment before day: each is a kind of the other."""


class Unstorable(ValueError):
    """A row whose values do not fit its own struct or PostgreSQL; names the column, never the value."""


class Layout(Generic[R]):
    """The columns of one row struct, and the way between a row and what PostgreSQL is given."""

    def __init__(self, row: type[R], key: str) -> None:
        self.row = row
        self.key = key
        self._fields = fields(row)
        self.columns = [_column(field, key) for field in self._fields]
        if key not in self.names:
            raise TypeError(f"{row.__name__} has no field {key!r}")
        self.key_type: type[str | int] = int if isinstance(self._column(key).type, BigInteger) else str
        self._json = {name: msgspec.json.Decoder(field.type) for name, field in self._of(JSONB)}
        self._moments = [name for name, _ in self._of(DateTime)]
        self._numbers = [name for name, _ in self._of(BigInteger)]
        self._enums = {
            column.name: _plain(field.type)[0]
            for column, field in zip(self.columns, self._fields, strict=True)
            if isinstance(_plain(field.type)[0], type) and issubclass(_plain(field.type)[0], Enum)
        }
        self._whole = msgspec.json.Decoder(row)
        self.key_of: Callable[[R], Key] = attrgetter(key)
        self._json_at = [number for number, name in enumerate(self.names) if name in self._json]

    @cached_property
    def names(self) -> list[str]:
        """The columns' names, in the struct's order."""
        return [column.name for column in self.columns]

    @cached_property
    def shape(self) -> str:
        """The columns in words: two structs with one shape can share a table."""
        return " ".join(str(CreateTable(self.table("shape", "row")).compile(dialect=POSTGRES)).split())

    @cached_property
    def kinds(self) -> list[str]:
        """PostgreSQL's type of each column."""
        return [column.type.compile(dialect=POSTGRES).lower() for column in self.columns]

    @cached_property
    def selected(self) -> str:
        """The columns as ``from_record`` wants them: jsonb as text, whatever a driver would make of it."""
        return ", ".join(
            f"{quoted(name)}::text" if kind == "jsonb" else quoted(name)
            for name, kind in zip(self.names, self.kinds, strict=True)
        )

    def table(self, schema: str, name: str, keyed: bool = True) -> Table:
        """A table (or view) of these columns; without its key, as long as it is being loaded."""
        key = self.key if keyed else ""
        return Table(name, MetaData(schema=schema), *(_column(field, key) for field in self._fields))

    def from_record(self, record: Sequence[Any]) -> R:
        """The row that these columns hold."""
        stored = zip(self.names, record, strict=True)
        return self.row(**{name: self.value(name, value) for name, value in stored})

    def from_query(self, found: SomeRow[Any]) -> R:
        """The row that a query of the table gives: its parts were read as plain JSON."""
        return msgspec.convert(found, self.row, from_attributes=True)

    def value(self, name: str, stored: Any) -> Any:
        """What a column holds, as the row has it; raises ValueError on what nobody but a hand has written."""
        if stored is None:
            return None
        if name in self._json:
            return self._json[name].decode(stored)
        return self._enums[name](stored) if name in self._enums else stored

    def to_record(self, row: R) -> tuple[Any, ...]:
        """What the columns are given."""
        values = astuple(row)
        if not self._json_at:
            return values
        given = list(values)
        for number in self._json_at:
            if given[number] is not None:
                given[number] = _json_text(given[number])
        return tuple(given)

    def in_utc(self, row: R) -> R:
        """The row with its moments in UTC, as the table gives them back."""
        for name in self._moments:
            moment = getattr(row, name)
            if moment is not None and moment.tzinfo is not UTC and moment.tzinfo is not None:
                row = replace(row, **{name: moment.astimezone(UTC)})
        return row

    @property
    def has_moments(self) -> bool:
        """Whether ``in_utc`` has anything to do."""
        return bool(self._moments)

    def as_stored(self, row: R) -> R:
        """The row as it comes back from its table; raises Unstorable where it cannot be stored."""
        text = msgspec.json.encode(row)
        if b"\\u0000" in text:
            raise Unstorable(f"{self.row.__name__}: a character that PostgreSQL cannot hold")
        try:
            stored = self._whole.decode(text)
        except msgspec.ValidationError as error:
            raise Unstorable(f"{self.row.__name__}: {_place(error)}") from None
        for name in self._numbers:
            number = getattr(row, name)
            if number is not None and not -BIGINT_MAX - 1 <= number <= BIGINT_MAX:
                raise Unstorable(f"{self.row.__name__}: {name} is too large")
        for name in self._moments:
            moment = getattr(row, name)
            if moment is not None and moment.tzinfo is None:
                raise Unstorable(f"{self.row.__name__}: {name} has no time zone")
        return self.in_utc(stored)

    def _of(self, kind: type[TypeEngine[Any]]) -> list[tuple[str, FieldInfo]]:
        pairs = zip(self.columns, self._fields, strict=True)
        return [(field.name, field) for column, field in pairs if isinstance(column.type, kind)]

    def _column(self, name: str) -> Column[Any]:
        return next(column for column in self.columns if column.name == name)


def quoted(name: str) -> str:
    """A name as PostgreSQL always reads it as a name."""
    return '"' + name.replace('"', '""') + '"'


def _column(field: FieldInfo, key: str) -> Column[Any]:
    kind, nullable = _plain(field.type)
    is_key = field.name == key
    if is_key and (nullable or kind not in (str, int)):
        raise TypeError(f"the key {key!r} is a text or a whole number, never null")
    return Column(field.name, _sql_type(kind), nullable=nullable, primary_key=is_key, autoincrement=False)


def _sql_type(kind: Any) -> TypeEngine[Any]:
    if isinstance(kind, type):
        for python, sql in _SCALARS:
            if issubclass(kind, python):
                return DateTime(timezone=True) if sql is DateTime else sql()
    return JSONB()


def _plain(annotation: Any) -> tuple[Any, bool]:
    """The bare type, and whether None is one of its values."""
    if isinstance(annotation, NewType):
        return _plain(annotation.__supertype__)
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        others = [part for part in get_args(annotation) if part is not type(None)]
        nullable = len(others) < len(get_args(annotation))
        return (_plain(others[0])[0] if len(others) == 1 else annotation), nullable
    return annotation, annotation is Any


def _json_text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _place(error: msgspec.ValidationError) -> str:
    """Which field is wrong, without its value: the part of the message behind the last ``at``."""
    _, at, place = str(error).rpartition(" - at ")
    return place if at else "its values"
