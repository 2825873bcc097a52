"""Which column says which part of a row, under which names, and how its cells are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shared.domain.written.reading import plain
from shared.sheets.row import letters, normal_name

Reader = Callable[[str], Any]
NOT_SAID = frozenset({"", "-", "–", "—", "tidak disebut", "tidak disebutkan", "tidak ada", "nihil", "n/a"})


@dataclass(frozen=True, slots=True)
class Column:
    """A field, the reader of its cells, the names it goes by (the first is ours)."""

    field: str
    read: Reader
    names: tuple[str, ...]
    example: str = ""
    """What stands in the example of the template; empty where that row does not say it."""


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of row."""

    all: tuple[Column, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Each by every name it goes by."""
        return {name: column for column in self.all for name in column.names}

    @cached_property
    def by_letters(self) -> Mapping[str, Column]:
        """The same, however the words of a name are parted: ``JumlahJam`` is ``jumlah_jam``."""
        return {letters(name): column for name, column in self.by_name.items()}

    @cached_property
    def example(self) -> Mapping[str, str]:
        """The template's example row, as it is recognised."""
        return {column.names[0]: plain(column.example) for column in self.all if column.example}

    def named(self, name: str) -> Column | None:
        """The column that goes by this name, however it is written."""
        return self.by_name.get(name) or self.by_name.get(normal_name(name))

    def lettered(self, name: str) -> Column | None:
        """The column that another office would write so."""
        return self.by_letters.get(letters(name))


def words(text: str) -> str:
    """Free text as written."""
    return text


def cell(column: Column, text: str) -> Any:
    """The value of a cell, None where it says nothing, ``Partly`` or ``NotRead`` where somebody must look."""
    if plain(text) in NOT_SAID:
        return None
    return column.read(text.strip())
