"""The ledger read for a projection as fast as PostgreSQL gives it, and single records made into the same entries.

Windows of positions, not pages of rows: each has a bounded cost even where the wanted types are rare. While one is
folded PostgreSQL makes the next ones (docs/decisions has the figures and what was tried beside it).
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from itertools import islice
from operator import lt
from pathlib import Path
from typing import Any, NamedTuple, Union

import asyncpg
import msgspec

from shared.database.engine import Database, closed
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Position
from shared.ledger.append import LedgerError
from shared.ledger.decoding import fast_decoders, lifted_type, struct_of
from shared.ledger.recorded import Recorded
from shared.projections.entry import Entry, Unreadable, microseconds
from shared.projections.state import Projection

WINDOW_POSITIONS = 5_000
"""Positions a window: 1.5 MB of events stay in the processor's cache, and the event loop waits 10 ms at most."""
AHEAD = 2
"""Windows under way while one is folded: one being made, one being sent."""
WINDOW_PATIENCE_S = 60
"""A window takes 10 ms; the role's usual 5 s would end a rebuild on a machine that is busy with something else."""

SQL = Path(__file__).parent / "sql"
WINDOW = (SQL / "window.sql").read_text(encoding="utf-8")
ROWS = (SQL / "rows.sql").read_text(encoding="utf-8")
SUBJECT = (SQL / "subject.sql").read_text(encoding="utf-8")
STREAMS = (SQL / "streams.sql").read_text(encoding="utf-8")
BESIDE = (SQL / "beside.sql").read_text(encoding="utf-8")
HEAD = "SELECT coalesce(max(position), 0) FROM ledger.event WHERE book = $1"

Item = Entry | Unreadable
SESSION = f"""
    SET statement_timeout = '{WINDOW_PATIENCE_S}s';
    SET max_parallel_workers_per_gather = 0;
    SET jit = off;
    SET enable_seqscan = off;
    SET enable_bitmapscan = off;
    SET plan_cache_mode = force_custom_plan;
"""
"""Always the index in its order: a plan made before the table's first ANALYZE would sort it for every window."""


class HoleInLedger(LedgerError):
    """The ledger lacks events between two positions: what is folded from it would be whole to look at, and wrong."""


class Window(NamedTuple):
    """The events of interest up to and with a position."""

    until: Position
    items: list[Item]


class Blob(NamedTuple):
    """A window as PostgreSQL gives it: the entries as one value, how many they are, how many events it looked at."""

    entries: bytes | None
    wanted: int
    positions: int


class Reading:
    """How the events of some projections of one service become entries.

    Each event class has an entry class with its own ``event``.
    """

    def __init__(self, *projections: Projection[Any]) -> None:
        self.role = projections[0].role
        self.types = sorted({full_type for projection in projections for full_type in projection.types})
        self._decoders = fast_decoders(*{event for projection in projections for event in projection.handlers})
        self.entry_of: dict[str, type[Entry]] = {
            full_type: _entry_class(number, full_type) for number, full_type in enumerate(self.types)
        }
        self.type_of = {entry: full_type for full_type, entry in self.entry_of.items()}
        self._lifted = {self.entry_of[name] for name in self.types if lifted_type(name)[1]}
        if self.types:
            self._page = msgspec.json.Decoder(list[Union[tuple(self.entry_of.values())]])  # type: ignore[misc] # noqa: UP007
        self.numbers = " ".join(f"WHEN '{full_type}' THEN {number}" for number, full_type in enumerate(self.types))
        self.window_query = WINDOW.format(numbers=self.numbers)

    def page(self, blob: Blob, start: int, end: int) -> list[Item] | None:
        """A window's entries; None where at least one of them is unreadable, or reads as more or fewer than it is."""
        items = self._decoded(blob.entries)
        return items if items is not None and len(items) == blob.wanted and rising(start, items, end) else None

    def exactly(self, entries: bytes | None, positions: Sequence[int]) -> list[Item] | None:
        """The entries of these positions; None where at least one is unreadable, or they read as others."""
        items = self._decoded(entries)
        return items if items is not None and [item.position for item in items] == list(positions) else None

    def _decoded(self, entries: bytes | None) -> list[Item] | None:
        try:
            items: list[Item] = self._page.decode(entries or b"[]")
            if self._lifted:
                items = [self._lift(item) if type(item) in self._lifted else item for item in items]
        except (msgspec.MsgspecError, LookupError, TypeError, ValueError):
            return None
        return items

    def item(self, full_type: str, position: int, recorded_us: int, payload: bytes) -> Item:
        """One record; Unreadable where its bytes are not what its type says."""
        try:
            event = self._decoders[full_type](payload)
        except Exception as error:
            return Unreadable(position, full_type, payload, error)
        entry: Any = self.entry_of[full_type]
        made: Entry = entry(position, recorded_us, event)
        return made

    def items(self, entries: Iterable[Recorded]) -> list[Item]:
        """The records of types that the projection folds."""
        return [
            self.item(entry.type, entry.position, microseconds(entry.recorded_at), entry.payload)
            for entry in entries
            if entry.type in self.entry_of
        ]

    def chooser(self, projection: Projection[Any]) -> Callable[[Sequence[Item]], list[Item]]:
        """Of a page of this reading those entries that one of its projections folds."""
        types, kinds = projection.types, {self.entry_of[full_type] for full_type in projection.types}

        def chosen(items: Sequence[Item]) -> list[Item]:
            return [item for item in items if item.__class__ in kinds or _type_of_unreadable(item) in types]

        return chosen

    def _lift(self, item: Any) -> Entry:
        event = self._decoders[self.type_of[type(item)]](bytes(item.event))
        lifted: Entry = type(item)(item.position, item.recorded_us, event)
        return lifted


