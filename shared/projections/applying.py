"""Events folded into the rows of a table: those they concern are read, folded and written back.

Live that is the table that is read, in a subscription's transaction; in a rebuild the new one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeVar

import asyncpg
import msgspec

from shared.messaging.parking import Parked
from shared.projections.folding import Folding, unstorable
from shared.projections.reading import Item, Reading
from shared.projections.rows import Key
from shared.projections.state import Projection
from shared.projections.writing import load, write_changes

R = TypeVar("R", bound=msgspec.Struct)


class Applied(NamedTuple):
    """What some events did to a table: which keys they park, and how many rows it has more."""

    parked: list[Parked]
    more: int


async def applied(
    connection: asyncpg.Connection[Any],
    address: str,
    projection: Projection[R],
    reading: Reading,
    items: Sequence[Item],
    waiting: Collection[str] = (),
) -> Applied:
    """Fold these events, in order, into the rows at this address. The row of a key that is parked stays as it was.

    ``waiting``: keys that are parked, whose events are left alone.
    """
    before = await load(connection, address, projection.layout, Folding(projection, reading).touched(items))
    folding = Folding(projection, reading, before, waiting=waiting)
    folding.fold(items)
    if unstorable(projection, _changed(before, folding.rows)):
        folding = Folding(projection, reading, before, waiting=waiting, strict=True)
        folding.fold(items)
    await write_changes(connection, address, projection.layout, before, folding.rows)
    return Applied(list(folding.parked.values()), len(folding.rows) - len(before))


def _changed(before: dict[Key, R], after: dict[Key, R]) -> dict[Key, R]:
    return {key: row for key, row in after.items() if before.get(key) is not row}
