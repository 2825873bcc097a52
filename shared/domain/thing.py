"""A thing: what has a stream of its own, and the fold that turns its events into the state a decider sees."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.domain.event import Event
from shared.domain.identifiers import StreamName, stream_name

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Thing(Generic[S]):
    """``category`` begins its streams' names; ``evolve`` is pure and ignores what it does not know."""

    category: str
    events: tuple[type[Event], ...]
    initial: S
    evolve: Callable[[S, Event], S]

    def stream(self, *parts: str) -> StreamName:
        """The name of the stream of one such thing."""
        return stream_name(self.category, *parts)

    def fold(self, events: Iterable[Event]) -> S:
        """The state after these events, in order."""
        state = self.initial
        for event in events:
            state = self.evolve(state, event)
        return state
