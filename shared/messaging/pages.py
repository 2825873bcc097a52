"""What a follower reads at a time, and how: whole records, or what its members need of them."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import asyncpg

from shared.domain.event import Event
from shared.domain.identifiers import BookId, Position
from shared.ledger.recorded import Recorded
from shared.messaging.history import Place, page_after

RECORDS_MAX = 500
"""Events in one transaction: long enough for 47,000 events/s, short enough that a lock is held for milliseconds."""


class Page(NamedTuple):
    """Everything up to and with a place of the ledger; ``entries`` holds at least what anybody here asks for."""

    position: Position
    hash: bytes
    entries: Sequence[Any]
    unknown: int
    """Events of types that only a newer version knows."""
    from_feed: bool = False


class Source(Protocol):
    """How events become entries, whichever way they come."""

    positions_max: int
    """Of the ledger, in one page and so in one transaction."""

    async def page(self, connection: asyncpg.Connection, book: BookId, here: Place, most: int) -> Page:
        """From the ledger: the events of at most so many positions behind a place.

        Raises HistoryDiffers where the ledger does not hold the event that the place stands on, with the same hash.
        """
        ...

    def entries(self, recorded: Sequence[Recorded]) -> Sequence[Any]:
        """The same entries from whole records, as the feed brings them."""
        ...


class Records:
    """The whole records: for a reaction, which answers one event with a command."""

    positions_max = RECORDS_MAX

    async def page(self, connection: asyncpg.Connection, book: BookId, here: Place, most: int) -> Page:
        """All of them, of whatever type."""
        recorded = await page_after(connection, book, here, most)
        return page_of(here, recorded, recorded)

    def entries(self, recorded: Sequence[Recorded]) -> Sequence[Any]:
        """As they are."""
        return recorded


def page_of(here: Place, recorded: Sequence[Recorded], entries: Sequence[Any], *, from_feed: bool = False) -> Page:
    """The page that these records make; it ends where it began when there are none."""
    last = recorded[-1] if recorded else here
    unknown = sum(entry.type not in Event.KNOWN for entry in recorded)
    return Page(last.position, last.hash, entries, unknown, from_feed)
