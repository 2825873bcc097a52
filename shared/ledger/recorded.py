"""What the ledger gives back: one stored event, its bytes untouched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from shared.domain.event import Event
from shared.domain.identifiers import BookId, CommandId, EventId, Position, StreamName, Version
from shared.ledger.decoding import decode

COLUMNS = (
    "book, position, stream, version, event_id::text, type, schema_version, subject, payload, metadata, "
    "recorded_at, hash, request_digest"
)
"""The columns of ledger.event in the order of Recorded's fields: ``Recorded(*row)``."""


class Metadata(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Who asked for the event, and what it answers. Ids and times only."""

    actor: str
    """The account, or the name of a reaction or an import."""
    command_id: CommandId
    correlation_id: str
    """The first command of a chain of commands, events and reactions."""
    causation_id: str | None = None
    """The event that a reaction answered."""
    occurred_at: datetime | None = None
    """When it happened, where that is not when it was recorded."""
    role: str | None = None
    """In which of the account's roles its person acted; none where no person asked."""


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """One stored event; a struct and not a dataclass, because replay makes millions of them."""

    book: BookId
    position: Position
    stream: StreamName
    version: Version
    event_id: EventId
    type: str
    schema_version: int
    subject: str | None
    payload: bytes
    metadata: bytes
    recorded_at: datetime
    hash: bytes
    request_digest: bytes = b""

    @property
    def event(self) -> Event:
        """The event, upcast to today's form; raises UnknownEvent where this version does not know its type."""
        return decode(self)

    @property
    def meta(self) -> Metadata:
        return _METADATA.decode(self.metadata)


_METADATA = msgspec.json.Decoder(Metadata)

_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def moment(postgres_us: int) -> datetime:
    """A timestamp as PostgreSQL sends it in binary: microseconds from 2000."""
    return _POSTGRES_EPOCH + timedelta(microseconds=postgres_us)
