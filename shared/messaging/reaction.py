"""Reactions: a command in answer to an event of another service.

Example::

    propose = Reaction("matching.propose")

    @propose.on(PutusanRegistered)
    async def on_registered(event: PutusanRegistered, entry: Recorded, house: House) -> ProposePlaces:
        return retold(ProposePlaces, event)

The command that it returns is carried out; one that returns None has done its work itself. The command's id comes
from the reaction's name and the event's id. So a second delivery is the same command, and the ledger answers it with
what the first one left. A reaction has a checkpoint of its own, which no replay moves.
It decides on streams, never on a projection that may lag. What the ledger knows to be answered is not asked again;
the checkpoint moves after each second of work, for what is not committed is done again after a kill.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar, cast

import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.engine import Database, raw
from shared.database.roles import SERVICE_SCHEMAS
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import BookId, Code, CommandId, Position, derived, event_id
from shared.domain.refusal import Refused
from shared.ledger.execute import Asked, Done, Executor
from shared.ledger.recorded import COLUMNS, Recorded
from shared.messaging.following import Following
from shared.messaging.member import Applied, Batch, Member
from shared.messaging.parking import Parked, parked, service_of
from shared.messaging.trouble import passing

E = TypeVar("E", bound=Event)
H = TypeVar("H")
Handler = Callable[[Any, Recorded, H], Awaitable[Command | None]]

TRIES_MAX = 5
"""How often an event is tried, about three seconds in all, before its stream is parked and the others go on."""

WORK_SECONDS_MAX = 1.0
"""A batch ends with the event during which this was reached: so long is its transaction open, and one event longer."""
ANSWERED = "SELECT event_id::text FROM ledger.event WHERE book = $1 AND event_id = ANY ($2::uuid[])"

log = structlog.get_logger()


class Executing(Protocol):
    """The house of a reaction that answers with commands."""

    executor: Executor


class Reaction(Generic[H]):
    """A name (``service.verb``) and a handler for each type of event it answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.role = SERVICE_SCHEMAS[service_of(name)]
        self.handlers: dict[str, Handler[H]] = {}

    def on(self, event: type[E]) -> Callable[[Callable[[E, Recorded, H], Awaitable[Command | None]]], Any]:
        """Answer this type of event. A handler raises only where it could not do its work; Refused is an answer."""

        def register(handler: Callable[[E, Recorded, H], Awaitable[Command | None]]) -> Any:
            if event.full_type() in self.handlers:
                raise ValueError(f"{self.name} answers {event.TYPE} already")
            self.handlers[event.full_type()] = handler
            return handler

        return register

    def command_id(self, entry: Recorded) -> CommandId:
        """The id of the command that answers this event, always the same."""
        return CommandId(derived(self.name, entry.event_id))

    def asked(self, entry: Recorded) -> Asked:
        """Who asks: this reaction, in answer to this event, in the chain the event stands in."""
        return Asked(self.command_id(entry), Code(self.name), entry.meta.correlation_id, causation_id=entry.event_id)

    async def part(self, command: Command, entry: Recorded, house: H, part: str) -> Done | Refused:
        """Carry out a part of the answer before the last one, which the handler returns: under an id of its own, always
        the same."""
        asked = replace(self.asked(entry), command_id=CommandId(derived(self.name, entry.event_id, part)))
        return await cast("Executing", house).executor.carry_out(command, asked)

    def bound(self, house: H) -> "Reacting[H]":
        """This reaction with what its handlers may use, ready for :class:`Subscriptions`."""
        return Reacting(self, house)


class Reacting(Generic[H]):
    """A reaction at work, as one follower of the ledger: it answers entry by entry."""

    def __init__(self, reaction: Reaction[H], house: H) -> None:
        self.name, self.role = reaction.name, reaction.role
        self._reaction, self._house = reaction, house
        self._book = BookId("")
        self._tries: tuple[Position, int] = (Position(0), 0)

    def following(self, database: Database, book: BookId) -> Following:
        """This reaction, ready to move; it parks by stream, the order that a decision needs."""
        self._book = book
        types = frozenset(self._reaction.handlers)
        return Following(
            database, book, [Member(self.name, self.role, types, self.deliver, _by_stream, refold=self.refold)]
        )

    async def deliver(self, batch: Batch) -> Applied:
        """React to a batch, whichever way it came."""
        waiting = set(batch.waiting)
        answered = await self._answered(batch)
        found: list[Parked] = []
        until = monotonic() + WORK_SECONDS_MAX
        for number, entry in enumerate(batch.entries):
            if number and monotonic() >= until:
                return Applied(found, held_at=entry.position)
            if entry.stream in waiting or self._first_event(entry) in answered:
                continue
            try:
                await self._answer(entry)
            except Exception as error:
                if not self._gives_up(entry, error):
                    return Applied(found, held_at=entry.position, error=error)
                waiting.add(entry.stream)
                found.append(parked(entry.stream, entry, error))
        return Applied(found)

    async def refold(self, connection: AsyncConnection, key: str, until: Position) -> Parked | None:
        """React to a parked stream again, from the event it was parked at up to the checkpoint."""
        driver = await raw(connection)
        rows = await driver.fetch(
            f"""
            SELECT {COLUMNS} FROM ledger.event WHERE book = $1 AND stream = $2 AND position <= $3 AND position >= (
                SELECT position FROM {service_of(self.name)}.parked WHERE subscription = $4 AND key = $2
            ) ORDER BY position
            """,  # noqa: S608 — a list of columns and a schema of our own
            self._book,
            key,
            until,
            self.name,
        )
        for entry in (Recorded(*row) for row in rows):
            if entry.type in self._reaction.handlers:
                try:
                    await self._answer(entry)
                except Exception as error:
                    if passing(error):
                        raise
                    return parked(key, entry, error)
        return None

    async def _answered(self, batch: Batch) -> frozenset[str]:
        """The first events of those commands of this batch that the ledger has already."""
        wanted: Sequence[str] = [self._first_event(entry) for entry in batch.entries]
        rows = await (await raw(batch.connection)).fetch(ANSWERED, self._book, wanted)
        return frozenset(row["event_id"] for row in rows)

    def _first_event(self, entry: Recorded) -> str:
        return event_id(self._reaction.command_id(entry), 0)

    def _gives_up(self, entry: Recorded, error: Exception) -> bool:
        """Whether the event has been tried often enough; trouble of the machine is no try."""
        if passing(error):
            return False
        if isinstance(error, ValidationError):  # it will be as unreadable the next time
            return True
        before = self._tries[1] if self._tries[0] == entry.position else 0
        self._tries = (entry.position, before + 1)
        log.warning("reaction_failed", reaction=self.name, position=entry.position, error=type(error).__name__)
        return before + 1 >= TRIES_MAX

    async def _answer(self, entry: Recorded) -> None:
        """A refusal is an answer too: what the event asks for is not to be."""
        command = await self._reaction.handlers[entry.type](entry.event, entry, self._house)
        if command is not None:
            await cast("Executing", self._house).executor.carry_out(command, self._reaction.asked(entry))


def _by_stream(entry: Recorded, error: BaseException) -> Parked:
    return parked(entry.stream, entry, error)
