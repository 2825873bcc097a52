"""Subscriptions: who applies events, and the one broker that brings them.

Example::

    klien = Subscription("reporting.klien", Role.REPORTING, frozenset({…}), apply)
    subscriptions = Subscriptions(database, redis_url, book, [klien])
    await subscriptions.start()
    await subscriptions.passed("reporting.klien", position, timeout=2.0)

The broker lives in a task of its own: a service starts, serves and projects without Redis, and takes the feed up
again, from its checkpoints, when there is one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from faststream.redis import RedisBroker
from redis.exceptions import RedisError

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, Position
from shared.ledger.recorded import Recorded
from shared.messaging.broker import redis_broker
from shared.messaging.cloudevents import Items, feed_name
from shared.messaging.feed import began_anew, feed_broker
from shared.messaging.following import Following
from shared.messaging.history import START, Place, settle_epoch
from shared.messaging.member import Applied, Batch, Blame, Member
from shared.messaging.metrics import FIGURES
from shared.messaging.pages import Source
from shared.messaging.parking import Parked, ParkedKey, Refold, list_parked, parked, retry, service_of
from shared.messaging.relay import last_place
from shared.messaging.remembered import Remembered
from shared.messaging.standing import SubscriptionState
from shared.messaging.together import Together
from shared.messaging.waking import REST_SECONDS, LedgerHead, end_if_cancelled

__all__ = ["Apply", "Joined", "Parked", "Subscription", "SubscriptionState", "Subscriptions"]


class Follower(Protocol):
    """A subscription, those of one service, or a reaction."""

    def following(self, database: Any, book: BookId) -> Following: ...


Apply = Callable[[Batch], Awaitable[Sequence[Parked]]]
"""Writes the rows of these events in this transaction; returns the keys it could not."""

PING_SECONDS = 0.5
"""How often the broker is asked whether Redis still answers."""
BROKER_RETRY_SECONDS = 0.5
NEAR_SECONDS = 0.05
NEAR_ENTRIES = 2_000
"""A subscription further behind reads the ledger first: the feed would bring it nothing but a hole."""

log = structlog.get_logger()


def by_subject(entry: Recorded, error: BaseException) -> Parked:
    """An event is parked under its person, or its stream, where its projection says nothing else."""
    return parked(entry.subject or entry.stream, entry, error)


@dataclass(frozen=True)
class Subscription:
    """One projection's interest: ``types`` None is every type. ``refold`` lets a parked key be tried again."""

    name: str
    role: Role
    types: frozenset[str] | None
    apply: Apply
    blame: Blame = by_subject
    refold: Refold | None = None
    version: str = ""
    """What made the rows; beside a checkpoint of another version nothing is applied."""
    choose: Callable[[Sequence[Any]], Sequence[Any]] | None = None
    """Its entries of a page, where they do not say their type."""

    def following(self, database: Database, book: BookId) -> Following:
        """This subscription alone, ready to move."""
        return Following(database, book, [self.member()])

    def member(self) -> Member:
        """What a follower moves."""
        return Member(
            self.name, self.role, self.types, self.deliver, self.blame, self.version, self.refold, self.choose
        )

    async def deliver(self, batch: Batch) -> Applied:
        """Apply a batch, whichever way it came."""
        return Applied(tuple(await self.apply(batch)))


@dataclass(frozen=True)
class Joined:
    """The subscriptions of one service, which read the ledger together by one source."""

    subscriptions: Sequence[Subscription]
    source: Source

    def following(self, database: Database, book: BookId) -> Following:
        """All of them, ready to move."""
        return Together(database, book, [one.member() for one in self.subscriptions], self.source)


