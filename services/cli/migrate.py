"""`bakti migrate`: roles, schemas and tables that cannot be rebuilt, before anything is served."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.saying import WrongUse, out

if TYPE_CHECKING:
    from shared.runtime.settings import Settings


def migrate_database(
    new_password: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="First give the administrator the password in this file."),
    ] = None,
) -> None:
    """Bring the database at BAKTI_DATABASE_URL to the newest revision (as its administrator). Safe to repeat.

    Roles get the passwords found in BAKTI_DATABASE_PASSWORDS, one file a role: put a new one there and migrate again.
    With --new-password the administrator's changes too; afterwards that file takes the place of the old one. `bakti up`
    migrates by itself.
    """
    from services.cli.opening import settings_from_environment
    from shared.database.engine import ADMINISTRATOR, passwords_in
    from shared.database.migrate import migrate, set_administrators_password

    settings = settings_from_environment()
    if settings.database_url is None:
        raise WrongUse("BAKTI_DATABASE_URL is not set; for a machine of your own there is: bakti up")
    passwords = dict(passwords_in(settings.database_passwords))
    if new_password is not None:
        new = new_password.read_text().strip()
        if not new:
            raise WrongUse(f"{new_password} holds no password")
        set_administrators_password(settings.database_url, passwords, new)
        passwords[ADMINISTRATOR] = new
        out.print(f"The administrator has the password in {new_password}: put it in place of the old one.")
    migrate(settings.database_url, passwords, settings.book)
    asyncio.run(introduce_keys(settings))
    out.print("The database is at the newest revision.")


async def introduce_keys(settings: "Settings") -> None:
    """Let database and key store know each other; the store is made where the database knows none yet."""
    from services.cli.opening import database_of
    from shared.privacy.fitting import introduce

    database = database_of(settings)
    try:
        await introduce(database, settings.keys_dir, settings.master_key_file)
    finally:
        await database.dispose()
