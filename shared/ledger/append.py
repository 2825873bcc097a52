"""What is asked of the ledger and what it answers; and the call of its one function, ``ledger.append_2``."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import Any, TypeAlias

import asyncpg
import msgspec
from asyncpg.pgproto.pgproto import UUID as WireUuid  # noqa: N811 — a class, whatever its name looks like

from shared.domain.identifiers import BookId, CommandId, Position, StreamName, Version

REQUEST_BYTES_MAX = 1_000_000
"""A request larger than this is refused: it would hold the book's lock for everybody for too long."""

EVENT_OVERHEAD_BYTES = 400
"""What an event weighs beside payload and metadata: ids, type, hash, index entries; counted so that many empty
events cannot pass as nothing."""

APPEND = "SELECT * FROM ledger.append_2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"


class NewEvent(msgspec.Struct, frozen=True, gc=False):
    """One event to be stored, already encoded: the ledger keeps exactly these bytes."""

    type: str
    schema_version: int
    subject: str | None
    payload: bytes
    metadata: bytes


class Claim(msgspec.Struct, frozen=True):
    """A stream at the version it was decided at, and its new events; none: the version is asserted only."""

    stream: StreamName
    version: Version
    events: tuple[NewEvent, ...] = ()


class AppendRequest(msgspec.Struct, frozen=True):
    """One command's events in one or more streams of one service: all stored or none."""

    command_id: CommandId
    digest: bytes
    claims: tuple[Claim, ...]

    @property
    def size_bytes(self) -> int:
        return sum(
            len(event.payload) + len(event.metadata) + EVENT_OVERHEAD_BYTES
            for claim in self.claims
            for event in claim.events
        )

    def check(self, categories: frozenset[str]) -> int:
        """The request's size in bytes. Raises ValueError where no ledger would take it: a bug of the caller."""
        streams = [claim.stream for claim in self.claims]
        if len(set(streams)) != len(streams):
            raise ValueError(f"command {self.command_id} claims a stream twice")
        if not any(claim.events for claim in self.claims):
            raise ValueError(f"command {self.command_id} brings no event")
        if foreign := [stream for stream in streams if stream.partition("-")[0] not in categories]:
            raise ValueError(f"command {self.command_id} claims streams of another service: {foreign[:3]}")
        size = self.size_bytes
        if size > REQUEST_BYTES_MAX:
            raise ValueError(f"command {self.command_id} brings more than {REQUEST_BYTES_MAX} bytes")
        return size


class Appended(msgspec.Struct, frozen=True):
    """Stored for ever. ``repeated``: it was stored before, and this is the first answer again."""

    first_position: Position
    repeated: bool = False


class Conflict(msgspec.Struct, frozen=True):
    """Nothing was stored: ``stream`` is at ``version``, not where the request expected it."""

    stream: StreamName
    version: Version


class Mismatch(msgspec.Struct, frozen=True):
    """Nothing was stored: the command id was used before, by a command of another content."""

    first_position: Position


Verdict: TypeAlias = Appended | Conflict | Mismatch


class LedgerError(Exception):
    """The ledger could not do what was asked; the subclass says whether something may have been stored."""


class OutcomeUnknown(LedgerError):
    """Stored or not, the ledger did not say. Ask again with the same command id: never twice, never lost."""


class LaneFull(LedgerError):
    """Nothing was stored: too many requests wait already. Ask again in a second."""


class ClockStepped(LedgerError):
    """Nothing was stored: the clock is far from the last record's. An operator sets it right or accepts it."""


class DigestMismatch(LedgerError):
    """Nothing was stored: the command id was used before, by a command of another content."""


def event_ids(command_id: CommandId, count: int) -> list[WireUuid]:
    """The first ``count`` ids of ``shared.domain.identifiers.event_id``, made at a fifth of its price."""
    namespace = bytes.fromhex(command_id.replace("-", ""))
    ids = []
    for number in range(count):
        digest = bytearray(sha1(namespace + b"%d" % number, usedforsecurity=False).digest()[:16])
        digest[6] = digest[6] & 0x0F | 0x50  # version 5
        digest[8] = digest[8] & 0x3F | 0x80  # the variant of RFC 9562
        ids.append(WireUuid(bytes(digest)))
    return ids


class Arguments:
    """The arrays that ``ledger.append_2`` takes for a group of requests, in the order of its parameters."""

    def __init__(self, book: BookId) -> None:
        self.book = book
        self.streams: dict[str, int] = {}
        self.first_ids: list[WireUuid] = []
        self.digests: list[bytes] = []
        self.claims: tuple[list[int], list[int], list[int]] = ([], [], [])
        self.claimed: list[Claim] = []
        self.event_request: list[int] = []
        self.event_stream: list[int] = []
        self.event_ids: list[WireUuid] = []
        self.events: list[NewEvent] = []

    def add(self, request: AppendRequest) -> None:
        """Put one more request into the group."""
        number = len(self.first_ids) + 1
        first = len(self.event_ids)
        for claim in request.claims:
            stream = self.streams.setdefault(claim.stream, len(self.streams) + 1)
            for column, value in zip(self.claims, (number, stream, claim.version), strict=True):
                column.append(value)
            self.claimed.append(claim)
            self.event_request += [number] * len(claim.events)
            self.event_stream += [stream] * len(claim.events)
            self.events += claim.events
        self.event_ids += event_ids(request.command_id, len(self.events) - first)
        self.first_ids.append(self.event_ids[first])
        self.digests.append(request.digest)

    def arrays(self) -> tuple[Any, ...]:
        """The parameters of ``APPEND``."""
        return (
            self.book,
            list(self.streams),
            self.first_ids,
            self.digests,
            *self.claims,
            self.event_request,
            self.event_stream,
            self.event_ids,
            [event.type for event in self.events],
            [event.schema_version for event in self.events],
            [event.subject for event in self.events],
            [event.payload for event in self.events],
            [event.metadata for event in self.events],
        )

    def verdicts(self, row: asyncpg.Record) -> list[Verdict]:
        """What the function's answer means, one verdict a request; for none the arrays are null."""
        columns = (row[name] or () for name in ("outcome", "at", "claim"))
        return [self._verdict(outcome, at, claim) for outcome, at, claim in zip(*columns, strict=True)]

    def _verdict(self, outcome: str, at: int, claim: int | None) -> Verdict:
        if outcome == "conflict" and claim is not None:
            return Conflict(self.claimed[claim - 1].stream, Version(at))
        if outcome == "mismatch":
            return Mismatch(Position(at))
        return Appended(Position(at), repeated=outcome == "done")


async def append_group(
    statement: asyncpg.prepared_stmt.PreparedStatement[Any], book: BookId, requests: Sequence[AppendRequest]
) -> list[Verdict]:
    """One call of the append function, one autocommit statement; raises what the database raised."""
    arguments = Arguments(book)
    for request in requests:
        arguments.add(request)
    row = await statement.fetchrow(*arguments.arrays())
    return arguments.verdicts(row)
