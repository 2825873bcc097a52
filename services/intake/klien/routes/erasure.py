"""GET and POST /klien/{id}/erasure: what stands against it, the erasure itself, and its receipt."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy import func, select
from starlette.responses import Response

from services.intake.klien.decider import KLIEN, EraseKlien, Standing, against, elsewhere
from services.intake.klien.events import PersonErased
from services.intake.klien.projections import NEEDS
from services.intake.klien.reactions import carry_out
from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.privacy.looks import IDS_ALONE
from shared.web.answers import POSITION, Answer, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.problems import Problem, details
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/klien")
ROWS = NEEDS.table.c
PURPOSE = EraseKlien.ACTION
NEEDS_MAX = 1_000
"""Sentences looked at, the open ones first, then the newest: one open is enough to refuse."""
LIST = "/reports/klien"
"""The place of the menu that the page belongs to."""
Here = Annotated[House, Depends(house)]
Eraser = Annotated[Actor, Depends(require(EraseKlien))]


Erasure = body_model(EraseKlien)


class StandsAgainst(Answer):
    """Why a person cannot be erased yet."""

    rule: str
    message: str
    citation: str | None


class NotErased(Answer):
    """What stands against the erasure of a person."""

    klien_id: KlienId
    erased: Literal[False]
    open_sentences: int
    ended_on: date | None
    against: list[StandsAgainst]


class DestroyedKey(Answer):
    """A key that is no more."""

    klien_id: KlienId
    key_id: str


class Receipt(Answer):
    """That a person was erased: when, by which document, and which keys were destroyed."""

    klien_id: KlienId
    erased: Literal[True]
    erased_at: datetime
    position: POSITION
    keys: list[DestroyedKey]
    document: str
    reason: str


@router.get(
    "/{klien_id}/erasure",
    summary="Erasure of a person: what stands against it, or its receipt",
)
@gives(NotErased | Receipt)
async def shown(request: Request, klien_id: KlienId, house: Here, actor: Eraser) -> Response:
    """The form, with what is still open; after the erasure when, by which document and which keys."""
    await house.vault.looked([klien_id], IDS_ALONE, PURPOSE, actor.who)
    entries = await house.ledger.read_stream(KLIEN.stream(klien_id))
    state = KLIEN.fold(known_events(entries))
    if state.erased:
        return screen(request, "klien/erasure.html", await _receipt(house, actor, state.erased, entries[-1]), here=LIST)
    return await _form(request, house, klien_id, elsewhere(state))


@router.post("/{klien_id}/erasure", summary="Erase a person")
@gives(Receipt, refuses=(409,))
async def erased(
    klien_id: KlienId,
    wanted: Annotated[Brought, Depends(incoming(Erasure))],
    asks: Annotated[Asking, Depends(asking(EraseKlien))],
) -> Response:
    """Append PersonErased, then destroy the keys; refused (409) while a sentence is open or a duty to keep runs."""
    request, house = asks.request, asks.house
    command = command_of(EraseKlien, wanted, klien_id=klien_id, standing=await _standing(house, klien_id))
    result = await asks.carry_out(command)
    see = f"/klien/{klien_id}/erasure"
    if isinstance(result, Refused):
        return asks.answer(result, see=see)
    entries = await house.ledger.read_stream(command.stream)
    told = KLIEN.fold(known_events(entries)).erased
    assert told is not None  # just told, or before
    await carry_out(told, entries[-1], house)
    if wants_page(request):
        return asks.answer(result, see=see, saved=Saved("person-erased"))
    return screen(request, "klien/erasure.html", await _receipt(house, asks.actor, told, entries[-1]), here=LIST)


async def _form(request: Request, house: House, klien_id: KlienId, merged: Refused | None) -> Response:
    standing = await _standing(house, klien_id)
    if not standing.known:
        raise Problem(404, Fault("person-unknown"))
    faults = merged.faults if merged else against(standing, house.circumstances())
    told = details(request, 409, faults).errors if faults else ()
    data = {
        "klien_id": klien_id,
        "erased": False,
        "open_sentences": standing.open_sentences,
        "ended_on": standing.ended_on,
        "against": [{"rule": one.rule, "message": one.message, "citation": one.citation} for one in told],
    }
    return screen(request, "klien/erasure.html", data, here=LIST)


async def _standing(house: House, klien_id: KlienId) -> Standing:
    """What needs the person's data as of the ledger's head; 503 where that cannot be known now."""
    head = (await house.ledger.head()).position
    if not (await house.standing(NEEDS.full_name, head)).reached:
        raise Problem(503, Fault("needs-not-known"))
    subjects = await house.vault.belonging(klien_id)
    theirs = select(NEEDS.table).where(ROWS.klien_id.in_(subjects), ROWS.rejected.is_(False))
    query = theirs.order_by(func.least(ROWS.ended_on, ROWS.over_on).desc().nulls_first()).limit(NEEDS_MAX)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        rows = [NEEDS.layout.from_query(row) for row in await connection.execute(query)]
    closed = [row.closed_on for row in rows]
    return Standing(
        known=await house.vault.knows(klien_id),
        open_sentences=closed.count(None),
        ended_on=max((day for day in closed if day is not None), default=None),
        former=tuple(KlienId(subject) for subject in subjects[1:]),
    )


async def _receipt(house: House, actor: Actor, told: PersonErased, entry: Recorded) -> dict[str, Any]:
    refs = {"document": told.document.ref or "", "reason": told.reason.ref or ""}
    values = await house.vault.reveal(refs.values(), PURPOSE, actor.who)
    return {
        "klien_id": told.klien_id,
        "erased": True,
        "erased_at": entry.recorded_at,
        "position": entry.position,
        "keys": await house.vault.destroyed((told.klien_id, *told.former)),
        **{name: values[ref] for name, ref in refs.items()},
    }