def constants(full_types: Iterable[str]) -> str:
    """Types as SQL has them in a list; a list of constants is looked up by hash."""
    return ", ".join(f"'{full_type}'" for full_type in sorted(full_types))


def hole(book: BookId, start: int, end: int, positions: int) -> HoleInLedger:
    """What is wrong where the ledger holds so few events between two positions."""
    return HoleInLedger(
        f"the ledger lacks {end - start - positions} of the events {start + 1} to {end} of the book {book}: restore it "
        "from a backup (bakti verify says where it breaks)"
    )


def rising(start: int, items: list[Item], end: int) -> bool:
    """Whether each position is above the one before it, the first above the start and none above the end."""
    positions = [start, *(item.position for item in items)]
    return all(map(lt, positions, islice(positions, 1, None))) and positions[-1] <= end


def _type_of_unreadable(item: Item) -> str | None:
    return item.type if isinstance(item, Unreadable) else None


def _entry_class(number: int, full_type: str) -> type[Entry]:
    newest, is_old = lifted_type(full_type)
    event = msgspec.Raw if is_old else struct_of(Event.KNOWN[newest])
    return msgspec.defstruct(  # type: ignore[return-value]
        "Entry", [("event", event)], bases=(Entry,), tag=number, frozen=True, gc=False, array_like=True
    )


class Reader:
    """Reads one book for one projection, on connections of its own. See ``reader``."""

    def __init__(
        self, database: Database, book: BookId, reading: Reading, connections: list[asyncpg.Connection[Any]]
    ) -> None:
        self._database, self._book = database, book
        self._reading, self._connections = reading, connections

    async def head(self) -> Position:
        """The book's last position."""
        return Position(int(await self._connections[0].fetchval(HEAD, self._book)))

    async def windows(self, after: Position, until: Position) -> AsyncIterator[Window]:
        """Every event of interest behind ``after`` up to and with ``until``, in order; raises HoleInLedger."""
        if not self._reading.types:
            yield Window(until, [])
            return
        starts = iter(range(after, until, WINDOW_POSITIONS))
        flying: deque[tuple[int, int, asyncio.Task[Blob]]] = deque()
        free = deque(self._connections)

        def ask() -> None:
            while free and (start := next(starts, None)) is not None:
                end = min(start + WINDOW_POSITIONS, until)
                flying.append((start, end, asyncio.create_task(self._blob(free.popleft(), start, end, free))))

        try:
            ask()
            while flying:
                start, end, task = flying.popleft()
                blob = await task
                ask()
                await asyncio.sleep(0)
                yield Window(Position(end), await self._items(blob, start, end))
        finally:
            for _, _, task in flying:
                task.cancel()
            await asyncio.gather(*(task for _, _, task in flying), return_exceptions=True)

    async def _blob(
        self, connection: asyncpg.Connection[Any], start: int, end: int, free: deque[asyncpg.Connection[Any]]
    ) -> Blob:
        try:
            query = self._reading.window_query
            blob = Blob(*await connection.fetchrow(query, self._book, start, end, self._reading.types))
        finally:
            free.append(connection)
        if blob.positions != end - start:
            raise hole(self._book, start, end, blob.positions)
        return blob

    async def _items(self, blob: Blob, start: int, end: int) -> list[Item]:
        with collector_at_rest():
            items = self._reading.page(blob, start, end)
        if items is None:
            # Rare, so on a connection for this one question: the others are busy with the next windows.
            async with session(self._database, self._reading.role) as connection:
                return await stored_items(connection, self._reading, ROWS, self._book, start, end)
        return items


@asynccontextmanager
async def reader(database: Database, book: BookId, reading: Reading) -> AsyncIterator[Reader]:
    """A reader of the book for this projection, under its service's role."""
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(session(database, reading.role)) for _ in range(AHEAD)]
        yield Reader(database, book, reading, connections)


@asynccontextmanager
async def session(
    database: Database, role: Role, statement_s: float = 2.0 * WINDOW_PATIENCE_S
) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A connection that reads long ranges in order; ``statement_s``: when we give an answer up, after the server."""
    connection = await database.connect(role, statement_s)
    try:
        await connection.execute(SESSION)
        yield connection
    finally:
        await closed(connection)


async def stored_items(
    connection: asyncpg.Connection[Any], reading: Reading, query: str, *arguments: Any
) -> list[Item]:
    """The entries of ROWS or SUBJECT, read one by one."""
    rows = await connection.fetch(query, *arguments, reading.types)
    return [
        reading.item(row["type"], row["position"], microseconds(row["recorded_at"]), row["payload"]) for row in rows
    ]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No search for cycles while thousands of entries are made that hold none; it would double the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
