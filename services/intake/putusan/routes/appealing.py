"""POST /putusan/{id}/appeals: an appeal (banding) was lodged; …/withdrawals: it was withdrawn, or there was none. And
what was told of it, for the ruling's page."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.putusan.decider import LodgeAppeal, Putusan, WithdrawAppeal
from services.intake.putusan.events import PutusanAppealed, PutusanAppealWithdrawn
from services.intake.putusan.routes.answers import APPEALED
from services.intake.putusan.routes.numbered import by_number, for_page, for_programs
from shared.access.asking import Asking, asking
from shared.access.policy import Actor
from shared.ledger.recorded import Recorded
from shared.web.answers import gives
from shared.web.brought import brought
from shared.web.house import House
from shared.web.kept import Saved

router = APIRouter(prefix="/putusan")
KINDS = (PutusanAppealed, PutusanAppealWithdrawn)


@router.post("/{putusan_id}/appeals", summary="An appeal against it (banding)")
@gives(APPEALED)
async def lodged(
    command: Annotated[LodgeAppeal, Depends(brought(LodgeAppeal))],
    asks: Annotated[Asking, Depends(asking(LodgeAppeal))],
) -> Response:
    """Until the court tells a day of finality it is not final, and nothing is planned. The next number mends what was
    said."""
    putusan_id, saved = command.putusan_id, Saved("ruling-appealed", {"lodged_on": command.lodged_on.isoformat()})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)


@router.post("/{putusan_id}/appeals/withdrawals", summary="Take back that an appeal is open")
@gives(APPEALED)
async def withdrawn(
    command: Annotated[WithdrawAppeal, Depends(brought(WithdrawAppeal))],
    asks: Annotated[Asking, Depends(asking(WithdrawAppeal))],
) -> Response:
    """The appeal was withdrawn, or there was none; the day of finality is told by the court."""
    putusan_id, saved = command.putusan_id, Saved("appeal-withdrawn", {})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)


def told(entries: Sequence[Recorded]) -> dict[str, Any]:
    """The appeals against a ruling and their withdrawals, as programs read them."""
    return {"appeals": for_programs(by_number(entries, *KINDS), "lodged_on")}


async def shown(
    house: House, actor: Actor, state: Putusan, entries: Sequence[Recorded], purpose: str, *, masked: bool
) -> dict[str, Any]:
    """For the page of a ruling: what was told, and whether one is open."""
    found = await for_page(house, actor, by_number(entries, *KINDS), purpose, masked=masked)
    is_open = state.appealed is not None and state.final_on is None and state.ended is None
    return {"appeals_told": found, "appeal_open": is_open, "next_appeal": max(state.appeals, default=0) + 1}
