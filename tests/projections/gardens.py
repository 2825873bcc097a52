"""Toy events, a state and a list made of them, and seeded histories, for the tests of projections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from shared.domain.event import Event, Value
from shared.domain.identifiers import BookId, Code, CommandId, KlienId, StreamName, Version
from shared.ledger.append import Appended, AppendRequest, Claim, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.projections.entry import Entry
from shared.projections.listing import ListProjection
from shared.projections.state import StateProjection

BOOK = BookId("trenggalek")
METADATA = b'{"actor":"test","command_id":"","correlation_id":""}'
BROKEN: set[int] = set()
"""Minutes at which the fold has a bug, until it is mended."""


class Visit(Value):
    """A part of an event."""

    crop: Code
    minutes: int
    at: datetime


class GardenOpened(Event):
    TYPE = "garden.opened.v1"
    klien_id: KlienId
    opened_on: date
    crops: tuple[Code, ...] = ()


class GardenTended(Event):
    TYPE = "garden.tended.v1"
    klien_id: KlienId
    visit: Visit


class GardenShared(Event):
    TYPE = "garden.shared.v1"
    klien_id: KlienId
    other_id: KlienId


class GardenClosed(Event):
    TYPE = "garden.closed.v1"
    klien_id: KlienId


class GardenSeen(Event):
    """Nobody folds this."""

    TYPE = "garden.seen.v1"
    klien_id: KlienId


class Last(msgspec.Struct, frozen=True):
    """A part of a row."""

    crop: str
    minutes: int


class Garden(msgspec.Struct, frozen=True):
    """The row of the state: a column of every kind."""

    klien_id: str
    opened_on: date
    minutes: int = 0
    is_shared: bool = False
    crops: tuple[str, ...] = ()
    last: Last | None = None
    last_at: datetime | None = None
    seen_at: datetime | None = None
    note: str | None = None


class Line(msgspec.Struct, frozen=True):
    """The row of the list."""

    position: int
    klien_id: str
    minutes: int


gardens = StateProjection("intake", "garden", Garden, key="klien_id", version=1)
visits = ListProjection("intake", "visit", Line, version=1)


@gardens.on(GardenOpened)
def opened(row: Garden | None, event: GardenOpened, entry: Entry) -> Garden:
    return Garden(event.klien_id, event.opened_on, crops=tuple(event.crops), seen_at=entry.recorded_at)


@gardens.on(GardenTended)
def tended(row: Garden | None, event: GardenTended, entry: Entry) -> Garden | None:
    visit = event.visit
    if visit.minutes in BROKEN:
        raise RuntimeError("a bug")
    return row and replace(
        row,
        minutes=row.minutes + visit.minutes,
        last=Last(visit.crop, visit.minutes),
        last_at=visit.at,
        seen_at=entry.recorded_at,
    )


@gardens.on(GardenShared, key=lambda event: (event.klien_id, event.other_id))
def shared_(row: Garden | None, event: GardenShared, entry: Entry) -> Garden | None:
    return row and replace(row, is_shared=True, note="by" if row.klien_id == event.klien_id else "with")


@gardens.on(GardenClosed)
def closed(row: Garden | None, event: GardenClosed, entry: Entry) -> None:
    return None


@visits.on(GardenTended)
def visited(event: GardenTended, entry: Entry) -> Line | None:
    if event.visit.minutes in BROKEN:
        raise RuntimeError("a bug")
    return Line(entry.position, event.klien_id, event.visit.minutes) if event.visit.minutes else None


def person(number: int) -> KlienId:
    return KlienId(f"00000000-0000-5000-8000-{number:012d}")


def new(event: Event) -> NewEvent:
    return NewEvent(event.full_type(), 1, event.subject, encode(event), METADATA)


def visit(who: KlienId, minutes: int) -> GardenTended:
    # Another offset than UTC on purpose: a row must not depend on whether it came from memory or from the table.
    at = datetime(2026, 3, 1, 8, tzinfo=UTC).astimezone() + timedelta(minutes=minutes)
    return GardenTended(klien_id=who, visit=Visit(crop=Code("jagung"), minutes=minutes, at=at))


def history(seed: int, events: int, persons: int) -> Iterator[NewEvent]:
    """A plausible history, with unknown types, unknown fields and events that nobody folds among it."""
    chance = Random(seed)
    for _ in range(events):
        who = person(chance.randrange(persons))
        kind = chance.random()
        if kind < 0.15:
            day = date(2026, 1, 1) + timedelta(days=chance.randrange(90))
            yield new(GardenOpened(klien_id=who, opened_on=day, crops=(Code("padi"), Code("cabai"))))
        elif kind < 0.75:
            yield new(visit(who, chance.randrange(60)))
        elif kind < 0.82:
            yield new(GardenShared(klien_id=who, other_id=person(chance.randrange(persons))))
        elif kind < 0.86:
            yield new(GardenClosed(klien_id=who))
        elif kind < 0.92:
            yield new(GardenSeen(klien_id=who))
        elif kind < 0.96:
            yield NewEvent("id.example.of-a-later-version.v1", 1, who, b'{"anything":[1,2]}', METADATA)
        else:
            newer = msgspec.json.decode(encode(visit(who, 7))) | {"added_later": {"x": 1}}
            yield NewEvent(GardenTended.full_type(), 1, who, msgspec.json.encode(newer), METADATA)


def unreadable(who: KlienId) -> NewEvent:
    payload = b'{"klien_id":"%s","visit":{"crop":"padi","minutes":"many","at":"2026-03-01T00:00:00Z"}}' % who.encode()
    return NewEvent(GardenTended.full_type(), 1, who, payload, METADATA)


async def write(ledger: Ledger, events: Sequence[NewEvent]) -> int:
    """Append each as a stream of its own; gives the last position."""
    requests = [
        AppendRequest(CommandId(str(uuid4())), b"", (Claim(StreamName(f"activity-{uuid4()}"), Version(0), (event,)),))
        for event in events
    ]
    if len(requests) > 50:
        return (await ledger.append_bulk(requests)).head
    answers = [await ledger.append(request) for request in requests]
    last = answers[-1]
    assert isinstance(last, Appended)
    return last.first_position


@contextmanager
def broken(*minutes: int) -> Iterator[None]:
    """The folds have a bug at these minutes, inside."""
    BROKEN.update(minutes)
    try:
        yield
    finally:
        BROKEN.difference_update(minutes)
