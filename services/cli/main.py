"""The command line `bakti`: each command in a file of its own; what it needs is loaded when it runs."""

import os
import sys
from typing import Annotated

import typer

from services.cli.account import account
from services.cli.audit import audit
from services.cli.clock import clock
from services.cli.demo import demo
from services.cli.erase import erase
from services.cli.imports import import_rows
from services.cli.law import law
from services.cli.migrate import migrate_database
from services.cli.parked import parked
from services.cli.replay import replay
from services.cli.saying import err, out
from services.cli.serve import serve
from services.cli.status import status
from services.cli.up import up
from services.cli.verify import verify
from shared import __version__
from shared.runtime.telemetry import configure_logging, told

app = typer.Typer(
    name="bakti",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,  # they print local variables and texts that hold personal values
    help="""
    Community-service sentences, from the court's ruling to the certificate of completion.

    [bold]First[/bold]    bakti up                      everything on this machine, until Ctrl-C
    [bold]Then[/bold]     bakti import putusan FILE     rulings from a table
    [bold]At night[/bold] bakti status                  is every part well?
             bakti verify                  is the ledger what was written?
             bakti verify --audit          is the audit trail?
             bakti replay NAME --dry-run   would a rebuilt report differ?
    [bold]Before[/bold]   bakti law try FILE            what would a proposed rule change?

    Settings are environment variables, BAKTI_DATA_DIR and the like: docs/reference/settings.md.

    [bold]Exit code[/bold] 0: done. 1: differences or failures are left. 2: wrong use. 3: refused for safety.
    """,
)
app.command("up", rich_help_panel="Run")(up)
app.command("serve", rich_help_panel="Run")(serve)
app.command("migrate", rich_help_panel="Run")(migrate_database)
app.command("import", rich_help_panel="Work")(import_rows)
app.add_typer(account, name="account", rich_help_panel="Work")
app.command("status", rich_help_panel="Keep")(status)
app.command("verify", rich_help_panel="Keep")(verify)
app.command("replay", rich_help_panel="Keep")(replay)
app.command("erase", rich_help_panel="Keep")(erase)
app.add_typer(audit, name="audit", rich_help_panel="Keep")
app.add_typer(clock, name="clock", rich_help_panel="Keep")
app.add_typer(law, name="law", rich_help_panel="Keep")
app.add_typer(demo, name="demo", rich_help_panel="Run")
app.add_typer(parked, name="parked", rich_help_panel="Keep")


def _version(asked: bool) -> None:
    if asked:
        out.print(f"bakti {__version__}")
        raise typer.Exit


@app.callback()
def _house(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version.", callback=_version)
    ] = False,
) -> None:
    """The house as a whole."""


def run() -> None:
    """The command line; a trouble that we know is told in a sentence, only a bug shows where it happened."""
    configure_logging(json=False)  # also for commands that print one line: logs go to stderr, and quote nothing
    try:
        app()
    except Exception as error:
        from services.cli.trouble import sentence_of

        known = sentence_of(error)
        if known is None:
            err.print(told(error), markup=False, soft_wrap=True)
            sys.exit(os.EX_SOFTWARE)
        sentence, code = known
        err.print("[bold red]bakti:[/bold red]", end=" ")
        err.print(sentence, markup=False, soft_wrap=True)
        sys.exit(code)


if __name__ == "__main__":
    run()
