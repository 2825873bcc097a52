"""A writer of real events and a reader that notes what it was given, for the tests of the feed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from services.attendance.hours.events import HoursLogged, Shift
from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.domain.identifiers import BookId, CommandId, IpdId, KlienId, ShiftId, SiteId, StreamName, Version
from shared.ledger.append import AppendRequest, Claim, Conflict, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.execute import Asked
from shared.ledger.ledger import Ledger
from shared.messaging.member import Batch
from shared.messaging.parking import Parked
from shared.messaging.relay import Relay
from shared.messaging.subscription import Subscription, Subscriptions

BOOK = BookId("trenggalek")
TABLE = """CREATE TABLE IF NOT EXISTS reporting.noted (
    n bigint GENERATED ALWAYS AS IDENTITY, position bigint, stream text, key text
)"""


def person(number: int = 0) -> KlienId:
    return KlienId(f"00000000-0000-5000-8000-{number:012d}")


def logged(klien: KlienId) -> HoursLogged:
    identity = str(uuid4())
    day = datetime(2026, 3, 2, 1, tzinfo=UTC)
    shift = Shift(id=ShiftId(identity), site_id=SiteId(identity), ipd_id=IpdId(identity), starts=day, ends=day)
    return HoursLogged(klien_id=klien, shift=shift)


class Writer:
    """Appends shifts of a few persons, as attendance would."""

    def __init__(self, database: Database) -> None:
        self.ledger = Ledger(database, BOOK, Role.ATTENDANCE, frozenset({"hours"}))
        self.versions: dict[StreamName, int] = {}

    async def write(
        self, count: int = 1, klien: KlienId | None = None, *, payload: bytes | None = None, correlation: str = "test"
    ) -> int:
        """Append ``count`` events; returns the last position."""
        last = 0
        for number in range(count):
            who = klien or person(number % 7)
            stream = StreamName(f"hours-{who}")
            event = logged(who)
            asked = Asked(CommandId(str(uuid4())), "test", correlation)  # type: ignore[arg-type]
            new = NewEvent(event.full_type(), 1, who, payload or encode(event), asked.metadata())
            last = await self._append(stream, asked, new)
        return last

    async def _append(self, stream: StreamName, asked: Asked, new: NewEvent) -> int:
        version = Version(self.versions.get(stream, 0))
        answer = await self.ledger.append(AppendRequest(asked.command_id, b"", (Claim(stream, version, (new,)),)))
        if isinstance(answer, Conflict):
            self.versions[stream] = answer.version
            return await self._append(stream, asked, new)
        self.versions[stream] = version + 1
        return answer.first_position


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[Writer]:
    writer = Writer(database)
    await writer.ledger.start()
    try:
        yield writer
    finally:
        await writer.ledger.stop()


class Notes:
    """A projection that copies positions, and can be told to fail at a person."""

    def __init__(self, database: Database, name: str = "reporting.notes") -> None:
        self.database, self.name = database, name
        self.bad: set[str] = set()
        self.fails: list[BaseException] = []
        self.batches: list[int] = []

    async def create(self) -> None:
        async with transaction(self.database.engine(Role.REPORTING)) as connection:
            await (await raw(connection)).execute(TABLE)

    async def apply(self, batch: Batch) -> list[Parked]:
        if self.fails:
            raise self.fails.pop()
        waiting = set(batch.waiting)
        rows, failed = [], []
        for entry in batch.entries:
            key = str(entry.subject)
            if key in waiting:
                continue
            if key in self.bad or b"unreadable" in entry.payload:
                waiting.add(key)
                failed.append(Parked(key, entry.position, entry.type, "told to"))
                continue
            rows.append((entry.position, entry.stream, key))
        await (await raw(batch.connection)).executemany(
            "INSERT INTO reporting.noted (position, stream, key) VALUES ($1, $2, $3)", rows
        )
        self.batches.append(len(batch.entries))
        return failed

    async def refold(self, connection: AsyncConnection, key: str, until: int) -> Parked | None:
        driver = await raw(connection)
        await driver.execute("DELETE FROM reporting.noted WHERE key = $1", key)
        await driver.execute(
            "INSERT INTO reporting.noted (position, stream, key) SELECT position, stream, subject FROM ledger.event "
            "WHERE subject = $1 AND position <= $2 ORDER BY position",
            key,
            until,
        )
        if key in self.bad:
            return Parked(key, 0, "", "told to")  # type: ignore[arg-type]
        return None

    def subscription(self) -> Subscription:
        return Subscription(self.name, Role.REPORTING, None, self.apply, refold=self.refold)

    async def positions(self) -> list[int]:
        async with transaction(self.database.engine(Role.REPORTING)) as connection:
            rows = await (await raw(connection)).fetch("SELECT position FROM reporting.noted ORDER BY n")
        return [row["position"] for row in rows]


@asynccontextmanager
async def noting(database: Database, redis_url: str | None, notes: Notes | None = None) -> AsyncIterator[Any]:
    """A running subscription; gives (notes, subscriptions)."""
    notes = notes or Notes(database)
    await notes.create()
    subscriptions = Subscriptions(database, redis_url, BOOK, [notes.subscription()])
    await subscriptions.start()
    try:
        yield notes, subscriptions
    finally:
        await subscriptions.stop()


@asynccontextmanager
async def relaying(database: Database, redis_url: str) -> AsyncIterator[Relay]:
    relay = Relay(database, redis_url, BOOK)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
