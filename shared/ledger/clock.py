"""The ledger's own clock, which a demo's database may have moved: only its owner can, no session's setting."""

from datetime import timedelta

from shared.database.engine import connected
from shared.database.roles import Role

MACHINES = "SELECT clock_timestamp()"


async def set_clock(url: str, ahead: timedelta) -> None:
    """Let ``ledger.clock()`` at the administrator's address stand this far after the machine's; zero sets it right.

    A book that has records does not follow a jump: appends stop until an operator accepts it.
    """
    seconds = int(ahead.total_seconds())
    body = f"{MACHINES} + interval '{seconds} seconds'" if seconds else MACHINES
    connection = await connected(url)
    try:
        if body != await connection.fetchval("SELECT prosrc FROM pg_proc WHERE oid = 'ledger.clock()'::regprocedure"):
            await connection.execute(
                f"BEGIN; SET LOCAL ROLE {Role.OWNER}; CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz "
                f"LANGUAGE sql VOLATILE AS $${body}$$; COMMIT"
            )
    finally:
        await connection.close()
