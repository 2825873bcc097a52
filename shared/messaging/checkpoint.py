"""The checkpoint: one row a subscription, in the schema and the transaction of what the subscription writes."""

from dataclasses import dataclass

import asyncpg

from shared.domain.identifiers import BookId, Position
from shared.messaging.history import Place
from shared.messaging.parking import service_of
from shared.runtime import clock


@dataclass(frozen=True, slots=True)
class Locked:
    """A checkpoint under lock: where it is, how many keys are parked, and the book's epoch now."""

    place: Place
    parked: int
    epoch: int


async def open_place(connection: asyncpg.Connection, name: str) -> Place:
    """The checkpoint's place; a new subscription begins before the first event."""
    service = service_of(name)
    await connection.execute(
        f"INSERT INTO {service}.checkpoint VALUES ($1, 0, 0, '', $2) ON CONFLICT DO NOTHING",  # noqa: S608
        name,
        clock.now(),
    )
    row = await connection.fetchrow(
        f"SELECT epoch, position, hash FROM {service}.checkpoint WHERE name = $1",  # noqa: S608
        name,
    )
    return Place(row["epoch"], Position(row["position"]), row["hash"])


async def lock_place(connection: asyncpg.Connection, name: str, book: BookId) -> Locked:
    """Lock the checkpoint until the transaction ends: who holds it is the only writer of its tables."""
    service = service_of(name)
    query = f"""
        SELECT c.epoch, c.position, c.hash,
               (SELECT count(*) FROM {service}.parked p WHERE p.subscription = c.name) AS parked,
               (SELECT b.epoch FROM ledger.book b WHERE b.book = $2) AS book_epoch
        FROM {service}.checkpoint c WHERE c.name = $1 FOR UPDATE OF c
    """  # noqa: S608
    row = await connection.fetchrow(query, name, book)
    if row is None:
        raise LookupError(f"{name} has no checkpoint")
    place = Place(row["epoch"], Position(row["position"]), row["hash"])
    return Locked(place, int(row["parked"]), int(row["book_epoch"] or 0))


async def move(connection: asyncpg.Connection, name: str, place: Place) -> None:
    """Write a locked checkpoint's new place."""
    statement = f"""
        UPDATE {service_of(name)}.checkpoint SET epoch = $2, position = $3, hash = $4, moved_at = $5 WHERE name = $1
    """  # noqa: S608
    await connection.execute(statement, name, place.epoch, place.position, place.hash, clock.now())
