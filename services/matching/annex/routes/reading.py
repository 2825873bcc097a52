"""GET /annex/{annex_id}: one request with what each office answered, and the forms by which that is told and mended."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.matching.annex.decider import ANNEX, Annex, AnswerAnnex, CorrectRequest, RequestAnnex, WithdrawRequest
from services.matching.annex.events import Answer as Said
from services.matching.annex.routes.offices import all_offices
from services.matching.ipd.projections import IPDS
from shared.access.reach import scope_of
from shared.access.signin import Actor, require
from shared.domain.identifiers import AnnexId, IpdId
from shared.domain.refusal import Fault
from shared.ledger.execute import known_events
from shared.reports.answering import standing_of
from shared.web.answers import Answer, gives, standing
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import page, screen

router = APIRouter(prefix="/annex")
Here = Annotated[House, Depends(house)]
SAID: Final[Mapping[str, str]] = {"filled": "Sudah diisi", "nothing": "Tidak ada yang ditawarkan"}
assert {*SAID} == {*Said}


class OfficeAsked(Answer):
    """An office that is asked, and its last answer; ``number`` counts its answers."""

    ipd_id: IpdId
    name: str
    number: int
    answer: Said | None
    reason: str | None


ONE: Final = standing(
    "AnnexRead",
    "A request for Lampiran I, with its offices in the reach of who asks. ``number`` counts its corrections.",
    annex_id=AnnexId,
    due_on=date,
    note=str | None,
    number=int,
    reason=str | None,
    withdrawn=str | None,
    offices=list[OfficeAsked],
)


@router.get("/new")
async def blank(request: Request, house: Here, actor: Annotated[Actor, Depends(require(RequestAnnex))]) -> Response:
    """The form that asks offices."""
    return page(request, "annex/ask.html", {"offices": await all_offices(house), "stands": None, **_today(house)})


@router.get("/{annex_id}", summary="One request for Lampiran I")
@gives(ONE, refuses=(404,))
async def shown(
    request: Request,
    annex_id: AnnexId,
    house: Here,
    actor: Annotated[Actor, Depends(require("annex.read"))],
    after: After = None,
) -> Response:
    """As its own stream says, so that nothing lags; an office sees itself alone."""
    stands = await standing_of(house, (IPDS,), after)
    found = await _found(request, house, actor, annex_id)
    return screen(request, "annex/one.html", found, standing=stands, said=SAID, **_today(house))


@router.get("/{annex_id}/corrections")
async def anew(
    request: Request, annex_id: AnnexId, house: Here, actor: Annotated[Actor, Depends(require(CorrectRequest))]
) -> Response:
    """The form that corrects a request, extends it, or makes a withdrawn one stand again."""
    stands = await _found(request, house, actor, annex_id)
    data = {"offices": await all_offices(house), "stands": stands, **_today(house)}
    return page(request, "annex/ask.html", data)


@router.get("/{annex_id}/withdrawal")
async def taking_back(
    request: Request, annex_id: AnnexId, house: Here, actor: Annotated[Actor, Depends(require(WithdrawRequest))]
) -> Response:
    """The form that withdraws a request."""
    return page(request, "annex/withdraw.html", await _found(request, house, actor, annex_id))


@router.get("/{annex_id}/offices/{ipd_id}/answers")
async def answering(
    request: Request,
    annex_id: AnnexId,
    ipd_id: IpdId,
    house: Here,
    actor: Annotated[Actor, Depends(require(AnswerAnnex))],
) -> Response:
    """The form by which an office answers, or answers otherwise."""
    found = await _found(request, house, actor, annex_id)
    office = next((one for one in found["offices"] if one["ipd_id"] == ipd_id), None)
    if office is None:
        raise Problem(404, Fault("annex-unknown"))
    return page(request, "annex/answer.html", {**found, "office": office, "said": SAID})


async def _found(request: Request, house: House, actor: Actor, annex_id: AnnexId) -> dict[str, Any]:
    """The request with the offices in the reach of who asks; 404 where none of them is asked."""
    annex = ANNEX.fold(known_events(await house.ledger.read_stream(ANNEX.stream(annex_id))))
    scope = await scope_of(request, house, actor)
    names = await all_offices(house)
    asked = annex.wanted.ipd_ids if annex.wanted else ()
    theirs = [one for one in asked if scope.ipds is None or one in scope.ipds]
    if annex.wanted is None or not theirs:
        raise Problem(404, Fault("annex-unknown"))
    offices = [_office(annex, one, names.get(one, "I-PD lain")) for one in theirs]
    return {
        "annex_id": annex_id,
        "due_on": annex.wanted.due_on,
        "note": annex.wanted.note,
        "number": annex.corrections,
        "reason": annex.corrected.reason if annex.corrected else None,
        "withdrawn": annex.withdrawn.reason if annex.withdrawn else None,
        "offices": sorted(offices, key=lambda one: (one["answer"] is not None, one["name"])),
    }


def _office(annex: Annex, ipd_id: IpdId, name: str) -> dict[str, Any]:
    told = annex.answers.get(ipd_id)
    return {
        "ipd_id": ipd_id,
        "name": name,
        "number": annex.answers_of(ipd_id),
        "answer": told.answer if told else None,
        "reason": told.reason if told else None,
    }


def _today(house: House) -> dict[str, Any]:
    return {"today": house.circumstances().today}
