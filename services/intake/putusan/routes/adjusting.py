"""POST /putusan/{id}/adjustments: milder terms from a day on, as JSON or from a form of the page; …/withdrawals: what
was said of that is none. And what was told of it, for the ruling's page."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.putusan.decider import AdjustPutusan, Putusan, Status, WithdrawAdjustment
from services.intake.putusan.decider.onward import FIGURES
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import Milder, PutusanAdjusted, PutusanAdjustmentWithdrawn
from services.intake.putusan.routes.answers import ADJUSTED
from services.intake.putusan.routes.mending import COLUMN_OF, drawn, label_of
from services.intake.putusan.routes.numbered import by_number, for_page, for_programs
from services.intake.putusan.routes.outcome import outcome_of
from services.intake.putusan.rows import cells_of, draft_of
from shared.access.asking import Asking, asking
from shared.access.policy import Actor
from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Refused
from shared.domain.retold import same
from shared.ledger.recorded import Recorded
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import Body, bringing, cells_form, faults_in, form_cells, incoming, is_form, validated
from shared.web.house import House
from shared.web.kept import Saved
from shared.web.problems import Problem

router = APIRouter(prefix="/putusan")
OWN = ("number", "binds_from", "document", "reason")
"""Cells of the form that are no columns of a paper."""
Adjusting = body_model(AdjustPutusan)
adjusting_of_json = incoming(Adjusting)
KINDS = (PutusanAdjusted, PutusanAdjustmentWithdrawn)


async def wanted(request: Request) -> Brought:
    """Dependency: the adjustment that the request brings; a form says figures in words, as a row of a file."""
    if not is_form(request):
        return await adjusting_of_json(request)
    cells = await form_cells(request)
    own = {name: cells.pop(name) for name in OWN if name in cells}
    draft = draft_of(cells)
    if draft.unreadable:
        raise Problem(422, *(one.fault for one in draft.unreadable), *faults_in(Adjusting, own))
    return validated(Adjusting, own | same(Milder, draft.paper))


bringing(wanted, Body(Adjusting, cells_form("AdjustmentForm", (*OWN, *(COLUMN_OF[name] for name in FIGURES)))))


@router.post("/{putusan_id}/adjustments", summary="Adjust it to a milder law")
@gives(ADJUSTED)
async def adjusted(
    putusan_id: PutusanId,
    brought: Annotated[Brought, Depends(wanted)],
    asks: Annotated[Asking, Depends(asking(AdjustPutusan))],
) -> Response:
    """The lower figures bind from now on; every earlier day stays as it was judged. The next number mends what was
    said."""
    command = command_of(AdjustPutusan, brought, putusan_id=putusan_id)
    return await _answered(asks, command, Saved("ruling-adjusted"), Saved("ruling-adjusted-held"))


@router.post("/{putusan_id}/adjustments/withdrawals", summary="Withdraw its adjustment to a milder law")
@gives(ADJUSTED)
async def withdrawn(
    command: Annotated[WithdrawAdjustment, Depends(brought(WithdrawAdjustment))],
    asks: Annotated[Asking, Depends(asking(WithdrawAdjustment))],
) -> Response:
    """Every day is judged by the terms as ruled."""
    saved, held = Saved("adjustment-withdrawn"), Saved("adjustment-withdrawn-held")
    return await _answered(asks, command, saved, held)


async def _answered(asks: Asking, command: AdjustPutusan | WithdrawAdjustment, saved: Saved, held: Saved) -> Response:
    """Of a held ruling nothing is executed otherwise before what is asked is answered, and that is what is said."""
    see, result = f"/putusan/{command.putusan_id}", await asks.carry_out(command)
    if isinstance(result, Refused):
        return asks.answer(result, see=see)
    outcome = await outcome_of(asks.house, result, command.putusan_id)
    told = saved if outcome.status is Status.REGISTERED else held
    return asks.answer(result, see=see, saved=told, putusan_id=command.putusan_id)


def told(entries: Sequence[Recorded]) -> dict[str, Any]:
    """The adjustments of a ruling and their withdrawals, as programs read them."""
    return {"adjustments": for_programs(by_number(entries, *KINDS), "binds_from", *FIGURES)}


async def shown(
    house: House, actor: Actor, state: Putusan, entries: Sequence[Recorded], purpose: str, *, masked: bool
) -> dict[str, Any]:
    """For the page of a ruling: what was told with what it lowers, by the labels of the form; what of it stands, and
    the form's figures, of which an empty one stays as ruled."""
    found = await for_page(house, actor, by_number(entries, *KINDS), purpose, masked=masked)
    stands = Paper(**same(Milder, state.adjusted)) if state.adjusted else Paper()
    told = [(one, _words(one.event)) for one in found]
    return {"lowering": drawn(FIGURES, stands, ""), "adjusting_told": told, "adjustment": state.adjusted}


def _words(event: object) -> list[tuple[str, str]]:
    cells = cells_of(Paper(**same(Milder, event)))
    return [(label_of(name), cells[COLUMN_OF[name]]) for name in FIGURES if COLUMN_OF[name] in cells]
