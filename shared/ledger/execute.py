"""Execute: load, decide, seal, append. The only way into the ledger for a command.

Example::

    match await executor.carry_out(command, asked):
        case Done(position): ...
        case Refused(faults): ...

The command knows its stream, the thing which function decides it, the executor the circumstances. A retry with the same
command id is answered with what the first one left. Two processes that decide on one stream at once: the ledger lets
one in, the other decides again on what is there now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec
import structlog

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, CommandId, EventId, Position, StreamName, Version, event_id
from shared.domain.refusal import Refused
from shared.domain.thing import Across, Decide, Scope, Thing
from shared.law.circumstances import Circumstances
from shared.ledger.append import Appended, AppendRequest, Claim, DigestMismatch, LaneFull, NewEvent
from shared.ledger.canonical import canonical
from shared.ledger.decoding import UnknownEvent, encode
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Metadata, Recorded
from shared.ledger.storable import unstorable
from shared.ledger.turns import Turns
from shared.privacy.vault import Vault

log = structlog.get_logger()

DECISIONS_MAX = 5
"""How often one command is decided when other processes keep changing its streams under it."""

E = TypeVar("E", bound=Event)
Now: TypeAlias = Callable[[], Circumstances]


class Contended(LaneFull):
    """Nothing was stored: other processes changed the stream each time before us. Ask again in a second."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and in answer to what.

    ``causation_id`` is the event that a reaction answers. Such a command is the same command whenever the event is
    the same: run a second time, a reaction may see more and say something else, and gets its first answer.
    """

    command_id: CommandId
    actor: AccountId | Code
    correlation_id: str
    causation_id: str | None = None
    occurred_at: datetime | None = None
    role: Code | None = None
    """In which of their roles somebody asks."""

    def event_id(self, number: int) -> EventId:
        """The id of this command's event number ``number``."""
        return event_id(self.command_id, number)

    def metadata(self) -> bytes:
        """What is stored beside every event of this command."""
        return msgspec.json.encode(
            Metadata(self.actor, self.command_id, self.correlation_id, self.causation_id, self.occurred_at, self.role)
        )


