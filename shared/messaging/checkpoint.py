"""The checkpoint: one row a subscription, in the schema and the transaction of what the subscription writes.

It says up to where, and by which version of the fold: a process of another version (yesterday's, still running after a
rebuild by today's) may not write beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg

from shared.domain.identifiers import BookId, Position
from shared.messaging.history import Place
from shared.messaging.parking import service_of, waiting_keys
from shared.runtime import clock


@dataclass(frozen=True, slots=True)
class Locked:
    """A checkpoint under lock: where it is, by which version, the keys that are parked, and the book's epoch now."""

    place: Place
    version: str
    waiting: frozenset[str]
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


async def lock_places(
    connection: asyncpg.Connection, names: Sequence[str], book: BookId, *, wait: bool = True
) -> dict[str, Locked]:
    """Lock these checkpoints of one service until the transaction ends, always in the order of their names.

    Who holds one is the only writer of its tables. Without ``wait`` those that another one holds are left out.
    """
    service = service_of(names[0])
    query = f"""
        SELECT c.name, c.epoch, c.position, c.hash, c.version,
               (SELECT b.epoch FROM ledger.book b WHERE b.book = $2) AS book_epoch
        FROM {service}.checkpoint c WHERE c.name = ANY ($1) ORDER BY c.name
        FOR UPDATE OF c {"" if wait else "SKIP LOCKED"}
    """  # noqa: S608
    rows = await connection.fetch(query, names, book)
    # Asked for when the locks are held: the statement that waited for them sees what was parked before.
    waiting = await waiting_keys(connection, names)
    return {
        row["name"]: Locked(
            Place(row["epoch"], Position(row["position"]), row["hash"]),
            row["version"],
            waiting[row["name"]],
            int(row["book_epoch"] or 0),
        )
        for row in rows
    }


async def lock_place(connection: asyncpg.Connection, name: str, book: BookId) -> Locked:
    """Lock one checkpoint until the transaction ends; it is there, for whoever asks has opened it."""
    return (await lock_places(connection, [name], book))[name]


async def move_all(connection: asyncpg.Connection, places: Mapping[str, Place]) -> None:
    """Write the new places of locked checkpoints of one service."""
    if not places:
        return
    statement = f"""
        UPDATE {service_of(next(iter(places)))}.checkpoint AS c
        SET epoch = new.epoch, position = new.position, hash = new.hash, moved_at = $5
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) AS new (name, epoch, position, hash)
        WHERE c.name = new.name
    """  # noqa: S608
    columns = zip(*((place.epoch, place.position, place.hash) for place in places.values()), strict=True)
    await connection.execute(statement, list(places), *(list(column) for column in columns), clock.now())


async def move(connection: asyncpg.Connection, name: str, place: Place, version: str | None = None) -> None:
    """Write a locked checkpoint's new place, and its new version where the rows were made anew."""
    statement = f"""
        UPDATE {service_of(name)}.checkpoint
        SET epoch = $2, position = $3, hash = $4, moved_at = $5, version = coalesce($6, version) WHERE name = $1
    """  # noqa: S608
    await connection.execute(statement, name, place.epoch, place.position, place.hash, clock.now(), version)
