"""State projections: one row a key, each the fold of that key's events.

Example::

    klien = StateProjection("reporting", "klien", Row, key="klien_id", version=1)

    @klien.on(HoursLogged)
    def logged(row: Row | None, event: HoursLogged, entry: Entry) -> Row | None:
        return row and replace(row, logged=row.logged + 1)

A fold is pure. It gets the row as it stands (None: there is none), the event as a fast struct with the attributes of
its class, and the entry. It returns the new row, or None for no row. ``key`` says whom an event concerns: a key, a
tuple of several, or None; left out, it is the event's attribute of the key's name. When a fold or the row changes,
raise ``version``: at the next start the projection is rebuilt beside and swapped.

The event's class is what the type checker reads: a function of another event, row or entry is no fold. At work ids
and enums are plain texts and nested values structs (``shared/ledger/decoding.py``): a fold calls no method of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Table

from shared.database.roles import SERVICE_SCHEMAS, Role
from shared.domain.event import Event
from shared.ledger.decoding import fast_decoders, lifted_type
from shared.projections.entry import Entry, Loose
from shared.projections.rows import Key, Layout

R = TypeVar("R", bound=msgspec.Struct)
E = TypeVar("E", bound=Event)

WORD = re.compile(r"[a-z_]+")
"""A name within an expression of SQL."""

KeyOf = Callable[[Any], Any]
Keys = Key | tuple[Key, ...] | None

NAME = re.compile(r"[a-z][a-z_]{0,40}")
"""Room for ``_123`` behind it, and nothing that could be taken for such a number."""


@dataclass(frozen=True, slots=True)
class Handler:
    """What a projection does with one kind of event; ``on`` has seen that key and fold are of this event."""

    event: type[Event]
    key: KeyOf
    fold: Callable[[Any, Any, Entry], Any]
    last_of_run: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """By what a table is searched besides its key: columns, or expressions of SQL as the queries have them; of all its
    rows or of those ``where`` this holds, so that what is over and done with costs nothing."""

    by: tuple[str, ...]
    where: str = ""
    using: str = "btree"

    @property
    def sql(self) -> str:
        """As ``CREATE INDEX ON table`` goes on."""
        return f"USING {self.using} ({', '.join(self.by)})" + (f" WHERE {self.where}" if self.where else "")


class Projection(Generic[R]):
    """A table and the pure folds that fill it; what state and list projections have in common."""

    key_is_subject = False

    def __init__(
        self,
        service: str,
        name: str,
        row: type[R],
        key: str,
        version: int,
        indexes: tuple[Index, ...] = (),
    ) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a projection: small letters and underscores")
        self.service, self.name, self.version = service, name, version
        self.indexes = indexes
        """By what the table is searched besides its key."""
        self.role: Role = SERVICE_SCHEMAS[service]
        self.layout: Layout[R] = Layout(row, key)
        self.handlers: dict[type[Event], Handler] = {}
        searched = [by for index in indexes for by in index.by]
        if unknown := [by for by in searched if not set(WORD.findall(by)) & set(self.layout.names)]:
            raise ValueError(f"{row.__name__} has nothing of {unknown} to be searched by")

    def __repr__(self) -> str:
        return f"<projection {self.full_name}>"

    @property
    def full_name(self) -> str:
        """``service.name``: the view that is read, and the subscription that fills it."""
        return f"{self.service}.{self.name}"

    @cached_property
    def shape(self) -> str:
        """A short name of the row's columns."""
        return sha256(self.layout.shape.encode()).hexdigest()[:16]

    @property
    def edition(self) -> str:
        """Which rows this code makes: version and columns; it stands in the checkpoint beside them."""
        return f"{self.version}-{self.shape}"

    @cached_property
    def table(self) -> Table:
        """The view of the plain name, for queries; always whole, whichever table is behind it."""
        return self.layout.table(self.service, self.name)

    @cached_property
    def types(self) -> frozenset[str]:
        """The full types of the events it folds, older versions of them too."""
        return frozenset(fast_decoders(*self.handlers))

    @cached_property
    def runs(self) -> frozenset[str]:
        """The types of those events of which the last of a run says it all."""
        return frozenset(one.event.full_type() for one in self.handlers.values() if one.last_of_run)

    def handler_of(self, full_type: str) -> Handler:
        """What is done with an event of this type."""
        return self.handlers[Event.KNOWN[lifted_type(full_type)[0]]]

    def keys_of(self, full_type: str, entry: Entry | Loose, event: Any) -> tuple[Key, ...]:
        """The keys that an event concerns."""
        raise NotImplementedError

    def _add(
        self,
        event: type[E],
        key: Callable[[E], Keys],
        fold: Callable[[R | None, E, Entry], R | None],
        last_of_run: bool = False,
    ) -> None:
        if event in self.handlers:
            raise TypeError(f"{self.full_name} folds {event.TYPE} twice")
        self.handlers[event] = Handler(event, key, fold, last_of_run)


class StateProjection(Projection[R]):
    """One row a key."""

    key_is_subject = True
    """Whether every event's key is the subject it is stored under: then a key's events are found by index."""

    def on(
        self, event: type[E], key: Callable[[E], Keys] | None = None, *, last_of_run: bool = False
    ) -> Callable[[Callable[[R | None, E, Entry], R | None]], Callable[[R | None, E, Entry], R | None]]:
        """Fold events of this class with the function below.

        ``last_of_run`` claims, of every row, that folding some of them one after the other, of one subject and about
        one key, gives what folding the last of them gives: a rebuild then reads only that one (survivors.py). And that
        a subject with more keys than one has told of each by an event of another class too, as a sentence is opened
        before its days are assessed: by those a rebuild sees that it has to read all of that subject.
        """
        if key is not None or self.layout.key != event.SUBJECT:
            self.key_is_subject = False

        def add(fold: Callable[[R | None, E, Entry], R | None]) -> Callable[[R | None, E, Entry], R | None]:
            self._add(event, key or attrgetter(self.layout.key), fold, last_of_run)
            return fold

        return add

    def keys_of(self, full_type: str, entry: Entry | Loose, event: Any) -> tuple[Key, ...]:
        return tuple(_keys(self.handler_of(full_type).key(event), self.layout.key_type))


def _keys(found: Any, key_type: type[str | int]) -> Iterator[Key]:
    if found is None:
        return
    for key in found if isinstance(found, tuple) else (found,):
        if not isinstance(key, key_type):
            raise TypeError(f"a key is {key_type.__name__}, not {type(key).__name__}")
        yield key
