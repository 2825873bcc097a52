"""How a measurement is told: ours, the peer's, the ratio."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One measured claim; ``theirs`` is None where the peer has no such thing."""

    name: str
    unit: str
    ours: float
    theirs: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer's figure; compare only within one run."""
        return self.ours / self.theirs if self.theirs else None


def show(rows: list[Row], console: Console) -> None:
    """The table."""
    table = Table(title="Bakti beside eventsourcing 9.5, one run, one server, medians")
    for column in ("what", "unit", "Bakti", "eventsourcing", "ratio"):
        table.add_column(column, justify="left" if column in ("what", "unit") else "right")
    for row in rows:
        theirs = "–" if row.theirs is None else f"{row.theirs:,.0f}"
        ours = f"{row.ours:,.0f}" if row.ours >= 100 else f"{row.ours:.1f}"
        table.add_row(row.name, row.unit, ours, theirs, "–" if row.ratio is None else f"{row.ratio:.1f}x")
    console.print(table)
