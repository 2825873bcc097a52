"""Which errors an event caused, so that it is parked; every other one passes by itself and is waited out.

Asked this way round, for the list of what a machine can do to us has no end: only what pure code raises over a value
(it cannot be decoded, a fold or a decider stumbles over it, no table takes it) says anything about the event. An error
that nobody thought of stops one follower where it stands, told in its state, and loses nothing.
"""

import re

import asyncpg
import msgspec
from redis.exceptions import RedisError, ResponseError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from shared.ledger.append import DigestMismatch
from shared.privacy.keyfile import KeyLost, SubjectErased

VALUES_REFUSED = ("22", "23")
"""How a SQLSTATE begins that says: no table takes this value. All else is the server's, ours or the network's."""

OF_PURE_CODE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
    DigestMismatch,
)
"""What a decoder, a fold or a decider raises (pydantic's ValidationError is a ValueError), and the ledger's answer that
the event was answered by another command. Not RuntimeError: that is what a closed loop or transport says."""

OF_PERSON = (KeyLost, SubjectErased)
"""Nothing more can be sealed for this one person; all others go on. A store that is away or unfit is everybody's."""

OF_DRIVERS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, SQLAlchemyError, RedisError)
"""Whose errors some libraries derive from ValueError too."""


DATA = re.compile(r"""['"`:<>(){}\[\]\d].*""", re.DOTALL)
"""Where an answer begins to quote: a command, an argument, a figure."""
ANSWER_LENGTH_MAX = 100


def told_of(error: BaseException) -> str:
    """The kind of an error; of an answer of Valkey its words too, as far as they quote nothing that was sent."""
    kind = type(error).__name__
    words = DATA.sub("", str(error)).strip()[:ANSWER_LENGTH_MAX] if isinstance(error, ResponseError) else ""
    return f"{kind}: {words}" if words else kind


def passing(error: BaseException) -> bool:
    """Whether an error says nothing about the event."""
    if isinstance(error, DBAPIError):
        cause = error.orig.__cause__ if error.orig is not None else None
        return error.connection_invalidated or cause is None or passing(cause)
    if isinstance(error, asyncpg.PostgresError):
        return not str(error.sqlstate or "").startswith(VALUES_REFUSED)
    if isinstance(error, asyncpg.InterfaceError):  # the driver's own "no column takes this value" is both
        return not isinstance(error, ValueError)
    return isinstance(error, (OSError, *OF_DRIVERS)) or not isinstance(error, (*OF_PURE_CODE, *OF_PERSON))
