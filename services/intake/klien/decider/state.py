"""What has happened to a person as such."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.intake.klien.events import LitmasRecorded, PersonErased, PersonProfiled
from shared.domain.event import Event


@dataclass(frozen=True, slots=True)
class Klien:
    """What has happened to a person's data, and what stands of profile and litmas."""

    erased: PersonErased | None = None
    profile: PersonProfiled | None = None
    litmas: Mapping[int, LitmasRecorded] = field(default_factory=dict)
    """The last of each, by its number."""


def evolve(state: Klien, event: Event) -> Klien:
    """The state after one more event."""
    match event:
        case PersonErased():
            return replace(state, erased=event)
        case PersonProfiled():
            return replace(state, profile=event)
        case LitmasRecorded():
            return replace(state, litmas={**state.litmas, event.litmas: event})
    return state
