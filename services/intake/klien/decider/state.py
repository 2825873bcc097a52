"""What has happened to a person as such."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.intake.klien.events import (
    LitmasRecorded,
    PersonClosed,
    PersonErased,
    PersonKeptApart,
    PersonProfiled,
    PersonsMerged,
    PersonsParted,
    PersonsToldApart,
)
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, PutusanId


@dataclass(frozen=True, slots=True)
class Klien:
    """What has happened to a person's data, and what stands of profile and litmas."""

    erased: PersonErased | None = None
    profile: PersonProfiled | None = None
    litmas: Mapping[int, LitmasRecorded] = field(default_factory=dict)
    """The last of each, by its number."""
    closed_for: KlienId | None = None
    """Under which id this person is told of; None: their own."""
    merges: Mapping[KlienId, tuple[PutusanId, ...]] = field(default_factory=dict)
    """Who turned out to be this person, with the rulings that came with each."""
    apart: frozenset[KlienId] = frozenset()
    """Who is alike, and another person as an officer said."""
    kept_from: frozenset[KlienId] = frozenset()
    """Whose profile says that this person must not serve beside them."""


def evolve(state: Klien, event: Event) -> Klien:
    """The state after one more event."""
    match event:
        case PersonErased():
            return replace(state, erased=event)
        case PersonProfiled():
            return replace(state, profile=event)
        case PersonKeptApart():
            others = state.kept_from - {event.other}
            return replace(state, kept_from=others | {event.other} if event.stands else others)
        case LitmasRecorded():
            return replace(state, litmas={**state.litmas, event.litmas: event})
        case PersonClosed():
            return replace(state, closed_for=event.survivor, apart=state.apart - {event.survivor})
        case PersonsMerged() | PersonsParted() | PersonsToldApart():
            return _of_two(state, event)
    return state


def _of_two(state: Klien, event: PersonsMerged | PersonsParted | PersonsToldApart) -> Klien:
    if isinstance(event, PersonsToldApart):
        return replace(state, apart=state.apart | {event.other})
    merges = {other: rulings for other, rulings in state.merges.items() if other != event.other}
    if isinstance(event, PersonsMerged):
        merges[event.other] = (*state.merges.get(event.other, ()), *event.rulings)
    return replace(state, merges=merges, apart=state.apart - {event.other})
