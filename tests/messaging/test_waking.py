"""How long an event has waited is counted from when the ledger was seen to hold it, not from when one was level."""

import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import Position
from shared.messaging.history import Place
from shared.messaging.waking import LedgerHead
from tests.messaging.readers import BOOK


async def test_who_is_never_level_with_a_busy_ledger_but_close_behind_is_not_late(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = LedgerHead(database, Role.INTAKE, BOOK)
    assert head.seconds_beyond(Position(0)) == 0.0
    for second in range(900):
        monkeypatch.setattr("shared.messaging.waking.monotonic", lambda at=second: float(at))
        await head.learn(Place(1, Position(2 * second + 1), b""))
        await head.learn(Place(1, Position(2 * second + 2), b""))
    waits = [head.seconds_beyond(Position(position)) for position in (0, 900, 1_798, 1_799, 1_800)]
    assert waits == [899.0, 449.0, 0.0, 0.0, 0.0]
