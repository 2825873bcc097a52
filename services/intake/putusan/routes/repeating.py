"""POST /putusan/{id}/repeats: hours to be served again, as a ruling of its own; …/repeats/withdrawals: they are not."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.putusan.decider import OrderRepeat, WithdrawRepeat, repeat_of
from services.intake.putusan.decider.carrying import MINUTES
from services.intake.putusan.reactions import keep_identity
from services.intake.putusan.routes.amendment import standing
from services.intake.putusan.routes.answers import REPEATED
from shared.access.asking import Asking, asking
from shared.domain.refusal import Fact, Refused
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.web.answers import gives
from shared.web.brought import brought
from shared.web.kept import Saved

router = APIRouter(prefix="/putusan")


@router.post("/{putusan_id}/repeats", summary="Hours to be served again")
@gives(REPEATED)
async def ordered(
    command: Annotated[OrderRepeat, Depends(brought(OrderRepeat))],
    asks: Annotated[Asking, Depends(asking(OrderRepeat))],
) -> Response:
    """A ruling of its own is registered beside it, and it has ended the day before. The next number mends what was
    ordered."""
    _, opened = await standing(asks, command.putusan_id)
    command = command.model_copy(update={"opened": opened})
    repeat_id = repeat_of(command.putusan_id)
    facts: dict[str, Fact] = {"minutes": command.hours * MINUTES + command.minutes}
    result = await asks.carry_out(command)
    if not isinstance(result, Refused):
        with suppress(KeysAway, KeysUnfit):
            await keep_identity(asks.house, repeat_id)
    saved = Saved("repeat-ordered", facts)
    return asks.answer(
        result, see=f"/putusan/{repeat_id}", saved=saved, putusan_id=command.putusan_id, repeat_id=repeat_id
    )


@router.post("/{putusan_id}/repeats/withdrawals", summary="Withdraw the order to serve hours again")
@gives(REPEATED)
async def withdrawn(
    command: Annotated[WithdrawRepeat, Depends(brought(WithdrawRepeat))],
    asks: Annotated[Asking, Depends(asking(WithdrawRepeat))],
) -> Response:
    """The ruling goes on as if nobody had ordered it."""
    putusan_id, saved = command.putusan_id, Saved("repeat-withdrawn", {})
    repeat_id = repeat_of(putusan_id)
    return await asks.answered(
        command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id, repeat_id=repeat_id
    )
