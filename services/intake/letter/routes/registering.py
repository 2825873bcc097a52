"""POST /letter/incoming and /letter/outgoing: a letter gets its place in the agenda of a unit."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.account.routes.places import is_host
from services.intake.letter.decider import ReceiveLetter, WriteLetter
from services.intake.letter.events import LetterReceived, LetterWritten
from services.intake.letter.routes.doubting import carried_out, doubts
from services.intake.letter.routes.parties import party_of
from shared.access.asking import Asking, asking
from shared.domain.identifiers import LetterId, derived
from shared.domain.refusal import Fault
from shared.ledger.execute import Done
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import asked, incoming
from shared.web.kept import Saved

router = APIRouter(prefix="/letter")
REGISTERED: Final = answered("LetterRegistered", letter_id=LetterId)
Received, Written = body_model(ReceiveLetter), body_model(WriteLetter)


@router.post("/incoming", status_code=201, summary="Register an incoming letter")
@gives(REGISTERED)
async def received(
    new: Annotated[Brought, Depends(incoming(Received))], asks: Annotated[Asking, Depends(asking(ReceiveLetter))]
) -> Response:
    """In the agenda of the year in which it was received; its number there comes with the letter itself."""
    command = command_of(ReceiveLetter, new, **await _found(asks, new))
    return await _registered(asks, command, await doubts(asks, command))


@router.post("/outgoing", status_code=201, summary="Register an outgoing letter")
@gives(REGISTERED)
async def written(
    new: Annotated[Brought, Depends(incoming(Written))], asks: Annotated[Asking, Depends(asking(WriteLetter))]
) -> Response:
    """In the agenda of the year in which it is written; it is numbered afterwards."""
    return await _registered(asks, command_of(WriteLetter, new, **await _found(asks, new)))


async def _found(asks: Asking, new: Brought) -> dict[str, Any]:
    """The id that always follows from the request, so that one that is sent again is the same letter; who registers
    it; which unit of ours the other side is; and whether there is the I-PD that it is about."""
    once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
    by = asks.actor.account_id
    return {
        "letter_id": derived("letter", once),
        "registered_by": by,
        "party": await party_of(asks.house, new.correspondent),
        "host_known": new.ipd_id is not None and await is_host(asks.house, new.ipd_id),
    }


async def _registered(asks: Asking, command: ReceiveLetter | WriteLetter, doubts: Sequence[Fault] = ()) -> Response:
    result, saved = await carried_out(asks, command, doubts), None
    if isinstance(result, Done):
        told = next(one for one in result.events if isinstance(one, LetterReceived | LetterWritten))
        saved = Saved(
            "letter-registered",
            {"agenda": str(told.agenda), "year": str(told.year)},
            ("Buka suratnya", f"/letter/{told.letter_id}"),
        )
    return asks.answer(result, status=201, see=_next(command), saved=saved, letter_id=command.letter_id)


def _next(command: ReceiveLetter | WriteLetter) -> str:
    """The next blank form, for whoever enters one letter after another."""
    way = "" if isinstance(command, ReceiveLetter) else "direction=out&"
    return f"/letter/new?{way}last={command.letter_id}"
