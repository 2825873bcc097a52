"""One subscription in motion: every batch in one transaction with the checkpoint, whichever way it came.

The feed is the quick way, the ledger the sure one. A batch from the feed is used only where it follows on the
checkpoint without a hole and ends on a hash that the ledger has too; each entry's hash was made again from its
content when it was read, so the ledger's hash vouches for every byte of the batch. Anything else (a hole, an
unreadable or forged entry, entries of a history that a restore undid, silence, no Redis) is read from the ledger
instead. So the feed may lose, repeat or invent what it likes: nothing is missed, nothing applied twice. Events of no
interest are passed in memory alone, without asking the ledger; whoever stands at another end than the ledger's looks
again, and each second at the latest.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from time import monotonic

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.engine import Database, raw, transaction
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Position
from shared.ledger.recorded import Recorded
from shared.messaging.checkpoint import Locked, lock_place, move, open_place
from shared.messaging.cloudevents import Items
from shared.messaging.history import (
    START,
    AnotherVersion,
    HistoryDiffers,
    Place,
    following_on,
    hash_at,
    page_after,
    unreadable_in,
)
from shared.messaging.inbox import Inbox
from shared.messaging.parking import PARKED_KEYS_MAX, Parked, park, parked
from shared.messaging.standing import Figures, SubscriptionState
from shared.messaging.trouble import passing, told_of
from shared.messaging.waking import LedgerHead, end_if_cancelled, wait_until

BATCH_MAX = 500
"""Events in one transaction: long enough for 47,000 events/s, short enough that a lock is held for milliseconds."""
SILENCE_SECONDS = 0.25
"""How long the feed may be silent about an event that the ledger has, before the ledger is read instead."""
LOOK_SECONDS = 1.0
"""How often a subscription that waits (paused, or up to date) looks whether that is still so, and how long one that
passes what the feed brings in memory does so without asking the ledger."""
STOPS = (HistoryDiffers, AnotherVersion)
"""What no waiting mends: a person, or today's program, goes on from there."""
RETRY_SECONDS_MIN, RETRY_SECONDS_MAX = 0.05, 5.0
UNSTORED_MAX = 1_000
"""Events of no interest that only memory knows to be passed; after a crash they are read again."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of interest in order, and the transaction their rows must be written in."""

    connection: AsyncConnection
    entries: Sequence[Recorded]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a batch: keys parked, and the event it stopped at, if any: at an error, or since time was up."""

    parked: Sequence[Parked] = ()
    held_at: Recorded | None = None
    error: BaseException | None = None


Deliver = Callable[[Batch], Awaitable[Applied]]
Read = Callable[[asyncpg.Connection, Place], Awaitable[list[Recorded]]]


class Held(Exception):
    """A reaction's event failed; those before it are done, it and those behind it wait."""


class TooManyParked(ValueError):
    """This batch would park more keys than the first one too many: a smaller batch shall find that one."""


