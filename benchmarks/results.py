"""What a run leaves as JSON: the machine, how fit it was, and every row with its figures side by side."""

from pathlib import Path
from statistics import median
from typing import Literal

import msgspec

Better = Literal["higher", "lower"]


class Figure(msgspec.Struct, omit_defaults=True):
    """What one of those measured made of it: the median of its rounds, the lowest and the highest."""

    median: float
    low: float
    high: float
    rounds: list[float]
    ratio: float | None = None
    """The row's first as a multiple of this one: the two medians of the same run."""

    @classmethod
    def of(cls, rounds: list[float]) -> "Figure":
        """From the rounds as they came; raises ValueError where there was none."""
        if not rounds:
            raise ValueError("no round was measured")
        return cls(median(rounds), min(rounds), max(rounds), rounds)


class Row(msgspec.Struct, omit_defaults=True):
    """One claim. The first of ``figures`` is what the claim is about, the others stand beside it."""

    kind: str
    name: str
    unit: str
    figures: dict[str, Figure]
    better: Better = "higher"
    missing: dict[str, str] = {}
    """Who was to stand beside it and does not, and why."""
    note: str = ""

    def __post_init__(self) -> None:
        first, *others = self.figures.values() if self.figures else [None]
        for other in others:
            if first is not None and first.median and other.median:
                other.ratio = first.median / other.median


class Failed(msgspec.Struct):
    """A row, or a whole kind, that could not be measured."""

    kind: str
    name: str
    why: str


class Ran(msgspec.Struct):
    """How long a kind took, and the load of one minute when it began and when it ended."""

    kind: str
    seconds: float
    load_before: float
    load_after: float


class Machine(msgspec.Struct):
    """Where the figures come from; figures of two machines, or of two loads, say nothing beside each other."""

    commit: str
    began_at: str
    cores: int
    memory_mb: int
    platform: str
    versions: dict[str, str]
    settings: dict[str, str]
    load_before: float
    load_after: float = 0.0
    fsync_ms: float = 0.0
    clock: str = ""


class Results(msgspec.Struct):
    """One run. ``unfit`` says why its figures are not to be quoted; ``quick``: sizes of a test, no figures at all."""

    machine: Machine
    unfit: list[str]
    quick: bool = False
    rows: list[Row] = []
    failed: list[Failed] = []
    ran: list[Ran] = []

    def write(self, path: Path) -> None:
        """Keep it for people and programs."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")

    @classmethod
    def read(cls, path: Path) -> "Results":
        """A run that was kept; raises msgspec.DecodeError for anything else."""
        return msgspec.json.decode(path.read_bytes(), type=cls)
