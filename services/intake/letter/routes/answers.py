"""Which outgoing letters a task can be done by: the newest of one's own agendas."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from starlette.requests import Request

from services.intake.letter.events import Direction
from services.intake.letter.projections import LETTERS
from services.intake.letter.report import keys_of, opened, reads
from shared.access.policy import Actor
from shared.access.reach import scope_of
from shared.database.roles import Role
from shared.web.house import House

OFFERED_MOST: Final = 20
"""The answer to a letter is among the last ones that an office wrote."""


async def answers_offered(request: Request, house: House, actor: Actor) -> Sequence[tuple[str, str]]:
    """By their ids, as one tells them apart."""
    rows, scope, keys = LETTERS.table.c, await scope_of(request, house, actor), await keys_of(house, actor)
    theirs = rows.direction == Direction.OUT.value, ~rows.struck_out, scope.where(unit=rows.unit)
    query = select(LETTERS.table).where(*theirs).order_by(rows.position.desc()).limit(OFFERED_MOST)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = [row for row in await connection.execute(query) if reads(actor, row.secrecy, row.chain, keys)]
    shown = await opened(request, house, actor, found)
    return [(one.letter_id, f"{one.agenda}/{one.year}, {one.perihal or one.number or 'surat keluar'}") for one in shown]
