"""The relay: the only publisher. It follows the ledger and puts each event on the feed, in order, once.

It remembers nothing: where to go on is the feed's own last entry. Redis refuses a second copy and any step back,
so several relays may run beside each other without knowing of each other. When Redis is gone the relay waits;
when the feed is empty it begins so far back as the feed is long; whoever is further behind reads the ledger.
"""

import asyncio
import struct
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
import structlog
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, RedisError, ResponseError

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Position
from shared.ledger.recorded import Recorded
from shared.messaging.cloudevents import Unreadable, feed_name, parsed_id, read_items
from shared.messaging.history import START, HistoryDiffers, Place, hash_at, head_of, page_after, settle_epoch
from shared.messaging.metrics import FIGURES
from shared.messaging.publishers import FEED_ENTRIES_MAX, Numbered, Publishers
from shared.messaging.trouble import told_of
from shared.messaging.waking import LedgerHead, end_if_cancelled

BATCH_MAX = 500
"""Events in one pipeline: 42,000 events/s were measured with it, and it is under 1 MB."""
RETRY_SECONDS_MIN, RETRY_SECONDS_MAX = 0.05, 2.0
BROKEN = (
    RedisError,
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a server or a connection that went away looks like; anything else is a bug and ends the process."""

log = structlog.get_logger()


class FeedLost(Exception):
    """The stream is not what the relay took it for: it was wiped, or another relay is ahead in a later epoch."""


@dataclass(frozen=True, slots=True)
class RelayState:
    """For health and metrics."""

    running: bool
    position: Position
    epoch: int
    lag: int
    trouble: str | None


class Relay:
    """Carries one book from the ledger to its feed."""

    def __init__(self, database: Database, redis_url: str, book: BookId) -> None:
        self._database, self._book = database, book
        self._feed = feed_name(book)
        self._publishers = Publishers(redis_url, book)
        self._head = LedgerHead(database, Role.RELAY, book)
        self._place = START
        self._makes_stream = False
        self._running = False
        self._trouble: str | None = "not started"

    def state(self) -> RelayState:
        """Where it is and what keeps it."""
        lag = max(0, self._head.position - self._place.position)
        return RelayState(self._running, self._place.position, self._place.epoch, lag, self._trouble)

    async def run(self) -> None:
        """Publish until cancelled; whatever is away is waited for."""
        head = asyncio.create_task(self._head.run())
        wait = RETRY_SECONDS_MIN
        self._running = True
        FIGURES.relays.add(self)
        try:
            while True:
                end_if_cancelled()
                before = self._place
                try:
                    await self._session()
                except (FeedLost, HistoryDiffers) as why:
                    self._troubled(str(why))
                except BROKEN as error:
                    self._troubled(told_of(error))
                wait = RETRY_SECONDS_MIN if self._place != before else min(wait * 2, RETRY_SECONDS_MAX)
                await asyncio.sleep(wait)
        finally:
            self._running, self._trouble = False, "stopped"
            FIGURES.relays.discard(self)
            head.cancel()
            with suppress(asyncio.CancelledError):
                await head

    async def _session(self) -> None:
        """From looking at the feed until something breaks."""
        connection = await self._database.connect(Role.RELAY)
        try:
            await self._publishers.broker.start()
            redis = await self._publishers.broker.connect()
            self._place = await self._where_to_go_on(connection, redis)
            self._untroubled()
            while True:
                end_if_cancelled()
                if not await self._publish_page(connection, redis):
                    await self._head.until(lambda head: head != self._place.position, timeout=1.0)
        finally:
            with suppress(RedisError, OSError, ExceptionGroup):
                await self._publishers.broker.stop()
            connection.terminate()

    async def _where_to_go_on(self, connection: asyncpg.Connection, redis: "Redis") -> Place:
        last = await self._last_place(redis)
        if last is not None and not last.hash:  # its last entries were deleted: the ledger says what they were
            last = replace(last, hash=await hash_at(connection, self._book, last.position) or b"")
        epoch = await settle_epoch(connection, self._book, [last] if last else [])
        if last is not None and last.epoch > epoch:
            # No epoch of ours: Redis would refuse all that we number after it.
            await self._remove(redis, f"its last id is {last.epoch}-{last.position}")
            last = None
        self._makes_stream = last is None
        if last is not None and last.epoch == epoch:
            return last
        head = await head_of(connection, self._book)
        begin = Position(max(0, head - FEED_ENTRIES_MAX))
        before = await hash_at(connection, self._book, begin)
        log.info("feed_begins", book=self._book, epoch=epoch, after=begin)
        return Place(epoch, begin, before or b"")

    async def _last_place(self, redis: "Redis") -> Place | None:
        try:
            return await last_place(redis, self._feed)
        except ResponseError as error:
            if not str(error).startswith("WRONGTYPE"):
                raise
            await self._remove(redis, "it is no stream")
            return None

    async def _remove(self, redis: "Redis", why: str) -> None:
        """Somebody else wrote where only relays write: begin again with nothing, for all of it is in the ledger."""
        log.warning("feed_removed", book=self._book, why=why)
        await redis.delete(self._feed)

    async def _publish_page(self, connection: asyncpg.Connection, redis: "Redis") -> bool:
        """Publish the next events; False where there are none yet."""
        entries = await page_after(connection, self._book, self._place, BATCH_MAX)
        if not entries:
            return False
        if not self._place.epoch:
            raise FeedLost("the book was opened just now")
        pipeline = Numbered(redis, makes_stream=self._makes_stream)
        published = []
        previous = self._place.hash
        for entry in entries:
            try:
                await self._publishers.publish(entry, self._place.epoch, previous, pipeline)
                published.append(entry)
            except (struct.error, ValueError):  # a header too long or no text: readers find a hole, and the ledger
                log.exception("not_publishable", book=self._book, position=entry.position)
            previous = entry.hash
        refused = self._refused(await self._sent(pipeline, redis), published)
        self._makes_stream = False
        published_to = self._place.after(entries[-1], self._place.epoch)
        # Refused: another relay had them, or somebody's id stands ahead; go on where the feed is.
        self._place = await self._where_to_go_on(connection, redis) if refused else published_to
        return True

    async def _sent(self, pipeline: Numbered, redis: "Redis") -> list[Any]:
        """Redis's answers. Many large events may fill its memory before their number trims the feed: then the older
        half goes, for whoever still needs it reads the ledger."""
        try:
            return await pipeline.execute()
        except OutOfMemoryError:
            await redis.xtrim(self._feed, maxlen=await redis.xlen(self._feed) // 2, approximate=False)
            raise

    def _refused(self, answers: list[Any], entries: list[Recorded]) -> int:
        """How many of the entries Redis had already; anything but that and their ids is an error."""
        refused = 0
        for answer, entry in zip(answers, entries, strict=True):
            if answer is None:
                raise FeedLost("the feed was wiped")
            if isinstance(answer, ResponseError) and "equal or smaller" in str(answer):
                refused += 1
            elif isinstance(answer, Exception):
                raise answer
            else:
                expected = (self._place.epoch, entry.position)
                if parsed_id(answer) != expected:
                    raise FeedLost(f"Redis numbered {answer!r}, not {expected}")
        return refused

    def _troubled(self, why: str) -> None:
        if why != self._trouble:
            log.warning("relay_interrupted", book=self._book, why=why)
        self._trouble = why

    def _untroubled(self) -> None:
        if self._trouble is not None:
            log.info("relay_publishes", book=self._book, epoch=self._place.epoch, after=self._place.position)
        self._trouble = None


async def last_place(redis: "Redis", feed: str) -> Place | None:
    """Where the feed ends; None where there is no feed.

    Entries may have been deleted from its end: then the id it gave last counts, for it takes no smaller one, and
    the hash is that of the last entry which is still there (empty where there is none).
    """
    try:
        info: dict[str, Any] = await redis.xinfo_stream(feed)
    except ResponseError as error:
        if "no such key" in str(error):
            return None
        raise
    epoch, position = parsed_id(info["last-generated-id"])
    last = info["last-entry"]
    if last is None or last[0] != info["last-generated-id"]:
        return Place(epoch, position, b"")
    (item,) = read_items([(last[0], last[1])])
    return Place(epoch, position, b"" if isinstance(item, Unreadable) else item.entry.hash)
