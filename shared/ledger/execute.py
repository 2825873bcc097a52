"""Execute: load, decide, seal, append. The only way into the ledger for a command.

Example::

    done = await executor.execute(command, PUTUSAN, PUTUSAN.stream(command.putusan_id), decide, asked, circumstances)
    match done:
        case Done(position): ...
        case Refused(faults): ...

A retry with the same command id is answered with what the first one left. Two processes that decide on one stream at
once: the ledger lets one in, the other decides again on what is there now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec
import structlog

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, CommandId, EventId, Position, StreamName, Version, event_id
from shared.domain.refusal import Refused
from shared.domain.thing import Thing
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

C = TypeVar("C", bound=Command)
S = TypeVar("S")

Now: TypeAlias = Callable[[], Circumstances]
Decide: TypeAlias = Callable[[C, S, Circumstances], Sequence[Event] | Refused]
DecideAcross: TypeAlias = Callable[[C, tuple[Any, ...], Circumstances], Sequence[Sequence[Event]] | Refused]
Scope: TypeAlias = Sequence[tuple[Thing[Any], StreamName]]


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

    def event_id(self, number: int) -> EventId:
        """The id of this command's event number ``number``."""
        return event_id(self.command_id, number)

    def metadata(self) -> bytes:
        """What is stored beside every event of this command."""
        return msgspec.json.encode(
            Metadata(self.actor, self.command_id, self.correlation_id, self.causation_id, self.occurred_at)
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

    def __init__(self, ledger: Ledger, vault: Vault) -> None:
        self._ledger = ledger
        self._vault = vault
        self._turns = Turns()

    async def execute(
        self,
        command: C,
        thing: Thing[S],
        stream: StreamName,
        decide: Decide[C, S],
        asked: Asked,
        circumstances: Now,
    ) -> Done | Refused:
        """Carry out a command that decides on one stream."""

        def across(
            command: C, states: tuple[Any, ...], circumstances: Circumstances
        ) -> list[Sequence[Event]] | Refused:
            decided = decide(command, states[0], circumstances)
            return decided if isinstance(decided, Refused) else [decided]

        return await self.execute_across(command, ((thing, stream),), across, asked, circumstances)

    async def execute_across(
        self,
        command: C,
        scope: Scope,
        decide: DecideAcross[C],
        asked: Asked,
        circumstances: Now,
    ) -> Done | Refused:
        """Carry out a command that decides on several streams of this service at once: all of it or nothing.

        ``decide`` gives new events for each stream of the scope, in the scope's order. A stream without any is
        asserted to be unchanged since it was read.
        """
        digest = self._digest(command, asked)
        async with self._turns.on(stream for _, stream in scope):
            for _ in range(DECISIONS_MAX):
                loaded = [await self._load(thing, stream) for thing, stream in scope]
                if any(part.holds(asked) for part in loaded):
                    return await self._first_answer(asked, digest)
                decided = decide(command, tuple(part.state for part in loaded), circumstances())
                if isinstance(decided, Refused) or not any(decided):
                    if await self._ledger.position_of(asked.event_id(0)) is not None:
                        return await self._first_answer(asked, digest)
                    return decided if isinstance(decided, Refused) else nothing_new(loaded)
                if against := unstorable([event for events in decided for event in events]):
                    return against
                if done := await self._append(loaded, decided, asked, digest):
                    return done
        raise Contended(f"command {asked.command_id} met {DECISIONS_MAX} conflicts")

    def _digest(self, command: Command, asked: Asked) -> bytes:
        if asked.causation_id is not None:
            return self._vault.digest(msgspec.json.encode([command.ACTION, asked.causation_id]))
        return self._vault.digest(canonical(command))

    async def _load(self, thing: Thing[S], stream: StreamName) -> Loaded:
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


def nothing_new(loaded: Sequence[Loaded]) -> Done:
    """What the command wants is true already: the streams' last position is where that can be read."""
    return Done(max(part.position for part in loaded), (), repeated=True)


def known_events(entries: Sequence[Recorded]) -> list[Event]:
    """The events of these entries; a type that this version does not know is noted and passed."""
    events = []
    for entry in entries:
        try:
            events.append(entry.event)
        except UnknownEvent:
            log.warning("ledger.unknown_event", type=entry.type, position=entry.position)
    return events


def _new(event: Event, metadata: bytes) -> NewEvent:
    return NewEvent(event.full_type(), event.schema_version(), event.subject, encode(event), metadata)
