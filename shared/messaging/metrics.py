"""The figures of the feed for Prometheus: how far each subscription and the relay are, and what keeps them.

FastStream's own metrics count messages; how far a reader lags, only its checkpoint knows.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.messaging.standing import SubscriptionState
from shared.runtime.metrics import REGISTRY

Family = GaugeMetricFamily | CounterMetricFamily


class HasStates(Protocol):
    """Whoever runs subscriptions."""

    def state(self) -> list[SubscriptionState]: ...


class HasRelayState(Protocol):
    """A relay."""

    def state(self) -> Any: ...


class Figures(Collector):
    """Reads the states of whoever runs in this process, at the moment it is asked."""

    def __init__(self) -> None:
        self.subscriptions: set[HasStates] = set()
        self.relays: set[HasRelayState] = set()

    def collect(self) -> Iterable[Family]:
        """Called by Prometheus's client for each scrape."""
        yield from self._of_subscriptions([state for running in self.subscriptions for state in running.state()])
        yield from self._of_relays([relay.state() for relay in self.relays])

    def _of_subscriptions(self, states: list[SubscriptionState]) -> Iterator[Family]:
        for name, words, value in (
            ("position", "Last position applied.", lambda state: state.position),
            ("lag_events", "Events between it and the ledger's head.", lambda state: state.lag),
            ("lag_seconds", "How long its next event has waited for it.", lambda state: state.lag_seconds),
            ("parked_keys", "Keys that wait for a retry.", lambda state: state.parked),
            ("paused", "1 while too many keys are parked.", lambda state: state.paused is not None),
            (
                "stopped",
                "1 when its history differs from the ledger's, or its rows are of another version.",
                lambda state: state.stopped is not None,
            ),
            ("retrying", "1 while an error is tried again.", lambda state: state.trouble is not None),
        ):
            gauge = GaugeMetricFamily(f"bakti_subscription_{name}", words, labels=["subscription"])
            for state in states:
                gauge.add_metric([state.name], float(value(state)))
            yield gauge
        read = CounterMetricFamily("bakti_subscription_events", "Events read.", labels=["subscription", "way"])
        for state in states:
            read.add_metric([state.name, "feed"], state.from_feed)
            read.add_metric([state.name, "ledger"], state.from_ledger)
        yield read
        refused = CounterMetricFamily(
            "bakti_subscription_refused_batches",
            "Batches of the feed that were not what the ledger holds: read from the ledger instead.",
            labels=["subscription"],
        )
        for state in states:
            refused.add_metric([state.name], state.refused)
        yield refused
        unknown = CounterMetricFamily(
            "bakti_unknown_events", "Events of unknown types, passed.", labels=["subscription"]
        )
        for state in states:
            unknown.add_metric([state.name], state.unknown)
        yield unknown

    def _of_relays(self, states: list[Any]) -> Iterator[Family]:
        for name, words, value in (
            ("position", "Last position on the feed.", lambda state: state.position),
            ("lag_events", "Events that are not on the feed yet.", lambda state: state.lag),
            ("epoch", "Rises with every restore.", lambda state: state.epoch),
            ("interrupted", "1 while it cannot publish.", lambda state: state.trouble is not None),
        ):
            gauge = GaugeMetricFamily(f"bakti_relay_{name}", words)
            for state in states:
                gauge.add_metric([], float(value(state)))
            yield gauge


FIGURES = Figures()
"""Everybody who runs here."""
REGISTRY.register(FIGURES)
