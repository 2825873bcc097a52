"""One history: where a reader stands in the ledger, and how it notices that the ledger was put back to an older copy.

A place is (epoch, position, hash). The hash is that of the whole chain up to the position, so that two readers
with equal places have read the same events. After a restore the ledger may grow past a reader with other events
under the same positions: then the hashes differ, and the reader must stop instead of mixing two histories.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

import asyncpg

from shared.domain.identifiers import BookId, Position
from shared.ledger.chain import BIGINT_MAX
from shared.ledger.recorded import COLUMNS, Recorded
from shared.messaging.cloudevents import Items, Unreadable

PAGE_FROM = f"""
    SELECT {COLUMNS} FROM ledger.event WHERE book = $1 AND position >= $2 AND position <= $3 ORDER BY position
"""  # noqa: S608 — only the column list is put in
"""The page starts with the reader's own last event: it proves that reader and ledger tell the same history. It ends
at a position and not after a number of rows: positions have no holes, and a LIMIT lets a small ledger be read and
sorted whole."""

TYPES_OF_MOST = 500
"""Events whose types one look at the ledger's end tells: far more than come between two looks."""
SEEN_FROM = """
    SELECT position, hash, (SELECT hash FROM ledger.event WHERE book = $1 AND position = $2) AS before, ARRAY(
        SELECT DISTINCT type FROM ledger.event WHERE book = $1 AND position > $2 AND position <= $2::bigint + $3
    ) AS types
    FROM ledger.event WHERE book = $1 ORDER BY position DESC LIMIT 1
"""

EPOCHS_AHEAD_MAX = 1_000
"""More restores than a book ever lives through. An epoch further ahead was made up by whoever can write into Redis, and
following it would use up the numbers that later restores need."""


class HistoryDiffers(Exception):
    """The ledger no longer holds what was read from it: a person must decide, nothing goes on by itself."""


class AnotherVersion(Exception):
    """The rows were made by another version of the fold than this process has: it may not write among them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands; position 0 is before the first event, and every history begins there."""

    epoch: int
    position: Position
    hash: bytes

    def after(self, entry: Recorded, epoch: int) -> "Place":
        """The place behind this event."""
        return Place(epoch, entry.position, entry.hash)


START = Place(0, Position(0), b"")


def rearmost(places: Iterable[Place]) -> Place:
    """That of whoever is furthest behind; the start where nobody is anywhere."""
    return min(places, key=attrgetter("position"), default=START)


def same_version(name: str, stored: str, mine: str) -> None:
    """Raise AnotherVersion where the version in a checkpoint is not that of this process's fold."""
    if stored != mine:
        raise AnotherVersion(
            f"another version: the rows of {name} are of version {stored or '(none)'}, this process folds "
            f"{mine or '(none)'}; start the program that made them in its place"
        )


async def epoch_of(connection: asyncpg.Connection, book: BookId) -> int:
    """The book's epoch: 1 until the first restore; 0 while there is no book yet."""
    epoch = await connection.fetchval("SELECT epoch FROM ledger.book WHERE book = $1", book)
    return int(epoch or 0)


async def end_of(connection: asyncpg.Connection, book: BookId) -> tuple[Position, bytes]:
    """The ledger's last position and its hash; 0 and none where it is empty."""
    last = "SELECT position, hash FROM ledger.event WHERE book = $1 ORDER BY position DESC LIMIT 1"
    row = await connection.fetchrow(last, book)
    return (Position(row["position"]), row["hash"]) if row is not None else (START.position, START.hash)


async def head_of(connection: asyncpg.Connection, book: BookId) -> Position:
    """The ledger's last position."""
    return (await end_of(connection, book))[0]


async def seen_from(connection: asyncpg.Connection, book: BookId, here: Position) -> asyncpg.Record | None:
    """The ledger's last ``position`` and ``hash``, the hash at this position (``before``), and the ``types`` of what
    lies up to ``TYPES_OF_MOST`` behind it; None where the ledger is empty."""
    return await connection.fetchrow(SEEN_FROM, book, here, TYPES_OF_MOST)


async def hash_at(connection: asyncpg.Connection, book: BookId, position: Position) -> bytes | None:
    """The chain's hash at a position; None where the ledger does not reach it; empty before the first."""
    if position == 0:
        return b""
    if position > BIGINT_MAX:  # Redis's numbers go further than the ledger's
        return None
    found = await connection.fetchval("SELECT hash FROM ledger.event WHERE book = $1 AND position = $2", book, position)
    return bytes(found) if found is not None else None


def following_on(here: Place, items: Items) -> list[Recorded] | None:
    """The new entries of a batch, in order and without a hole behind this place; None where they are not that."""
    entries: list[Recorded] = []
    position, previous = here.position, here.hash
    for item in items:
        if isinstance(item, Unreadable):
            return None
        if item.entry.position <= here.position:
            continue
        if item.entry.position != position + 1 or item.previous_hash != previous:
            return None
        entries.append(item.entry)
        position, previous = item.entry.position, item.entry.hash
    return entries


def unreadable_in(items: Items) -> Unreadable | None:
    """The first entry that is no event of ours, or that somebody changed."""
    return next((item for item in items if isinstance(item, Unreadable)), None)


async def page_after(connection: asyncpg.Connection, book: BookId, place: Place, limit: int) -> list[Recorded]:
    """At most ``limit`` events after a place, in order.

    Raises HistoryDiffers where the ledger does not hold the event the place stands on, with the same hash.
    """
    rows = await connection.fetch(PAGE_FROM, book, max(1, place.position), place.position + limit)
    if place.position == 0:
        return [Recorded(*row) for row in rows]
    if not rows or rows[0]["position"] != place.position:
        raise HistoryDiffers(f"history differs: read up to {place.position}, but the ledger ends before it")
    if rows[0]["hash"] != place.hash:
        raise HistoryDiffers(f"history differs: the ledger holds another event at {place.position} than was read")
    return [Recorded(*row) for row in rows[1:]]


async def settle_epoch(connection: asyncpg.Connection, book: BookId, places: Iterable[Place]) -> int:
    """The book's epoch, raised first where one of these places of the same or a later epoch is not in the ledger.

    The places are those of every checkpoint and of the feed's last entry. A place of an earlier epoch says
    nothing new: the epoch rose because of it already. One that is impossibly far ahead raises it by one and no more.
    """
    epoch = await epoch_of(connection, book)
    seen = epoch
    differs = False
    for place in places:
        if place.epoch >= epoch and epoch:
            same = place.epoch == epoch and await hash_at(connection, book, place.position) == place.hash
            differs = differs or not same
            if place.epoch <= epoch + EPOCHS_AHEAD_MAX:
                seen = max(seen, place.epoch)
    if differs:
        epoch = int(await connection.fetchval("SELECT ledger.raise_epoch($1, $2)", book, seen))
    return epoch
