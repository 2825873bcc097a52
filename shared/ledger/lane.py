"""The lane: one process's requests, gathered into groups and appended one group after another.

One commit for many requests is what makes the ledger fast; these rules are what makes that safe. A caller that is
cancelled leaves, and its request goes on. An error that the data caused halves the group until the bad
request stands alone. After any other error nobody knows whether the group was stored: the same group, with the same
ids, goes out again on a new connection, and the ledger answers for what it has. If the lane itself ends, the process
ends: a process that takes requests and stores none would be worse than none.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
import structlog

from shared.domain.identifiers import BookId
from shared.ledger.append import (
    APPEND,
    AppendRequest,
    ClockStepped,
    LaneFull,
    LedgerError,
    OutcomeUnknown,
    Verdict,
    append_group,
)
from shared.runtime.clock import now

log = structlog.get_logger()

GROUP_REQUESTS_MAX = 256
"""Past this a larger group gains nothing and the book's lock is held for longer than 20 ms."""
GROUP_BYTES_MAX = 1_000_000
"""One group's bytes: bounds memory on both sides and the time the lock is held."""
WAITING_MAX = 4_096
"""Requests that may wait: about a quarter of a second of work; past it a caller is better off asking later."""
TRIES_MAX = 8
"""How often a group goes out while its outcome is unknown: about 5 seconds with the pauses below."""
PROOF_TRIES_MAX = 2
"""Of an append of nothing: the first may meet a connection that died unnoticed; callers must not wait for more."""
PAUSE_FIRST_S, PAUSE_MAX_S = 0.05, 1.0
"""Pause after the first failed try; doubled each time up to the second figure (a PostgreSQL restart takes 1–3 s)."""
CALL_S_MAX = 10.0
"""A group that is not answered by then is on a dead connection: the server gives up after statement_timeout, 5 s."""
CONNECT_S_MAX = 5.0
"""How long one attempt to connect may take."""
END_AFTER_S = 1.0
"""Between the lane's end and the process's: the callers' answers leave, and a loop that is closing (which cancels the
lane too) has closed."""
EXIT_S_MAX = 10.0
"""How long a process whose lane died may take to end in order."""

CLOCK_STEPPED = "BK001"
DATA_ERRORS = ("22", "23", "42", "54", "BK")
"""SQLSTATE classes of errors that the data caused and that a second try would meet again."""


class LastAppend(NamedTuple):
    """When the ledger last acknowledged a group, and when it last did not, with the kind of error."""

    acknowledged_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str | None = None


class Waiting(NamedTuple):
    """A request, what it weighs, and where its caller waits."""

    request: AppendRequest
    size_bytes: int
    answer: asyncio.Future[Verdict]


