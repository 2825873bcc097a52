"""The hash chain in Python: what the ledger's function hashes of an event, made from what a reader holds of it.

So whoever holds an event and the hash in front of it can prove that the event is the ledger's, without asking it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct
from struct import error as _StructError  # noqa: N812
from uuid import UUID

from shared.domain.identifiers import BookId
from shared.ledger.recorded import Recorded

ALGORITHM = 1
"""The number in each row; sql/append_2.sql is its definition, and every column but the hash is in it."""

BIGINT_MAX = 2**63 - 1
"""The last position and epoch that the ledger could ever give."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# As PostgreSQL's record_send writes a row: how many columns, then each one's type, length and value.
_HEAD = Struct(">iii")
_TEXT, _BYTES = 25, 17
_COLUMN = Struct(">ii")
_POSITION = Struct(">iiq")
_VERSION_AND_ID = Struct(">iiqii16sii")
_SCHEMA_VERSION = Struct(">iii")
_TIME_AND_ALGORITHM = Struct(">iiqiih")


def chained(previous: bytes, image: bytes) -> bytes:
    """The hash of an event behind another one's."""
    return sha256(previous + sha256(image).digest()).digest()


def image_of(entry: Recorded) -> bytes:
    """The bytes that algorithm 1 hashes of an event; raises ValueError where no row could hold it."""
    try:
        kind, subject = entry.type.encode(), entry.subject
        written = (entry.recorded_at - _EPOCH) // _MICROSECOND
        parts = (
            _HEAD.pack(13, _TEXT, len(book := entry.book.encode())),
            book,
            _POSITION.pack(20, 8, entry.position),
            _column(_TEXT, entry.stream.encode()),
            _VERSION_AND_ID.pack(20, 8, entry.version, 2950, 16, UUID(entry.event_id).bytes, _TEXT, len(kind)),
            kind,
            _SCHEMA_VERSION.pack(23, 4, entry.schema_version),
            _COLUMN.pack(_TEXT, -1) if subject is None else _column(_TEXT, subject.encode()),
            _column(_BYTES, entry.payload),
            _column(_BYTES, entry.metadata),
            _column(_BYTES, entry.request_digest),
            _TIME_AND_ALGORITHM.pack(1184, 8, written, 21, 2, ALGORITHM),
        )
    except (ArithmeticError, _StructError) as error:
        raise ValueError("no row of the ledger") from error
    return b"".join(parts)


def place_of_position(book: BookId) -> int:
    """Where the position's eight bytes begin in every image of a book."""
    return _HEAD.size + len(book.encode()) + _COLUMN.size


def _column(kind: int, value: bytes) -> bytes:
    return _COLUMN.pack(kind, len(value)) + value
