"""GET and POST /klien/{id}/merge: two persons who are one, with what goes where; /parting undoes it, and /distinction
says that two who are alike are two."""

from collections import Counter
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.account.routes.links import linked_to
from services.intake.klien.decider import KLIEN, Klien, MergeKlien, PartKlien, TellApart
from services.intake.klien.events import PersonsMerged, PersonsParted
from services.intake.klien.projections import PAIRS, pair_of
from services.intake.klien.reactions import keep_persons, with_below
from services.intake.klien.routes.pairs import LIST, both_whole
from services.intake.putusan.decider import PUTUSAN, Opened, Putusan, Status, refs_of
from services.intake.putusan.projections import PERSONS
from shared.access.asking import Asking, asking
from shared.access.naming import people
from shared.access.reach import scope_of
from shared.access.signin import Actor, require
from shared.domain.bounds import RULINGS_MAX
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import entries_of, known_events
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.web.answers import Answer, answered, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.problems import Problem
from shared.web.screens import screen

router = APIRouter(prefix="/klien")
EVENTS_MAX: Final = 20_000
"""Of one person: a year of daily work leaves some thousands."""
Merging, Parting, Telling = body_model(MergeKlien), body_model(PartKlien), body_model(TellApart)
MERGED = answered("KlienMerged", klien_id=KlienId, other=KlienId)
Here = Annotated[House, Depends(house)]


class Came(Answer):
    """Who turned out to be this person: which rulings and how many logs came along, and go back with an undo."""

    other: KlienId
    rulings: list[PutusanId]
    logs: int
    accounts: int
    """Linked to that id, and to be linked to this one anew."""
    merged_at: datetime


class Beside(Answer):
    """The other person of a pair: which rulings would come from there, and which are here."""

    other: KlienId
    goes: list[PutusanId]
    stays: list[PutusanId]
    accounts: int
    """Linked to the other."""


class OneOfTwo(Answer):
    """A person with whoever turned out to be the same. ``survivor``: under whom they are told of themselves."""

    klien_id: KlienId
    survivor: KlienId | None
    merged: list[Came]
    beside: Beside | None


@router.get("/{klien_id}/merge", summary="With whom a person is one, or perhaps is")
@gives(OneOfTwo, refuses=(404,))
async def shown(
    request: Request,
    klien_id: KlienId,
    house: Here,
    actor: Annotated[Actor, Depends(require(MergeKlien))],
    other: Annotated[KlienId | None, Query(description="Who is perhaps the same person.")] = None,
) -> Response:
    """What goes where, before anything is answered."""
    scope = await scope_of(request, house, actor)
    if not await both_whole(house, scope, klien_id, *([other] if other else [])):
        raise Problem(404, Fault("person-unknown"))
    entries = await house.ledger.read_stream(KLIEN.stream(klien_id))
    state = KLIEN.fold(known_events(entries))
    mine = await rulings_of(house, klien_id)
    since = {event.other: entry.recorded_at for entry, event in entries_of(entries, PersonsMerged)}
    accounts = await _accounts(house, [*state.merges, *([other] if other else [])])
    merged = [
        {"other": one, "rulings": [it for it in came if it in mine], "logs": logs, "accounts": accounts[one]}
        | {"merged_at": since[one]}
        for one, came in state.merges.items()
        for logs in [await _logs_of(house, klien_id, one)]
    ]
    beside: dict[str, Any] | None = None
    if other is not None and other != klien_id:
        beside = {"other": other, "goes": [*await rulings_of(house, other)], "stays": [*mine]}
        beside["accounts"] = accounts[other]
        if not await house.vault.knows(other):
            raise Problem(404, Fault("person-unknown"))
    data: dict[str, Any] = {"klien_id": klien_id, "survivor": state.closed_for, "merged": merged, "beside": beside}
    if state.erased is not None or not await house.vault.knows(klien_id):
        raise Problem(404, Fault("person-unknown"))
    wanted: dict[str, str] = dict.fromkeys(mine, klien_id) | {klien_id: klien_id}
    if beside is not None and other is not None:
        wanted |= dict.fromkeys(beside["goes"], other) | {other: other}
    if state.closed_for is not None:
        wanted[state.closed_for] = state.closed_for
    whose = await people(request, house, PERSONS, actor, wanted, MergeKlien.ACTION)
    named = whose.names.get(state.closed_for or klien_id)
    return screen(request, "klien/merge.html", data, here=LIST, whose=whose.names, named=named)


@router.post("/{klien_id}/merge", summary="Say that another person is this one")
@gives(MERGED, refuses=(404, 409))
async def merged(
    klien_id: KlienId,
    wanted: Annotated[Brought, Depends(incoming(Merging))],
    asks: Annotated[Asking, Depends(asking(MergeKlien))],
) -> Response:
    """All rulings and hours of the other are told of this person from now on."""
    rulings = await rulings_of(asks.house, wanted.other)
    found = await _found(asks, rulings, klien_id, wanted.other)
    command = command_of(MergeKlien, wanted, klien_id=klien_id, **found)
    return await _carried_out(asks, command, Saved("klien-merged", {"rulings": len(rulings)}))


