"""`bakti audit`: the months of the audit trail; export one that is over, and take one out after its time of keeping."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.saying import Refusal, WrongUse, out, say_json

if TYPE_CHECKING:
    from shared.database.engine import Database

audit = typer.Typer(no_args_is_help=True, help="Export the audit trail by month, and detach what was kept long enough.")
Month = Annotated[str, typer.Argument(help="As 2026-11.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines for machines.")]


@audit.command("months")
def months(as_json: AsJson = False) -> None:
    """Every month: its first entry, and where it was exported its last one, its head and the digest of the file."""
    from shared.audit.months import months as all_of

    for one in _asked(all_of):
        told = {name: value.hex() if isinstance(value, bytes) else value for name, value in one.items()}
        told |= {"month": f"{one['month']:%Y-%m}"}
        if as_json:
            say_json({name: str(value) if isinstance(value, datetime) else value for name, value in told.items()})
        else:
            state = "detached" if one["detached_at"] else "exported" if one["exported_at"] else "open"
            until = f"{one['last_number']} {told['hash']}" if one["exported_at"] else "…"
            out.print(f"{told['month']}  {state:9} from entry {one['first_number']} to {until}")


@audit.command("export")
def export(
    month: Month,
    to: Annotated[Path | None, typer.Option(help="The file, which must not be there yet.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a month that is over to a file, a JSON line an entry, its chain's head last. Keep both elsewhere."""
    from shared.audit import months
    from shared.runtime.clock import now

    wanted, file = _month(month), to or Path(f"audit-{month}.jsonl")
    if file.exists():
        raise WrongUse(f"{file} is there already")
    told = _asked(lambda database: months.export(database, wanted, file, now()))
    if as_json:
        say_json(told)
    else:
        entries = f"entries {told['first']} to {told['last']}"
        out.print(f"[green]Exported[/green] {told['month']} to {told['file']}: {entries}")
        out.print(f"Head {told['last']} {told['hash']}, SHA-256 of the file {told['file_digest']}")


@audit.command("detach")
def detach(
    month: Month,
    retention_class: Annotated[str, typer.Option(help="By which class of the archive's schedule (JRA) it may go.")],
) -> None:
    """Take an exported month out of the trail once its time of keeping has passed; its table is left to be dropped."""
    from shared.audit import months
    from shared.runtime.clock import now

    wanted = _month(month)
    table = _asked(lambda database: months.detach(database, wanted, retention_class, now()))
    out.print(f"[green]Detached[/green] {month}. To destroy it, by the approved list: DROP TABLE audit.{table}")


def _month(typed: str) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        raise WrongUse(f"{typed} is no month, as 2026-11") from None


def _asked(ask: "Callable[[Database], Coroutine[Any, Any, Any]]") -> Any:
    from services.cli.opening import database_of, running_servers, settings_from_environment
    from shared.audit.months import MonthRefused

    async def asked(database: "Database") -> Any:
        try:
            return await ask(database)
        except MonthRefused as refusal:
            raise Refusal(str(refusal)) from None
        finally:
            await database.dispose()

    with running_servers(settings_from_environment()) as settings:
        return asyncio.run(asked(database_of(settings)))
