"""``make bench``, and what else can be asked of the measurements: list, doctor, run, compare, report."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import machine, report
from benchmarks.kinds import KINDS, chosen
from benchmarks.results import Results
from benchmarks.running import Unsafe, run

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
console = Console(width=120, soft_wrap=True)
KEPT = machine.ROOT / ".bakti" / "bench"
PAGE = machine.ROOT / "docs" / "benchmarks.md"
UNFIT, FAILED, WRONG = 3, 1, 2
"""Exit codes: the machine is unfit; a row could not be measured; a name that means nothing."""


@app.command("list")
def list_rows() -> None:
    """Every kind of measurement and its rows, by the names that ``run`` takes."""
    for kind in KINDS:
        console.print(f"[bold]{kind.name}[/bold]: {kind.said}")
        for name, row in kind.named().items():
            console.print(f"  {name:32} {(row.__doc__ or '').splitlines()[0]}", highlight=False)


@app.command()
def doctor() -> None:
    """Whether this machine is fit to be measured on now: load, fsync, clock. Exit code 3 where it is not."""
    with TemporaryDirectory(prefix="bakti-bench-", dir="/tmp") as folder:
        facts = machine.facts(Path(folder))
    report.say_machine(facts, console)
    found = machine.unfit(facts, machine.own_share())
    for why in found:
        console.print(f"[red]unfit[/red]  {why}", highlight=False)
    if found:
        raise typer.Exit(UNFIT)
    console.print("fit")


@app.command("run")
def run_rows(
    names: Annotated[list[str] | None, typer.Argument(help="Kinds or rows (see list); none: all of them.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the JSON is kept; else below .bakti/bench.")] = None,
    quick: Annotated[bool, typer.Option(help="Tiny sizes: that each row is measured, not how fast.")] = False,
    strict: Annotated[bool, typer.Option(help="Measure nothing where doctor finds the machine unfit.")] = False,
    beside: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="A checkout of older code, measured beside.")
    ] = None,
) -> None:
    """Measure, keep the JSON, print the table. A row that fails is told and the others go on; then the exit code is 1.

    On an unfit machine the run is marked so; with --strict, or where PostgreSQL does not sync, it is refused (3).
    """
    try:
        wanted = chosen(names or [])
    except LookupError as name:
        console.print(f"{name} is no kind and no row; see: python -m benchmarks list", highlight=False)
        raise typer.Exit(WRONG) from None
    if strict:
        doctor()
    try:
        results = run(wanted, quick, lambda line: console.print(line, highlight=False), beside and beside.absolute())
    except Unsafe as why:
        console.print(f"[red]nothing was measured[/red]: {why}", highlight=False)
        raise typer.Exit(UNFIT) from None
    path = out or KEPT / f"{datetime.now():%Y-%m-%d-%H%M%S}.json"
    results.write(path)
    report.say(results, console)
    console.print(f"kept in {path}", highlight=False)
    if results.failed:
        raise typer.Exit(FAILED)


@app.command()
def compare(before: Path, after: Path) -> None:
    """Two runs side by side, row by row: how many times as good the second is, and how far its rounds lay apart."""
    report.say_compared(Results.read(before), Results.read(after), console)


@app.command("report")
def write_report(results: Path, page: Annotated[Path, typer.Option(help="The page to be written.")] = PAGE) -> None:
    """Write a run's table and chart into docs/benchmarks.md, between its markers."""
    report.write(Results.read(results), page)


if __name__ == "__main__":
    app()
