"""`bakti migrate`: roles, schemas and tables that cannot be rebuilt, before anything is served."""

from services.cli.saying import WrongUse, out


def migrate_database() -> None:
    """Bring the database at BAKTI_DATABASE_URL to the newest revision (as its administrator). Safe to repeat.

    Roles get the passwords found in BAKTI_DATABASE_PASSWORDS, one file a role. `bakti up` does this by itself.
    """
    from services.cli.opening import settings_from_environment
    from shared.database.engine import passwords_in
    from shared.database.migrate import migrate
    from shared.privacy.keys import ensure_master_key

    settings = settings_from_environment()
    if settings.database_url is None:
        raise WrongUse("BAKTI_DATABASE_URL is not set; for a machine of your own there is: bakti up")
    migrate(settings.database_url, passwords_in(settings.database_passwords))
    ensure_master_key(settings.master_key_file, settings.keys_dir)
    out.print("The database is at the newest revision.")
