"""Whatever a driver says of a database that is away, who asked is told to come again: it is no fault of ours."""

from functools import partial

import asyncpg
import sqlalchemy.exc

from shared.access.policy import RoleName
from shared.messaging.trouble import passing
from shared.runtime.settings import Settings
from tests.opened import opened_for

SAID = [
    kind
    for kind in vars(asyncpg.exceptions).values()
    if isinstance(kind, type)
    and issubclass(kind, (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError))
    and passing(kind("x"))
]
RAISED = [
    *SAID, ConnectionRefusedError, ConnectionResetError, FileNotFoundError, TimeoutError, sqlalchemy.exc.TimeoutError,
]  # fmt: skip


async def away(kind: type[Exception]) -> None:
    raise kind("x")


async def test_whatever_says_that_the_database_is_away_is_answered_with_come_again(settings: Settings) -> None:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER]) as house:
        for number, kind in enumerate(RAISED):
            house.app.add_api_route(f"/away/{number}", partial(away, kind), include_in_schema=False)
        for number, kind in enumerate(RAISED):
            answer = await house.clients[RoleName.OFFICER].get(f"/away/{number}")
            assert (answer.status_code, answer.json()["rule"]) == (503, "database-away"), kind


def test_the_kinds_were_found() -> None:
    assert {asyncpg.InternalClientError, asyncpg.CannotConnectNowError, asyncpg.ProtocolError} <= set(SAID)
