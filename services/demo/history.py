"""Write invented histories into a book: sealed by the vault, through the ledger's bulk path, a person at a time.

A person's story is one request over the streams of three services: a running house sees all of it or nothing, so that
its reactions find the place proposed and the sentence opened, and leave both as they are.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any

import asyncpg
import msgspec

from services.demo.generator import Generator, Told
from shared.database.engine import Database, connected
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Code, CommandId, EventId, StreamName, Version, event_id
from shared.ledger.append import AppendRequest, Claim, NewEvent
from shared.ledger.books import find_book
from shared.ledger.bulk import BulkRefused, append_bulk
from shared.ledger.decoding import encode
from shared.ledger.recorded import Metadata
from shared.privacy.vault import Vault

PERSONS_A_CHUNK = 500
"""About 25,000 events: one chunk is held in memory while it is sealed and stored."""
ACTOR = Code("generator")

MAY_WRITE = """
    INSERT INTO ledger.writer (role, category) SELECT DISTINCT session_user, category FROM ledger.writer
    ON CONFLICT DO NOTHING
"""
MAY_NO_LONGER = "DELETE FROM ledger.writer WHERE role = session_user"


class SeedTaken(Exception):
    """This seed's streams hold another history already: of another day, or of another size."""


Progress = Callable[[int, int], None]
Story = Sequence[Told]
"""What belongs together: one person's commands, or one host's, in the order in which they happened."""


async def write_history(
    database: Database, vault: Vault, book: BookId, generator: Generator, progress: Progress
) -> int:
    """Store the whole history; how many events it has. ``progress`` is told persons and events so far.

    Raises SeedTaken where this seed's streams hold something else already.
    """
    versions: dict[StreamName, int] = defaultdict(int)
    events = persons = 0
    async with _writer_of_all_streams(database, book) as connection:
        try:
            stored = partial(_stored, connection, book, vault, versions, generator.today)
            events += await stored([[told] for told in generator.hosts()])
            stories = generator.persons()
            while chunk := list(islice(stories, PERSONS_A_CHUNK)):
                events += await stored(chunk)
                persons += len(chunk)
                progress(persons, events)
        except BulkRefused:
            raise SeedTaken(
                f"seed {generator.seed} stands in this book already, from another day or of another size; take another"
            ) from None
    return events


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


async def _stored(
    connection: "asyncpg.Connection[Any]",
    book: BookId,
    vault: Vault,
    versions: dict[StreamName, int],
    today: date,
    stories: Sequence[Story],
) -> int:
    stories = [story for story in stories if story]
    numbered = [item for story in stories for item in _numbered(story)]
    sealed = iter(await vault.seal(numbered))
    request = partial(_request, sealed, versions, lambda command: vault.digest(f"{command} {today}".encode()))
    await append_bulk(connection, book, map(request, stories))
    return len(numbered)


def _numbered(story: Story) -> Iterator[tuple[EventId, Event]]:
    """Each event with the id that it gets as the n-th of its request."""
    events = (event for _, told in _by_stream(story) for event, _ in told)
    return ((event_id(_command(story), n), event) for n, event in enumerate(events))


def _by_stream(story: Story) -> list[tuple[StreamName, list[tuple[Event, datetime]]]]:
    """The story's streams in the order of their first event, each with its events and their moments."""
    found: dict[StreamName, list[tuple[Event, datetime]]] = {}
    for told in story:
        for stream, events in told.streams:
            found.setdefault(stream, []).extend((event, told.told_at) for event in events)
    return list(found.items())


def _request(
    sealed: Iterator[Event], versions: dict[StreamName, int], digest: Callable[[CommandId], bytes], story: Story
) -> AppendRequest:
    command, claims = _command(story), []
    for stream, told in _by_stream(story):
        new = tuple(_new(next(sealed), Metadata(ACTOR, command, command, None, at)) for _, at in told)
        claims.append(Claim(stream, Version(versions[stream]), new))
        versions[stream] += len(new)
    return AppendRequest(command, digest(command), tuple(claims))


def _command(story: Story) -> CommandId:
    return CommandId(story[0].command)


def _new(event: Event, metadata: Metadata) -> NewEvent:
    stored = encode(event), msgspec.json.encode(metadata)
    return NewEvent(event.full_type(), event.schema_version(), event.subject, *stored)
