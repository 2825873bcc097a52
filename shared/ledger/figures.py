"""The figures of appending for Prometheus: how long callers wait for durability, and what the ledger answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Histogram

from shared.ledger.append import Appended, Conflict, LedgerError, Verdict
from shared.runtime.metrics import REGISTRY

SECONDS = Histogram(
    "bakti_append_seconds",
    "From the request to its durable answer.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
ANSWERS = Counter("bakti_appends", "Requests to append, by answer.", ["outcome"], registry=REGISTRY)


class Outcome:
    """What became of one request."""

    name = "failed"

    def of(self, verdict: Verdict) -> None:
        """Take the ledger's word for it."""
        if isinstance(verdict, Appended):
            self.name = "repeated" if verdict.repeated else "stored"
        else:
            self.name = "conflict" if isinstance(verdict, Conflict) else "mismatch"


@contextmanager
def measured() -> Iterator[Outcome]:
    """Measure the block, which says what came of it; an error of the ledger counts under its own name."""
    outcome, began = Outcome(), time.perf_counter()
    try:
        yield outcome
    except LedgerError as error:
        outcome.name = type(error).__name__
        raise
    finally:
        SECONDS.observe(time.perf_counter() - began)
        ANSWERS.labels(outcome.name).inc()
