"""How the sheets of other offices say what ours says: a file for each mapping, and how a row of one is read.

Of another office's sheet a cell fills our column of the same meaning; what no column of ours takes is kept beside them
as it is written, and a row whose sentence is known to be another is nobody's fault: it is counted, and not kept.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from shared.domain.written.reading import NotRead, plain
from shared.sheets.columns import NOT_SAID, Column, Columns
from shared.sheets.row import SURPLUS, letters

BESIDE = "kolom_lain"
"""The cell that keeps what no column of ours takes."""
NAMING = ("case_number", "nik")
"""Fields that tell a row by whom it means: sheets of every kind have them."""
NOTHING = ("", "0", "-", "–", "—")


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What a mapping's file says of a sheet."""

    title: str
    names_least: int = 0
    """So many names that are not ours make a header of it."""
    order: tuple[str, ...] = ()
    """Its columns where it has no header; empty where it must have one."""
    others: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    """Lists of a document that make a row of each of their entries."""
    kind: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    """Words of sentences that are none of ours, as they are told."""
    age: str = ""
    fields: dict[str, tuple[str, ...]] = {}
    joined: dict[str, dict[str, str]] = {}
    """One of our cells that is several there: how each is written in it, where it says anything."""
    always: dict[str, str] = {}
    """What our cell says of every row, since the sheet is of one office."""

    @cached_property
    def known(self) -> frozenset[str]:
        """Every name of its own, by its letters."""
        parts = [name for names in self.joined.values() for name in names]
        fields = [name for names in self.fields.values() for name in names]
        return frozenset({*map(letters, (*self.order, *self.others, *self.kind, self.age, *fields, *parts))} - {""})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A row that is another sentence than ours: the word of the mapping's list, never the sheet's own."""

    said: str


@dataclass(frozen=True, slots=True)
class KindColumn:
    """The column of ours that says the kind of sentence, and what another sheet's words make of it."""

    name: str
    said: Callable[[str, Sequence[str]], str | Elsewhere]


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets that say one kind of row: our own template first, then those of other offices."""

    columns: Columns
    layouts: Mapping[str, Layout]
    telling: Mapping[str, Callable[[str], Any]]
    """Fields of which any that can be read makes a row of a line, with their readers; the first also where a tab has no
    header, or stands above it."""
    remarks: frozenset[str] = frozenset()
    """Columns for people: no field is filled from them."""
    answered: tuple[str, ...] = ()
    """Columns that we write beside rows that failed; the first of them tells such a file."""
    kind: KindColumn | None = None
    fits: Callable[[Mapping[str, str]], bool] | None = None
    """Whether the cells at the places of their columns may be a row of a sheet without a header."""

    @property
    def ours(self) -> Layout:
        """Our own template, in which every column goes by its own names."""
        return next(iter(self.layouts.values()))

    @property
    def own(self) -> Mapping[str, str]:
        """By what our own sheet is told from others: the columns, by field, that tell a row and name nobody."""
        return {
            one.field: one.names[0] for one in self.columns.all if one.field in self.telling and one.field not in NAMING
        }

    def tells(self, text: str) -> bool:
        """Whether a cell alone shows that its line is a row."""
        value = next(iter(self.telling.values()))(text)
        return value is not None and not isinstance(value, NotRead)

    def knows(self, layout: Layout, header: str) -> bool:
        """Whether this is the name of a column of this sheet."""
        return self.columns.lettered(header) is not None or letters(header) in layout.known

    def known(self, header: str) -> bool:
        """Whether any sheet that we know has a column of this name."""
        return any(self.knows(layout, header) for layout in self.layouts.values())

    def names(self, layout: Layout, headers: Sequence[str]) -> int:
        """How many of these the sheet knows; 0 where too few are its own."""
        if layout is self.ours:
            return sum(self.columns.named(header) is not None for header in headers)
        own = sum(letters(header) in layout.known and self.columns.lettered(header) is None for header in headers)
        return sum(self.knows(layout, header) for header in headers) if own >= layout.names_least else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of one table are read: by the file's names, ours that each fills."""

    book: Book
    ours: Mapping[str, str]
    joined: Mapping[str, tuple[tuple[str, str], ...]]
    kind: tuple[str, ...]
    elsewhere: tuple[str, ...]
    age: str | None
    always: Mapping[str, str]
    own: bool
    """Whether it is our template: its rows stay as they are."""

    def column(self, header: str) -> Column | None:
        """The column of ours that this one fills."""
        return self.book.columns.named(self.ours.get(header, ""))

    def fills(self, header: str) -> bool:
        """Whether it fills a column of ours, alone or with others."""
        parts = (name for parts in self.joined.values() for name, _ in parts)
        return header in self.ours or header in parts or header in (*self.kind[:1], self.age)

    @property
    def fields(self) -> dict[str, str]:
        """The file's name of each field's column, to name it in a fault."""
        joined = {ours: " + ".join(name for name, _ in parts) for ours, parts in self.joined.items()}
        kind = {self.book.kind.name: self.kind[0]} if self.book.kind and self.kind else {}
        found = {ours: header for header, ours in self.ours.items()} | joined | kind
        return {column.field: header for name, header in found.items() if (column := self.book.columns.named(name))}

    def cells(self, row: Mapping[str, str]) -> dict[str, str] | Elsewhere:
        """The row by our own names, what no column takes in one cell beside them."""
        if self.own:
            return dict(row)
        said = self._kind_said(row)
        if isinstance(said, Elsewhere):
            return said
        found = {ours: row[header] for header, ours in self.ours.items() if header in row}
        found |= {ours: _joined(row, parts) for ours, parts in self.joined.items()} | dict(self.always)
        if self.book.kind and self.kind:
            found[self.book.kind.name] = said
        read = {*self.ours, *(name for parts in self.joined.values() for name, _ in parts), SURPLUS}
        beside = "; ".join(f"{name}: {text}" for name, text in row.items() if text and name not in read)
        surplus = {SURPLUS: row[SURPLUS]} if SURPLUS in row else {}
        return found | {BESIDE: beside} | surplus

    def _kind_said(self, row: Mapping[str, str]) -> str | Elsewhere:
        texts = (row.get(name, "") for name in self.kind)
        text = next((text for text in texts if plain(text) not in NOT_SAID), "")
        return self.book.kind.said(text, self.elsewhere) if self.book.kind else ""


