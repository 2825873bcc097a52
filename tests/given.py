"""Given these events, when this command, then these events: the one way deciders are tested.

Example::

    given(HOURS, opened(hours=40)).when(decide, LogHours(...)).then(HoursLogged(...), DayAssessed(...))
    given(PUTUSAN).when(decide, RegisterPutusan(...)).refused("duplicate")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shared.domain.event import Event
from shared.domain.refusal import Refused
from shared.domain.thing import Thing


class Given:
    """What has happened, folded into the state that a decider sees."""

    def __init__(self, thing: Thing[Any], events: Sequence[Event], circumstances: Any) -> None:
        self.state = thing.fold(events)
        self.circumstances = circumstances

    def when(self, decide: Callable[..., Sequence[Event] | Refused], command: object) -> Outcome:
        """Decide the command."""
        return Outcome(decide(command, self.state, self.circumstances))


class Outcome:
    """What a decider answered."""

    def __init__(self, decided: Sequence[Event] | Refused) -> None:
        self.decided = decided

    @property
    def events(self) -> list[Event]:
        """The events decided; fails on a refusal."""
        assert not isinstance(self.decided, Refused), self.decided
        return list(self.decided)

    def then(self, *expected: Event) -> None:
        """Exactly these events, in this order."""
        assert self.events == list(expected)

    def then_types(self, *expected: type[Event]) -> list[Event]:
        """Exactly these kinds of event, in this order; gives the events for a closer look."""
        assert [type(event) for event in self.events] == list(expected)
        return self.events

    def refused(self, *rules: str) -> Refused:
        """Refused for exactly these rules, in any order."""
        assert isinstance(self.decided, Refused), self.decided
        assert sorted(fault.rule for fault in self.decided.faults) == sorted(rules)
        return self.decided


def given(thing: Thing[Any], *events: Event, circumstances: Any = None) -> Given:
    """Start from the fold of these events."""
    return Given(thing, events, circumstances)
