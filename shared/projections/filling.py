"""The new table of a rebuild while it is filled: rows in memory are bounded, however many the ledger gives,
but for one a subject where only survivors are read.

The ledger is read once, in its order. Rows of which nothing was told for a while are put into the table; what is told
of one of those afterwards, as when a day of last year is corrected, waits: it is folded into the table when that has
its key. Most rows are told of for some weeks and never again, so little waits.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg

from shared.domain.identifiers import BookId, Position
from shared.messaging.parking import Parked
from shared.projections.applying import applied
from shared.projections.folding import Folding, unstorable
from shared.projections.reading import SQL, WINDOW_POSITIONS, Item, Reader, Reading, collector_at_rest, stored_items
from shared.projections.rows import Key
from shared.projections.state import Projection
from shared.projections.writing import copy_rows, store

ROWS_MAX = 30_000
"""Rows in memory, and as many again that were not touched since so many others were: 20 to 70 MB."""
SIEVE_BITS = 2**27
"""16 MB; of three million keys that are put away another one is taken for one of them once in five hundred times."""
CHOSEN = (SQL / "chosen.sql").read_text(encoding="utf-8")


class Sieve:
    """Which keys were put away, in memory that does not grow: may take a key for one of them, never the reverse."""

    def __init__(self) -> None:
        self._bits = bytearray(SIEVE_BITS // 8)

    def update(self, keys: Iterable[Key]) -> None:
        """Put away from now on."""
        bits = self._bits
        for found in map(hash, keys):
            for place in (found % SIEVE_BITS, (found >> 32) % SIEVE_BITS):
                bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, key: Key) -> bool:
        # Asked for each event: no loop, and nearly always the first bit says it.
        bits, found = self._bits, hash(key)
        place = found % SIEVE_BITS
        if not bits[place >> 3] & (1 << (place & 7)):
            return False
        place = (found >> 32) % SIEVE_BITS
        return bool(bits[place >> 3] & (1 << (place & 7)))


class Filling:
    """Rows on their way into a table without its key; ``count``: how many lie in it."""

    def __init__(
        self, connection: asyncpg.Connection[Any], projection: Projection[Any], reading: Reading, table: str
    ) -> None:
        self._connection, self._projection, self._reading, self._table = connection, projection, reading, table
        self.folding: Folding[Any] = Folding(projection, reading)
        self.count = 0
        self._cold: dict[Key, Any] = {}
        self._away = Sieve()
        self._later = array("q")
        self._bad: set[Key] = set()

    @property
    def parked(self) -> dict[str, Parked]:
        """What could not be folded, by key."""
        return self.folding.parked

    @property
    def held(self) -> int:
        """How many rows are in memory."""
        return len(self.folding.rows) + len(self._cold)

    async def take(self, items: Sequence[Item]) -> None:
        """Fold the next events of the ledger, or let them wait."""
        with collector_at_rest():
            now = self._now(items) if self._cold or self.count else items
        self.folding.fold(now)
        if len(self.folding.rows) > ROWS_MAX:
            await self._put(self._cold)
            self._cold, self.folding.rows = self.folding.rows, {}

    async def put_all(self) -> None:
        """Put what is left in memory into the table too."""
        await self._put(self._cold)
        await self._put(self.folding.rows)
        self._cold, self.folding.rows = {}, {}

    async def settle(self, ledger: Reader, book: BookId, until: Position) -> None:
        """When the table has its key: fold what waited, and the keys whose rows cannot be stored, to park those at the
        event that did it."""
        await self._strictly(ledger, until)
        waiting = {str(key) for key in self._bad}
        for start in range(0, len(self._later), WINDOW_POSITIONS):
            positions = list(self._later[start : start + WINDOW_POSITIONS])
            items = await stored_items(self._connection, self._reading, CHOSEN, book, positions)
            done = await applied(
                self._connection, self._address, self._projection, self._reading, items, waiting | self.parked.keys()
            )
            self.parked.update({one.key: one for one in done.parked})
            self.count += done.more

    def _now(self, items: Iterable[Item]) -> list[Item]:
        """Those that concern no row that was put away; once one of a key waits, all later ones do."""
        now, away, cold, rows = [], self._away, self._cold, self.folding.rows
        for item in items:
            keys = self._keys_of(item)
            for key in keys:
                if key in away:
                    self._later.append(item.position)
                    away.update(keys)
                    break
            else:
                for key in keys:
                    if key in cold:
                        rows[key] = cold.pop(key)
                now.append(item)
        return now

    def _keys_of(self, item: Item) -> tuple[Key, ...]:
        try:
            return self.folding.keys_of(item)
        except Exception:  # the fold parks it by its position
            return ()

    async def _put(self, rows: dict[Key, Any]) -> None:
        bad = unstorable(self._projection, rows)
        self._bad |= bad
        good = [row for key, row in rows.items() if key not in bad] if bad else rows.values()
        await copy_rows(self._connection, self._projection.service, self._table, self._projection.layout, good)
        self._away.update(rows)
        self.count += len(good)

    async def _strictly(self, ledger: Reader, until: Position) -> None:
        if not self._bad:
            return
        strictly = self.folding.again(self._bad)
        async for window in ledger.windows(Position(0), until):
            strictly.fold(window.items)
        await store(self._connection, self._address, self._projection.layout, list(strictly.rows.values()))
        self.parked.update(strictly.parked)
        self.count += len(strictly.rows)

    @property
    def _address(self) -> str:
        return f"{self._projection.service}.{self._table}"
