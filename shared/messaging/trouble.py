"""Which errors pass by themselves and which the events caused: the first are waited out, the second are parked."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.ledger.append import ClockStepped, LaneFull, OutcomeUnknown

PASSING_STATES = ("08", "25006", "25P03", "40", "53", "55", "57", "58")
"""How a SQLSTATE begins that says nothing about the event: connection, standby, idle too long, serialisation,
resources, locks, shutdown, disk."""

PASSING_ERRORS = (
    OSError,
    TimeoutError,
    PoolTimeout,
    asyncpg.InterfaceError,
    OutcomeUnknown,
    LaneFull,
    ClockStepped,
)


def passing(error: BaseException) -> bool:
    """Whether an error says nothing about the event and goes away by itself."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        cause = error.orig.__cause__ if error.orig is not None else None
        return passing(cause) if cause is not None else False
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate or "").startswith(PASSING_STATES)
    return isinstance(error, PASSING_ERRORS)
