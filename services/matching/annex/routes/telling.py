"""What is told of a request for Lampiran I: that offices are asked, what is truly asked, its end, and their answers."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from services.matching.annex.decider import AnswerAnnex, CorrectRequest, RequestAnnex, WithdrawRequest
from services.matching.annex.events import OFFICES_MOST
from services.matching.annex.routes.offices import all_offices
from shared.access.asking import Asking, asking
from shared.domain.identifiers import AnnexId, IpdId, derived
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import asked, incoming
from shared.web.house import House
from shared.web.kept import Saved

router = APIRouter(prefix="/annex")
TOLD: Final = answered("AnnexTold", annex_id=AnnexId)
ANSWERED: Final = answered("AnnexAnswerTaken", annex_id=AnnexId, ipd_id=IpdId)


BESIDE_MOST: Final = 20
"""Fields of the form beside its offices."""


class Chosen(Brought):
    """``whom``: the offices that are named, every registered one, or every one but those that are named; so nobody
    names three hundred. Whoever does is read all the same."""

    form_fields_max: ClassVar[int] = OFFICES_MOST + BESIDE_MOST

    whom: Literal["some", "all", "but"] = "some"
    ipd_ids: Annotated[tuple[IpdId, ...], Field(max_length=OFFICES_MOST)] = ()

    @field_validator("ipd_ids")
    @classmethod
    def _nobody_beside_all(cls, named: tuple[IpdId, ...], info: ValidationInfo) -> tuple[IpdId, ...]:
        """Whoever names some and says all means one of both."""
        if named and info.data.get("whom") == "all":
            raise PydanticCustomError("annex-whom", "annex-whom")
        return named

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A list for one box, an empty one for none."""
        named = fields.get("ipd_ids", [])
        return {**fields, "ipd_ids": [named] if isinstance(named, str) else named}


NewRequest, TrueRequest = body_model(RequestAnnex, base=Chosen), body_model(CorrectRequest, base=Chosen)


@router.post("", status_code=201, summary="Ask offices to fill Lampiran I")
@gives(TOLD)
async def requested(
    new: Annotated[Chosen, Depends(incoming(NewRequest))], asks: Annotated[Asking, Depends(asking(RequestAnnex))]
) -> Response:
    """Some offices or all, by a day. The id always follows from the request, so that one sent again is the same."""
    once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
    annex_id = AnnexId(derived("annex", once))
    command = command_of(RequestAnnex, new, annex_id=annex_id, **await _offices(asks.house, new))
    saved = Saved("annex-requested", {"count": len(command.ipd_ids)})
    return await asks.answered(command, status=201, see=f"/annex/{annex_id}", saved=saved, annex_id=annex_id)


@router.post("/{annex_id}/corrections", summary="Correct or extend a request for Lampiran I")
@gives(TOLD)
async def corrected(
    annex_id: AnnexId,
    true: Annotated[Chosen, Depends(incoming(TrueRequest))],
    asks: Annotated[Asking, Depends(asking(CorrectRequest))],
) -> Response:
    """The whole request as it truly is; what was answered stays, and a withdrawn one stands again."""
    command = command_of(CorrectRequest, true, annex_id=annex_id, **await _offices(asks.house, true))
    return await _told(asks, command, "annex-corrected")


@router.post("/{annex_id}/withdrawal", summary="Withdraw a request for Lampiran I")
@gives(TOLD)
async def withdrawn(
    command: Annotated[WithdrawRequest, Depends(brought(WithdrawRequest))],
    asks: Annotated[Asking, Depends(asking(WithdrawRequest))],
) -> Response:
    """No office needs to answer any more."""
    return await _told(asks, command, "annex-withdrawn")


@router.post("/{annex_id}/offices/{ipd_id}/answers", summary="Answer a request for Lampiran I")
@gives(ANSWERED)
async def office_answered(
    command: Annotated[AnswerAnnex, Depends(brought(AnswerAnnex, "ipd_id"))],
    asks: Annotated[Asking, Depends(asking(AnswerAnnex))],
) -> Response:
    """Filled, or nothing to offer and why; the answer with the highest number stands."""
    see, saved = f"/annex/{command.annex_id}", Saved("annex-answered")
    return await asks.answered(command, see=see, saved=saved, annex_id=command.annex_id, ipd_id=command.ipd_id)


async def _told(asks: Asking, command: CorrectRequest | WithdrawRequest, saved: str) -> Response:
    see = f"/annex/{command.annex_id}"
    return await asks.answered(command, see=see, saved=Saved(saved), annex_id=command.annex_id)


async def _offices(house: House, chosen: Chosen) -> Mapping[str, Sequence[IpdId]]:
    """Who is asked, and who of them is no registered office."""
    known = await all_offices(house)
    others = (one for one in known if one not in chosen.ipd_ids)
    asked_of = chosen.ipd_ids if chosen.whom == "some" else (*others,)
    unknown = (one for one in chosen.ipd_ids if one not in known)
    return {"ipd_ids": asked_of, "unknown": (*unknown,)}
