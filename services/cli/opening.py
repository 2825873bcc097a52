"""Where a command finds its house: at the addresses of the environment, or in the data folder, running or at rest."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from services.cli.saying import Unsafe, WrongUse, err

if TYPE_CHECKING:
    from shared.database.engine import Database
    from shared.runtime.settings import Settings


def settings_from_environment(**given: object) -> "Settings":
    """The settings, with what was said on the command line in place of the environment's."""
    from pydantic import ValidationError

    from shared.runtime.settings import Settings, unknown_names

    for name, meant in unknown_names(os.environ).items():
        err.print(f"bakti: {name} is no setting{f'; did you mean {meant}?' if meant else ''}", markup=False)
    try:
        found = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as fault:
        lines = (f"BAKTI_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in fault.errors(include_url=False))
        raise WrongUse("; ".join(lines)) from None
    _move_the_clock(found)
    return found


def _move_the_clock(settings: "Settings") -> None:
    """Live at the day that BAKTI_CLOCK_OFFSET_S asks for; raises Unsafe unless all that is there is invented."""
    from services.cli.demo import only_invented
    from shared.runtime import clock

    if settings.clock_offset_s and not only_invented(settings):
        raise Unsafe(
            "BAKTI_CLOCK_OFFSET_S moves the clock of a demo only: with --demo (or BAKTI_DEMO=true), without "
            "BAKTI_DATABASE_URL, in a data folder that is new or was last started as a demo"
        )
    clock.move(timedelta(seconds=settings.clock_offset_s))


@contextmanager
def running_servers(settings: "Settings") -> "Iterator[Settings]":
    """The house that is there, its PostgreSQL started for a while where it rests; yields settings with its addresses.

    An address in the environment always wins. Nothing is made: that do `up` and `migrate`; raises NoBook where the
    house has no such book.
    """
    from shared.runtime.servers import NoHouse, Servers

    try:
        servers = Servers.found(settings)
    except NoHouse:
        raise WrongUse(
            f"no house in {settings.data_dir}. To make one: bakti up. Where there is one, say it with BAKTI_DATA_DIR "
            "(its folder) or BAKTI_DATABASE_URL (its PostgreSQL)."
        ) from None
    try:
        addresses = {"database_url": servers.database_url, "redis_url": servers.redis_url or None}
        addressed = settings.model_copy(update=addresses)
        asyncio.run(_find_book(addressed))
        yield addressed
    finally:
        servers.stop()


async def _find_book(settings: "Settings") -> None:
    from shared.database.roles import Role
    from shared.domain.identifiers import BookId
    from shared.ledger.books import find_book

    connection = await database_of(settings).connect(Role.OPERATOR)
    try:
        await find_book(connection, BookId(settings.book))
    finally:
        await connection.close()


def place_of(settings: "Settings") -> dict[str, str]:
    """Which ledger this is, for people and scripts: server, database and book; never a password."""
    from sqlalchemy.engine import make_url

    url = make_url(str(settings.database_url))
    host = url.host or url.query.get("host", "localhost")
    server = str(host) if str(host).startswith("/") else f"{host}:{url.port or 5432}"
    return {"server": server, "database": url.database or url.username or "", "book": settings.book}


def address_of(settings: "Settings") -> str:
    """Where a client on this machine reaches the pages and the API."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def house_and_password(address: str | None, password: str | None) -> tuple[str, str]:
    """The running house that is meant and the password to sign in with, asked for where nothing says it.

    The demo's own password is told to no other house.
    """
    import typer

    from shared.access.demo import PASSWORD_FILE

    settings = settings_from_environment()
    own = address_of(settings)
    if password is None:
        demo = settings.data_dir / PASSWORD_FILE
        known = address in (None, own) and demo.exists()
        password = demo.read_text() if known else str(typer.prompt("Password", hide_input=True))
    return address or own, password


def database_of(settings: "Settings") -> "Database":
    """The database under these settings; the caller disposes of it."""
    from shared.database.engine import Database, passwords_in

    return Database(str(settings.database_url), passwords_in(settings.database_passwords))
