"""By which letters a ruling came, or which are about it: for its own page."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from starlette.requests import Request

from services.intake.letter.projections import LETTERS, LINKED
from services.intake.letter.report import REPORT, keys_of, opened, reads
from shared.access.policy import Actor, may
from shared.access.reach import scope_of
from shared.database.roles import Role
from shared.domain.identifiers import PutusanId
from shared.web.house import House

LETTERS_MOST: Final = 50
"""Of one ruling: the covering letter, and what is written about it."""


async def letters_of(request: Request, house: House, actor: Actor, putusan_id: PutusanId) -> Sequence[Any]:
    """Those in the agendas of one's own units that one may read, the oldest first."""
    if not may(actor.role, REPORT.action):
        return ()
    keys = await keys_of(house, actor)
    letters, linked, scope = LETTERS.table, LINKED.table, await scope_of(request, house, actor)
    query = select(letters).join(linked, linked.c.letter_id == letters.c.letter_id)
    theirs = linked.c.putusan_id == putusan_id, ~letters.c.struck_out, scope.where(unit=letters.c.unit)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = await connection.execute(query.where(*theirs).order_by(letters.c.position).limit(LETTERS_MOST))
        rows = [row for row in found if reads(actor, row.secrecy, row.chain, keys)]
    return await opened(request, house, actor, rows)