class Subscriptions:
    """Every subscription and reaction of one process on one book."""

    def __init__(
        self, database: Database, redis_url: str | None, book: BookId, followers: Iterable[Follower] = ()
    ) -> None:
        self._database, self._redis_url, self._book = database, redis_url, book
        self._followers: list[Following] = []
        self._members: dict[str, Member] = {}
        self._remembered: list[Remembered[Any]] = []
        self._head: LedgerHead | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._feed_is_alive = False
        for follower in followers:
            self.add(follower)

    def add(self, follower: Follower) -> None:
        """Add one before the start."""
        following = follower.following(self._database, self._book)
        for member in following.members:
            if member.name in self._members:
                raise ValueError(f"two subscriptions are called {member.name}")
            self._members[member.name] = member
        self._followers.append(following)

    def remember(self, remembered: Remembered[Any]) -> None:
        """Keep this following the ledger too, from the start on."""
        self._remembered.append(remembered)

    async def start(self) -> None:
        """Open every checkpoint and go. Needs PostgreSQL; Redis may come when it likes."""
        if not self._followers:
            return
        FIGURES.subscriptions.add(self)
        role = self._followers[0].role
        places = [place for following in self._followers for place in await following.open()]
        await self._settle(role, places)
        self._head = LedgerHead(self._database, role, self._book, REST_SECONDS)
        self._spawn(self._head.run())
        for following in self._followers:
            self._spawn(following.run(self._head, lambda: self._feed_is_alive))
            self._spawn(following.take_in())
        for remembered in self._remembered:
            self._spawn(remembered.run(self._head))
        if self._redis_url is not None:
            self._spawn(self._supervise(self._redis_url))

    async def stop(self) -> None:
        """Stop; what is at work is rolled back and done again at the next start."""
        FIGURES.subscriptions.discard(self)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._feed_is_alive = False

    @property
    def feed_is_alive(self) -> bool:
        """Whether Redis answers; without it everything goes on from the ledger."""
        return self._feed_is_alive

    @property
    def ledger_answers(self) -> bool:
        """Whether PostgreSQL answered when it was asked last."""
        return self._head is None or self._head.reachable

    def position(self, name: str) -> Position:
        """Up to where a subscription has applied the ledger."""
        return self._members[name].position

    def seconds_behind(self, name: str) -> float:
        """How long the next event has waited for a subscription; 0 where it has applied all."""
        return 0.0 if self._head is None else self._head.seconds_beyond(self.position(name))

    async def passed(self, name: str, position: Position, timeout: float = 2.0) -> bool:
        """Wait, bounded, until a subscription has applied a position; False when it had not in time."""
        return await self._members[name].passed(position, timeout)

    def state(self) -> list[SubscriptionState]:
        """Every subscription's state, for health, metrics and the operator."""
        head = self._head
        if head is None:
            return [one.state(Position(0)) for one in self._members.values()]
        return [one.state(head.position, head.seconds_beyond(one.position)) for one in self._members.values()]

    async def parked(self) -> list[ParkedKey]:
        """Every parked key of this process's services."""
        services = sorted({service_of(name) for name in self._members})
        found = [await list_parked(self._database, service) for service in services]
        return [item for items in found for item in items]

    async def retry(self, name: str, key: str) -> Parked | None:
        """Try one parked key again; None: it is parked no more. Refused (LookupError) without a way to refold."""
        member = self._members[name]
        if member.refold is None:
            raise LookupError(f"{name} has no way to apply one key anew")
        still = await retry(self._database, member.role, name, key, member.refold, member.version)
        for following in self._followers:
            if member in following.members:
                await following.look_again()
        return still

    async def _settle(self, role: Role, places: list[Place]) -> None:
        """Raise the epoch where the ledger was put back behind a checkpoint or behind the feed."""
        last = await self._feed_ends()
        connection = await self._database.connect(role)
        try:
            await settle_epoch(connection, self._book, [*places, *([last] if last else [])])
        finally:
            await connection.close()

    async def _feed_ends(self) -> Place | None:
        """The feed's last place, if Redis answers at once; the relay asks again."""
        if self._redis_url is None:
            return None
        broker = redis_broker(self._redis_url)
        try:
            last = await last_place(await broker.connect(), feed_name(self._book))
        except (RedisError, OSError):
            return None
        finally:
            await broker.stop()
        return last if last is not None and last.hash else None

    async def _supervise(self, redis_url: str) -> None:
        """Keep a broker while Redis answers; without Redis try again, for ever."""
        stream = feed_name(self._book)
        while True:
            end_if_cancelled()
            broker: RedisBroker | None = None
            try:
                await self._near_the_head()
                broker = feed_broker(redis_url, self._book, self._rearmost(), self._take)
                redis = await broker.connect()
                while await broker.ping(timeout=PING_SECONDS) and not await began_anew(broker, redis, stream):
                    end_if_cancelled()
                    if not self._feed_is_alive:  # not before: subscribers of a Redis that is away ask without a pause
                        await broker.start()
                        self._set_alive(True)
                    await asyncio.sleep(PING_SECONDS)
            except (RedisError, OSError, TimeoutError) as error:
                log.debug("feed_away", error=type(error).__name__)
            except Exception:  # a bug, but the ledger's reading goes on, and perhaps the next broker's does
                log.exception("feed_broken", book=self._book)
            finally:
                self._set_alive(False)
                if broker is not None:
                    with suppress(RedisError, OSError, ExceptionGroup):
                        await broker.stop()
            await asyncio.sleep(BROKER_RETRY_SECONDS)

    async def _near_the_head(self) -> None:
        """Wait until the ledger's own reading has brought everybody near its head."""
        while not self._is_near():  # noqa: ASYNC110 — ends with the reading that other tasks do
            await asyncio.sleep(NEAR_SECONDS)

    def _is_near(self) -> bool:
        if self._head is None or not self._head.reachable:
            return False
        waiting = (state for state in self.state() if not state.stopped and not state.paused)
        return all(state.lag <= NEAR_ENTRIES for state in waiting)

    def _rearmost(self) -> Place:
        """From where the feed is read: behind whoever is last of those that go on."""
        places = [one.place for one in self._members.values() if one.goes_on]
        return min(places, key=lambda place: (place.epoch, place.position), default=START)

    def _take(self, items: Items) -> None:
        for following in self._followers:
            following.take(items)

    def _set_alive(self, alive: bool) -> None:
        if alive != self._feed_is_alive:
            log.info("feed_taken_up" if alive else "feed_lost", book=self._book)
        self._feed_is_alive = alive

    def _spawn(self, work: Any) -> None:
        self._tasks.append(asyncio.create_task(work))
