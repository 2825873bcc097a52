"""A desk's list: bands of matters, each with how many there are and where the rest of them stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.reporting.desks.matters import Matter


@dataclass(frozen=True, slots=True)
class Band:
    """Lines of one kind; ``total`` counts those not shown too, ``rest`` is the address of the whole list."""

    title: str
    total: int
    lines: Sequence[Matter]
    rest: str


def of_statuses(title: str, total: int, lines: Sequence[Matter], statuses: Iterable[str]) -> Band:
    """Of sentences: the rest is the list of klien with these statuses."""
    return Band(title, total, lines, "/reports/klien?status=" + "&status=".join(statuses))
