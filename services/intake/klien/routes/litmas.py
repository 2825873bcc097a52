"""GET and POST /klien/{id}/litmas: how far each litmas of a person has come, and the form that says so."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.intake.klien.decider import KLIEN, RecordLitmas
from services.intake.klien.events import Litmas, LitmasRecorded
from services.intake.putusan.projections import PERSONS
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.fields import Field, sees
from shared.access.naming import people
from shared.access.policy import Actor, title_of
from shared.access.signin import require
from shared.domain.identifiers import AccountId, Code, KlienId
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.ledger.execute import entries_of, known_events
from shared.ledger.recorded import Recorded
from shared.web.answers import Answer, answered, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/klien")
LIST: Final = "/reports/klien"
"""The place of the menu that the page belongs to."""
Here = Annotated[House, Depends(house)]
Recorder = Annotated[Actor, Depends(require(RecordLitmas))]
Told = tuple[Recorded, LitmasRecorded]


Recording = body_model(RecordLitmas)
DONE = answered("LitmasTaken", klien_id=KlienId, litmas=int, number=int)


class LitmasRead(Answer):
    """One litmas as far as it has come, who said so last and when."""

    litmas: int
    number: int
    asked_by: str | None
    request_number: str | None
    asked_on: date | None
    received_on: date | None
    prepared_by: str | None
    assigned_on: date | None
    tpp_on: date | None
    letter_number: str | None
    finished_on: date | None
    sent_on: date | None
    reason: str | None
    recorded_at: datetime
    recorded_by: AccountId | Code
    recorded_as: str | None


class LitmasOf(Answer):
    """Every litmas of a person, in their order."""

    klien_id: KlienId
    litmas: list[LitmasRead]


@router.get("/{klien_id}/litmas", summary="Every litmas of a person")
@gives(LitmasOf, refuses=(404,))
async def shown(
    request: Request,
    klien_id: KlienId,
    house: Here,
    actor: Recorder,
    mend: Annotated[int | None, Query(ge=1, le=1000, description="Which of them the page's form is about.")] = None,
) -> Response:
    """As far as each has come, and as a page the form that says more of one, or of a new one."""
    entries = await house.ledger.read_stream(KLIEN.stream(klien_id))
    state = KLIEN.fold(known_events(entries))
    if state.erased is not None or not await house.vault.knows(klien_id):
        raise Problem(404, Fault("person-unknown"))
    stays = state.closed_for or klien_id
    told = {event.litmas: (entry, event) for entry, event in entries_of(entries, LitmasRecorded)}
    whose = await people(request, house, PERSONS, actor, {stays: stays}, RecordLitmas.ACTION)
    read = await _read(house, actor, [*told.values()], masked=whose.masked(stays))
    data: dict[str, Any] = {"klien_id": klien_id, "litmas": read}
    if not wants_page(request):
        return screen(request, "klien/litmas.html", data)
    names = await Accounts(house.database).names(one["recorded_by"] for one in read)
    about: dict[str, Any] = {
        "named": whose.names[stays],
        "survivor": state.closed_for,
        "by": names,
        "title_of": title_of,
        "today": house.circumstances().today,
    }
    about["mended"] = next((one for one in read if one["litmas"] == mend), None)
    return screen(request, "klien/litmas.html", data, here=LIST, **about)


@router.post("/{klien_id}/litmas", summary="Say how far a litmas has come")
@gives(DONE, refuses=(404, 409))
async def recorded(
    klien_id: KlienId,
    wanted: Annotated[Brought, Depends(incoming(Recording))],
    asks: Annotated[Asking, Depends(asking(RecordLitmas))],
) -> Response:
    """All that is known of it by now, in place of what was said before."""
    found = {"known": await asks.house.vault.knows(klien_id), "changed": await _changed(asks, klien_id, wanted)}
    command = command_of(RecordLitmas, wanted, klien_id=klien_id, **found)
    ids: dict[str, Any] = {"klien_id": klien_id, "litmas": command.litmas, "number": command.number}
    saved = Saved("litmas-recorded", {"litmas": command.litmas}, ("Kembali ke klien", f"{LIST}/{klien_id}"))
    return await asks.answered(command, see=f"/klien/{klien_id}/litmas", saved=saved, **ids)


async def _changed(asks: Asking, klien_id: KlienId, wanted: Any) -> tuple[str, ...]:
    """The sealed values of the litmas that stands which are told as others: of such a one only the vault knows."""
    state = KLIEN.fold(known_events(await asks.house.ledger.read_stream(KLIEN.stream(klien_id))))
    stands = state.litmas.get(wanted.litmas)
    clear = stands and await asks.house.vault.opened(stands, RecordLitmas.ACTION, asks.actor.who)
    if not clear:
        return ()
    return tuple(name for name in _sealed(clear) if getattr(wanted, name) != getattr(clear, name))


async def _read(house: House, actor: Actor, told: Sequence[Told], *, masked: bool) -> list[dict[str, Any]]:
    """Each with its values in clear, as far as who asks sees them."""
    shown = sees(actor.role, Field.LITMAS, masked=masked)
    says_why = sees(actor.role, Field.WHY_MENDED, masked=masked)
    opened = [_sealed(event) for _, event in told] if shown else []
    opened += [{"reason": event.reason} for _, event in told if says_why and event.reason is not None]
    refs = [one.ref for each in opened for one in each.values() if one.ref]
    values = await house.vault.reveal(refs, RecordLitmas.ACTION, actor.who) if refs else {}
    return [_one(entry, event, values) for entry, event in told]


def _sealed(event: LitmasRecorded) -> dict[str, Personal[str]]:
    found = {name: getattr(event, name) for name in Litmas.model_fields}
    return {name: one for name, one in found.items() if isinstance(one, Personal)}


def _one(entry: Recorded, event: LitmasRecorded, values: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: getattr(event, name) for name in (*Litmas.model_fields, "reason")}
    clear = {name: values.get(one.ref or "") if isinstance(one, Personal) else one for name, one in said.items()}
    about = {"recorded_at": entry.recorded_at, "recorded_by": entry.meta.actor, "recorded_as": entry.meta.role}
    return {"litmas": event.litmas, "number": event.number, **clear, **about}
