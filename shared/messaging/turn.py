"""One transaction of a follower: what it sets, where a member stands in it, and what became of the page for it."""

from dataclasses import dataclass, field

import asyncpg

from shared.domain.identifiers import BookId, Position
from shared.messaging.checkpoint import Locked
from shared.messaging.history import HistoryDiffers, Place, hash_at, same_version
from shared.messaging.member import Applied, Member
from shared.messaging.pages import Page

ITS_OWN = ", ".join(
    f"set_config('{name}', 'off', true)"
    for name in ("synchronous_commit", "enable_seqscan", "enable_bitmapscan", "jit")
)
"""What a turn sets for its transaction. Rows and checkpoint may be lost together in a crash, never apart: what follows
the ledger is read again from there, and waiting for the disk at each of a dozen followers would be most of the delay.
And a statement keeps the plan of its first calls: one made while a table was all but empty would scan the whole of it
at every turn, until somebody analyses the table. Every look-up of a follower has its index."""


class Held(Exception):
    """A reaction's event failed; those before it are done, it and those behind it wait."""


class TooManyParked(ValueError):
    """This batch would park more keys than the first one too many: a smaller batch shall find that one."""


@dataclass(slots=True)
class Standing:
    """One member in one transaction: where it is, under lock, and then what became of the page."""

    member: Member
    place: Place
    locked: Locked
    done: Applied | None = None

    def reaches(self, page: Page) -> bool:
        """Whether the page brings it anything, of interest or not."""
        return page.position > self.place.position

    async def after(self, hashes: "Hashes", page: Page) -> Place:
        """Behind the last event that was handled: all of them, or those before the one it was held at."""
        held_at = self.done.held_at if self.done is not None else None
        if held_at is None:
            return Place(self.locked.epoch, page.position, page.hash)
        if held_at - 1 == self.place.position:
            return self.place
        return Place(self.locked.epoch, Position(held_at - 1), await hashes.at(Position(held_at - 1)) or b"")


@dataclass(slots=True)
class Hashes:
    """The ledger's hashes, each asked for once in a transaction."""

    connection: asyncpg.Connection
    book: BookId
    known: dict[Position, bytes | None] = field(default_factory=dict)

    async def at(self, position: Position) -> bytes | None:
        """As ``hash_at``."""
        if position not in self.known:
            self.known[position] = await hash_at(self.connection, self.book, position)
        return self.known[position]

    async def holds(self, place: Place) -> bool:
        """Whether the ledger holds the event on which a place stands, with its hash."""
        return await self.at(place.position) == place.hash


async def standing(hashes: Hashes, member: Member, locked: Locked) -> Standing:
    """From where to go on: the checkpoint, or further, where memory has passed what the ledger has too.

    Raises AnotherVersion, and HistoryDiffers where the database was put back under this process: what it has read must
    still be in the ledger.
    """
    same_version(member.name, locked.version, member.version)
    member.parked = len(locked.waiting)
    mine, stored, checkpoint = member.place, member.stored, locked.place
    if checkpoint != stored and not await hashes.holds(stored):
        raise HistoryDiffers(f"history differs: what was read at {stored.position} is no longer in the ledger")
    if checkpoint == stored and mine.position > stored.position and await hashes.holds(mine):
        return Standing(member, mine, locked)
    # At once, not when the turn is done: were it to fail, what memory passed would be taken for applied.
    member.stored = checkpoint
    await member.stand_at(checkpoint)
    return Standing(member, checkpoint, locked)
