"""`bakti verify`: is the ledger, or the audit trail, still what was written?"""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.saying import Exit, out, progress_bar, say_json

if TYPE_CHECKING:
    from shared.runtime.settings import Settings


def verify(
    from_position: Annotated[
        int, typer.Option("--from", min=1, help="Begin here; the hash before it is taken as true.")
    ] = 1,
    audit: Annotated[bool, typer.Option("--audit", help="The chain of the audit trail instead.")] = False,
    files: Annotated[bool, typer.Option("--files", help="The sealed files instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for machines.")] = False,
) -> None:
    """Recompute the hash chain of the ledger; name the first position that is not as it was written.

    Says which ledger that is: server, database and book. Exit code 0: every event is as it was written. 1: one is not.
    Keep the printed head elsewhere: a ledger that was cut off at its end is whole, but its head is another.
    With --files: whether every file that the vault names is there and is what was taken in; says which are not.
    """
    from services.cli.opening import place_of, running_servers, settings_from_environment

    with running_servers(settings_from_environment()) as settings:
        if files:
            checked = _files_verified(settings)
        else:
            checked = _audit_verified(settings, as_json) if audit else _verified(settings, from_position, quiet=as_json)
        answer = asyncio.run(checked) | place_of(settings)
    if as_json:
        say_json(answer)
    elif files:
        _say_files(answer)
    else:
        _say(answer, "entry" if audit else "event")
    if not answer["whole"]:
        raise typer.Exit(Exit.LEFT)


def _say(answer: dict[str, object], what: str) -> None:
    out.print(f"Book {answer['book']} in database {answer['database']} on {answer['server']}")
    if not answer["whole"]:
        broken = f"{answer['what']} ({answer['detail']})"
        out.print(f"[bold red]Broken at position {answer['position']}:[/bold red] {broken}")
    elif answer["count"]:
        counted = f"{answer['count']:,} {'entries of the audit trail' if what == 'entry' else 'events'}"
        out.print(f"[green]Whole:[/green] {counted}, head {answer['head']} {answer['hash']}")
    else:
        out.print(f"[yellow]Empty:[/yellow] no {what} was written in this book yet")


def _say_files(answer: dict[str, Any]) -> None:
    out.print(f"Book {answer['book']} in database {answer['database']} on {answer['server']}")
    for what in ("missing", "altered"):
        for one in answer[what]:
            out.print(f"[bold red]{what.capitalize()}:[/bold red] {one}")
    if answer["unopened"]:
        out.print(f"[yellow]Not to be opened:[/yellow] {answer['unopened']:,}, whose key is lost")
    if answer["whole"]:
        out.print(f"[green]Whole:[/green] {answer['count']:,} files")


async def _files_verified(settings: "Settings") -> dict[str, object]:
    from contextlib import AsyncExitStack

    from services.cli import figures
    from services.cli.house import opened_vault
    from shared.privacy.files import Files

    async with AsyncExitStack() as stack:
        database, vault = await opened_vault(settings, stack)
        return figures.of_files(await Files(settings.files_dir, vault.keys, database, settings.book).check())


async def _audit_verified(settings: "Settings", quiet: bool) -> dict[str, object]:
    from services.cli import figures
    from services.cli.opening import database_of
    from shared.audit.verify import verify_audit

    database = database_of(settings)
    with progress_bar("entries", quiet) as report:
        answer = figures.of_audit(await verify_audit(database, report))
    await database.dispose()
    return answer


async def _verified(settings: "Settings", from_position: int, quiet: bool) -> dict[str, object]:
    from services.cli import figures
    from services.cli.opening import database_of
    from shared.access.errands import VERIFIER, ErrandKind, Errands
    from shared.domain.identifiers import BookId, Position
    from shared.ledger import verify as checking
    from shared.runtime.clock import now

    database = database_of(settings)
    with progress_bar("events", quiet) as report:
        answer = figures.of_verified(
            await checking.verify(database, BookId(settings.book), Position(from_position), report)
        )
    told = {"well": figures.is_well(answer), **answer}
    # The operator's page says when, and what came.
    await Errands(database).note(ErrandKind.VERIFY, VERIFIER, told, now())
    await database.dispose()
    return answer
