"""A thing: what has a stream of its own, the fold that turns its events into the state a decider sees, and its
commands, each with the pure function that decides it.

Example::

    HOURS = Thing("hours", EVENTS, Hours(), evolve, {LogHours: log_hours, CorrectHours: correct_hours})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import StreamName, stream_name
from shared.domain.refusal import Refused

S = TypeVar("S")

Decide: TypeAlias = "Callable[[Any, Any, Any], Sequence[Event] | Refused]"
"""(command, state, circumstances) → events, or every reason why not."""
DecideAcross: TypeAlias = "Callable[[Any, Any, Any], Sequence[Sequence[Event]] | Refused]"
"""(command, states, circumstances) → events for each stream in the scope's order; own stream first."""
Scope: TypeAlias = "Sequence[tuple[Thing[Any], StreamName]]"


@dataclass(frozen=True, slots=True)
class Across:
    """A decision over several streams at once, all of it or nothing. ``beside`` names what is seen beside the command's
    own stream, from the command and the state of that stream; ``decide`` gets the states in this order."""

    decide: DecideAcross
    beside: Callable[[Any, Any], Scope]


@dataclass(frozen=True, slots=True)
class Thing(Generic[S]):
    """``category`` begins its streams' names; ``evolve`` is pure and ignores what it does not know."""

    category: str
    events: tuple[type[Event], ...]
    initial: S
    evolve: Callable[[S, Event], S]
    decides: Mapping[type[Command], Decide | Across] = field(default_factory=dict)

    def stream(self, *parts: str) -> StreamName:
        """The name of the stream of one such thing."""
        return stream_name(self.category, *parts)

    def fold(self, events: Iterable[Event]) -> S:
        """The state after these events, in order."""
        state = self.initial
        for event in events:
            state = self.evolve(state, event)
        return state

    def decide(self, command: Command, state: Any, circumstances: Any) -> Any:
        """What follows from the command; one over several streams is decided on a tuple of their states."""
        found = self.decides[type(command)]
        return (found.decide if isinstance(found, Across) else found)(command, state, circumstances)
