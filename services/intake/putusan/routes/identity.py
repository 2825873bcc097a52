"""POST /putusan/{id}/identity: an officer says whose a ruling is, where its paper leaves that open."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.klien.decider import KLIEN
from services.intake.putusan.decider import PUTUSAN, DecideIdentity, Opened, Putusan, refs_of, whose_by
from services.intake.putusan.events import Person
from services.intake.putusan.reactions import keep_identity
from services.intake.putusan.routes.answers import IDENTIFIED
from services.intake.putusan.routes.outcome import outcome_of
from shared.access.asking import Asking, asking
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.refusal import Refused
from shared.ledger.execute import known_events
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import incoming
from shared.web.house import House
from shared.web.kept import Saved
from shared.web.problems import told

router = APIRouter(prefix="/putusan")
WhoseRuling = body_model(DecideIdentity)
SAVED = {
    (Person.SAME, Person.SAME): Saved("ruling-same"),
    (Person.SAME, Person.ANOTHER): Saved("ruling-of-the-nik"),
    (Person.ANOTHER, Person.SAME): Saved("ruling-of-the-convict"),
    (Person.ANOTHER, Person.ANOTHER): Saved("ruling-another"),
}
"""By the answer of whose NIK it is, and of the convict of the same case."""


@router.post("/{putusan_id}/identity")
@gives(IDENTIFIED)
async def identified(
    putusan_id: PutusanId,
    given: Annotated[Brought, Depends(incoming(WhoseRuling))],
    asks: Annotated[Asking, Depends(asking(DecideIdentity))],
) -> Response:
    """Let a ruling that was held for its person go on, under that person or one of its own."""
    state = PUTUSAN.fold(known_events(await asks.house.ledger.read_stream(PUTUSAN.stream(putusan_id))))
    found = {"opened": await _opened(asks, state), "stays": await _stays(asks.house, whose_by(given.answer, state))}
    result = await asks.carry_out(command_of(DecideIdentity, given, putusan_id=putusan_id, **found))
    see = f"/putusan/{putusan_id}"
    if isinstance(result, Refused):
        return asks.answer(result, see=see)
    with suppress(KeysAway, KeysUnfit):  # it is recorded, and the reaction comes to it again
        await keep_identity(asks.house, putusan_id)
    outcome = await outcome_of(asks.house, result, putusan_id)
    reasons = told(asks.request, outcome.faults)
    saved = SAVED[given.answer, given.convict or given.answer]
    return asks.answer(result, see=see, saved=saved, putusan_id=putusan_id, state=outcome.state, reasons=reasons)


async def _opened(asks: Asking, state: Putusan) -> Opened | None:
    """The ruling's values as they stand, looked at for this purpose."""
    if (received := state.received) is None:
        return None
    clear = await asks.house.vault.opened(received, DecideIdentity.ACTION, asks.actor.who)
    return Opened(refs=refs_of(received), clear=clear) if clear is not None else None


async def _stays(house: House, klien_id: KlienId | None) -> KlienId | None:
    """Under which other id this person is told of."""
    if klien_id is None:
        return None
    return KLIEN.fold(known_events(await house.ledger.read_stream(KLIEN.stream(klien_id)))).closed_for
