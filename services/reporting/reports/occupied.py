"""Who has a slot today: everybody who was placed at an offer and has not fulfilled, whatever the plan said of its end.

Matching reserves slots by the months of a plan and learns nothing of fulfilment; here both are known.
"""

from collections.abc import Mapping

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


def left(place: Place, now: Occupied) -> int:
    """Slots of an offer that nobody has; more persons than slots leave none."""
    return max(0, place.slots - now.get(place.offer_id, 0))


def free(host: Host, now: Occupied) -> int:
    """Slots of its open offers that nobody has."""
    return sum(left(place, now) for place in host.places if not place.closed)
