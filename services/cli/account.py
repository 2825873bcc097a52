"""`bakti account`: whoever runs the house lets the first people in."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.saying import Refusal, out

if TYPE_CHECKING:
    from shared.runtime.settings import Settings

PASSWORD_LENGTH_LEAST = 12
"""No rules about its characters: length is what counts (OWASP ASVS 5.0, V6.2.1 asks for 8; people here type once)."""

account = typer.Typer(no_args_is_help=True, help="Who may sign in.")


@account.callback()
def _group() -> None:
    """Keep ``add`` a command of its own."""


@account.command()
def add(
    login: Annotated[str, typer.Argument(help="What is typed to sign in.")],
    name: Annotated[str, typer.Option(help="As pages show it.", prompt=True)],
    role: Annotated[str, typer.Option(help="probation_officer, supervisor, coordinator or operator.", prompt=True)],
    password: Annotated[
        str, typer.Option(envvar="BAKTI_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
    ],
) -> None:
    """Open an account; the password is asked for, or comes from BAKTI_PASSWORD."""
    from services.cli.opening import running_servers, settings_from_environment

    if len(password) < PASSWORD_LENGTH_LEAST:
        raise Refusal(f"a password has at least {PASSWORD_LENGTH_LEAST} characters")
    with running_servers(settings_from_environment()) as settings:
        if not asyncio.run(_added(settings, login, name, role, password)):
            raise Refusal(f"the account {login} exists already")
    out.print(f"Account [bold]{login}[/bold] ({role}) is open.")


async def _added(settings: "Settings", login: str, name: str, role: str, password: str) -> bool:
    from services.cli.opening import database_of
    from shared.access.accounts import Accounts
    from shared.access.policy import RoleName
    from shared.runtime.clock import now

    if role not in {known.value for known in RoleName}:
        raise Refusal(f"no role is called {role}; there are: {', '.join(known.value for known in RoleName)}")
    database = database_of(settings)
    try:
        return await Accounts(database).create(login, name, RoleName(role), password, now())
    finally:
        await database.dispose()
