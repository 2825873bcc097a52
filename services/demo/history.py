"""Write invented histories into a book: sealed by the vault, through the ledger's bulk path, a person at a time.

A person's story is one request over the streams of three services: a running house sees all of it or nothing, so that
its reactions find the place proposed and the sentence opened, and leave both as they are.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice
from typing import Any

import asyncpg
import msgspec

from services.demo.again import Plain, Story
from services.demo.generator import Generator
from shared.database.engine import Database, connected
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Code, EventId, StreamName, Version, event_id
from shared.ledger.append import AppendRequest, Claim, NewEvent
from shared.ledger.books import find_book
from shared.ledger.bulk import BulkRefused, append_bulk
from shared.ledger.decoding import encode
from shared.ledger.recorded import Metadata
from shared.privacy.vault import Vault

STORIES_A_CHUNK = 200
"""About 10,000 events: one chunk is held in memory while it is sealed."""
ACTOR = Code("generator")

MAY_WRITE = """
    INSERT INTO ledger.writer (role, category) SELECT DISTINCT session_user, category FROM ledger.writer
    ON CONFLICT DO NOTHING
"""
MAY_NO_LONGER = "DELETE FROM ledger.writer WHERE role = session_user"


class SeedTaken(Exception):
    """This seed's streams hold another history already: of another day, or of another size."""


Progress = Callable[[int, int], None]


async def write_history(
    database: Database, vault: Vault, book: BookId, generator: Generator, progress: Progress
) -> int:
    """Store the whole history; how many events it has. ``progress`` is told persons and events so far.

    Raises SeedTaken where this seed's streams hold something else already.
    """
    history = History(vault, generator, progress)
    async with _writer_of_all_streams(database, book) as connection:
        try:
            await append_bulk(connection, book, history.requests())
        except BulkRefused:
            raise SeedTaken(
                f"seed {generator.seed} stands in this book already, from another day or of another size; take another"
            ) from None
    return history.events


@asynccontextmanager
async def _writer_of_all_streams(database: Database, book: BookId) -> "AsyncIterator[asyncpg.Connection[Any]]":
    """The administrator's connection, which until the end of the block may append what any service may."""
    connection = await connected(database.url)
    try:
        await find_book(connection, book)
        await connection.execute(MAY_WRITE)
        yield connection
    finally:
        await connection.execute(MAY_NO_LONGER)
        await connection.close()


class History:
    """The requests of one history, sealed so many persons at a time; ``events``: how many were handed out."""

    def __init__(self, vault: Vault, generator: Generator, progress: Progress) -> None:
        self.events = 0
        self._vault, self._generator, self._progress = vault, generator, progress
        self._versions: dict[StreamName, int] = defaultdict(int)

    async def requests(self) -> AsyncIterator[AppendRequest]:
        """Each story as one request, in order."""
        stories = self._generator.stories()
        while chunk := list(islice(stories, STORIES_A_CHUNK)):
            sealed = iter(await self._vault.seal([item for story in chunk for item in _to_seal(story)]))
            for story in chunk:
                yield self._request(story, sealed)
            self._progress(1 + (chunk[-1].person or 0), self.events)

    def _request(self, story: Story, sealed: Iterator[Event]) -> AppendRequest:
        metadata = _metadata(story)
        claims = []
        for stream, lines in story.streams:
            new = tuple(_new(next(sealed) if isinstance(told, Event) else told, metadata[at]) for told, at in lines)
            claims.append(Claim(stream, Version(self._versions[stream]), new))
            self._versions[stream] += len(new)
            self.events += len(new)
        digest = self._vault.digest(f"{story.command} {self._generator.today}".encode())
        return AppendRequest(story.command, digest, tuple(claims))


def _to_seal(story: Story) -> Iterator[tuple[EventId, Event]]:
    """Each event with a personal value, and the id that it gets as the n-th of its request."""
    lines = enumerate(story.lines)
    return ((event_id(story.command, n), told) for n, (told, _) in lines if isinstance(told, Event))


def _metadata(story: Story) -> dict[datetime, bytes]:
    """What is stored beside the events of each moment of the story."""
    command = story.command
    moments = {at for _, at in story.lines}
    return {at: msgspec.json.encode(Metadata(ACTOR, command, command, None, at)) for at in moments}


def _new(told: Event | Plain, metadata: bytes) -> NewEvent:
    if isinstance(told, Plain):
        return NewEvent(told.type, told.schema_version, told.subject, told.payload, metadata)
    return NewEvent(told.full_type(), told.schema_version(), told.subject, encode(told), metadata)
