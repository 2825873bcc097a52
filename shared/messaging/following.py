"""One follower in motion: every batch in one transaction with the checkpoints, whichever way it came.

The feed is the quick way, the ledger the sure one. A batch from the feed is used only where it follows on the
checkpoint without a hole and ends on a hash that the ledger has too; each entry's hash was made again from its
content when it was read, so the ledger's hash vouches for every byte of the batch. Anything else (a hole, an
unreadable or forged entry, entries of a history that a restore undid, silence, no Redis) is read from the ledger
instead. So the feed may lose, repeat or invent what it likes: nothing is missed, nothing applied twice. Events of no
interest are passed in memory alone, by what the feed brings or by their types, which each look at the ledger's end
tells; whoever stands at another end than the ledger's looks again, and each second at the latest.

A follower has one member, or all projections of a service (together.py): then one transaction, one lock and one reading
serve them all. From the page on there is one way to a member, whichever way the page came.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Set
from time import monotonic

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.engine import Database, raw, transaction
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Position
from shared.messaging.checkpoint import Locked, lock_places, move_all, open_place
from shared.messaging.cloudevents import Items
from shared.messaging.history import (
    AnotherVersion,
    HistoryDiffers,
    Place,
    following_on,
    hash_at,
    rearmost,
    unreadable_in,
)
from shared.messaging.inbox import Inbox
from shared.messaging.member import Applied, Batch, Member
from shared.messaging.pages import RECORDS_MAX, Page, Records, Source, page_of
from shared.messaging.parking import PARKED_KEYS_MAX, park
from shared.messaging.standing import SubscriptionState
from shared.messaging.trouble import passing, told_of
from shared.messaging.turn import ITS_OWN, Hashes, Held, Standing, TooManyParked, standing
from shared.messaging.waking import LedgerHead, end_if_cancelled, wait_until

BATCH_MAX = RECORDS_MAX
"""Entries of the feed in one transaction."""
REST_SECONDS = 0.01
"""Between two batches of the feed. A turn is a dozen statements whatever it brings: while events come faster than that,
what comes meanwhile shares the next one. Who comes after a pause waits for nothing."""
SILENCE_SECONDS = 0.25
"""How long the feed may be silent about an event that the ledger has, before the ledger is read instead."""
LOOK_SECONDS = 1.0
"""How often a follower that waits (paused, or up to date) looks whether that is still so, and how long one that passes
what the feed brings in memory does so without asking the ledger."""
STOPS = (HistoryDiffers, AnotherVersion)
"""What no waiting mends: a person, or today's program, goes on from there."""
RETRY_SECONDS_MIN, RETRY_SECONDS_MAX = 0.05, 5.0
NEAR_POSITIONS = 500
"""Who follows alone comes back to the others when it is no further behind them: they read so much once more."""
UNSTORED_MAX = 1_000
"""Events of no interest that only memory knows to be passed; after a crash they are read again."""

log = structlog.get_logger()

Read = Callable[[asyncpg.Connection, Place], Awaitable[Page]]


