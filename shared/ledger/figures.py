"""The figures of appending for Prometheus: how long callers wait for durability, and what the ledger answers."""

from __future__ import annotations

import time
from functools import cache

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


_answers = cache(ANSWERS.labels)


class Measured:
    """Measures its block, which says what came of it; an error of the ledger counts under its own name."""

    __slots__ = ("_began", "_name")

    def __enter__(self) -> Measured:
        self._name, self._began = "failed", time.perf_counter()
        return self

    def of(self, verdict: Verdict) -> None:
        """Take the ledger's word for it."""
        if isinstance(verdict, Appended):
            self._name = "repeated" if verdict.repeated else "stored"
        else:
            self._name = "conflict" if isinstance(verdict, Conflict) else "mismatch"

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _where: object) -> None:
        name = type(error).__name__ if isinstance(error, LedgerError) else self._name
        SECONDS.observe(time.perf_counter() - self._began)
        _answers(name).inc()
