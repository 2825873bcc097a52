"""Where a subscription stands, as health, figures and operators are told it."""

from dataclasses import dataclass

from shared.domain.identifiers import Position


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """For health, metrics and the operator. ``lag_seconds``: how long the next event has waited for it;
    ``from_feed`` and ``from_ledger``: events read each way since the start; ``refused``: batches of the feed that were
    not what the ledger holds."""

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
