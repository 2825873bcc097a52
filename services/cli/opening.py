"""Servers and database for a command that works for a while: those that run, or else our own, stopped afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from services.cli.saying import Refusal

if TYPE_CHECKING:
    from shared.database.engine import Database
    from shared.runtime.settings import Settings


def settings_from_environment(**given: object) -> "Settings":
    """The settings, with what was said on the command line in place of the environment's."""
    from pydantic import ValidationError

    from shared.runtime.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as fault:
        lines = (f"BAKTI_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in fault.errors(include_url=False))
        raise Refusal("; ".join(lines)) from None


@contextmanager
def running_servers(settings: "Settings") -> "Iterator[Settings]":
    """Servers are found or started; yields the settings with their addresses."""
    from shared.runtime.servers import Servers

    servers = Servers.start(settings)
    try:
        yield settings.model_copy(update={"database_url": servers.database_url, "redis_url": servers.redis_url})
    finally:
        servers.stop()


def database_of(settings: "Settings") -> "Database":
    """The database under these settings; the caller disposes of it."""
    from shared.database.engine import Database, passwords_in

    return Database(str(settings.database_url), passwords_in(settings.database_passwords))