def reading_of(book: Book, layout: Layout, headers: Sequence[str]) -> Reading:
    """How a table with these headers is read; of two that say the same the mapping's first counts."""
    own = layout is book.ours
    by_letters = {letters(header): header for header in reversed(headers) if header}
    kind = tuple(by_letters[name] for name in map(letters, layout.kind) if name in by_letters)
    joined = {
        ours: tuple((by_letters[letters(name)], how) for name, how in parts.items() if letters(name) in by_letters)
        for ours, parts in layout.joined.items()
    }
    taken = {*kind, *(name for parts in joined.values() for name, _ in parts)}
    fields: dict[str, str] = {}
    for ours, names in layout.fields.items():
        header = next((by_letters[name] for name in map(letters, names) if name in by_letters), None)
        if header is not None and header not in taken:
            fields[header] = ours
    for header in headers:
        column = book.columns.named(header) if own else book.columns.lettered(header)
        if column and header not in taken and (own or column.names[0] not in fields.values()):
            fields[header] = column.names[0]
    ages = by_letters.get(letters(layout.age)) if layout.age else None
    kept = {ours: parts for ours, parts in joined.items() if parts}
    return Reading(book, fields, kept, kind, layout.elsewhere, ages, layout.always, own)


def _joined(row: Mapping[str, str], parts: Sequence[tuple[str, str]]) -> str:
    said = ((row.get(name, ""), written) for name, written in parts)
    return "".join(written.format(text) for text, written in said if text not in NOTHING).strip(" ,")


def layouts_in(folder: Path, ours: str) -> Mapping[str, Layout]:
    """Every mapping of a folder by the name of its file, ours first."""
    return {
        path.stem: msgspec.convert(tomllib.loads(path.read_text("utf-8")), Layout)
        for path in sorted(folder.glob("*.toml"), key=lambda path: (path.stem != ours, path.stem))
    }