class Following:
    """Follows one book for one subscription: ``offer`` takes what the feed brings, ``run`` reads the ledger."""

    def __init__(
        self,
        database: Database,
        book: BookId,
        name: str,
        role: Role,
        types: frozenset[str] | None,
        deliver: Deliver,
        key: Callable[[Recorded], str],
        version: str = "",
    ) -> None:
        self.name, self.role, self.version = name, role, version
        self._database, self._book, self._types = database, book, types
        self._deliver, self._key = deliver, key
        self._place = self._stored = START
        self._parked = 0
        self._page = BATCH_MAX
        self._hurry = False
        self._reached = 0
        self._suspect: BaseException | None = None
        self._stopped: str | None = None
        self._trouble: str | None = None
        self._asked = monotonic()
        self._figures = Figures()
        self._one_at_a_time = asyncio.Lock()
        self._moved = asyncio.Condition()
        self._inbox = Inbox()

    @property
    def position(self) -> Position:
        return self._place.position

    @property
    def place(self) -> Place:
        return self._place

    def state(self, head: Position, waits_s: float = 0.0) -> SubscriptionState:
        """Where it stands, measured against the ledger's head; ``waits_s``: how long its next event is there."""
        lag = max(0, head - self.position)
        return SubscriptionState(
            name=self.name,
            position=self.position,
            epoch=self._place.epoch,
            lag=lag,
            lag_seconds=waits_s if lag else 0.0,
            parked=self._parked,
            paused=f"more than {PARKED_KEYS_MAX} keys are parked" if self._paused else None,
            stopped=self._stopped,
            trouble=self._trouble,
            **asdict(self._figures),
        )

    @property
    def _paused(self) -> bool:
        return self._parked > PARKED_KEYS_MAX

    async def open(self) -> Place:
        """Find the checkpoint, or make it."""
        async with transaction(self._database.engine(self.role)) as connection:
            self._place = self._stored = await open_place(await raw(connection), self.name, self.version)
        return self._place

    async def passed(self, position: Position, timeout: float) -> bool:
        """Wait, bounded, until this position is applied; True when it is."""
        return await wait_until(self._moved, lambda: self.position >= position, timeout)

    @property
    def goes_on(self) -> bool:
        """Whether it applies what comes: neither stopped nor paused."""
        return self._stopped is None and not self._paused

    def take(self, items: Items) -> None:
        """What the feed brought, to be applied in its turn. What is too much for memory the ledger has too."""
        if self.goes_on and not self._hurry:
            self._hurry = not self._inbox.put(items)

    async def take_in(self) -> None:
        """Apply what the feed brings, all that has come meanwhile at once, until cancelled or stopped for good."""
        while self._stopped is None:
            end_if_cancelled()
            await self.offer(await self._inbox.next(BATCH_MAX))

    async def offer(self, items: Items) -> None:
        """Apply a batch from the feed. What fails here is done again from the ledger, so nothing is raised."""
        if self._stopped or self._hurry or self._paused or await self._passes_by(items):
            return

        async def read(connection: asyncpg.Connection, here: Place) -> list[Recorded]:
            return await self._from_feed(connection, here, items)

        try:
            await self._turn(read)
        except STOPS as why:
            await self._stop(str(why))
        except Exception as error:
            log.debug("feed_batch_failed", subscription=self.name, error=type(error).__name__)
            await self.look_again()

    async def run(self, head: LedgerHead, feed_is_alive: Callable[[], bool]) -> None:
        """Read from the ledger what the feed does not bring, until cancelled or stopped for good."""
        wait = RETRY_SECONDS_MIN
        while self._stopped is None:
            end_if_cancelled()
            self._hurry |= self._was_away(head)
            if not self._hurry and await self._needs_no_ledger(head, feed_is_alive):
                continue
            try:
                moved = await self._turn(self._from_ledger)
                wait = RETRY_SECONDS_MIN
            except STOPS as why:
                await self._stop(str(why))
            except Exception as error:
                if self._narrowed(error):
                    continue
                self._troubled(error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, RETRY_SECONDS_MAX)
            else:
                await head.learn(self._place)
                if not moved:
                    await self._advances(LOOK_SECONDS if self._paused else RETRY_SECONDS_MIN)

    async def _turn(self, read: Read) -> bool:
        """One transaction: lock, read, deliver, park, move the checkpoint. False where nothing was to do."""
        async with self._one_at_a_time:
            async with transaction(self._database.engine(self.role)) as connection:
                # Rows and checkpoint may be lost together in a crash, never apart: what follows the ledger is read
                # again from there. Waiting for the disk at each of a dozen followers would be most of the delay.
                await connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                driver = await raw(connection)
                locked = await lock_place(driver, self.name, self._book, self.version)
                locked = replace(locked, place=await self._here(driver, locked.place))
                entries = await read(driver, locked.place) if self._goes_on(locked) else []
                place, done = locked.place, Applied()
                if entries:
                    done = await self._delivered(connection, driver, entries, locked)
                    place = _place_after(done, entries, locked)
                    await move(driver, self.name, place)
            if entries:
                self._stored = place
            self._parked = locked.parked + len({item.key for item in done.parked})
            self._asked = monotonic()
            await self._arrived(place, bool(entries))
        if done.error is not None:
            raise Held from done.error
        self._hurry |= done.held_at is not None
        return bool(entries)

    def _goes_on(self, locked: Locked) -> bool:
        """False while too many keys are parked: a paused subscription only looks from time to time."""
        self._parked = locked.parked
        self._hurry = self._hurry and not self._paused
        return not self._paused

    async def _delivered(
        self, connection: AsyncConnection, driver: asyncpg.Connection, entries: list[Recorded], locked: Locked
    ) -> Applied:
        wanted = [entry for entry in entries if self._types is None or entry.type in self._types]
        if not wanted:
            return Applied()
        if self._suspect is not None and len(wanted) == 1:
            done = Applied((parked(self._key(wanted[0]), wanted[0], self._suspect),))
        else:
            done = await self._deliver(Batch(connection, wanted))
        keys = {item.key for item in done.parked}
        if len(wanted) > 1 and locked.parked + len(keys) > PARKED_KEYS_MAX + 1:
            raise TooManyParked
        for item in done.parked:
            log.warning("parked", subscription=self.name, key=item.key, position=item.position, reason=item.reason)
        await park(driver, self.name, done.parked)
        return done

    async def _from_ledger(self, connection: asyncpg.Connection, here: Place) -> list[Recorded]:
        entries = await page_after(connection, self._book, here, self._page)
        self._hurry = len(entries) == self._page
        self._figures.by_ledger(entries)
        return entries

    async def _from_feed(self, connection: asyncpg.Connection, here: Place, items: Items) -> list[Recorded]:
        """The batch's new entries where they follow on; else the ledger's."""
        entries = following_on(here, items)
        if entries is not None:
            if not entries:
                return []
            last = entries[-1]
            if await hash_at(connection, self._book, last.position) == last.hash:
                self._figures.by_feed(entries)
                return entries
            self._refuse("of another history", str(last.position))
        elif (found := unreadable_in(items)) is not None:
            self._refuse(found.why, found.entry_id)
        return await self._from_ledger(connection, here)

    def _refuse(self, why: str, entry: str) -> None:
        """The feed brought what the ledger does not hold: said and counted, and read from the ledger instead."""
        self._figures.refused += 1
        log.warning("feed_not_believed", subscription=self.name, entry=entry, why=why)

    async def _passes_by(self, items: Items) -> bool:
        """Whether a batch holds nothing of interest. Then it costs no transaction: memory goes past it, and the
        checkpoint follows with the next event that is of interest."""
        async with self._one_at_a_time:
            entries = following_on(self._place, items)
            if self._types is None or entries is None or any(entry.type in self._types for entry in entries):
                return False
            if entries:
                place = self._place.after(entries[-1], self._place.epoch)
                if place.position - self._stored.position > UNSTORED_MAX:
                    return False
                self._figures.by_feed(entries)
                await self._arrived(place, moved=False)
        return True

    async def _here(self, connection: asyncpg.Connection, checkpoint: Place) -> Place:
        """From where to go on: the checkpoint, or further, where memory has passed what the ledger has too.

        Notices that the database was put back under this process: what it has read must still be in the ledger.
        """
        mine, stored = self._place, self._stored
        if checkpoint != stored and await hash_at(connection, self._book, stored.position) != stored.hash:
            raise HistoryDiffers(f"history differs: what was read at {stored.position} is no longer in the ledger")
        ahead = checkpoint == stored and mine.position > stored.position
        if ahead and await hash_at(connection, self._book, mine.position) == mine.hash:
            return mine
        # At once, not when the turn is done: were it to fail, what memory passed would be taken for applied.
        self._stored = checkpoint
        await self._stand_at(checkpoint)
        return checkpoint

    async def _needs_no_ledger(self, head: LedgerHead, feed_is_alive: Callable[[], bool]) -> bool:
        """Wait for something to read; False where it is to be read from the ledger."""
        await head.until(lambda _: not head.is_at(self._place), LOOK_SECONDS)
        if head.knows(self._place):
            self._asked = monotonic()
        if head.is_at(self._place):
            return True
        believed = feed_is_alive() and monotonic() - self._asked < LOOK_SECONDS
        return believed and (await self._advances(SILENCE_SECONDS) or self._inbox.has_more)

    def _narrowed(self, error: BaseException) -> bool:
        """After any error come back with half as many; after one that the events caused, at last with the culprit
        alone."""
        if isinstance(error, Held) or passing(error):
            self._page = max(1, self._page // 2)
            return False
        self._hurry = True
        if self._page > 1:
            self._page = max(1, self._page // 2)
        elif self._suspect is None:
            self._suspect = error
        else:
            return False
        return True

    async def _arrived(self, place: Place, moved: bool) -> None:
        self._trouble = None
        if moved:
            self._page = min(BATCH_MAX, self._page * 2)
            self._suspect = None
        await self._stand_at(place)

    async def _stand_at(self, place: Place) -> None:
        if place != self._place:
            async with self._moved:
                self._place = place
                self._moved.notify_all()

    async def _advances(self, seconds: float) -> bool:
        """Whether the checkpoint moves within this time (or there is reason to hurry)."""
        before = self.position
        moved = await wait_until(self._moved, lambda: self.position != before or self._hurry, seconds)
        return moved and not self._hurry

    def _was_away(self, head: LedgerHead) -> bool:
        """Whether PostgreSQL was away since the last look: our last commit may be lost, or its history be another."""
        before, self._reached = self._reached, head.reached
        return self._reached != before

    async def look_again(self) -> None:
        """Something changed outside (a parked key was mended): look at once."""
        self._hurry = True
        await self._wake()

    async def _wake(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _stop(self, why: str) -> None:
        self._stopped = why
        log.error("subscription_stopped", subscription=self.name, position=self.position, why=why)
        await self._wake()

    def _troubled(self, error: BaseException) -> None:
        cause = error.__cause__ if isinstance(error, Held) and error.__cause__ is not None else error
        trouble = told_of(cause)
        if trouble != self._trouble:
            log.warning("subscription_tries_again", subscription=self.name, position=self.position, error=trouble)
        self._trouble = trouble


def _place_after(done: Applied, entries: list[Recorded], locked: Locked) -> Place:
    """Behind the last event that was handled: all of them, or those before the one it was held at."""
    handled = [entry for entry in entries if done.held_at is None or entry.position < done.held_at.position]
    return locked.place.after(handled[-1], locked.epoch) if handled else locked.place
