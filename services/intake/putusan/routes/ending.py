"""POST /putusan/{id}/endings: it is executed here no longer; …/endings/withdrawals: what was said of that is none."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy import select
from starlette.responses import Response

from services.intake.klien.projections import NEEDS
from services.intake.putusan.decider import PUTUSAN, EndPutusan, ResumePutusan
from services.intake.putusan.decider.beforehand import of_end
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.putusan.routes.answers import ENDED
from services.intake.putusan.routes.loads import UNUSABLE
from shared.access.asking import Asking, asking
from shared.access.naming import people
from shared.access.policy import Actor, may
from shared.access.reach import scope_of, sees
from shared.database.roles import Role
from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import known_events
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House
from shared.web.kept import Saved, typed
from shared.web.problems import Problem

router = APIRouter(prefix="/putusan")
ROWS: Final = PUTUSANS.table
OTHERS_MOST: Final = 20
"""Rulings of one person that run at once: more than a court has given."""


class Together(Brought):
    """Other rulings of the same person that end by the same act, as by a death."""

    also: Annotated[tuple[PutusanId, ...], Field(max_length=OTHERS_MOST)] = ()

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A list for one box, an empty one for none."""
        ticked = fields.get("also") or ()
        return {**fields, "also": [ticked] if isinstance(ticked, str) else ticked}


Ending = body_model(EndPutusan, base=Together)


@router.post("/{putusan_id}/endings", summary="The end of its execution here, by an act of others")
@gives(ENDED)
async def ended(
    putusan_id: PutusanId,
    body: Annotated[Together, Depends(incoming(Ending))],
    asks: Annotated[Asking, Depends(asking(EndPutusan))],
) -> Response:
    """Annulled, pardoned, died, or transferred: work after that day counts nothing, and the place is free. The next
    number mends what was said. Either all that are named end, or none."""
    command = command_of(EndPutusan, body, putusan_id=putusan_id)
    doubts = await _doubts(asks.house, putusan_id) if typed(asks.request) else ()
    await asks.looked_at(doubts, command)
    commands = [command, *await _theirs(asks, command, body)]
    result = await asks.carry_out(command)
    for number, one in enumerate(commands[1:], 1):
        if isinstance(result, Refused):
            break
        result = await asks.carry_out(one, number)
    saved = Saved(f"ruling-{command.ground}", {"ended_on": command.ended_on.isoformat()})
    return asks.answer(result, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)


async def _doubts(house: House, putusan_id: PutusanId) -> tuple[Fault, ...]:
    """What a page asks first: what the hours have told of it so far."""
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(select(NEEDS.table).where(NEEDS.table.c.putusan_id == putusan_id))).first()
    row = NEEDS.layout.from_query(found) if found is not None else None
    return of_end(row.credited_minutes, row.required_minutes) if row is not None else ()


async def _theirs(asks: Asking, command: EndPutusan, body: Together) -> list[EndPutusan]:
    """The same end of each of the others, by its own next number. Raises Problem where one of them cannot end."""
    wanted = sorted({*body.also} - {command.putusan_id})
    if not wanted:
        return []
    state = PUTUSAN.fold(known_events(await asks.house.ledger.read_stream(PUTUSAN.stream(command.putusan_id))))
    klien_id = state.received.klien_id if state.received else None
    found = []
    for one in wanted:
        other = PUTUSAN.fold(known_events(await asks.house.ledger.read_stream(PUTUSAN.stream(one))))
        if other.received is None or other.received.klien_id != klien_id or other.ended is not None:
            raise Problem(409, Fault("ending-not-theirs", pointer="/also"))
        numbered = {"putusan_id": one, "number": max(other.endings, default=0) + 1}
        found.append(command.model_copy(update=numbered))
        await asks.looked_at(command=found[-1])
    return found


async def running_beside(
    request: Request, house: House, actor: Actor, row: Mapping[str, Any]
) -> Sequence[tuple[PutusanId, str]]:
    """Of this row's person the other rulings that have not ended, as far as they exist for who asks and may end them:
    by id, and how a page calls them."""
    if not may(actor.role, EndPutusan.ACTION):
        return ()
    columns, klien_id = ROWS.c, row["klien_id"]
    theirs = (columns.klien_id == klien_id) & (columns.putusan_id != row["putusan_id"]) & columns.ended.is_(None)
    query = select(columns.putusan_id).where(theirs & columns.state.not_in(UNUSABLE)).order_by(columns.position)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        ids = (await connection.execute(query.limit(OTHERS_MOST))).scalars().all()
    scope = await scope_of(request, house, actor)
    seen = [one for one in ids if await sees(house, scope, putusan_id=one)]
    whose = await people(request, house, PERSONS, actor, dict.fromkeys(seen, klien_id), EndPutusan.ACTION)
    return [(one, whose.names[one].case_number or whose.names[one].full) for one in seen]


@router.post("/{putusan_id}/endings/withdrawals", summary="Take back that it has ended")
@gives(ENDED)
async def resumed(
    command: Annotated[ResumePutusan, Depends(brought(ResumePutusan))],
    asks: Annotated[Asking, Depends(asking(ResumePutusan))],
) -> Response:
    """Place, credit and deadline are again what they would be if nobody had told its end."""
    putusan_id = command.putusan_id
    saved = Saved("ruling-resumed", {})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)