@dataclass(frozen=True, slots=True)
class Done:
    """``position`` of the last event, for ``?after=``; ``events`` as stored; ``repeated``: nothing new was stored."""

    position: Position
    events: tuple[Event, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """One stream of a command's scope as it stands."""

    stream: StreamName
    entries: list[Recorded]
    state: Any

    @property
    def version(self) -> Version:
        return self.entries[-1].version if self.entries else Version(0)

    def holds(self, asked: Asked) -> bool:
        """Whether the command was carried out on this stream before."""
        first = asked.event_id(0)
        return any(entry.event_id == first for entry in self.entries)

    @property
    def position(self) -> Position:
        return self.entries[-1].position if self.entries else Position(0)


class Executor:
    """Carries out one service's commands on its ledger."""

    def __init__(self, ledger: Ledger, vault: Vault, things: Iterable[Thing[Any]], circumstances: Now) -> None:
        self._ledger = ledger
        self._vault = vault
        self._things = {command: thing for thing in things for command in thing.decides}
        self._circumstances = circumstances
        self._turns = Turns()

    async def carry_out(self, command: Command, asked: Asked) -> Done | Refused:
        """Carry out a command of this service's things; on several streams at once all of it or nothing.

        A stream to which nothing is decided is asserted to be unchanged since it was read.
        """
        if command.mistyped and (against := await self.refusal_of(command)):
            return against
        thing = self._things[type(command)]
        deciding = _across(thing.decides[type(command)])
        digest = self._digest(command, asked)
        async with self._turns.on(await self._streams(command, thing, deciding)):
            for _ in range(DECISIONS_MAX):
                loaded = await self._loaded(command, thing, deciding)
                if any(part.holds(asked) for part in loaded):
                    return await self._first_answer(asked, digest)
                decided = deciding.decide(command, tuple(part.state for part in loaded), self._circumstances())
                if isinstance(decided, Refused) or not any(decided):
                    if await self._ledger.position_of(asked.event_id(0)) is not None:
                        return await self._first_answer(asked, digest)
                    return decided if isinstance(decided, Refused) else nothing_new(loaded)
                if against := unstorable([event for events in decided for event in events]):
                    return against
                if done := await self._append(loaded, decided, asked, digest):
                    return done
        raise Contended(f"command {asked.command_id} met {DECISIONS_MAX} conflicts")

    async def refusal_of(self, command: Command) -> Refused | None:
        """Why it would be refused as things stand, every reason at once, what is mistyped first; nothing is stored."""
        thing = self._things[type(command)]
        deciding = _across(thing.decides[type(command)])
        loaded = await self._loaded(command, thing, deciding)
        decided = deciding.decide(command, tuple(part.state for part in loaded), self._circumstances())
        faults = (*command.mistyped, *(decided.faults if isinstance(decided, Refused) else ()))
        return Refused(faults) if faults else None

    async def _streams(self, command: Command, thing: Thing[Any], deciding: Across) -> list[StreamName]:
        """The streams for whose turn it waits: those that it would see now."""
        if deciding.beside is _alone:
            return [command.stream]
        own = await self._load(thing, command.stream)
        return [command.stream, *(stream for _, stream in deciding.beside(command, own.state))]

    async def _loaded(self, command: Command, thing: Thing[Any], deciding: Across) -> list[Loaded]:
        """The command's own stream as it stands, and what is seen beside it."""
        own = await self._load(thing, command.stream)
        beside = deciding.beside(command, own.state)
        return [own, *[await self._load(other, stream) for other, stream in beside]]

    def _digest(self, command: Command, asked: Asked) -> bytes:
        if asked.causation_id is not None:
            return self._vault.digest(msgspec.json.encode([command.ACTION, asked.causation_id]))
        return self._vault.digest(canonical(command))

    async def _load(self, thing: Thing[Any], stream: StreamName) -> Loaded:
        entries = await self._ledger.read_stream(stream)
        return Loaded(stream, entries, thing.fold(known_events(entries)))

    async def _append(
        self, loaded: Sequence[Loaded], decided: Sequence[Sequence[Event]], asked: Asked, digest: bytes
    ) -> Done | None:
        """Seal and store; None on a conflict."""
        flat = [event for events in decided for event in events]
        sealed = await self._vault.seal([(asked.event_id(number), event) for number, event in enumerate(flat)])
        rest = iter(sealed)
        metadata = asked.metadata()
        claims = tuple(
            Claim(part.stream, part.version, tuple(_new(next(rest), metadata) for _ in events))
            for part, events in zip(loaded, decided, strict=True)
        )
        verdict = await self._ledger.append(AppendRequest(asked.command_id, digest, claims))
        if not isinstance(verdict, Appended):
            return None
        if verdict.repeated:
            return await self._first_answer(asked, digest)
        return Done(Position(verdict.first_position + len(flat) - 1), tuple(sealed))

    async def _first_answer(self, asked: Asked, digest: bytes) -> Done:
        """What the command left when it was stored. Raises DigestMismatch where that was another command."""
        entries = await self._ledger.read_command(asked.command_id)
        if entries[0].request_digest != digest:
            raise DigestMismatch(f"command {asked.command_id} was another command at {entries[0].position}")
        return Done(entries[-1].position, tuple(known_events(entries)), repeated=True)


def _across(deciding: Decide | Across) -> Across:
    """A decision on one stream is one over a scope of one."""
    if isinstance(deciding, Across):
        return deciding
    alone = deciding

    def decide(command: Command, states: Sequence[Any], given: Circumstances) -> Sequence[Sequence[Event]] | Refused:
        decided = alone(command, states[0], given)
        return decided if isinstance(decided, Refused) else [decided]

    return Across(decide, _alone)


def _alone(command: Command, state: Any) -> Scope:
    """Nothing is seen beside the command's own stream."""
    return ()


def nothing_new(loaded: Sequence[Loaded]) -> Done:
    """What the command wants is true already: the streams' last position is where that can be read."""
    return Done(max(part.position for part in loaded), (), repeated=True)


def known_events(entries: Sequence[Recorded]) -> list[Event]:
    """The events of these entries; a type that this version does not know is noted and passed."""
    return [event for _, event in _known(entries)]


def entries_of(entries: Iterable[Recorded], kind: type[E]) -> list[tuple[Recorded, E]]:
    """Those of these entries whose events are of this type, or of one below it, each with its event."""
    return [(entry, event) for entry, event in _known(entries) if isinstance(event, kind)]


def _known(entries: Iterable[Recorded]) -> Iterator[tuple[Recorded, Event]]:
    for entry in entries:
        try:
            yield entry, entry.event
        except UnknownEvent:
            log.warning("ledger.unknown_event", type=entry.type, position=entry.position)


def _new(event: Event, metadata: bytes) -> NewEvent:
    return NewEvent(event.full_type(), event.schema_version(), event.subject, encode(event), metadata)
