"""Bakti's own ledger, through its lane, as a service appends."""

from contextlib import AsyncExitStack
from uuid import uuid4

from benchmarks.place import Place
from benchmarks.stores import METADATA, PAYLOAD, TYPE
from benchmarks.stores.awaited import Awaited
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, CommandId, Position, StreamName, Version
from shared.ledger.append import Appended, AppendRequest, Claim, NewEvent
from shared.ledger.ledger import Ledger

PAGE = 2_000


async def opened(place: Place, stack: AsyncExitStack) -> "Ours":
    """The ledger of this place's book."""
    database = Database(place.database_url)
    stack.push_async_callback(database.dispose)
    ledger = Ledger(database, BookId(place.settings().book), Role.ATTENDANCE, frozenset({"hours"}))
    await ledger.start()
    stack.push_async_callback(ledger.stop)
    return Ours(ledger)


class Ours(Awaited):
    """A ledger as a store of the bench."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def append(self, each: int) -> None:
        assert isinstance(await self._ledger.append(request(each)), Appended)

    async def page_behind(self, position: int) -> list[int]:
        async for page in self._ledger.read(after=Position(position), page=PAGE):
            return [one.position for one in page]
        return []


def request(number: int) -> AppendRequest:
    """One command with ``number`` events on a new stream."""
    command = CommandId(str(uuid4()))
    event = NewEvent(TYPE, 1, None, PAYLOAD, METADATA)
    return AppendRequest(command, b"0" * 32, (Claim(StreamName(f"hours-{command}"), Version(0), (event,) * number),))
