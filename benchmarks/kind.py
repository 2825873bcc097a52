"""A kind of measurement: what it needs, opened once, and its rows, each a small function."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

from benchmarks.place import Place
from benchmarks.results import Row

S = TypeVar("S")
Measure = Callable[[S], Awaitable[Sequence[Row]]]


@dataclass(frozen=True)
class Kind(Generic[S]):
    """``scene`` opens what the rows are measured on; ``seconds_most`` bounds the whole kind, its opening with it."""

    name: str
    said: str
    scene: Callable[[Place], AbstractAsyncContextManager[S]]
    rows: tuple[Measure[S], ...]
    seconds_most: float = 240.0

    def named(self) -> dict[str, Measure[S]]:
        """The rows by the names that ``run`` takes: ``append.one-caller``."""
        return {f"{self.name}.{row.__name__.replace('_', '-')}": row for row in self.rows}
