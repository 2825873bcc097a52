"""Parked keys: what a subscription could not apply, kept with its key until somebody has mended the cause.

Later events of a parked key wait behind it, other keys go on; so no row is ever folded over a gap. A retry reads
the whole key from the ledger again, never the one event, so that afterwards it is as if nothing had happened.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.engine import Database, raw, transaction
from shared.database.roles import SERVICE_SCHEMAS, Role
from shared.domain.identifiers import Position
from shared.ledger.recorded import Recorded
from shared.messaging.history import same_version
from shared.runtime import clock

PARKED_KEYS_MAX = 10
"""More are no bad events any more but a bad program: the subscription pauses and says so."""
REASON_LENGTH_MAX = 300

Refold = Callable[[AsyncConnection, str, Position], Awaitable["Parked | None"]]
"""Applies every event of one key up to a position (the checkpoint) anew; returns why it still cannot."""


@dataclass(frozen=True, slots=True)
class Parked:
    """One key and its first event that could not be applied. ``reason`` holds no value of the event."""

    key: str
    position: Position
    type: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParkedKey:
    """A parked key as it lies in the table."""

    subscription: str
    key: str
    position: Position
    type: str
    reason: str
    since: datetime
    attempts: int


def parked(key: str, entry: Recorded, error: BaseException) -> Parked:
    """Park this event's key because of this error."""
    return Parked(key, entry.position, entry.type, reason_of(error))


def reason_of(error: BaseException) -> str:
    """The error's kind and, for unreadable events, which fields; never a value, which might be personal."""
    if isinstance(error, ValidationError):
        places = sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)})
        return f"{type(error).__name__}: {', '.join(places)}"[:REASON_LENGTH_MAX]
    return type(error).__name__


def service_of(subscription: str) -> str:
    """``reporting`` of ``reporting.klien``; refused where there is no such service."""
    service = subscription.partition(".")[0]
    if service not in SERVICE_SCHEMAS:
        raise ValueError(f"{subscription!r} does not begin with a service's name")
    return service


async def waiting_keys(connection: asyncpg.Connection, subscriptions: Sequence[str]) -> dict[str, frozenset[str]]:
    """Of each of these subscriptions of one service, the keys whose events must wait; read under the lock."""
    query = f"SELECT subscription, key FROM {service_of(subscriptions[0])}.parked WHERE subscription = ANY ($1)"  # noqa: S608
    rows = await connection.fetch(query, subscriptions)
    return {name: frozenset(row["key"] for row in rows if row["subscription"] == name) for name in subscriptions}


async def parked_keys(connection: asyncpg.Connection, subscription: str) -> frozenset[str]:
    """The keys of one subscription whose events must wait."""
    return (await waiting_keys(connection, [subscription]))[subscription]


async def park(connection: asyncpg.Connection, subscription: str, found: Iterable[Parked]) -> None:
    """Note keys; one that is parked already keeps its first position and counts the attempt."""
    statement = f"""
        INSERT INTO {service_of(subscription)}.parked AS p (subscription, key, position, type, reason, since)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (subscription, key) DO UPDATE SET attempts = p.attempts + 1, reason = excluded.reason
    """  # noqa: S608
    since = clock.now()
    await connection.executemany(
        statement, [(subscription, item.key, item.position, item.type, item.reason, since) for item in found]
    )


async def list_parked(database: Database, service: str, subscription: str | None = None) -> list[ParkedKey]:
    """What is parked in one service, oldest first."""
    query = f"""
        SELECT subscription, key, position, type, reason, since, attempts FROM {service_of(service)}.parked
        WHERE subscription = coalesce($1, subscription) ORDER BY since, position
    """  # noqa: S608
    async with transaction(database.engine(SERVICE_SCHEMAS[service])) as connection:
        rows = await (await raw(connection)).fetch(query, subscription)
    return [ParkedKey(*row) for row in rows]


async def retry(
    database: Database, role: Role, subscription: str, key: str, refold: Refold, version: str
) -> Parked | None:
    """Apply one parked key anew, up to the checkpoint; returns None when it is parked no more.

    The checkpoint is locked meanwhile, so that the key's next event finds it either parked or whole. Raises
    AnotherVersion where the rows beside are not of this version of the fold.
    """
    service = service_of(subscription)
    async with transaction(database.engine(role)) as connection:
        driver = await raw(connection)
        place = await driver.fetchrow(
            f"SELECT position, version FROM {service}.checkpoint WHERE name = $1 FOR UPDATE",  # noqa: S608
            subscription,
        )
        if key not in await parked_keys(driver, subscription):
            return None
        if place is not None:
            same_version(subscription, place["version"], version)
        async with connection.begin_nested() as attempt:
            still = await refold(connection, key, Position(place["position"] if place else 0))
            if still is not None:
                await attempt.rollback()
        if still is not None:
            await park(driver, subscription, [still])
            return still
        await driver.execute(
            f"DELETE FROM {service}.parked WHERE subscription = $1 AND key = $2",  # noqa: S608
            subscription,
            key,
        )
        return None
