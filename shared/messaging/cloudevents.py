"""An event of the ledger as a CloudEvent 1.0 on the feed, and back.

Binary mode: the attributes are headers ``ce-…``, the data are the stored bytes exactly as they lie in the ledger,
so that what a reader checks or decodes is what was written. Attributes that CloudEvents does not know begin
with ``bakti``. The entry's id in the stream is ``{epoch}-{position}``.

An entry carries every column that the chain's hash is made of, and is read only where that hash comes out of them:
then nothing in it can be other than in the ledger, as soon as the ledger is known to have the hash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from faststream.redis import BinaryMessageFormatV1
from pydantic import (
    BeforeValidator,
    InstanceOf,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from shared.domain.identifiers import BookId, EventId, Position, StreamName, Version
from shared.ledger.chain import chained, image_of
from shared.ledger.recorded import Recorded

DATA_FIELD = b"__data__"
"""The one field of a stream entry, as FastStream writes it."""

READ_MAX = 500
"""Entries kept as read, one batch of them: the followers of a process read the same ones at the same time."""

Headers = dict[str, str]
WireEntry = tuple[bytes, Mapping[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Received:
    """One entry of the feed: the event, the epoch it was published in, the hash of the event before it."""

    epoch: int
    previous_hash: bytes
    entry: Recorded


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that is no event of ours. It is never an end: the ledger has the event that belongs there."""

    entry_id: str
    why: str


Items = Sequence[Received | Unreadable]


class Forged(ValueError):
    """An entry that looks like one of ours, but is not what the ledger wrote."""


def feed_name(book: BookId) -> str:
    """The Redis Stream of a book."""
    return f"bakti:feed:{book}"


def entry_id(epoch: int, position: int) -> str:
    """The stream's own order is the ledger's: Redis refuses a second copy and any step back."""
    return f"{epoch}-{position}"


def parsed_id(entry: bytes | str) -> tuple[int, Position]:
    """Epoch and position of an entry id."""
    text = entry.decode() if isinstance(entry, bytes) else entry
    epoch, _, position = text.partition("-")
    return int(epoch), Position(int(position))


def headers_of(recorded: Recorded, epoch: int, previous_hash: bytes) -> Headers:
    """The attributes of the CloudEvent."""
    headers = {
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": str(recorded.event_id),
        "ce-source": f"/books/{recorded.book}/streams/{recorded.stream}",
        "ce-type": recorded.type,
        "ce-time": recorded.recorded_at.isoformat(),
        "ce-baktibook": recorded.book,
        "ce-baktistream": recorded.stream,
        "ce-baktiposition": str(recorded.position),
        "ce-baktiversion": str(recorded.version),
        "ce-baktischema": str(recorded.schema_version),
        "ce-baktiepoch": str(epoch),
        "ce-baktiprevhash": previous_hash.hex(),
        "ce-baktihash": recorded.hash.hex(),
        "ce-baktirequest": recorded.request_digest.hex(),
        "ce-baktimeta": recorded.metadata.decode(),
    }
    if recorded.subject is not None:
        headers["ce-subject"] = recorded.subject
    return headers


def event_of(headers: Mapping[str, str], data: bytes) -> Received:
    """The entry that these headers and data were made of.

    Raises KeyError or ValueError where they are not ours, Forged where they are not what their hash was made of.
    """
    recorded = Recorded(
        book=BookId(headers["ce-baktibook"]),
        position=Position(int(headers["ce-baktiposition"])),
        stream=StreamName(headers["ce-baktistream"]),
        version=Version(int(headers["ce-baktiversion"])),
        event_id=EventId(headers["ce-id"]),
        type=headers["ce-type"],
        schema_version=int(headers["ce-baktischema"]),
        subject=headers.get("ce-subject"),
        payload=data,
        metadata=headers["ce-baktimeta"].encode(),
        recorded_at=datetime.fromisoformat(headers["ce-time"]).astimezone(UTC),
        hash=bytes.fromhex(headers["ce-baktihash"]),
        request_digest=bytes.fromhex(headers["ce-baktirequest"]),
    )
    received = Received(int(headers["ce-baktiepoch"]), bytes.fromhex(headers["ce-baktiprevhash"]), recorded)
    if not _as_written(received):
        raise Forged("not what its hash was made of")
    return received


def _as_written(received: Received) -> bool:
    """Whether the hash is that of the content behind the hash before it, and the id is spelt as the ledger does."""
    entry = received.entry
    proven = chained(received.previous_hash, image_of(entry)) == entry.hash
    return proven and str(UUID(entry.event_id)) == entry.event_id  # the ids of commands are made of this text


def _from_wire(value: Any) -> Any:
    if isinstance(value, Received):
        return value
    identity, fields = value
    return _read(identity, fields[DATA_FIELD])


@lru_cache(READ_MAX)
def _read(identity: bytes, message: bytes) -> Received:
    data, headers = BinaryMessageFormatV1.parse(message)
    try:
        received = event_of(headers, data)
    except KeyError as missing:
        raise ValueError(f"no attribute {missing}") from missing
    if parsed_id(identity) != (received.epoch, received.entry.position):
        raise ValueError("the entry's id is not its epoch and position")
    return received


def _as_a_value(value: Any, read: ValidatorFunctionWrapHandler) -> Received | Unreadable:
    """One unreadable entry must not fail the batch it came with."""
    try:
        found: Received = read(value)
    except (ValidationError, LookupError, TypeError) as error:
        return Unreadable(_name_of(value), _kind_of(error))
    return found


def _kind_of(error: Exception) -> str:
    """The error's name and never its words: they might quote what somebody put into Redis."""
    cause = (
        error.errors(include_input=False)[0].get("ctx", {}).get("error") if isinstance(error, ValidationError) else None
    )
    return type(cause or error).__name__


def _name_of(value: Any) -> str:
    try:
        return str(value[0].decode())
    except Exception:
        return "?"


FeedItem = Annotated[
    InstanceOf[Received] | InstanceOf[Unreadable],
    BeforeValidator(_from_wire),
    WrapValidator(_as_a_value),
]
"""One item of a batch; the last validator is the outermost, so that what fails becomes :class:`Unreadable`."""

FEED_ITEMS: TypeAdapter[list[Received | Unreadable]] = TypeAdapter(list[FeedItem])


def read_items(entries: Sequence[WireEntry]) -> list[Received | Unreadable]:
    """The items of one batch as they came over the wire."""
    return FEED_ITEMS.validate_python(entries)
