"""`bakti replay`: a projection made anew from the ledger, beside the live one, or only compared with it."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli import figures
from services.cli.saying import Exit, Refusal, WrongUse, out, progress_bar, say_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.projections.compare import Difference
    from shared.projections.rebuild import Progress, Rebuilt
    from shared.projections.state import Projection
    from shared.runtime.settings import Settings


def replay(
    name: Annotated[str, typer.Argument(help="A projection, as in reporting.klien; `all` for every one.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; print what a rebuild would.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line a projection, for machines.")] = False,
) -> None:
    """Rebuild a projection from the ledger, beside the live one, and swap it in; pages stay answered meanwhile.

    It may be stopped at any time: the live one is then as it was. With --dry-run the exit code is 1 where a rebuild
    would change something.
    """
    from services.cli.opening import running_servers, settings_from_environment

    projections = _called(name)
    with running_servers(settings_from_environment()) as settings:
        differs = asyncio.run(_replayed(settings, projections, dry_run, as_json))
    if differs:
        raise typer.Exit(Exit.LEFT)


def _called(name: str) -> "list[Projection[Any]]":
    from services.catalogue import SERVICES

    known = {projection.full_name: projection for service in SERVICES for projection in service.projections}
    if name == "all":
        return list(known.values())
    if name not in known:
        raise WrongUse(f"no projection is called {name}; there are: {', '.join(sorted(known))}")
    return [known[name]]


async def _replayed(settings: "Settings", projections: "list[Projection[Any]]", dry_run: bool, as_json: bool) -> bool:
    from services.cli.opening import database_of
    from shared.domain.identifiers import BookId
    from shared.projections.compare import CannotCompare, compare
    from shared.projections.reading import HoleInLedger
    from shared.projections.rebuild import RebuildRefused, rebuild

    database, book, differs = database_of(settings), BookId(settings.book), False
    try:
        for projection in projections:
            with progress_bar(projection.full_name, as_json) as bar:
                if dry_run:
                    difference = await compare(database, book, projection, _told(bar))
                    differs |= bool(difference)
                else:
                    rebuilt = await rebuild(database, book, projection, _told(bar))
            if dry_run:
                _say_difference(projection.full_name, difference, as_json)
            else:
                _say_rebuilt(rebuilt, as_json)
    except (CannotCompare, RebuildRefused, HoleInLedger) as refusal:
        raise Refusal(str(refusal)) from None
    finally:
        await database.dispose()
    return differs


def _told(bar: "Callable[[int, int], None]") -> "Callable[[Progress], None]":
    return lambda progress: bar(progress.done, progress.total)


def _say_rebuilt(rebuilt: "Rebuilt", as_json: bool) -> None:
    answer = figures.of_rebuilt(rebuilt)
    if as_json:
        say_json(answer)
        return
    rate = answer["events_per_second"]
    out.print(
        f"[green]{rebuilt.projection}[/green]: {rebuilt.rows:,} rows of {rebuilt.events:,} events up to position "
        f"{rebuilt.position:,} in {rebuilt.seconds:.2f} s ({rate:,} events/s); swapped in as {rebuilt.table}"
    )
    for item in rebuilt.parked:
        out.print(f"  [yellow]parked[/yellow] {item.key}: {item.type} at {item.position}, {item.reason}")


def _say_difference(name: str, difference: "Difference", as_json: bool) -> None:
    if as_json:
        say_json(figures.of_difference(name, difference))
        return
    counts = {"missing": difference.missing, "extra": difference.extra, "different": difference.different}
    for item in difference.parked:
        out.print(f"  [yellow]would be parked[/yellow] {item.key}: {item.type} at {item.position}, {item.reason}")
    for key in sorted(difference.parked_now - {item.key for item in difference.parked}):
        out.print(f"  [yellow]would be parked no more[/yellow] {key}")
    if not difference:
        out.print(f"[green]{name}[/green]: {difference.rows:,} rows, a rebuild would change nothing")
        return
    said = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    out.print(f"[yellow]{name}[/yellow]: of {difference.rows:,} rows a rebuild would find {said}")
    for row in difference.sample:
        out.print(f"  {row.key}: {row.what} {', '.join(row.columns)}")