class Lane:
    """Group commit for one book by one database role."""

    def __init__(self, book: BookId, connect: Callable[[], Awaitable[asyncpg.Connection[Any]]]) -> None:
        self._book = book
        self._connect = connect
        self._waiting: deque[Waiting] = deque()
        self._arrived = asyncio.Event()
        self._flying: Sequence[Waiting] = ()
        self._proofs: list[asyncio.Future[None]] = []
        self._stopping = False
        self.last = LastAppend()
        self._task: asyncio.Task[None] | None = None
        self._connection: asyncpg.Connection[Any] | None = None
        self._statement: asyncpg.prepared_stmt.PreparedStatement[Any] | None = None

    async def start(self) -> None:
        """Connect and begin."""
        await self._ready()
        self._task = asyncio.create_task(self._run(), name="lane")
        self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Append what waits, then end. Requests after this are refused."""
        self._stopping = True
        self._arrived.set()
        if self._task is not None:
            await asyncio.wait([self._task])
        self._drop_connection()

    async def append(self, request: AppendRequest, size_bytes: int) -> Verdict:
        """Store one request; answers when it is durable. Cancelling the caller does not take the request back."""
        if self._stopping or self._task is None or self._task.done():
            raise LaneFull("the lane is closed")
        if len(self._waiting) >= WAITING_MAX:
            raise LaneFull(f"{WAITING_MAX} requests wait already")
        answer: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(request, size_bytes, answer))
        self._arrived.set()
        return await answer  # cancelling the caller cancels this future, and the lane passes it by

    async def prove(self) -> None:
        """Return when the ledger has acknowledged an append after this moment: of others, or one of nothing.

        One of nothing goes the whole way (connection, privilege, the book's lock) and leaves no event. Raises what the
        append raised.
        """
        if self._stopping or self._task is None or self._task.done():
            raise LaneFull("the lane is closed")
        proof: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._proofs.append(proof)
        self._arrived.set()
        await proof

    @property
    def waiting(self) -> int:
        """How many requests wait now."""
        return len(self._waiting)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(0)  # whoever was answered just now may ask again: let them into this group
            while (group := self._next_group()) or self._proofs:
                self._flying = group
                await (self._store(group) if group else self._prove_alone())
                await asyncio.sleep(0)
            if self._stopping:
                return
            self._arrived.clear()

    def _next_group(self) -> list[Waiting]:
        """The next requests in order, each stream and each command once; what must wait keeps its place."""
        group: list[Waiting] = []
        kept: list[Waiting] = []
        taken: set[str] = set()
        size = 0
        while self._waiting and len(group) < GROUP_REQUESTS_MAX:
            waiting = self._waiting.popleft()
            request = waiting.request
            names = {request.command_id, *(claim.stream for claim in request.claims)}
            if taken.isdisjoint(names) and (not group or size + waiting.size_bytes <= GROUP_BYTES_MAX):
                group.append(waiting)
                size += waiting.size_bytes
            else:
                kept.append(waiting)
            taken |= names
        self._waiting.extendleft(reversed(kept))
        return group

    async def _store(self, group: Sequence[Waiting]) -> None:
        """Append one group and answer its callers, whatever happens."""
        try:
            verdicts = await self._append(group)
        except (asyncpg.PostgresError, asyncpg.DataError) as error:
            await self._refused(group, error)
        except OutcomeUnknown as error:
            _fail(group, OutcomeUnknown, str(error))
        else:
            for waiting, verdict in zip(group, verdicts, strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(verdict)

    async def _prove_alone(self) -> None:
        """Append nothing, for everybody who asks whether it could be done."""
        self._proofs = [proof for proof in self._proofs if not proof.done()]
        try:
            if self._proofs:
                await self._append((), PROOF_TRIES_MAX)
        except Exception as error:
            self._unproven(error)

    def _unproven(self, error: Exception) -> None:
        proofs, self._proofs = self._proofs, []
        for proof in proofs:
            if not proof.done():
                proof.set_exception(LedgerError(type(error).__name__))

    def _proven(self) -> None:
        """An append was acknowledged just now."""
        self.last = self.last._replace(acknowledged_at=now())
        proofs, self._proofs = self._proofs, []
        for proof in proofs:
            if not proof.done():
                proof.set_result(None)

    async def _refused(self, group: Sequence[Waiting], error: Exception) -> None:
        """The data was refused and nothing stored: halve the group until the bad request stands alone."""
        if getattr(error, "sqlstate", None) == CLOCK_STEPPED:
            log.error("ledger.clock_stepped", book=self._book, message=str(error))
            _fail(group, ClockStepped, str(error))
        elif len(group) == 1:
            log.error("ledger.request_refused", command_id=group[0].request.command_id, error=type(error).__name__)
            if not group[0].answer.done():
                group[0].answer.set_exception(error)
        else:
            middle = len(group) // 2
            await self._store(group[:middle])
            await self._store(group[middle:])

    async def _append(self, group: Sequence[Waiting], tries: int = TRIES_MAX) -> list[Verdict]:
        """The group's verdicts. Raises data errors as they are, OutcomeUnknown when the tries are used up."""
        requests = [waiting.request for waiting in group]
        for number in range(1, tries + 1):
            try:
                statement = await self._ready()
                async with asyncio.timeout(CALL_S_MAX):
                    verdicts = await append_group(statement, self._book, requests)
                self._proven()
                return verdicts
            except Exception as error:
                self.last = self.last._replace(failed_at=now(), failure=type(error).__name__)
                if _caused_by_data(error):
                    raise
                self._drop_connection()
                log.warning("ledger.outcome_unknown", tries=number, error=type(error).__name__, requests=len(group))
                if number == tries:
                    raise OutcomeUnknown(f"no answer after {tries} tries: {type(error).__name__}") from error
                await asyncio.sleep(min(PAUSE_FIRST_S * 2 ** (number - 1), PAUSE_MAX_S))
        raise AssertionError("unreachable")

    async def _ready(self) -> asyncpg.prepared_stmt.PreparedStatement[Any]:
        """The prepared statement on the lane's own connection, made anew after an error."""
        if self._statement is None or self._connection is None or self._connection.is_closed():
            self._drop_connection()
            async with asyncio.timeout(CONNECT_S_MAX):
                self._connection = await self._connect()
                self._statement = await self._connection.prepare(APPEND)
        return self._statement

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = self._statement = None

    def _ended(self, task: asyncio.Task[None]) -> None:
        """The lane's task is over: in order after ``stop``, else the process ends with it."""
        if self._stopping and not task.cancelled() and task.exception() is None:
            return
        log.critical("ledger.lane_died", exc_info=None if task.cancelled() else task.exception())
        _fail([*self._flying, *self._waiting], OutcomeUnknown, "the lane died")
        self._unproven(OutcomeUnknown("the lane died"))
        self._waiting.clear()
        asyncio.get_running_loop().call_later(END_AFTER_S, _end_process)


def _end_process() -> None:
    """End in order (SIGTERM: servers and pools close), and in any case."""
    asyncio.get_running_loop().call_later(EXIT_S_MAX, os._exit, os.EX_SOFTWARE)
    os.kill(os.getpid(), signal.SIGTERM)


def _fail(group: Sequence[Waiting], kind: type[LedgerError], message: str) -> None:
    """One error a caller: an exception that many tasks raise would collect all their tracebacks."""
    for waiting in group:
        if not waiting.answer.done():
            waiting.answer.set_exception(kind(message))


def _caused_by_data(error: Exception) -> bool:
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate).startswith(DATA_ERRORS)
    return isinstance(error, asyncpg.DataError)
