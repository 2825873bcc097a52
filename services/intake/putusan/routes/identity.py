"""POST /putusan/{id}/identity: an officer says whose a ruling is, where its paper leaves that open."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN, DecideIdentity, identify
from services.intake.putusan.events import Person
from services.intake.putusan.reactions import keep_identity
from services.intake.putusan.routes.answers import IDENTIFIED
from services.intake.putusan.routes.outcome import outcome_of, told
from shared.access.signin import Actor, require
from shared.domain import text
from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Refused
from shared.ledger.execute import known_events
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.web.answers import gives
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.problems import answer

router = APIRouter(prefix="/putusan")
PURPOSE = "putusan.identify"


class WhoseRuling(BaseModel):
    """The same person as in the other ruling, or another, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Person
    reason: text.Reason


@router.post("/{putusan_id}/identity")
@gives(IDENTIFIED)
async def identified(
    request: Request,
    putusan_id: PutusanId,
    home: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require("putusan.identify"))],
    given: Annotated[WhoseRuling, Depends(incoming(WhoseRuling))],
) -> Response:
    """Let a ruling that was held for its person go on, under that person or one of its own."""
    stream = PUTUSAN.stream(putusan_id)
    received = PUTUSAN.fold(known_events(await home.ledger.read_stream(stream))).received
    clear = await home.vault.opened(received, PURPOSE, actor.account_id) if received is not None else None
    command = DecideIdentity(putusan_id=putusan_id, answer=given.answer, reason=given.reason)
    result = await home.executor.execute(
        command, PUTUSAN, stream, identify(received, clear), asked(request, actor.account_id), home.circumstances
    )
    if isinstance(result, Refused):
        return answer(request, result)
    with suppress(KeysAway, KeysUnfit):  # it is recorded, and the reaction comes to it again
        await keep_identity(home, putusan_id)
    outcome = await outcome_of(home, result, putusan_id)
    return answer(
        request,
        result,
        see=f"/putusan/{putusan_id}",
        putusan_id=putusan_id,
        state=outcome.status.value,
        reasons=told(request, outcome.faults),
    )