@router.post("/{klien_id}/parting", summary="Say that a person who was merged is another one after all")
@gives(MERGED, refuses=(404, 409))
async def parted(
    klien_id: KlienId,
    wanted: Annotated[Brought, Depends(incoming(Parting))],
    asks: Annotated[Asking, Depends(asking(PartKlien))],
) -> Response:
    """Rulings and logs go back whose they were; what was told of this person meanwhile stays."""
    came = (await _state(asks.house, klien_id)).merges.get(wanted.other, ())
    rulings = {one: state for one, state in (await rulings_of(asks.house, klien_id)).items() if one in came}
    found = await _found(asks, rulings, klien_id, wanted.other)
    command = command_of(PartKlien, wanted, klien_id=klien_id, **found)
    return await _carried_out(asks, command, Saved("klien-parted", {"rulings": len(rulings)}))


@router.post("/{klien_id}/distinction", summary="Say that two who are alike are two")
@gives(MERGED, refuses=(404, 409))
async def told_apart(
    klien_id: KlienId,
    wanted: Annotated[Brought, Depends(incoming(Telling))],
    asks: Annotated[Asking, Depends(asking(TellApart))],
) -> Response:
    """The pair is asked about no more."""
    command = command_of(TellApart, wanted, klien_id=klien_id, known=await _known(asks, klien_id, wanted.other))
    ids: dict[str, Any] = {"klien_id": klien_id, "other": command.other}
    return await asks.answered(command, see="/klien/pairs", saved=Saved("klien-told-apart"), **ids)


async def rulings_of(house: House, klien_id: KlienId) -> dict[PutusanId, Putusan]:
    """The rulings that are a person's, held or registered, as the ledger has them now."""
    about = await house.ledger.read_subject(klien_id, EVENTS_MAX)
    ids = dict.fromkeys(PutusanId(one.stream.partition("-")[2]) for one in about if one.stream.startswith("putusan-"))
    found = {one: PUTUSAN.fold(known_events(await house.ledger.read_stream(PUTUSAN.stream(one)))) for one in ids}
    return {one: state for one, state in found.items() if _is_of(state, klien_id)}


def _is_of(state: Putusan, klien_id: KlienId) -> bool:
    received = state.received
    return state.status in (Status.HELD, Status.REGISTERED) and received is not None and received.klien_id == klien_id


async def _found(asks: Asking, rulings: dict[PutusanId, Putusan], *both: KlienId) -> dict[str, Any]:
    """What the command does not bring: whether both are there, and the rulings that may move with their values."""
    if len(rulings) > RULINGS_MAX:
        raise Problem(409, Fault("too-many-rulings", {"most": RULINGS_MAX}))
    known = await _known(asks, *both)
    opened = []
    for state in rulings.values() if known else ():
        assert state.received is not None  # else it were nobody's
        clear = await asks.house.vault.opened(state.received, MergeKlien.ACTION, asks.actor.who)
        opened += [Opened(refs=refs_of(state.received), clear=clear)] if clear is not None else []
    below = [one for one in await with_below(asks.house, both[1]) if one not in both]
    return {"rulings": tuple(rulings), "opened": tuple(opened), "known": known, "below": tuple(below)}


async def _known(asks: Asking, *both: KlienId) -> bool:
    scope = await scope_of(asks.request, asks.house, asks.actor)
    whole = await both_whole(asks.house, scope, *both)
    return whole and all([await asks.house.vault.knows(one) for one in both])


async def _carried_out(asks: Asking, command: MergeKlien | PartKlien, saved: Saved) -> Response:
    result = await asks.carry_out(command)
    see = f"/klien/{command.klien_id}/merge"
    ids: dict[str, Any] = {"klien_id": command.klien_id, "other": command.other}
    if isinstance(result, Refused):
        return asks.answer(result, see=see)
    for told in result.events:
        if isinstance(told, PersonsMerged | PersonsParted):
            with suppress(KeysAway, KeysUnfit):  # it is recorded, and the reaction comes to it again
                await keep_persons(told, asks.house)
    return asks.answer(result, see=see, saved=saved, **ids)


async def _state(house: House, klien_id: KlienId) -> Klien:
    return KLIEN.fold(known_events(await house.ledger.read_stream(KLIEN.stream(klien_id))))


async def _accounts(house: House, klien_ids: list[KlienId]) -> dict[KlienId, int]:
    """How many accounts are linked to each of these, and to whoever was merged with them."""
    whose = {below: one for one in klien_ids for below in await with_below(house, one)}
    linked = Counter(whose[KlienId(key)] for key, _ in await linked_to(house, [*whose]))
    return {one: linked[one] for one in klien_ids}


async def _logs_of(house: House, one: str, other: str) -> int:
    """How many logs came along, as far as the service has heard."""
    columns = PAIRS.table.c
    async with house.database.engine(PAIRS.role).connect() as connection:
        found = await connection.execute(select(columns.logs).where(columns.pair == pair_of(one, other)))
        return int(found.scalar_one_or_none() or 0)
