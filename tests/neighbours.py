"""Another service's events, told for a test: appended as that service would, and heard by who follows it.

Example::

    last = await tell(database, f"putusan-{putusan_id}", PutusanRegistered(...), heard_by=house.subscriptions)
"""

from uuid import uuid4

import msgspec

from services.catalogue import SERVICES
from shared.database.engine import Database
from shared.database.roles import SERVICE_SCHEMAS
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Code, CommandId, StreamName, Version
from shared.ledger.append import AppendRequest, Claim, Conflict, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Metadata
from shared.messaging.subscription import Subscriptions
from tests.waiting import reached

BOOK = BookId("trenggalek")


async def tell(database: Database, stream: str, *events: Event, heard_by: Subscriptions | None = None) -> int:
    """Append them at the end of their stream, by the role of the service whose stream it is; gives the last position.

    ``heard_by``: every projection and reaction of that house has come so far.
    """
    category = stream.partition("-")[0]
    (owner,) = [service.name for service in SERVICES if category in service.categories]
    ledger = Ledger(database, BOOK, SERVICE_SCHEMAS[owner], frozenset({category}))
    await ledger.start()
    try:
        last = await append(ledger, stream, *events)
    finally:
        await ledger.stop()
    if heard_by is not None:
        for follower in heard_by.state():
            assert await reached(heard_by, follower.name, last), follower
    return last


async def append(ledger: Ledger, stream: str, *events: Event | NewEvent, version: int = 0) -> int:
    """Append them in one request at the end of the stream, wherever that is; gives the last position."""
    new = tuple(_stored(event) if isinstance(event, Event) else event for event in events)
    claim = Claim(StreamName(stream), Version(version), new)
    done = await ledger.append(AppendRequest(CommandId(str(uuid4())), b"", (claim,)))
    if isinstance(done, Conflict):
        return await append(ledger, stream, *events, version=done.version)
    return int(done.first_position) + len(new) - 1


def _stored(event: Event) -> NewEvent:
    command = CommandId(str(uuid4()))
    metadata = msgspec.json.encode(Metadata(Code("test"), command, command))
    return NewEvent(event.full_type(), 1, event.subject, encode(event), metadata)
