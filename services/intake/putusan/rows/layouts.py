"""How the sheets of other offices say what ours says: a file for each in ``mappings``, and how a row of one is read.

Of another office's sheet a cell fills our column of the same meaning; what no column of ours takes is kept beside them
as it is written, and a row whose sentence is known to be another is nobody's fault: it is counted, and not kept.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from services.intake.putusan.rows.columns import BY_NAME, COLUMNS, NOT_SAID, Column, column_of
from services.intake.putusan.rows.kinds import Elsewhere, kind_said
from services.intake.putusan.rows.reading import plain
from services.intake.putusan.rows.sheet import SURPLUS, normal_name

MAPPINGS = Path(__file__).parent / "mappings"
OURS = "putusan"
"""The mapping of our own template, in which every column goes by its own names."""
KIND = next(column.names[0] for column in COLUMNS if column.field == "kind")
BESIDE = "kolom_lain"
"""The cell that keeps what no column of ours takes."""
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

    @cached_property
    def known(self) -> frozenset[str]:
        """Every name of its own, by its letters."""
        parts = [name for names in self.joined.values() for name in names]
        fields = [name for names in self.fields.values() for name in names]
        return frozenset({*map(letters, (*self.order, *self.others, *self.kind, self.age, *fields, *parts))} - {""})

    def knows(self, header: str) -> bool:
        """Whether this is the name of a column."""
        return _ours(header) is not None or letters(header) in self.known

    def names(self, headers: Sequence[str]) -> int:
        """How many of these it knows; 0 where too few are its own."""
        if self is LAYOUTS[OURS]:
            return sum(column_of(header) is not None for header in headers)
        own = sum(letters(header) in self.known and _ours(header) is None for header in headers)
        return sum(map(self.knows, headers)) if own >= self.names_least else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of one table are read: by the file's names, ours that each fills."""

    ours: Mapping[str, str]
    joined: Mapping[str, tuple[tuple[str, str], ...]]
    kind: tuple[str, ...]
    elsewhere: tuple[str, ...]
    age: str | None
    own: bool
    """Whether it is our template: its rows stay as they are."""

    def column(self, header: str) -> Column | None:
        """The column of ours that this one fills."""
        return column_of(self.ours.get(header, ""))

    def fills(self, header: str) -> bool:
        """Whether it fills a column of ours, alone or with others."""
        parts = (name for parts in self.joined.values() for name, _ in parts)
        return header in self.ours or header in parts or header in (*self.kind[:1], self.age)

    @property
    def fields(self) -> dict[str, str]:
        """The file's name of each field's column, to name it in a fault."""
        joined = {ours: " + ".join(name for name, _ in parts) for ours, parts in self.joined.items()}
        kind = {KIND: self.kind[0]} if self.kind else {}
        found = {ours: header for header, ours in self.ours.items()} | joined | kind
        return {column.field: header for name, header in found.items() if (column := column_of(name))}

    def cells(self, row: Mapping[str, str]) -> dict[str, str] | Elsewhere:
        """The row by our own names, what no column takes in one cell beside them."""
        if self.own:
            return dict(row)
        texts = (row.get(name, "") for name in self.kind)
        said = kind_said(next((text for text in texts if plain(text) not in NOT_SAID), ""), self.elsewhere)
        if isinstance(said, Elsewhere):
            return said
        found = {ours: row[header] for header, ours in self.ours.items() if header in row}
        found |= {ours: _joined(row, parts) for ours, parts in self.joined.items()}
        if self.kind:
            found[KIND] = said
        read = {*self.ours, *(name for parts in self.joined.values() for name, _ in parts), SURPLUS}
        beside = "; ".join(f"{name}: {text}" for name, text in row.items() if text and name not in read)
        surplus = {SURPLUS: row[SURPLUS]} if SURPLUS in row else {}
        return found | {BESIDE: beside} | surplus


def reading_of(layout: Layout, headers: Sequence[str]) -> Reading:
    """How a table with these headers is read; of two that say the same the mapping's first counts."""
    own = layout is LAYOUTS[OURS]
    by_letters = {letters(header): header for header in reversed(headers) if header}
    kind = tuple(by_letters[name] for name in map(letters, layout.kind) if name in by_letters)
    joined = {
        ours: tuple((by_letters[letters(name)], word) for name, word in parts.items() if letters(name) in by_letters)
        for ours, parts in layout.joined.items()
    }
    taken = {*kind, *(name for parts in joined.values() for name, _ in parts)}
    fields: dict[str, str] = {}
    for ours, names in layout.fields.items():
        header = next((by_letters[name] for name in map(letters, names) if name in by_letters), None)
        if header is not None and header not in taken:
            fields[header] = ours
    for header in headers:
        column = column_of(header) if own else _ours(header)
        if column and header not in taken and (own or column.names[0] not in fields.values()):
            fields[header] = column.names[0]
    ages = by_letters.get(letters(layout.age)) if layout.age else None
    return Reading(fields, {ours: parts for ours, parts in joined.items() if parts}, kind, layout.elsewhere, ages, own)


def letters(header: str) -> str:
    """A column's name without case and without all that parts its words."""
    return re.sub("_", "", normal_name(header))


def _ours(header: str) -> Column | None:
    """The column of ours that another office would write so: ``JumlahJam`` is ``jumlah_jam``."""
    return BY_LETTERS.get(letters(header))


def _joined(row: Mapping[str, str], parts: Sequence[tuple[str, str]]) -> str:
    said = ((row.get(name, ""), word) for name, word in parts)
    return " ".join(f"{text} {word}" for text, word in said if text not in NOTHING)


BY_LETTERS: Mapping[str, Column] = {letters(name): column for name, column in BY_NAME.items()}
LAYOUTS: Mapping[str, Layout] = {
    path.stem: msgspec.convert(tomllib.loads(path.read_text("utf-8")), Layout)
    for path in sorted(MAPPINGS.glob("*.toml"), key=lambda path: (path.stem != OURS, path.stem))
}
"""Every mapping by the name of its file, ours first."""