class Following:
    """Follows one book for its members: ``offer`` takes what the feed brings, ``run`` reads the ledger."""

    _begin = f"SELECT {ITS_OWN}"

    def __init__(
        self, database: Database, book: BookId, members: Sequence[Member], source: Source | None = None
    ) -> None:
        self._database, self._book = database, book
        self._members = list(members)
        self._source = source or Records()
        self.name, self.role = members[0].name, members[0].role
        self._moved = members[0].moved
        self._page = self._source.positions_max
        self._hurry = False
        self._reached = 0
        self._suspect: BaseException | None = None
        self._failed = True
        self._asked = monotonic()
        self._one_at_a_time = asyncio.Lock()
        self._inbox = Inbox()

    @property
    def members(self) -> Sequence[Member]:
        """Everybody for whom it is responsible."""
        return self._members

    @property
    def place(self) -> Place:
        """Where the rearmost of its members stands."""
        return rearmost(one.place for one in self._members)

    @property
    def position(self) -> Position:
        return self.place.position

    def state(self, head: Position, waits_s: float = 0.0) -> SubscriptionState:
        """Where its one member stands."""
        (member,) = self._members
        return member.state(head, waits_s)

    async def open(self) -> list[Place]:
        """Find the checkpoints, or make them."""
        async with transaction(self._database.engine(self.role)) as connection:
            driver = await raw(connection)
            for one in self._members:
                one.place = one.stored = await open_place(driver, one.name, one.version)
        return [one.place for one in self._members]

    async def passed(self, position: Position, timeout: float) -> bool:
        """Wait, bounded, until this position is applied; True when it is."""
        return await wait_until(self._moved, lambda: self.position >= position, timeout)

    @property
    def goes_on(self) -> bool:
        """Whether anybody here applies what comes."""
        return any(one.goes_on for one in self._members)

    def keeps_up_with(self, others: Position) -> bool:
        """Whether its last turn was well and it stands with others, or behind them by no more than they read again."""
        near = self._page == self._source.positions_max and others - self.position <= NEAR_POSITIONS
        return self.goes_on and not self._failed and (near or self.position >= others)

    def take(self, items: Items) -> None:
        """What the feed brought, to be applied in its turn. What is too much for memory the ledger has too."""
        if self.goes_on and not self._hurry:
            self._hurry = not self._inbox.put(items)

    async def take_in(self) -> None:
        """Apply what the feed brings, all that has come meanwhile at once, until cancelled or stopped for good."""
        while not self._ended:
            end_if_cancelled()
            await self.offer(await self._inbox.next(BATCH_MAX))
            await asyncio.sleep(REST_SECONDS)

    async def offer(self, items: Items) -> None:
        """Apply a batch from the feed. What fails here is done again from the ledger, so nothing is raised."""
        if self._hurry or not self.goes_on or await self._passes_by(items):
            return

        async def read(connection: asyncpg.Connection, here: Place) -> Page:
            return await self._from_feed(connection, here, items)

        try:
            await self._turn(read)
        except STOPS as why:
            await self._stop(str(why))
        except Exception as error:
            if not await self._lets_go(error):
                log.debug("feed_batch_failed", subscription=self.name, error=type(error).__name__)
            await self.look_again()

    async def run(
        self, head: LedgerHead, feed_is_alive: Callable[[], bool], until: Callable[[], bool] = lambda: False
    ) -> None:
        """Read from the ledger what the feed does not bring, until cancelled, stopped for good, or as asked."""
        wait = RETRY_SECONDS_MIN
        while not (self._ended or until()):
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
                if await self._lets_go(error) or self._narrowed(error):
                    continue
                self._troubled(error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, RETRY_SECONDS_MAX)
            else:
                await head.learn(self.place)
                if not moved:
                    await self._advances(RETRY_SECONDS_MIN if self.goes_on else LOOK_SECONDS)

    async def _turn(self, read: Read) -> bool:
        """One transaction: lock, read, deliver, park, move the checkpoints. False where nothing was to do."""
        async with self._one_at_a_time:
            async with transaction(self._database.engine(self.role)) as connection:
                await connection.exec_driver_sql(self._begin)
                driver = await raw(connection)
                hashes = Hashes(driver, self._book)
                found = await self._standing(hashes)
                going = [one for one in found if one.member.goes_on]
                self._hurry = self._hurry and bool(going)
                places = await self._applied(connection, hashes, going, read) if going else {}
                await move_all(driver, places)
            await self._committed(found, places)
        done = [one.done for one in found if one.done is not None]
        if (error := next((one.error for one in done if one.error), None)) is not None:
            raise Held from error
        self._hurry |= any(one.held_at is not None for one in done)
        return bool(places)

    async def _standing(self, hashes: Hashes) -> list[Standing]:
        """Every member under its checkpoint's lock, and where it truly stands."""
        locked = await self._locked(hashes.connection)
        return [await self._stands(hashes, one, locked[one.name]) for one in self._members]

    async def _locked(self, driver: asyncpg.Connection) -> dict[str, Locked]:
        return await lock_places(driver, [one.name for one in self._members], self._book)

    async def _stands(self, hashes: Hashes, member: Member, locked: Locked) -> Standing:
        return await standing(hashes, member, locked)

    async def _applied(
        self, connection: AsyncConnection, hashes: Hashes, going: list[Standing], read: Read
    ) -> dict[str, Place]:
        """Read a page behind the rearmost and deliver it to each whom it brings anything; gives their new places."""
        page = await read(hashes.connection, rearmost(one.place for one in going))
        places: dict[str, Place] = {}
        for one in going:
            if one.reaches(page):
                one.done = await self._delivered(connection, one, page)
                places[one.member.name] = await one.after(hashes, page)
        return places

    async def _delivered(self, connection: AsyncConnection, one: Standing, page: Page) -> Applied:
        member = one.member
        wanted = [entry for entry in member.chosen(page.entries) if entry.position > one.place.position]
        if not wanted:
            return Applied()
        if self._suspect is not None and len(wanted) == 1:
            done = Applied((member.blame(wanted[0], self._suspect),))
        else:
            done = await member.deliver(Batch(connection, wanted, one.locked.waiting))
        keys = {item.key for item in done.parked}
        if len(wanted) > 1 and member.parked + len(keys) > PARKED_KEYS_MAX + 1:
            raise TooManyParked
        for item in done.parked:
            log.warning("parked", subscription=member.name, key=item.key, position=item.position, reason=item.reason)
        if done.parked:
            await park(await raw(connection), member.name, done.parked)
        return done

    async def _committed(self, found: list[Standing], places: dict[str, Place]) -> None:
        """What memory knows once the rows are there."""
        for one in found:
            member, place = one.member, places.get(one.member.name)
            if place is not None:
                member.stored = place
            if one.done is not None:
                member.parked += len({item.key for item in one.done.parked})
            await member.stand_at(place or one.place)
        self._asked = monotonic()
        self._arrived(bool(places))
        self._failed = False

    async def _from_ledger(self, connection: asyncpg.Connection, here: Place) -> Page:
        page = await self._source.page(connection, self._book, here, self._page)
        self._hurry = page.position - here.position == self._page
        self._read(page.position - here.position, page)
        return page

    async def _from_feed(self, connection: asyncpg.Connection, here: Place, items: Items) -> Page:
        """The batch's new entries where they follow on; else the ledger's."""
        recorded = following_on(here, items)
        if recorded is not None:
            if not recorded:
                return page_of(here, (), ())
            last = recorded[-1]
            if await hash_at(connection, self._book, last.position) == last.hash:
                page = page_of(here, recorded, self._source.entries(recorded), from_feed=True)
                self._read(len(recorded), page)
                return page
            self._refuse("of another history", str(last.position))
        elif (found := unreadable_in(items)) is not None:
            self._refuse(found.why, found.entry_id)
        return await self._from_ledger(connection, here)

    def _read(self, events: int, page: Page) -> None:
        for one in self._members:
            one.figures.read(events, page.unknown, from_feed=page.from_feed)

    def _refuse(self, why: str, entry: str) -> None:
        """The feed brought what the ledger does not hold: said and counted, and read from the ledger instead."""
        for one in self._members:
            one.figures.refused += 1
        log.warning("feed_not_believed", subscription=self.name, entry=entry, why=why)

    async def _passes_by(self, items: Items) -> bool:
        """Whether a batch holds nothing of interest. Then it costs no transaction: memory goes past it, and the
        checkpoints follow with the next event that is of interest."""
        async with self._one_at_a_time:
            here = self.place
            recorded = following_on(here, items)
            if recorded is None:
                return False
            page = page_of(here, recorded, (), from_feed=True)
            return await self._goes_past(page, {entry.type for entry in recorded})

    async def _passes_along(self, head: LedgerHead) -> bool:
        """The same of what the ledger was seen to hold behind here."""
        async with self._one_at_a_time:
            seen = head.beyond(self.place)
            if seen is None or not seen.types <= Event.KNOWN.keys():
                return False
            return await self._goes_past(Page(seen.position, seen.hash, (), 0), seen.types)

    async def _goes_past(self, page: Page, types: Set[str]) -> bool:
        """Go past a page of events of these types in memory, if all here stand before it and none asks for any."""
        here = self.place
        if not self._members or any(one.place != here or one.asks_for(types) for one in self._members):
            return False
        if page.position > here.position:
            if page.position - min(one.stored.position for one in self._members) > UNSTORED_MAX:
                return False
            self._read(page.position - here.position, page)
            for one in self._members:
                await one.stand_at(Place(one.place.epoch, page.position, page.hash))
            self._arrived(moved=False)
        return True

    async def _needs_no_ledger(self, head: LedgerHead, feed_is_alive: Callable[[], bool]) -> bool:
        """Wait for something to read; False where it is to be read from the ledger."""
        await head.until(lambda _: not head.is_at(self.place), LOOK_SECONDS)
        if head.knows(self.place):
            self._asked = monotonic()
        if head.is_at(self.place):
            return True
        believed = feed_is_alive() and monotonic() - self._asked < LOOK_SECONDS
        if believed and (await self._advances(SILENCE_SECONDS) or self._inbox.has_more):
            return True
        return self.goes_on and await self._passes_along(head)

    async def _lets_go(self, error: Exception) -> bool:
        """Whether a member has been left to itself because of this; an only member is not."""
        return False

    def _narrowed(self, error: BaseException) -> bool:
        """After any error come back with half as many; after one that the events caused, at last with the culprit
        alone."""
        self._failed = True
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

    def _arrived(self, moved: bool) -> None:
        for one in self._members:
            one.trouble = None
        if moved:
            self._page = min(self._source.positions_max, self._page * 2)
            self._suspect = None

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

    @property
    def _ended(self) -> bool:
        return all(one.stopped is not None for one in self._members)

    async def _stop(self, why: str) -> None:
        for one in self._members:
            one.stopped = why
            log.error("subscription_stopped", subscription=one.name, position=one.position, why=why)
        await self._wake()

    def _troubled(self, error: BaseException) -> None:
        cause = error.__cause__ if isinstance(error, Held) and error.__cause__ is not None else error
        trouble = told_of(cause)
        for one in self._members:
            if trouble != one.trouble:
                log.warning("subscription_tries_again", subscription=one.name, position=one.position, error=trouble)
            one.trouble = trouble
