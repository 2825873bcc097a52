"""`bakti clock`: the machine's clock against the ledger's last record, and an operator's word that a jump is real."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from services.cli.saying import Exit, Refusal, Unsafe, WrongUse, out, say_json

if TYPE_CHECKING:
    from shared.database.engine import Database
    from shared.domain.identifiers import AccountId
    from shared.ledger.standing import ClockStanding
    from shared.runtime.settings import Settings

T = TypeVar("T")
clock = typer.Typer(help="The clock against the last record.", invoke_without_command=True)
WAY_OUT = 'Set the clock right; if it is right, an operator accepts it: bakti clock accept --reason "…"'


@clock.callback()
def stand(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for machines.")] = False,
) -> None:
    """Say how the clock stands against the last record, and whether anything can be recorded.

    A clock more than a day behind the last record, or more than 30 days ahead of it, stops recording until somebody has
    looked. Exit code 1: it does.
    """
    if context.invoked_subcommand is not None:
        return
    found = _asked(_standing)
    say_json(_told(found)) if as_json else _say(found)
    if found.stops_appends:
        raise typer.Exit(Exit.LEFT)


@clock.command()
def accept(
    reason: Annotated[str, typer.Option(help="Why the clock is right; at least 10 characters, no person's data.")],
    login: Annotated[str, typer.Option(envvar="BAKTI_LOGIN", help="An operator's account.", prompt=True)],
    password: Annotated[str, typer.Option(envvar="BAKTI_PASSWORD", prompt=True, hide_input=True)],
) -> None:
    """Accept the clock as it stands, so that recording goes on: after 30 quiet days, say.

    For an account with the role operator. Who, when and why are kept beside the last record. It is for this
    jump alone; where nothing is stopped, nothing is written.
    """
    words = _read(reason)
    before = _asked(_standing)
    if not before.stops_appends:
        _say(before)
        return

    async def accepting(settings: "Settings", database: "Database") -> "ClockStanding":
        await _accept(settings, database, await _operator(database, login, password), words)
        return await _standing(settings, database)

    _say(_asked(accepting))


async def _standing(settings: "Settings", database: "Database") -> "ClockStanding":
    from shared.database.roles import Role
    from shared.domain.identifiers import BookId
    from shared.ledger.standing import clock_standing

    connection = await database.connect(Role.OPERATOR)
    try:
        return await clock_standing(connection, BookId(settings.book))
    finally:
        await connection.close()


async def _accept(settings: "Settings", database: "Database", by: "AccountId", reason: str) -> None:
    from shared.database.roles import Role
    from shared.domain.identifiers import BookId
    from shared.ledger.standing import accept_clock

    connection = await database.connect(Role.OPERATOR)
    try:
        await accept_clock(connection, BookId(settings.book), by, reason)
    finally:
        await connection.close()


async def _operator(database: "Database", login: str, password: str) -> "AccountId":
    """The account that answers for it; raises Refusal where the password is wrong, Unsafe for another role."""
    from services.cli.account import why_not
    from shared.access.policy import RoleName
    from shared.access.sessions import Sessions
    from shared.domain.refusal import Refused
    from shared.runtime.clock import now

    sessions = Sessions(database)
    done = await sessions.sign_in(login, password, now())
    if isinstance(done, Refused):
        raise Refusal(why_not(done))
    await sessions.sign_out(done.actor, done.token, now())
    if RoleName.OPERATOR not in done.actor.held:
        held = ", ".join(done.actor.held)
        raise Unsafe(f"{login} is {held}; a clock is accepted by an account with the role operator")
    return done.actor.account_id


def _read(reason: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from shared.domain.text import PublicReason

    try:
        return str(TypeAdapter(PublicReason).validate_python(reason))
    except ValidationError:
        raise WrongUse("the reason: 10 to 300 readable characters on one line, and no NIK") from None


def _asked(asking: "Callable[[Settings, Database], Awaitable[T]]") -> T:
    from services.cli.opening import database_of, running_servers, settings_from_environment

    async def with_database(settings: "Settings") -> T:
        database = database_of(settings)
        try:
            return await asking(settings, database)
        finally:
            await database.dispose()

    with running_servers(settings_from_environment()) as settings:
        return asyncio.run(with_database(settings))


def _told(found: "ClockStanding") -> dict[str, Any]:
    return {
        "clock": found.said.isoformat(),
        "last_record": found.last.isoformat() if found.last else None,
        "jumped": found.jumped,
        "accepted": found.accepted,
        "recording": not found.stops_appends,
    }


def _say(found: "ClockStanding") -> None:
    if found.last is None:
        out.print(f"The clock says {found.said:%Y-%m-%d %H:%M} UTC; nothing is recorded yet.")
        return
    days = abs(found.ahead.total_seconds()) / 86_400
    side = "after" if found.ahead.total_seconds() >= 0 else "before"
    out.print(f"The clock says {found.said:%Y-%m-%d %H:%M} UTC, {days:.1f} days {side} the last record.")
    if found.stops_appends:
        out.print(f"[bold red]Nothing is recorded.[/bold red] {WAY_OUT}")
    else:
        accepted = " An operator has accepted this jump." if found.accepted and found.jumped else ""
        out.print(f"[green]Recording goes on.[/green]{accepted}")
