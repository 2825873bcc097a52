"""POST /putusan/{id}/endings: it is executed here no longer; …/endings/withdrawals: what was said of that is none."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.responses import Response

from services.intake.klien.projections import NEEDS
from services.intake.putusan.decider import EndPutusan, ResumePutusan
from services.intake.putusan.decider.beforehand import of_end
from services.intake.putusan.routes.answers import ENDED
from shared.access.asking import Asking, asking
from shared.database.roles import Role
from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Fault
from shared.web.answers import gives
from shared.web.brought import brought
from shared.web.house import House
from shared.web.kept import Saved, typed

router = APIRouter(prefix="/putusan")


@router.post("/{putusan_id}/endings", summary="The end of its execution here, by an act of others")
@gives(ENDED)
async def ended(
    command: Annotated[EndPutusan, Depends(brought(EndPutusan))],
    asks: Annotated[Asking, Depends(asking(EndPutusan))],
) -> Response:
    """Annulled, pardoned, died, or transferred: work after that day counts nothing, and the place is free. The next
    number mends what was said."""
    putusan_id = command.putusan_id
    saved = Saved(f"ruling-{command.ground}", {"ended_on": command.ended_on.isoformat()})
    doubts = await _doubts(asks.house, putusan_id) if typed(asks.request) else ()
    see = f"/putusan/{putusan_id}"
    return await asks.answered(command, see=see, doubts=doubts, saved=saved, putusan_id=putusan_id)


async def _doubts(house: House, putusan_id: PutusanId) -> tuple[Fault, ...]:
    """What a page asks first: what the hours have told of it so far."""
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(select(NEEDS.table).where(NEEDS.table.c.putusan_id == putusan_id))).first()
    row = NEEDS.layout.from_query(found) if found is not None else None
    return of_end(row.credited_minutes, row.required_minutes) if row is not None else ()


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
