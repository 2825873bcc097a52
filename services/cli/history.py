"""Write invented histories into a book: sealed by the vault, through the ledger's bulk path, three services in turn."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec

from services.cli.generator import Generator, Told
from shared.database.engine import Database
from shared.database.roles import SERVICE_SCHEMAS
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Code, CommandId, StreamName, Version, event_id
from shared.ledger.append import AppendRequest, Claim, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Metadata
from shared.privacy.vault import Vault

PERSONS_A_CHUNK = 500
"""About 25,000 events: one chunk is held in memory while it is sealed and stored."""
ACTOR = Code("generator")
ORDER = ("intake", "matching", "attendance")

Progress = Callable[[int, int], None]


async def write_history(
    database: Database, vault: Vault, book: BookId, generator: Generator, progress: Progress
) -> int:
    """Store the whole history; how many events it has. ``progress`` is told persons and events so far."""
    ledgers = {name: Ledger(database, book, SERVICE_SCHEMAS[name], frozenset(_categories(name))) for name in ORDER}
    versions: dict[StreamName, int] = defaultdict(int)
    events = persons = 0
    try:
        for ledger in ledgers.values():
            await ledger.start()
        events += await _stored(ledgers, vault, versions, list(generator.hosts()))
        stories = generator.persons()
        while chunk := list(islice(stories, PERSONS_A_CHUNK)):
            events += await _stored(ledgers, vault, versions, [told for story in chunk for told in story])
            persons += len(chunk)
            progress(persons, events)
    finally:
        for ledger in ledgers.values():
            await ledger.stop()
    return events


async def _stored(ledgers: dict[str, Ledger], vault: Vault, versions: dict[StreamName, int], told: list[Told]) -> int:
    count = 0
    for service in ORDER:
        mine = [one for one in told if one.service == service]
        numbered = [(event_id(CommandId(one.command), n), event) for one in mine for n, event in enumerate(_flat(one))]
        sealed = iter(await vault.seal(numbered))
        requests = [_request(one, sealed, versions, vault) for one in mine]
        if requests:
            await ledgers[service].append_bulk(requests)
        count += len(numbered)
    return count


def _flat(told: Told) -> Iterator[Event]:
    for _, events in told.streams:
        yield from events


def _request(told: Told, sealed: Iterator[Event], versions: dict[StreamName, int], vault: Vault) -> AppendRequest:
    command = CommandId(told.command)
    metadata = msgspec.json.encode(Metadata(ACTOR, command, command, None, told.told_at))
    claims = []
    for stream, events in told.streams:
        new = tuple(_new(next(sealed), metadata) for _ in events)
        claims.append(Claim(stream, Version(versions[stream]), new))
        versions[stream] += len(new)
    return AppendRequest(command, vault.digest(command.encode()), tuple(claims))


def _new(event: Event, metadata: bytes) -> NewEvent:
    return NewEvent(event.full_type(), event.schema_version(), event.subject, encode(event), metadata)


def _categories(service: str) -> Iterable[str]:
    from services.catalogue import BY_NAME

    return BY_NAME[service].categories
