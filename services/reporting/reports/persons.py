"""The persons of the reports: whether they are masked, and where the vault has the names that their rulings give; and
who is told of under another id since they turned out to be the same person."""

import msgspec

from services.intake.klien.events import PersonClosed
from services.intake.putusan.events import (
    PutusanConfirmed,
    PutusanLeft,
    PutusanReceived,
    PutusanRejected,
    PutusanReplaced,
)
from shared.access.persons import persons
from shared.projections.entry import Entry
from shared.projections.state import StateProjection

PERSONS = persons("reporting", PutusanReceived, PutusanRejected, PutusanConfirmed, PutusanLeft, PutusanReplaced)


class Closed(msgspec.Struct, frozen=True):
    """Under whose id somebody is told of."""

    klien_id: str
    survivor: str


CLOSED = StateProjection("reporting", "closed", Closed, key="klien_id", version=1)


@CLOSED.on(PersonClosed)
def closed(row: Closed | None, event: PersonClosed, entry: Entry) -> Closed | None:
    """Merged, or somebody of their own again."""
    return None if event.survivor is None else Closed(event.klien_id, event.survivor)
