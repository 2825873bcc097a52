"""`bakti parked`: the keys whose event a projection or reaction could not apply; list them, and try again."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.saying import Exit, Refusal, WrongUse, out, say_json
from shared.database.roles import SERVICE_SCHEMAS

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from shared.database.engine import Database
    from shared.messaging.parking import ParkedKey, Refold
    from shared.messaging.reaction import Reacting
    from shared.privacy.vault import Vault
    from shared.runtime.settings import Settings
    from shared.web.house import House
    from shared.web.service import Service

KEYS_MOST = 1_000
"""Keys tried in one run of `retry`; a subscription pauses at 11, so there are never many."""

parked = typer.Typer(no_args_is_help=True, help="List what could not be applied, and apply it anew once mended.")


@parked.command("list")
def list_all(as_json: Annotated[bool, typer.Option("--json", help="A JSON line a key, for machines.")] = False) -> None:
    """Every parked key: whose, since when, at which event, why. Later events of the key wait behind it."""
    for item in _all_parked():
        if as_json:
            fields = ("subscription", "key", "position", "type", "reason", "attempts")
            say_json({name: getattr(item, name) for name in fields} | {"since": item.since.isoformat()})
        else:
            out.print(f"[yellow]{item.subscription}[/yellow] {item.key}  {item.type} at {item.position}: {item.reason}")
            out.print(f"    [dim]since {item.since:%Y-%m-%d %H:%M} UTC, tried again {item.attempts} times[/dim]")


@parked.command("retry")
def retry(
    subscription: Annotated[str, typer.Argument(help="As printed by `bakti parked list`.")],
    key: Annotated[str | None, typer.Argument(help="One key; left out: all of this subscription.")] = None,
) -> None:
    """Fold parked keys anew from the ledger. Exit code 1 where one still cannot be applied."""
    from services.cli.opening import running_servers, settings_from_environment

    with running_servers(settings_from_environment()) as settings:
        still = asyncio.run(_retried(settings, subscription, key))
    if still:
        raise typer.Exit(Exit.LEFT)


def _all_parked() -> "list[ParkedKey]":
    from services.cli.opening import database_of, running_servers, settings_from_environment
    from shared.messaging.parking import list_parked

    async def read(database: "Database") -> "list[ParkedKey]":
        found = [item for service in SERVICE_SCHEMAS for item in await list_parked(database, service)]
        await database.dispose()
        return found

    with running_servers(settings_from_environment()) as settings:
        return asyncio.run(read(database_of(settings)))


async def _retried(settings: "Settings", subscription: str, key: str | None) -> int:
    from contextlib import AsyncExitStack

    from services.cli.house import opened_vault
    from shared.messaging.history import AnotherVersion
    from shared.messaging.parking import list_parked, retry

    service, still = _service_of(subscription), 0
    async with AsyncExitStack() as stack:
        database, vault = await opened_vault(settings, stack)
        refold = await _refold(settings, service, subscription, database, vault, stack)
        version = next((each.edition for each in service.projections if each.full_name == subscription), "")
        waiting = await list_parked(database, service.name, subscription)
        for name in [key] if key else [item.key for item in waiting[:KEYS_MOST]]:
            try:
                found = await retry(database, SERVICE_SCHEMAS[service.name], subscription, name, refold, version)
            except AnotherVersion as refusal:
                raise Refusal(str(refusal)) from None
            still += found is not None
            verdict = "[green]applied[/green]" if found is None else f"[yellow]{found.reason}[/yellow]"
            out.print(f"{name}: {verdict}")
    return still


def _service_of(subscription: str) -> "Service":
    from services.catalogue import SERVICES

    for service in SERVICES:
        names = {projection.full_name for projection in service.projections}
        if subscription in names | {reaction.name for reaction in service.reactions}:
            return service
    raise WrongUse(f"no projection or reaction is called {subscription}; see `bakti parked list`")


async def _refold(
    settings: "Settings",
    service: "Service",
    subscription: str,
    database: "Database",
    vault: "Vault",
    stack: "AsyncExitStack",
) -> "Refold":
    """How a key of this projection is folded anew, or this reaction's stream answered again."""
    from services.cli.house import hands
    from shared.domain.identifiers import BookId
    from shared.projections.live import Live

    book = BookId(settings.book)
    for projection in service.projections:
        if projection.full_name == subscription:
            return Live(database, book, projection).refold
    reaction = next(reaction for reaction in service.reactions if reaction.name == subscription)
    reacting: Reacting[House] = reaction.bound(await hands(settings, service, database, vault, stack))
    reacting.following(database, book)
    return reacting.refold
