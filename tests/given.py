"""Given these events, when this command, then these events: the one way deciders and folds are tested.

Example::

    given(HOURS, opened(hours=40)).when(LogHours(...)).then(HoursLogged(...), DayAssessed(...))
    given(PUTUSAN).when(RegisterPutusan(...)).refused("duplicate")
    given(PLACEMENT, asked(), beside={IPD.stream(OFFICE): [offer()]}).when(AcceptPlacement(...))
    given(SHIFTS).when(HoursLogged(...)).then(ShiftRow(...))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, overload

import msgspec

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import StreamName
from shared.domain.personal import personal_fields
from shared.domain.refusal import Refused
from shared.domain.thing import Across, Thing
from shared.ledger.decoding import encode
from shared.projections.entry import microseconds
from shared.projections.folding import Folding
from shared.projections.reading import Reading
from shared.projections.state import Projection

R = TypeVar("R", bound=msgspec.Struct)
Beside = Mapping[StreamName, Sequence[Event]]


class Given:
    """What has happened, folded into the state that a decider sees; ``beside`` on other streams, by their names."""

    def __init__(self, thing: Thing[Any], events: Sequence[Event], circumstances: Any, beside: Beside) -> None:
        self.thing = thing
        self.state = thing.fold(events)
        self.circumstances = circumstances
        self.beside = beside

    def when(self, command: Command) -> Outcome:
        """Decide the command, as its thing says."""
        deciding = self.thing.decides[type(command)]
        state = self.state
        if isinstance(deciding, Across):
            others = deciding.beside(command, self.state)
            state = (self.state, *(other.fold(self.beside.get(stream, ())) for other, stream in others))
        return Outcome(self.thing.decide(command, state, self.circumstances))


class Outcome:
    """What a decider answered."""

    def __init__(self, decided: Any) -> None:
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


class Rows(Generic[R]):
    """The rows of a projection, folded from the bytes of the events as live, rebuild and as-of do."""

    def __init__(self, projection: Projection[R], told: Sequence[Event] = ()) -> None:
        self.projection, self.told = projection, told
        reading = Reading(projection)
        folding = Folding(projection, reading, strict=True)
        folding.fold(
            [
                reading.item(event.full_type(), position, microseconds(recorded(position)), _stored(event))
                for position, event in enumerate(told, 1)
                if event.full_type() in projection.types
            ]
        )
        assert not folding.parked, folding.parked
        self.by_key = folding.rows

    def when(self, *events: Event) -> Rows[R]:
        """These events happen, each recorded a day after the one before."""
        return Rows(self.projection, (*self.told, *events))

    def then(self, *rows: R) -> None:
        """Exactly these rows, in any order."""
        assert self.by_key == {self.projection.layout.key_of(row): row for row in rows}

    @property
    def row(self) -> R:
        """The only row, for a closer look."""
        (row,) = self.by_key.values()
        return row


RECORDED = datetime(2026, 3, 1, 2, tzinfo=UTC)
"""When the first event was recorded that a projection is given."""


def recorded(position: int) -> datetime:
    """When the event at this position was recorded."""
    return RECORDED + timedelta(days=position - 1)


def _stored(event: Event) -> bytes:
    """As the ledger has it: a value that is still in clear gets a reference and a digest, as execute would give it."""
    copy = event.model_copy(deep=True)
    for path, value in personal_fields(copy):
        if not value.sealed:
            value.ref, value.mac, value.value = path, "mac", None
    return encode(copy)


@overload
def given(thing: Thing[Any], *events: Event, circumstances: Any = None, beside: Beside | None = None) -> Given: ...


@overload
def given(thing: Projection[R], *events: Event) -> Rows[R]: ...


def given(
    thing: Thing[Any] | Projection[Any], *events: Event, circumstances: Any = None, beside: Beside | None = None
) -> Given | Rows[Any]:
    """Start from the fold of these events: a decider's state, or a projection's rows."""
    return Rows(thing, events) if isinstance(thing, Projection) else Given(thing, events, circumstances, beside or {})
