"""The checkpoint: one row a subscription, in the schema and the transaction of what the subscription writes.

It says up to where, and by which version of the fold: a process of another version (yesterday's, still running after a
rebuild by today's) may not write beside it.
"""

from dataclasses import dataclass

import asyncpg

from shared.domain.identifiers import BookId, Position
from shared.messaging.history import Place, same_version
from shared.messaging.parking import service_of
from shared.runtime import clock


@dataclass(frozen=True, slots=True)
class Locked:
    """A checkpoint under lock: where it is, how many keys are parked, and the book's epoch now."""

    place: Place
    parked: int
    epoch: int


async def open_place(connection: asyncpg.Connection, name: str, version: str) -> Place:
    """The checkpoint's place; a new subscription begins before the first event, with this version."""
    service = service_of(name)
    await connection.execute(
        f"INSERT INTO {service}.checkpoint VALUES ($1, 0, 0, '', $2, $3) ON CONFLICT DO NOTHING",  # noqa: S608
        name,
        clock.now(),
        version,
    )
    row = await connection.fetchrow(
        f"SELECT epoch, position, hash FROM {service}.checkpoint WHERE name = $1",  # noqa: S608
        name,
    )
    return Place(row["epoch"], Position(row["position"]), row["hash"])


async def lock_place(connection: asyncpg.Connection, name: str, book: BookId, version: str | None) -> Locked:
    """Lock the checkpoint until the transaction ends: who holds it is the only writer of its tables.

    Raises AnotherVersion where the rows are of another version than this; None is whoever makes them anew.
    """
    service = service_of(name)
    query = f"""
        SELECT c.epoch, c.position, c.hash, c.version,
               (SELECT count(*) FROM {service}.parked p WHERE p.subscription = c.name) AS parked,
               (SELECT b.epoch FROM ledger.book b WHERE b.book = $2) AS book_epoch
        FROM {service}.checkpoint c WHERE c.name = $1 FOR UPDATE OF c
    """  # noqa: S608
    row = await connection.fetchrow(query, name, book)
    if row is None:
        raise LookupError(f"{name} has no checkpoint")
    if version is not None:
        same_version(name, row["version"], version)
    place = Place(row["epoch"], Position(row["position"]), row["hash"])
    return Locked(place, int(row["parked"]), int(row["book_epoch"] or 0))


async def move(connection: asyncpg.Connection, name: str, place: Place, version: str | None = None) -> None:
    """Write a locked checkpoint's new place, and its new version where the rows were made anew."""
    statement = f"""
        UPDATE {service_of(name)}.checkpoint
        SET epoch = $2, position = $3, hash = $4, moved_at = $5, version = coalesce($6, version) WHERE name = $1
    """  # noqa: S608
    await connection.execute(statement, name, place.epoch, place.position, place.hash, clock.now(), version)
