"""A process whose lane ends while requests wait: it must tell them and end. ``python -m tests.ledger.broken_lane``."""

import asyncio
import sys

from shared.database.engine import Database
from shared.database.roles import Role
from shared.ledger.append import OutcomeUnknown
from shared.ledger.ledger import Ledger
from tests.ledger.examples import BOOK, letter


async def main(url: str, how: str) -> None:
    ledger = Ledger(Database(url), BOOK, Role.INTAKE, frozenset({"letter"}))
    await ledger.start()
    lane = ledger._lane
    assert lane._task is not None
    if how == "cancel":
        asyncio.get_running_loop().call_soon(lane._task.cancel)
    else:
        lane._next_group = None  # type: ignore[method-assign, assignment]
    try:
        await ledger.append(letter("a"))
    except OutcomeUnknown as error:
        print(f"caller was told: {error}", flush=True)  # noqa: T201 — the test reads it
    await asyncio.sleep(20)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
