"""An agreement is entered, corrected, signed by its parties, and struck out."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.agreement.decider import (
    CorrectAgreement,
    EnterAgreement,
    RestoreAgreement,
    SignAgreement,
    StrikeOutAgreement,
    WithdrawSignature,
)
from services.intake.agreement.decider.commands import OfAgreement
from shared.access.asking import Asking, asking
from shared.domain.identifiers import AgreementId, derived
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import asked, incoming
from shared.web.kept import Saved

router = APIRouter(prefix="/agreement")
TOLD: Final = answered("AgreementTold", agreement_id=AgreementId)


class OfLists(Brought):
    """A page's form says the annexes under each other, and each party by a box of its own."""

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The lines apart; the parties in the order of their boxes."""
        parties, annexes = fields.get("parties", []), fields.get("annexes", [])
        apart = [one for one in annexes.splitlines() if one.strip()] if isinstance(annexes, str) else annexes
        chosen = [*parties.values()] if isinstance(parties, Mapping) else parties
        return {**fields, "annexes": apart, "parties": chosen}


NewAgreement, TrueAgreement = body_model(EnterAgreement, base=OfLists), body_model(CorrectAgreement, base=OfLists)


@router.post("", status_code=201, summary="Enter an agreement of the parties")
@gives(TOLD)
async def entered(
    new: Annotated[OfLists, Depends(incoming(NewAgreement))], asks: Annotated[Asking, Depends(asking(EnterAgreement))]
) -> Response:
    """To be signed, or signed already; who signed is told afterwards."""
    once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
    command = command_of(EnterAgreement, new, agreement_id=AgreementId(derived("agreement", once)))
    at, saved = f"/agreement/{command.agreement_id}", Saved("agreement-entered", {"title": new.title})
    return await asks.answered(command, status=201, see=at, saved=saved, agreement_id=command.agreement_id)


@router.post("/{agreement_id}/corrections", summary="Correct an agreement")
@gives(TOLD)
async def corrected(
    agreement_id: AgreementId,
    said: Annotated[OfLists, Depends(incoming(TrueAgreement))],
    asks: Annotated[Asking, Depends(asking(CorrectAgreement))],
) -> Response:
    """All of it as it truly is."""
    return await told(asks, command_of(CorrectAgreement, said, agreement_id=agreement_id), "agreement-corrected")


@router.post("/{agreement_id}/signatures", summary="Say that a party has signed")
@gives(TOLD)
async def signed(
    command: Annotated[SignAgreement, Depends(brought(SignAgreement))],
    asks: Annotated[Asking, Depends(asking(SignAgreement))],
) -> Response:
    """When, by whom and under which number; said again it is corrected, with a reason."""
    return await told(asks, command, "agreement-signed")


@router.post("/{agreement_id}/signatures/withdrawals", summary="Say that a party has not signed after all")
@gives(TOLD)
async def withdrawn(
    command: Annotated[WithdrawSignature, Depends(brought(WithdrawSignature))],
    asks: Annotated[Asking, Depends(asking(WithdrawSignature))],
) -> Response:
    """Its number is free again."""
    return await told(asks, command, "agreement-signature-withdrawn")


@router.post("/{agreement_id}/striking-out", summary="Strike an agreement out")
@gives(TOLD)
async def struck_out(
    command: Annotated[StrikeOutAgreement, Depends(brought(StrikeOutAgreement))],
    asks: Annotated[Asking, Depends(asking(StrikeOutAgreement))],
) -> Response:
    """It was entered by mistake, or came to nothing; nobody has signed it."""
    return await told(asks, command, "agreement-struck-out")


@router.post("/{agreement_id}/restoration", summary="Let an agreement that was struck out stand again")
@gives(TOLD)
async def restored(
    command: Annotated[RestoreAgreement, Depends(brought(RestoreAgreement))],
    asks: Annotated[Asking, Depends(asking(RestoreAgreement))],
) -> Response:
    """That was the mistake."""
    return await told(asks, command, "agreement-restored")


async def told(asks: Asking, command: OfAgreement, saved: str) -> Response:
    """Carry it out and show the agreement."""
    at = f"/agreement/{command.agreement_id}"
    return await asks.answered(command, see=at, saved=Saved(saved), agreement_id=command.agreement_id)
