"""Only what pure code raises over a value belongs to an event; whatever a machine does is waited out."""

import errno
import sqlite3
import ssl

import asyncpg
import msgspec
import pytest
import redis.exceptions
import sqlalchemy.exc
from pydantic import BaseModel, ValidationError

from shared.ledger.append import ClockStepped, DigestMismatch, LaneFull, OutcomeUnknown
from shared.ledger.ledger import TooMuch
from shared.messaging.trouble import passing, told_of
from shared.privacy.keyfile import KeyLost, KeysAway, KeysUnfit, SubjectErased


def classes_of(module: object, *roots: type[BaseException]) -> list[type[BaseException]]:
    return [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, roots)]


SERVER = classes_of(asyncpg.exceptions, asyncpg.PostgresError)
OF_VALUES = [kind for kind in SERVER if str(getattr(kind, "sqlstate", "") or "").startswith(("22", "23"))]
OF_MACHINES = [
    *(kind for kind in SERVER if kind not in OF_VALUES),
    *classes_of(asyncpg.exceptions, asyncpg.InternalClientError),
    *(kind for kind in classes_of(asyncpg.exceptions, asyncpg.InterfaceError) if not issubclass(kind, ValueError)),
    *classes_of(redis.exceptions, redis.exceptions.RedisError),
    asyncpg.InterfaceError,
    MemoryError,
    EOFError,
    RuntimeError,
    TimeoutError,
    ConnectionResetError,
    ssl.SSLError,
    sqlite3.OperationalError,
    sqlalchemy.exc.TimeoutError,
    sqlalchemy.exc.InvalidRequestError,
    OutcomeUnknown,
    LaneFull,
    ClockStepped,
    TooMuch,
    KeysAway,
    KeysUnfit,
]


def raised(kind: type[BaseException]) -> BaseException:
    return kind.__new__(kind, "x")


def wrapped(cause: BaseException | None) -> sqlalchemy.exc.DBAPIError:
    """As SQLAlchemy's asyncpg dialect hands an error on."""
    adapted = Exception("adapted")
    adapted.__cause__ = cause
    return sqlalchemy.exc.DBAPIError("SELECT", None, adapted)


@pytest.mark.parametrize("kind", OF_MACHINES, ids=lambda kind: kind.__name__)
def test_what_a_database_a_driver_or_the_network_says_is_waited_out(kind: type[BaseException]) -> None:
    assert passing(raised(kind))
    assert passing(wrapped(raised(kind)))


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_error_of_the_operating_system_is_waited_out(number: int) -> None:
    assert passing(OSError(number, "x"))


@pytest.mark.parametrize("kind", OF_VALUES, ids=lambda kind: kind.__name__)
def test_a_value_that_no_table_takes_belongs_to_its_event(kind: type[BaseException]) -> None:
    assert not passing(raised(kind))
    assert not passing(wrapped(raised(kind)))


@pytest.mark.parametrize(
    "kind", [KeyError, ValueError, TypeError, AttributeError, AssertionError, ZeroDivisionError, OverflowError]
)
def test_what_a_fold_or_a_decider_raises_belongs_to_its_event(kind: type[BaseException]) -> None:
    assert not passing(kind("x"))


@pytest.mark.parametrize("kind", [KeyLost, SubjectErased])
def test_what_can_be_sealed_no_more_for_one_person_stops_no_other(kind: type[BaseException]) -> None:
    assert not passing(kind("x"))


def test_an_event_that_cannot_be_decoded_or_was_answered_otherwise_is_parked() -> None:
    class Form(BaseModel):
        number: int

    with pytest.raises(ValidationError) as unreadable:
        Form.model_validate_json("{}")
    assert not passing(unreadable.value)
    assert not passing(msgspec.ValidationError("x"))
    assert not passing(DigestMismatch("x"))


def test_an_error_that_nobody_thought_of_is_waited_out() -> None:
    class Unheard(Exception):
        """Of a library of tomorrow."""

    assert passing(Unheard())


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            redis.exceptions.ResponseError("OOM command not allowed when used memory > 'maxmemory'."),
            "ResponseError: OOM command not allowed when used memory",
        ),
        (
            redis.exceptions.ResponseError("ERR unknown command 'XADD', with args beginning with: 'Siti' '3503'"),
            "ResponseError: ERR unknown command",
        ),
        (redis.exceptions.ResponseError("3503111203890001"), "ResponseError"),
        (redis.exceptions.ConnectionError("Error 111 connecting to valkey:6379"), "ConnectionError"),
        (ValueError("Siti"), "ValueError"),
    ],
)
def test_of_an_answer_of_valkey_its_own_words_are_told_and_nothing_that_was_sent(error: Exception, told: str) -> None:
    assert told_of(error) == told
