"""`bakti account`: whoever runs the house lets people in, and out."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from services.cli.saying import Refusal, WrongUse, out, say_json

if TYPE_CHECKING:
    from sqlalchemy import Row

    from shared.access.accounts import Accounts
    from shared.access.invitations import Invitations, Invited
    from shared.access.policy import RoleName
    from shared.database.engine import Database
    from shared.domain.refusal import Refused

T = TypeVar("T")
account = typer.Typer(no_args_is_help=True, help="Who may sign in.")
Login = Annotated[str, typer.Argument(help="What is typed to sign in.")]
Role = Annotated[str, typer.Option(help="One of docs/reference/roles.md, for example coordinator.", prompt=True)]
OneRole = Annotated[str, typer.Argument(help="One of docs/reference/roles.md.")]
LinkKind = Annotated[str, typer.Argument(help="One of office, unit, court, ipd.")]
Key = Annotated[str, typer.Argument(help="Its code, of an I-PD its id.")]
Operator = Annotated[str, typer.Option("--as", envvar="BAKTI_LOGIN", help="Whose account, with the role operator.")]
Address = Annotated[str | None, typer.Option(help="The house.", show_default="http://127.0.0.1:8765")]
Password = Annotated[str, typer.Option(envvar="BAKTI_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)]


@account.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="As pages show it.", prompt=True)],
    role: Role,
    password: Password,
) -> None:
    """Open an account; the password is asked for, or comes from BAKTI_PASSWORD."""
    from shared.runtime.clock import now

    given = _role(role)
    login, name = _read("the login", login), _read("the name", name)
    _done(lambda accounts: accounts.create(login, name, given, password, now()))
    out.print(f"Account [bold]{login}[/bold] ({given}) is open.")


@account.command()
def invite(
    login: Login,
    name: Annotated[str, typer.Option(help="As pages show it.", prompt=True)],
    role: Role,
) -> None:
    """Open an account whose person chooses the password, by an address that is shown once."""
    from shared.runtime.clock import now

    given = _role(role)
    login, name = _read("the login", login), _read("the name", name)
    _invited(lambda invitations: invitations.invite(login, name, given, now()))


@account.command()
def reset(login: Login) -> None:
    """The password is worth nothing from now on, its sessions end; its person chooses another, by an address."""
    from shared.runtime.clock import now

    _invited(lambda invitations: invitations.renew_login(login, now()))


@account.command("list")
def list_accounts(json: Annotated[bool, typer.Option("--json", help="One line for machines.")] = False) -> None:
    """Every account: its roles, since when it is open, when it last signed in."""
    from rich.table import Table

    from shared.runtime.clock import now

    rows = _asked(lambda accounts: accounts.all(now()))
    if json:
        say_json({"accounts": [_told(row) for row in rows]})
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("login", "name", "roles", "opened", "signed in", "closed"):
        table.add_column(column)
    for row in rows:
        days = (f"{at:%Y-%m-%d}" if at else "" for at in (row.created_at, row.signed_in_at, row.closed_at))
        table.add_row(row.login, row.name, ", ".join(row.roles), *days)
    out.print(table)


@account.command()
def close(login: Login) -> None:
    """Close an account: its sessions end, and nobody signs in with it any more."""
    from shared.runtime.clock import now

    _done(lambda accounts: accounts.close_login(login, now()))
    out.print(f"Account [bold]{login}[/bold] is closed.")


@account.command()
def reopen(login: Login) -> None:
    """Let a closed account sign in again, with the password that it had."""
    from shared.runtime.clock import now

    _done(lambda accounts: accounts.reopen_login(login, now()))
    out.print(f"Account [bold]{login}[/bold] is open again.")


@account.command()
def link(login: Login, to: LinkKind, key: Key, operator: Operator = "operator", address: Address = None) -> None:
    """Link an account to the office that its person leads, or to a unit, a court or an I-PD, with the running house.

    The password is the operator's: BAKTI_PASSWORD, or asked for."""
    _at_house(operator, address, login, "links", {"to": to, "key": key})
    out.print(f"Account [bold]{login}[/bold] is linked to {to} {key}.")


@account.command()
def unlink(
    login: Login,
    to: LinkKind,
    key: Key,
    reason: Annotated[str, typer.Option(help="Why, without names; at least 10 characters.")],
    operator: Operator = "operator",
    address: Address = None,
) -> None:
    """End such a link, with the running house."""
    _at_house(operator, address, login, "ends", {"to": to, "key": key, "reason": reason})
    out.print(f"Account [bold]{login}[/bold] is not linked to {to} {key}.")


@account.command("password")
def set_password(login: Login, password: Password) -> None:
    """Set another password: its sessions end, and it is known from nowhere any more."""
    from shared.runtime.clock import now

    _done(lambda accounts: accounts.set_password(login, password, now()))
    out.print(f"Account [bold]{login}[/bold] has another password; its sessions are ended.")


