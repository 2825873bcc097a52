"""Where a subscription stands, as health, figures and operators are told it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.event import Event
from shared.domain.identifiers import Position
from shared.ledger.recorded import Recorded


@dataclass(slots=True)
class Figures:
    """What a subscription has read since the start: events each way, those of types that only a newer version knows,
    and the batches of the feed that were not what the ledger holds."""

    from_feed: int = 0
    from_ledger: int = 0
    unknown: int = 0
    refused: int = 0

    def by_feed(self, entries: Sequence[Recorded]) -> None:
        """These came from the feed."""
        self.from_feed += len(entries)
        self._look_at(entries)

    def by_ledger(self, entries: Sequence[Recorded]) -> None:
        """These were read from the ledger."""
        self.from_ledger += len(entries)
        self._look_at(entries)

    def _look_at(self, entries: Sequence[Recorded]) -> None:
        self.unknown += sum(entry.type not in Event.KNOWN for entry in entries)


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """For health, metrics and the operator. ``lag_seconds``: how long the next event has waited for it; the figures as
    in ``Figures``."""

    name: str
    position: Position
    epoch: int
    lag: int
    lag_seconds: float
    from_feed: int
    from_ledger: int
    unknown: int
    parked: int
    paused: str | None
    stopped: str | None
    trouble: str | None
    refused: int
