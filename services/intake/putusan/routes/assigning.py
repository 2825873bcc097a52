"""Whose case a ruling is, and who stands in for that officer: POST /putusan/{id}/officer, /substitute, /return."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.account.decider import ACCOUNT
from services.intake.putusan.decider import AssignOfficer, HandOver, TakeBack
from services.intake.putusan.decider.assigning import Asker
from services.intake.putusan.routes.answers import SHARED_OUT
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.policy import Actor, FactorOwed
from shared.domain.identifiers import PutusanId
from shared.ledger.execute import known_events
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import incoming
from shared.web.house import House
from shared.web.kept import Saved

router = APIRouter(prefix="/putusan")
Officer, Substitute, Return = body_model(AssignOfficer), body_model(HandOver), body_model(TakeBack)


async def asker(house: House, actor: Actor) -> Asker:
    """Who asks; whether they lead the office says their own account's stream, so that nothing lags. Raises FactorOwed
    where they do, and signed in by a password alone."""
    entries = await house.ledger.read_stream(ACCOUNT.stream(actor.account_id))
    leads = ACCOUNT.fold(known_events(entries)).leads
    if leads and not actor.second_factor:
        raise FactorOwed
    return Asker(account_id=actor.account_id, leads=leads)


async def found(asks: Asking, account_id: str) -> dict[str, Any]:
    """What the edge finds out: who asks, and what the account may do that they name."""
    held = await Accounts(asks.house.database).held_by(account_id)
    return {"asker": await asker(asks.house, asks.actor), "roles": held}


@router.post("/{putusan_id}/officer", summary="Say whose case it is")
@gives(SHARED_OUT)
async def assigned(
    putusan_id: PutusanId,
    body: Annotated[Brought, Depends(incoming(Officer))],
    asks: Annotated[Asking, Depends(asking(AssignOfficer))],
) -> Response:
    """``officer`` is an account; ``number`` the next one, from 1. Who leads the office shares out everybody's cases,
    another officer their own and those of nobody."""
    command = command_of(AssignOfficer, body, putusan_id=putusan_id, **await found(asks, body.officer))
    return await _answered(asks, command, Saved("case-assigned"))


@router.post("/{putusan_id}/substitute", summary="Hand a case over for some days")
@gives(SHARED_OUT)
async def handed_over(
    putusan_id: PutusanId,
    body: Annotated[Brought, Depends(incoming(Substitute))],
    asks: Annotated[Asking, Depends(asking(HandOver))],
) -> Response:
    """``substitute`` stands in for the officer from the first to the last day; the newest handing over stands alone."""
    command = command_of(HandOver, body, putusan_id=putusan_id, **await found(asks, body.substitute))
    return await _answered(asks, command, Saved("case-handed-over"))


@router.post("/{putusan_id}/return", summary="End a handing over before its last day")
@gives(SHARED_OUT)
async def taken_back(
    putusan_id: PutusanId,
    body: Annotated[Brought, Depends(incoming(Return))],
    asks: Annotated[Asking, Depends(asking(TakeBack))],
) -> Response:
    """From today the case is its officer's alone."""
    command = command_of(TakeBack, body, putusan_id=putusan_id, asker=await asker(asks.house, asks.actor))
    return await _answered(asks, command, Saved("case-taken-back"))


async def _answered(asks: Asking, command: AssignOfficer | HandOver | TakeBack, saved: Saved) -> Response:
    """To the ruling's page; whoever gave their case away, and does not lead the office, sees it no more."""
    officer = command.officer if isinstance(command, AssignOfficer) else asks.actor.account_id
    mine = command.asker.leads or officer == asks.actor.account_id
    see = f"/putusan/{command.putusan_id}" if mine else "/putusan"
    return await asks.answered(command, see=see, saved=saved, putusan_id=command.putusan_id)
