"""`bakti demo`: invented accounts, the story of the samples, and histories of any size."""

import time
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from services.cli.saying import Unsafe, err, out, progress_bar, say_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.runtime.settings import Settings

demo = typer.Typer(no_args_is_help=True, help="Invented data to try the house with; never in production.")
MARK = "demo-house"
KLIEN_MAX = 1_000_000
"""About 45 million events: more would not fit a laptop's disk."""


async def welcome(settings: "Settings", address: str) -> None:
    """Print the demo accounts and tell the samples' story, or what an earlier start left untold of it."""
    from services.cli.opening import database_of
    from shared.access.accounts import Accounts
    from shared.access.demo import demo_accounts
    from shared.runtime.clock import now

    database = database_of(settings)
    try:
        accounts = await demo_accounts(Accounts(database), settings.data_dir, now())
    finally:
        await database.dispose()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("role", "account", "password"):
        table.add_column(column)
    for account in accounts:
        table.add_row(account.role.value, account.login, account.password)
    out.print(table)
    if not (settings.data_dir / "demo-told").exists():
        await _tell(settings, address, {one.login: one.password for one in accounts})


async def _tell(settings: "Settings", address: str, passwords: "Mapping[str, str]") -> None:
    """Tell the story for the day on which it was begun here; where it sticks, say so: the next start goes on."""
    from services.demo.story import tell
    from services.demo.teller import StoryStuck
    from shared.runtime.clock import today_wib

    begun, began = settings.data_dir / "demo-begun", time.monotonic()
    if begun.exists():
        out.print("Invented rulings, places and hours: an earlier start was cut off, this one goes on …")
    else:
        begun.write_text(today_wib().isoformat())
        out.print("Invented rulings, places and hours are being loaded; the pages answer meanwhile …")
    try:
        day = date.fromisoformat(begun.read_text().strip())
        await tell(address, passwords, day, lambda sentence: out.print(f"[dim]{sentence}[/dim]"))
    except StoryStuck as trouble:
        err.print("[bold red]The samples could not be loaded:[/bold red]", end=" ")
        err.print(f"{trouble}. The next start goes on from there.", markup=False)
        return
    (settings.data_dir / "demo-told").touch()
    out.print(f"[green]The samples are loaded[/green] ({time.monotonic() - began:.0f} s).")


@demo.callback()
def _group() -> None:
    """Keep ``generate`` a command of its own."""


@demo.command()
def generate(
    klien: Annotated[int, typer.Option(min=1, max=KLIEN_MAX, help="How many persons, about 45 events each.")] = 1_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same history on the same day.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="One line for machines.")] = False,
) -> None:
    """Write plausible invented histories through the ledger's bulk path, also beside a running house.

    Only where invented data is at home: in a data folder that was started with --demo, or with BAKTI_DEMO=true.
    Elsewhere refused with exit code 3: an event is for ever. Twice with one seed on one day is once: what is stored
    already is passed.
    """
    import asyncio

    from services.cli.opening import running_servers, settings_from_environment

    asked = settings_from_environment()
    if not invented_at_home(asked):
        raise Unsafe(
            "invented histories are written only into a demo: start the house with bakti up --demo, or say "
            "BAKTI_DEMO=true where nothing real is kept"
        )
    with running_servers(asked) as settings, progress_bar("persons", quiet=json) as show:
        events = asyncio.run(_generate(settings, klien, seed, show))
    if json:
        say_json({"klien": klien, "seed": seed, "events": events})
    else:
        out.print(f"{klien:,} persons, {events:,} events (seed {seed})")


def mark(settings: "Settings") -> None:
    """Note in the data folder whether its house was last started as a demo."""
    if settings.demo:
        (settings.data_dir / MARK).touch()
    else:
        (settings.data_dir / MARK).unlink(missing_ok=True)


def invented_at_home(settings: "Settings") -> bool:
    """Whether this is a demo: said so, or the data folder's own house was last started as one.

    An address in the environment leads elsewhere than into the folder, so that its mark says nothing then.
    """
    return settings.demo or (settings.database_url is None and (settings.data_dir / MARK).exists())


def only_invented(settings: "Settings") -> bool:
    """Whether this is a demo on servers of its own, in a data folder that no other house has been in."""
    folder_is_ours = (settings.data_dir / MARK).exists() or not (settings.data_dir / "postgres").exists()
    return settings.demo and settings.database_url is None and folder_is_ours


async def _generate(settings: "Settings", klien: int, seed: int, show: "Callable[[int, int], None]") -> int:
    from services.cli.opening import database_of
    from services.demo.generator import Generator
    from services.demo.history import SeedTaken, write_history
    from shared.domain.identifiers import BookId
    from shared.privacy.fitting import opened_store
    from shared.privacy.vault import Vault
    from shared.runtime.clock import today_wib

    keys = opened_store(settings.keys_dir, settings.master_key_file)
    database = database_of(settings)
    try:
        vault = Vault(database, keys, BookId(settings.book))
        await vault.start()
        generator = Generator(klien, seed, today_wib())
        return await write_history(database, vault, BookId(settings.book), generator, lambda done, _: show(done, klien))
    except SeedTaken as taken:
        raise Unsafe(str(taken)) from None
    finally:
        await database.dispose()
        keys.close()
