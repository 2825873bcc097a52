"""What has happened to a person as such."""

from dataclasses import dataclass, replace

from services.intake.klien.events import PersonErased, PersonProfiled
from shared.domain.event import Event


@dataclass(frozen=True, slots=True)
class Klien:
    """What has happened to a person's data, and the profile that stands."""

    erased: PersonErased | None = None
    profile: PersonProfiled | None = None


def evolve(state: Klien, event: Event) -> Klien:
    """The state after one more event."""
    match event:
        case PersonErased():
            return replace(state, erased=event)
        case PersonProfiled():
            return replace(state, profile=event)
    return state
