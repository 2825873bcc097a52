"""What a letter truly says, that it was registered by mistake, and that it was not."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.account.routes.places import is_host
from services.intake.letter.decider import CorrectLetter, RestoreLetter, StrikeOutLetter
from services.intake.letter.decider.commands import OfLetter
from services.intake.letter.routes.doubting import carried_out, doubts_of
from services.intake.letter.routes.parties import party_of
from services.intake.letter.routes.reading import letter_of
from shared.access.asking import Asking, asking
from shared.domain.identifiers import LetterId
from shared.domain.refusal import Refused
from shared.ledger.execute import Done
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.kept import Saved

router = APIRouter(prefix="/letter")
TOLD: Final = answered("LetterTold", letter_id=LetterId)
Corrected = body_model(CorrectLetter)


@router.post("/{letter_id}/corrections", summary="Correct a letter")
@gives(TOLD)
async def corrected(
    letter_id: LetterId,
    said: Annotated[Brought, Depends(incoming(Corrected))],
    asks: Annotated[Asking, Depends(asking(CorrectLetter))],
) -> Response:
    """All of it as it truly is; its place in the agenda stays."""
    found = {
        "party": await party_of(asks.house, said.correspondent),
        "host_known": said.ipd_id is not None and await is_host(asks.house, said.ipd_id),
        "corrected_by": asks.actor.account_id,
    }
    command = command_of(CorrectLetter, said, letter_id=letter_id, **found)
    return await told(asks, command, "letter-corrected")


@router.post("/{letter_id}/striking-out", summary="Strike a letter out")
@gives(TOLD)
async def struck_out(
    command: Annotated[StrikeOutLetter, Depends(brought(StrikeOutLetter))],
    asks: Annotated[Asking, Depends(asking(StrikeOutLetter))],
) -> Response:
    """It was registered by mistake; its place in the agenda stays its own."""
    return await told(asks, command, "letter-struck-out")


@router.post("/{letter_id}/restoration", summary="Let a letter that was struck out stand again")
@gives(TOLD)
async def restored(
    command: Annotated[RestoreLetter, Depends(brought(RestoreLetter))],
    asks: Annotated[Asking, Depends(asking(RestoreLetter))],
) -> Response:
    """That was the mistake."""
    return await told(asks, command, "letter-restored")


async def told(asks: Asking, command: OfLetter, saved: str, see: str = "") -> Response:
    """Carry it out where the letter is there for who asks, and show it, or the page below it that ``see`` names."""
    return shown(asks, command, await done(asks, command), saved, see)


async def done(asks: Asking, command: OfLetter) -> Done | Refused:
    """What came of it, where the letter is there for who asks."""
    found = await letter_of(asks.request, asks.house, asks.actor, command.letter_id)
    return await carried_out(asks, command, await doubts_of(asks, command, found.letter))


def shown(asks: Asking, command: OfLetter, result: Done | Refused, saved: str, see: str = "") -> Response:
    """The letter or a page below it, with a line of what was saved; or every reason why not."""
    page = f"/letter/{command.letter_id}{see}"
    return asks.answer(result, see=page, saved=Saved(saved), letter_id=command.letter_id)
