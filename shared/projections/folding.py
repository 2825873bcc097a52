"""Events folded into rows in memory: the one pure loop behind live, rebuilt, as-of and compared.

What cannot be folded parks its key: the row stays as it was before that event, and the key's later events wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from shared.domain.identifiers import Position
from shared.messaging.parking import Parked, reason_of
from shared.projections.entry import Loose, Unreadable
from shared.projections.listing import ListProjection
from shared.projections.reading import Item, Reader, Reading, collector_at_rest
from shared.projections.rows import Key, Unstorable
from shared.projections.state import Projection

R = TypeVar("R", bound=msgspec.Struct)

LOST = "?"
"""Begins the key of an event that does not even say whom it concerns; its position follows."""


class Folding(Generic[R]):
    """Rows by key, folded forward. ``waiting`` keys are left alone; ``only`` these keys, where it is given.

    ``strict`` looks at each row whether it can be stored, and parks the event that made it otherwise. Without it the
    fold is three times as fast, and rows are looked at when they are written.
    """

    def __init__(
        self,
        projection: Projection[R],
        reading: Reading,
        rows: Mapping[Key, R] | None = None,
        *,
        waiting: Collection[str] = (),
        only: Collection[Key] | None = None,
        strict: bool = False,
    ) -> None:
        self.projection = projection
        self.rows: dict[Key, R] = dict(rows or {})
        self.parked: dict[str, Parked] = {}
        self._reading = reading
        self._waiting, self._only = waiting, only
        self._strict = strict or isinstance(projection, ListProjection)
        self._handlers: dict[type[Any], tuple[Any, Any]] = {
            entry: (handler.key, handler.fold)
            for full_type, entry in reading.entry_of.items()
            if full_type in projection.types
            for handler in (projection.handler_of(full_type),)
        }

    def fold(self, items: Sequence[Item]) -> None:
        """Apply these, in order. Never raises for what is in them."""
        with collector_at_rest():
            done = 0
            if not (self._strict or self._waiting or self._only is not None):
                while done < len(items) and not self.parked:
                    done = self._quickly(items, done)
            for number in range(done, len(items)):
                self._carefully(items[number])

    def again(self, keys: Collection[Key]) -> Folding[R]:
        """A strict folding of these keys, from nothing."""
        return Folding(self.projection, self._reading, only=keys, strict=True)

    def anew(self, keys: Collection[Key]) -> Folding[R]:
        """A folding of these keys, from nothing, as strict as this one."""
        return Folding(self.projection, self._reading, only=keys)

    def keys_of(self, item: Item) -> tuple[Key, ...]:
        """The keys that an item concerns; raises where it does not say."""
        layout = self.projection.layout
        if (found := self._handlers.get(item.__class__)) is not None:  # nearly always one key of its kind
            key = found[0](_event(item))
            if key.__class__ is layout.key_type:
                return (key,)
        if not isinstance(item, Unreadable):
            return self.projection.keys_of(self._reading.type_of[type(item)], item, _event(item))
        if isinstance(self.projection, ListProjection):
            return (item.position,)
        keys = self.projection.keys_of(item.type, Loose({}), Loose(msgspec.json.decode(item.payload, type=dict)))
        return tuple(key for key in keys if isinstance(key, layout.key_type))

    def type_of(self, item: Item) -> str:
        """The full type under which an item's event is stored."""
        return item.type if isinstance(item, Unreadable) else self._reading.type_of[type(item)]

    def touched(self, items: Iterable[Item]) -> set[Key]:
        """The keys that these items concern; what does not say so is met again by the fold, and parked."""
        keys: set[Key] = set()
        for item in items:
            try:
                keys.update(self.keys_of(item))
            except Exception:  # noqa: S112
                continue
        return keys

    def _quickly(self, items: Sequence[Item], done: int) -> int:
        """Fold what needs no care: one key, no error. Gives how many are done."""
        rows, handlers = self.rows, self._handlers
        in_utc = self.projection.layout.in_utc if self.projection.layout.has_moments else None
        key_type = self.projection.layout.key_type
        number = done
        try:
            for number in range(done, len(items)):
                item: Any = items[number]
                key_of, fold = handlers[item.__class__]
                key = key_of(item.event)
                if key.__class__ is not key_type:
                    break
                row = fold(rows.get(key), item.event, item)
                if row is None:
                    rows.pop(key, None)
                elif in_utc is None:
                    rows[key] = row
                else:
                    rows[key] = in_utc(row)
            else:
                return len(items)
        except Exception:  # noqa: S110 - the careful way meets it again and parks it
            pass
        self._carefully(items[number])
        return number + 1

    def _carefully(self, item: Item) -> None:
        try:
            keys = self.keys_of(item)
        except Exception as error:
            self._park(f"{LOST}{item.position}", item, item.error if isinstance(item, Unreadable) else error)
            return
        for key in keys:
            name = str(key)
            if name in self.parked or name in self._waiting or (self._only is not None and key not in self._only):
                continue
            try:
                self._one(key, item)
            except Exception as error:
                self._park(name, item, error)

    def _one(self, key: Key, item: Item) -> None:
        if isinstance(item, Unreadable):
            raise item.error
        handler = self.projection.handler_of(self._reading.type_of[type(item)])
        before, event = self.rows.get(key), _event(item)
        row = handler.fold(before, event, item)
        if row is None:
            self.rows.pop(key, None)
            return
        if self._strict:
            check(self.projection, key, row)
        self.rows[key] = self.projection.layout.in_utc(row)

    def _park(self, key: str, item: Item, error: Exception) -> None:
        if key in self._waiting:
            return
        reason = str(error) if isinstance(error, Unstorable) else reason_of(error)
        self.parked.setdefault(key, Parked(key, Position(item.position), self.type_of(item), reason))


def check(projection: Projection[R], key: Key, row: R) -> None:
    """Raise Unstorable where a row cannot be stored under its key."""
    if projection.layout.key_of(row) != key:
        raise Unstorable(f"{type(row).__name__}: another key than its event's")
    projection.layout.as_stored(row)


def unstorable(projection: Projection[R], rows: Mapping[Key, R]) -> frozenset[Key]:
    """The keys of the rows that cannot be stored; they are folded again strictly, to find the event that did it."""
    found = set()
    for key, row in rows.items():
        try:
            check(projection, key, row)
        except Unstorable:
            found.add(key)
    return frozenset(found)


async def settle(folding: Folding[Any], ledger: Reader, until: Position) -> None:
    """Fold the keys whose rows cannot be stored again, strictly, so that each is parked at the event that did it."""
    rows = folding.rows
    bad = unstorable(folding.projection, rows)
    if not bad:
        return
    strictly = folding.again(bad)
    async for window in ledger.windows(Position(0), until):
        strictly.fold(window.items)
    for key in bad:
        rows.pop(key, None)
    rows.update(strictly.rows)
    folding.parked.update(strictly.parked)


def _event(item: Any) -> Any:
    return item.event
