"""Where a kind is measured: the servers of this run, a database of its own, and how much is to be done."""

from pathlib import Path
from typing import Any

import msgspec

from shared.runtime.settings import Settings


class Sizes(msgspec.Struct, frozen=True):
    """How much is measured."""

    rounds: int = 3
    """A shared machine drifts: everybody has a turn in each round, and the median round counts."""
    seconds: float = 1.5
    """One turn of an append."""
    read_fill_s: float = 2.0
    """What is read was appended by 8 callers, 100 events at once, for so long."""
    race_s: float = 4.0
    rebuild_events: int = 1_000_000
    peer_events: int = 100_000
    latency_s: float = 15.0
    warm_s: float = 3.0
    """Connections, plans and the feed's taking up; not counted."""
    catchup_klien: int = 1_200
    house_klien: int = 165
    earlier_klien: int = 6_600
    """The generator makes about 48 events a person, 75 for one who is done: some 8,000 and 500,000 in all."""
    asks: int = 15
    rulings_many: int = 100_000
    rulings_few: int = 1_000
    register_s: float = 6.0
    """One turn of registering at a steady rate."""
    import_rows: int = 10_000
    letters_many: int = 5_000
    letters_few: int = 500


QUICK = Sizes(1, 0.05, 0.05, 0.2, 1_000, 1_000, 0.5, 0.2, 5, 4, 8, 2, 40, 20, 0.2, 40, 60, 30)
"""That every row comes to its figure is what the test asks; the figures themselves mean nothing."""


class Place(msgspec.Struct, frozen=True):
    """What the process that measures one kind is told."""

    database_url: str
    redis_url: str
    folder: str
    peers: str
    sizes: Sizes
    alone: bool = False
    """Without peers: they are measured beside the code of today."""

    def settings(self, **more: Any) -> Settings:
        """The settings of a house that lives here."""
        given = {"data_dir": Path(self.folder), "database_url": self.database_url, "redis_url": self.redis_url}
        unbound = {"writes_a_minute": 10**9, "searches_a_minute": 10**9}  # one account asks for all
        return Settings(**{**given, **unbound, **more})
