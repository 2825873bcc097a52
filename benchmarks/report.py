"""How a run is told: as a table to whoever ran it, as a table and a chart to readers of docs/benchmarks.md."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.chart import chart
from benchmarks.results import Figure, Machine, Results, Row

BEGIN, END = "<!-- a run: python -m benchmarks report FILE writes what stands here -->", "<!-- end of the run -->"


def say(results: Results, console: Console) -> None:
    """Every row, a line for each that was measured; who is missing, what failed, and how fit the machine was."""
    table = Table(title="one run, one machine, medians", title_justify="left")
    for column in ("what", "unit", "who", "median", "lowest", "highest", "the first in times of it"):
        table.add_column(column, justify="left" if column in ("what", "unit", "who") else "right")
    for row in results.rows:
        for number, (who, figure) in enumerate(row.figures.items()):
            what = () if number else (row.name, row.unit)
            table.add_row(
                *(what or ("", "")), who, *map(written, (figure.median, figure.low, figure.high)), times(figure)
            )
    console.print(table)
    say_machine(results.machine, console)
    for line in _remarks(results):
        console.print(line, highlight=False)


def say_machine(machine: Machine, console: Console) -> None:
    """Where it was measured."""
    console.print(", ".join(_facts(machine)), highlight=False)


def say_compared(before: Results, after: Results, console: Console) -> None:
    """Row by row, for each that both runs have."""
    table = Table(title=f"{before.machine.commit} and {after.machine.commit}", title_justify="left")
    for column in ("what", "unit", "who", "before", "after", "times as good", "rounds apart"):
        table.add_column(column, justify="left" if column in ("what", "unit", "who") else "right")
    earlier = {row.name: row for row in before.rows}
    for row in (one for one in after.rows if one.name in earlier):
        for who, figure in row.figures.items():
            old = earlier[row.name].figures.get(who)
            if old is not None:
                table.add_row(row.name, row.unit, who, *_compared(row, old, figure))
    console.print(table)
    for run in (before, after):
        for why in run.unfit:
            console.print(f"unfit ({run.machine.commit}): {why}", highlight=False)


def write(results: Results, page: Path) -> None:
    """Between the markers of the page; the chart beside it. Raises ValueError where the page has no markers."""
    text = page.read_text("utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{page} has no place for a run: {BEGIN} … {END}")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    picture = page.with_suffix(".svg")
    picture.write_text(chart(results), "utf-8")
    page.write_text(
        before + BEGIN + "\n\n" + "\n".join(_markdown(results, picture.name)) + "\n\n" + END + after, "utf-8"
    )


def written(value: float) -> str:
    """A figure with as many digits as mean something."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 1 else f"{value:.3f}"


def times(figure: Figure) -> str:
    """The ratio, for the table."""
    if figure.ratio is None:
        return ""
    return f"{figure.ratio:.1f}×" if figure.ratio >= 1.95 else f"{figure.ratio:.2f}×"


def _markdown(results: Results, picture: str) -> Iterator[str]:
    yield ". ".join(("; ".join(_facts(results.machine)), *(f"Unfit: {why}" for why in results.unfit))) + "."
    yield ""
    yield f"![Appends a second, ours and the peers', as in the table below]({picture})"
    for kind in dict.fromkeys(row.kind for row in results.rows):
        yield from ("", *_table([row for row in results.rows if row.kind == kind]))
    if said := [line for line in _remarks(results) if not line.startswith("unfit")]:
        yield ""
        yield from (f"- {line}" for line in said)


def _table(rows: list[Row]) -> Iterator[str]:
    """One kind: a column for each that was measured; in a cell the median, and the first column's in times of it.

    How far the rounds of the first lay apart stands beside it, where there were several.
    """
    first, *others = dict.fromkeys(name for row in rows for name in row.figures)
    spread = any(len(row.figures[first].rounds) > 1 for row in rows if first in row.figures)
    heads = [rows[0].kind, "unit", first, *["its rounds"] * spread, *others]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for row in rows:
        own = row.figures.get(first)
        cells = [
            row.name,
            row.unit,
            _cell(own),
            *[_spread(own)] * spread,
            *(_cell(row.figures.get(one)) for one in others),
        ]
        yield f"| {' | '.join(cells)} |"


def _spread(figure: Figure | None) -> str:
    return f"{written(figure.low)} to {written(figure.high)}" if figure and len(figure.rounds) > 1 else ""


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    ratio = times(figure)
    return f"{written(figure.median)} ({ratio})" if ratio else written(figure.median)


def _compared(row: Row, old: Figure, new: Figure) -> tuple[str, str, str, str]:
    better, worse = (new, old) if row.better == "higher" else (old, new)
    ratio = f"{better.median / worse.median:.2f}" if worse.median else ""
    apart = "overlap" if new.low <= old.high and old.low <= new.high else "apart"
    return written(old.median), written(new.median), ratio, apart


def _facts(machine: Machine) -> Iterator[str]:
    yield f"commit {machine.commit}"
    yield f"{machine.cores} cores, {machine.memory_mb / 1024:.0f} GiB, {machine.platform}"
    yield f"load {machine.load_before:.2f} before" + f" and {machine.load_after:.2f} after" * bool(machine.load_after)
    yield f"a write made durable in {machine.fsync_ms:.2f} ms"
    yield ", ".join(f"{name} {value}" for name, value in {**machine.settings, **machine.versions}.items())


def _remarks(results: Results) -> Iterator[str]:
    if results.quick:
        yield "a quick run: its figures mean nothing"
    yield from (f"unfit: {why}" for why in results.unfit)
    yield from dict.fromkeys(f"{row.kind}: {row.note}" for row in results.rows if row.note)
    for who, why in {(who, why) for row in results.rows for who, why in row.missing.items()}:
        rows = [row.name for row in results.rows if row.missing.get(who) == why]
        yield f"without {who} ({why}): {'; '.join(rows)}"
    yield from (f"{one.name} failed: {one.why}" for one in results.failed)
