"""The projections of one service as one follower: one transaction, one lock, one reading of the ledger for all of them.

Whoever cannot keep step is left to itself and follows alone, by the same code, until it stands with the others again:
whose batch fails, whose checkpoint another one holds (a swap, a retry), who is paused, stopped, or stands in another
history. So the others wait for nobody. Who is ahead, as after a rebuild, has the page pass by.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.messaging.checkpoint import Locked, lock_places
from shared.messaging.cloudevents import Items
from shared.messaging.following import LOOK_SECONDS, STOPS, Following, Read
from shared.messaging.history import HistoryDiffers, Place
from shared.messaging.member import Applied, Member
from shared.messaging.pages import Page, Source
from shared.messaging.parking import service_of
from shared.messaging.turn import Hashes, Standing
from shared.messaging.waking import LedgerHead, wait_until

log = structlog.get_logger()


class Stumbled(Exception):
    """This member cannot keep step; its cause is its own affair."""

    def __init__(self, member: Member) -> None:
        super().__init__(member.name)
        self.member = member


class Together(Following):
    """Follows for all of them, as far as they keep step."""

    def __init__(self, database: Database, book: BookId, members: Sequence[Member], source: Source) -> None:
        super().__init__(database, book, members, source)
        self.name = service_of(members[0].name)
        # One after the other, or two processes would each take a part of the checkpoints from the other.
        self._begin += f", pg_advisory_xact_lock(hashtextextended('bakti following {self.name}', 0))"
        self._all = tuple(members)
        for one in members:
            one.moved = self._moved
        self._alone: dict[str, Following] = {}
        self._left: asyncio.Queue[Member] = asyncio.Queue()

    @property
    def members(self) -> Sequence[Member]:
        """Those that follow alone at the moment, too."""
        return self._all

    def take(self, items: Items) -> None:
        """What the feed brought, for the others and for each that follows alone."""
        super().take(items)
        for alone in self._alone.values():
            alone.take(items)

    async def look_again(self) -> None:
        """Something changed outside: everybody looks at once."""
        await super().look_again()
        for alone in self._alone.values():
            await alone.look_again()

    async def run(
        self, head: LedgerHead, feed_is_alive: Callable[[], bool], until: Callable[[], bool] = lambda: False
    ) -> None:
        """Follow for all of them until cancelled."""
        beside = asyncio.create_task(self._look_after(head, feed_is_alive))
        try:
            await super().run(head, feed_is_alive, until)
        finally:
            beside.cancel()
            await asyncio.gather(beside, return_exceptions=True)

    async def _look_after(self, head: LedgerHead, feed_is_alive: Callable[[], bool]) -> None:
        """Let each that is left follow alone, in a task of its own."""
        tasks: set[asyncio.Task[None]] = set()
        try:
            while True:
                task = asyncio.create_task(self._follow_alone(await self._left.get(), head, feed_is_alive))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow_alone(self, member: Member, head: LedgerHead, feed_is_alive: Callable[[], bool]) -> None:
        alone = Following(self._database, self._book, [member], self._source)
        await alone.look_again()
        self._alone[member.name] = alone
        taking = asyncio.create_task(alone.take_in())
        try:
            await alone.run(head, feed_is_alive, until=lambda: self._is_in_step(alone))
        finally:
            del self._alone[member.name]
            taking.cancel()
            with suppress(asyncio.CancelledError):
                await taking
        if member.stopped is None:
            await self._joined(member)

    def _is_in_step(self, alone: Following) -> bool:
        return alone.keeps_up_with(self.position if self._members else alone.position)

    async def _joined(self, member: Member) -> None:
        async with self._one_at_a_time:
            self._members = [one for one in self._all if one in self._members or one is member]
        log.info("follows_with_the_others", subscription=member.name, position=member.position)
        await super().look_again()

    async def _lets_go(self, error: Exception) -> bool:
        if not isinstance(error, Stumbled):
            return False
        cause, member = error.__cause__, error.member
        async with self._one_at_a_time:
            if member in self._members:
                self._members.remove(member)
                self._left.put_nowait(member)
        why = type(cause).__name__ if cause else "held"
        log.info("follows_alone", subscription=member.name, position=member.position, why=why)
        return True

    async def _turn(self, read: Read) -> bool:
        if not self._members:
            await wait_until(self._moved, lambda: bool(self._members), LOOK_SECONDS)
            return False
        return await super()._turn(read)

    async def _locked(self, driver: asyncpg.Connection) -> dict[str, Locked]:
        locked = await lock_places(driver, [one.name for one in self._members], self._book, wait=False)
        held = next((one for one in self._members if one.name not in locked), None)
        if held is not None:
            raise Stumbled(held)
        return locked

    async def _stands(self, hashes: Hashes, member: Member, locked: Locked) -> Standing:
        try:
            found = await super()._stands(hashes, member, locked)
        except STOPS as error:
            raise Stumbled(member) from error
        if not member.goes_on:
            raise Stumbled(member)
        return found

    async def _applied(
        self, connection: AsyncConnection, hashes: Hashes, going: list[Standing], read: Read
    ) -> dict[str, Place]:
        last = min(going, key=lambda one: one.place.position)
        for one in going:  # the page's hashes vouch for whoever stands at its beginning
            if one.place != last.place and not await hashes.holds(one.place):
                raise Stumbled(one.member)

        async def reading(driver: asyncpg.Connection, here: Place) -> Page:
            try:
                return await read(driver, here)
            except HistoryDiffers as error:
                raise Stumbled(last.member) from error

        return await super()._applied(connection, hashes, going, reading)

    async def _delivered(self, connection: AsyncConnection, one: Standing, page: Page) -> Applied:
        try:
            return await super()._delivered(connection, one, page)
        except Exception as error:
            raise Stumbled(one.member) from error

    def _narrowed(self, error: BaseException) -> bool:
        """What nobody stumbled over is the machine's."""
        self._page = max(1, self._page // 2)
        return False

    @property
    def _ended(self) -> bool:
        return False
