"""Who has a slot today: everybody who was placed at an offer and has not fulfilled, whatever the plan said of its end;
and so how much room there is, counted here for every page that says so.

Matching reserves slots by the months of a plan and learns nothing of fulfilment; here both are known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.reports.hosts import Host, Place
from services.reporting.reports.klien import klien
from services.reporting.reports.status import SERVES

Occupied = Mapping[str, int]
"""Persons by offer."""


async def occupied(connection: AsyncConnection) -> Occupied:
    """How many persons each offer has today."""
    row = klien.table.c
    query = select(row.offer_id, func.count().label("persons")).where(literal_column(SERVES), row.offer_id.is_not(None))
    found = await connection.execute(query.group_by(row.offer_id))
    return {line.offer_id: line.persons for line in found}


@dataclass(frozen=True, slots=True)
class Room:
    """Of offers that take new persons: slots and who has them. What one has too many is no room of another."""

    slots: int
    taken: int
    free: int
    over: int


def room(offers: Iterable[tuple[str, int]], now: Occupied) -> Room:
    """Of these offers, each with its slots."""
    pairs = [(slots, now.get(offer_id, 0)) for offer_id, slots in offers]
    return Room(
        sum(slots for slots, _ in pairs),
        sum(taken for _, taken in pairs),
        sum(max(0, slots - taken) for slots, taken in pairs),
        sum(max(0, taken - slots) for slots, taken in pairs),
    )


def room_at(place: Place, now: Occupied) -> Room:
    """Of one offer."""
    return room(() if place.closed else [(place.offer_id, place.slots)], now)


def room_of(host: Host, now: Occupied) -> Room:
    """Of all that an office offers."""
    return room([(place.offer_id, place.slots) for place in host.places if not place.closed], now)