@account.command("give")
def give_role(login: Login, role: OneRole) -> None:
    """Give an account one role more: its person chooses which one acts."""
    from shared.runtime.clock import now

    given = _role(role)
    _done(lambda accounts: accounts.give_role(login, given, now()))
    out.print(f"Account [bold]{login}[/bold] is {given} too.")


@account.command("take")
def take_role(login: Login, role: OneRole) -> None:
    """Take one of its roles away from an account: whatever acts in it ends."""
    from shared.runtime.clock import now

    taken = _role(role)
    _done(lambda accounts: accounts.take_role(login, taken, now()))
    out.print(f"Account [bold]{login}[/bold] is {taken} no longer.")


def _at_house(operator: str, address: str | None, login: str, what: str, wanted: dict[str, str]) -> None:
    """Ask the running house, as an operator: a link is an event of the ledger."""
    from services.cli.opening import house_and_password

    address, password = house_and_password(address, os.environ.get("BAKTI_PASSWORD"))
    asyncio.run(_asked_of_house(address, operator, password, login, what, wanted))


async def _asked_of_house(
    address: str, operator: str, password: str, login: str, what: str, wanted: dict[str, str]
) -> None:
    from services.cli.client import signed_in, told
    from shared.access.accounts import folded

    async with signed_in(address, operator, password) as client:
        ids = {one["login"]: one["account_id"] for one in told(await client.get("/accounts"))["items"]}
        if folded(login) not in ids:
            raise Refusal(f"no account has the login {login}")
        told(await client.post(f"/account/{ids[folded(login)]}/{what}", json=wanted))


def _invited(doing: "Callable[[Invitations], Awaitable[Invited | Refused]]") -> None:
    """Say the address, once: whoever opens it sets the password."""
    from shared.access.invitations import Invitations, Invited

    done = _on_database(lambda database: doing(Invitations(database)))
    if not isinstance(done, Invited):
        raise Refusal(why_not(done))
    out.print(f"Account [bold]{done.login}[/bold] sets its password, once and until {done.expires_at:%Y-%m-%d}, at")
    out.print(f"  /invitation?token={done.token}", soft_wrap=True)


def _role(word: str) -> "RoleName":
    from shared.access.policy import SIGNING_IN, RoleName

    if word not in SIGNING_IN:
        raise WrongUse(f"no role is called {word}; there are: {', '.join(SIGNING_IN)}")
    return RoleName(word)


def _read(what: str, typed: str) -> str:
    """A name as every door reads it: it stands in the head of each page and in each list."""
    from pydantic import TypeAdapter, ValidationError

    from shared.domain import text
    from shared.web import screens
    from shared.web.language import Language
    from shared.web.texts import Texts

    try:
        return TypeAdapter(text.Login).validate_python(typed)
    except ValidationError as invalid:
        error = invalid.errors(include_input=False)[0]
        said = Texts.gather([screens.HERE]).sentence(error["type"], error.get("ctx", {}), Language.EN)
        raise Refusal(f"{what}: {said}") from None


def _done(doing: "Callable[[Accounts], Awaitable[Refused | None]]") -> None:
    """Do it, or say why not, in the words of the pages."""
    refused = _asked(doing)
    if refused is not None:
        raise Refusal(why_not(refused))


def why_not(refused: "Refused") -> str:
    """A refusal in the words of the pages."""
    from shared.access import passwords
    from shared.web.language import Language
    from shared.web.texts import Texts

    texts = Texts.gather([Path(passwords.__file__).parent])
    said = (texts.sentence(fault.rule, fault.facts, Language.EN) for fault in refused.faults)
    remedies = (texts.remedy(fault.rule, fault.facts, Language.EN) for fault in refused.faults)
    return " ".join(word for word in (*said, *remedies) if word)


def _asked(asking: "Callable[[Accounts], Awaitable[T]]") -> T:
    from shared.access.accounts import Accounts

    return _on_database(lambda database: asking(Accounts(database)))


def _on_database(asking: "Callable[[Database], Awaitable[T]]") -> T:
    from services.cli.opening import running_servers, settings_from_environment

    with running_servers(settings_from_environment()) as settings:
        return asyncio.run(_opened(settings, asking))


async def _opened(settings: Any, asking: "Callable[[Database], Awaitable[T]]") -> T:
    from services.cli.opening import database_of

    database = database_of(settings)
    try:
        return await asking(database)
    finally:
        await database.dispose()


def _told(row: "Row[Any]") -> dict[str, object]:
    said = {name: str(value) if value is not None else None for name, value in row._mapping.items()}
    return {**said, "roles": list(row.roles)}
