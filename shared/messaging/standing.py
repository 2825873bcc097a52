"""Where a subscription stands, as health, figures and operators are told it."""

from dataclasses import dataclass

from shared.domain.identifiers import Position


@dataclass(slots=True)
class Figures:
    """What a subscription has read since the start: events each way, those of types that only a newer version knows,
    and the batches of the feed that were not what the ledger holds."""

    from_feed: int = 0
    from_ledger: int = 0
    unknown: int = 0
    refused: int = 0

    def read(self, events: int, unknown: int, *, from_feed: bool) -> None:
        """These were read, this way."""
        self.from_feed += events if from_feed else 0
        self.from_ledger += 0 if from_feed else events
        self.unknown += unknown


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
