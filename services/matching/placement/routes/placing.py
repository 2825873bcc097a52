"""Addresses of placements: what is proposed, accepted, declined, and proposed again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Select, func, select
from starlette.responses import Response

from services.matching.ipd.decider import IPD
from services.matching.ipd.projections import IPDS, OFFERS
from services.matching.placement.decider import (
    DECLINE_REASONS,
    PLACEMENT,
    UNDO_MINUTES,
    AcceptPlacement,
    ConfirmStay,
    CorrectPlacement,
    DeclinePlacement,
    OfPlacement,
    Placement,
    ProposePlaces,
    UndoDecline,
    doubts_of,
    stay_months,
    undo_until,
)
from services.matching.placement.open_places import open_places
from services.matching.placement.projections import PLACEMENTS
from services.matching.placement.reactions import apart_from, candidates
from services.matching.placement.report import REPORT
from shared.access.asking import Asking, asking
from shared.access.naming import SEE
from shared.access.reach import scope_of
from shared.access.signin import Actor, may, require
from shared.database.roles import Role
from shared.domain.identifiers import IpdId, Month, OfferId, PutusanId, SiteId
from shared.domain.lampiran import activity_name
from shared.domain.places import PLACES
from shared.domain.refusal import Fault, Severity, refused
from shared.domain.skills import SKILLS
from shared.ledger.execute import known_events
from shared.reports.answering import item, standing_of
from shared.reports.describing import item_of
from shared.reports.lines import lines_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.web.answers import answered, gives, standing
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming, pressed
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.language import WEEKDAYS, Language
from shared.web.paging import After
from shared.web.problems import answer
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/placement")
ROWS = PLACEMENTS.table
OFFERS_MAX = 500
"""Every office of the regency with every line of Lampiran I stays below this."""
MayRead = Annotated[Actor, Depends(require("placement.read"))]
Here = Annotated[House, Depends(house)]


class HostAside(Brought):
    """``ipd_id`` may be left out: the offer's own."""

    ipd_id: IpdId | None = None


Acceptance, Correction = body_model(AcceptPlacement, base=HostAside), body_model(CorrectPlacement, base=HostAside)
Stay = TypeVar("Stay", AcceptPlacement, CorrectPlacement)


ONE = standing("PlacementRead", "One placement.", item_of(REPORT))
DONE = answered("PlacementDone", putusan_id=PutusanId)


@router.get("/{putusan_id}")
@gives(ONE)
async def shown(
    request: Request,
    putusan_id: PutusanId,
    house: Here,
    actor: MayRead,
    after: After = None,
) -> Response:
    """One placement with its proposals and the reasons for each score."""
    stands = await standing_of(house, REPORT.reads, after)
    now = house.circumstances()
    ask = Ask(now, REPORT.default, await scope_of(request, house, actor), limit=1)
    async with connected(house, REPORT) as connection:
        rows = await first_of(connection, REPORT, ask, lambda columns: columns.putusan_id == putusan_id)
    if not rows:
        return answer(request, refused("placement-unknown", severity=Severity.ABSENT))
    (line,) = await lines_of(request, house, actor, REPORT, rows, now.today)
    shown = {"who": line.named, **await _for_people(request, house, actor, putusan_id)}
    return screen(request, "placement/one.html", item(REPORT, line), standing=stands, **shown)


@router.post("/{putusan_id}/acceptance")
@gives(DONE)
async def accepted(
    putusan_id: PutusanId,
    choice: Annotated[HostAside, Depends(incoming(Acceptance))],
    asks: Annotated[Asking, Depends(asking(AcceptPlacement))],
) -> Response:
    """Accept: the placement and a slot in every month of the stay, all or nothing."""
    return await _at_its_host(asks, AcceptPlacement, choice, putusan_id, await _placed(asks, putusan_id))


@router.post("/{putusan_id}/corrections", summary="Correct an accepted place")
@gives(DONE)
async def corrected(
    putusan_id: PutusanId,
    correction: Annotated[HostAside, Depends(incoming(Correction))],
    asks: Annotated[Asking, Depends(asking(CorrectPlacement))],
) -> Response:
    """Another place or other days: the slots of the wrong stay are freed and the true ones taken, all or nothing."""
    return await _at_its_host(asks, CorrectPlacement, correction, putusan_id, Saved("placement-corrected"))


@router.post("/{putusan_id}/confirmation", summary="Say that a stay goes on as it is, or ask about it after all")
@gives(DONE)
async def confirmed(
    command: Annotated[ConfirmStay, Depends(brought(ConfirmStay))],
    asks: Annotated[Asking, Depends(asking(ConfirmStay))],
) -> Response:
    """What is asked about the stay is settled: its place and its days stand."""
    return await _answered(asks, command, Saved("stay-confirmed" if command.holds else "stay-asked-again"))


@router.post("/{putusan_id}/refusals")
@gives(DONE)
async def declined(
    command: Annotated[DeclinePlacement, Depends(brought(DeclinePlacement))],
    asks: Annotated[Asking, Depends(asking(DeclinePlacement))],
) -> Response:
    """The host declines one proposal."""
    undo = ("Lihat penolakannya", f"/placement/{command.putusan_id}#penolakan")
    return await _answered(asks, command, Saved("place-declined", {"minutes": UNDO_MINUTES}, undo))


@router.post("/{putusan_id}/refusals/undone", summary="Undo a decline within ten minutes")
@gives(DONE)
async def decline_undone(
    command: Annotated[UndoDecline, Depends(brought(UndoDecline))],
    asks: Annotated[Asking, Depends(asking(UndoDecline))],
) -> Response:
    """The host never declined: the same proposal stands open again."""
    return await _answered(asks, command, Saved("decline-undone"))


@router.post("/{putusan_id}/proposals", dependencies=[Depends(pressed)])
@gives(DONE)
async def proposed_again(putusan_id: PutusanId, asks: Annotated[Asking, Depends(asking(ProposePlaces))]) -> Response:
    """Look for places again: after a refusal, or when new offers have opened."""
    row = await _row(asks.house, putusan_id)
    if row is None:
        return answer(asks.request, refused("placement-unknown", severity=Severity.ABSENT))
    found = await candidates(asks.house, row["klien_id"])
    command = ProposePlaces(putusan_id=putusan_id, klien_id=row["klien_id"], candidates=found)
    return await _answered(asks, command, Saved("proposed-again"))


async def _at_its_host(
    asks: Asking, kind: type[Stay], said: HostAside, putusan_id: PutusanId, saved: Saved
) -> Response:
    """A stay at an offer, whose host is looked up where the request leaves it out."""
    ipd_id = said.ipd_id or await _host_of(asks.house, said.offer_id)
    if ipd_id is None:
        return answer(asks.request, refused("offer-not-open", severity=Severity.CONFLICT, pointer="/offer_id"))
    house = asks.house
    placement = PLACEMENT.fold(known_events(await house.ledger.read_stream(PLACEMENT.stream(putusan_id))))
    apart = await apart_from(house, placement.requested.klien_id) if placement.requested else ()
    found: dict[str, Any] = {"apart": apart} if kind is AcceptPlacement else {}
    if found and wants_page(asks.request):
        found["beside"] = True  # a page asks about it before anything is recorded
    command = command_of(kind, said, putusan_id=putusan_id, ipd_id=ipd_id, **found)
    return await _answered(asks, command, saved, await _doubts(asks, command, placement, apart))


async def _doubts(
    asks: Asking, stay: AcceptPlacement | CorrectPlacement, placement: Placement, apart: Sequence[PutusanId]
) -> tuple[Fault, ...]:
    """What a page asks about this stay before it is recorded; a program is not asked."""
    if not wants_page(asks.request):
        return ()
    house = asks.house
    ipd = IPD.fold(known_events(await house.ledger.read_stream(IPD.stream(stay.ipd_id))))
    need, offer = placement.need, ipd.offers.get(stay.offer_id)
    if need is None or offer is None:
        return ()
    given = house.circumstances()
    months = await open_places(house.ledger).months_of(given.today, apart)
    return doubts_of(stay, need, offer, given.laws.on, months.get(offer.site_id, set()))


async def _answered(asks: Asking, command: OfPlacement, saved: Saved, doubts: tuple[Fault, ...] = ()) -> Response:
    putusan_id, see = command.putusan_id, f"/placement/{command.putusan_id}"
    return await asks.answered(command, see=see, doubts=doubts, saved=saved, putusan_id=putusan_id)


async def _placed(asks: Asking, putusan_id: PutusanId) -> Saved:
    """What a page says after an acceptance, and what comes next for this role."""
    row = await _row(asks.house, putusan_id)
    starts = row is not None and may(asks.actor.role, "hours.start")
    following = ("Berikutnya: catat berita acara", f"/hours/{row['klien_id']}") if row and starts else NEXT_PERSON
    return Saved("placed", next=following)


NEXT_PERSON: Final = ("Berikutnya: penempatan lain yang menunggu", "/placement?state=proposed")


async def _for_people(request: Request, house: House, actor: Actor, putusan_id: PutusanId) -> dict[str, Any]:
    """What only a page shows besides names: the words for places and activities, letters, and who declined why."""
    if not wants_page(request):
        return {}
    async with house.database.engine(Role.MATCHING).connect() as connection:
        offers = (await connection.execute(_with_offices().limit(OFFERS_MAX))).mappings().all()
    state = PLACEMENT.fold(known_events(await house.ledger.read_stream(PLACEMENT.stream(putusan_id))))
    given = house.circumstances()
    return {
        "beside": await _beside(house, actor, state),
        "offers": {offer["offer_id"]: offer for offer in offers},
        "districts": PLACES,
        "activity": activity_name,
        "skills": SKILLS,
        "day_names": WEEKDAYS[Language.ID],
        "today": given.today,
        "reasons": DECLINE_REASONS,
        "undo_until": {} if state.accepted else _undoable(state, given.now),
        **await _in_words(house, actor, state),
    }


async def _beside(house: House, actor: Actor, state: Placement) -> dict[SiteId, set[Month]]:
    """In which months somebody who must not serve beside the person has a slot, by place; for whoever places."""
    if state.requested is None or not may(actor.role, "placement.accept"):
        return {}
    apart = await apart_from(house, state.requested.klien_id)
    months = await open_places(house.ledger).months_of(house.circumstances().today, apart)
    stays = [state.accepted] if state.accepted else [*(state.proposals or ())]
    return {one.site_id: months[one.site_id] & {*stay_months(one)} for one in stays if one.site_id in months}


def _with_offices() -> Select[Any]:
    """Every offer with the name of its office."""
    name = select(IPDS.table.c.name).where(IPDS.table.c.ipd_id == OFFERS.table.c.ipd_id).limit(1)
    return select(OFFERS.table, func.coalesce(name.scalar_subquery(), "").label("ipd_name"))


def _undoable(state: Placement, now: datetime) -> dict[OfferId, datetime]:
    """The declines that can be undone, and until when."""
    return {one: until for one in state.declined if (until := undo_until(state, one)) >= now}


async def _in_words(house: House, actor: Actor, state: Placement) -> dict[str, Any]:
    """The letters and reasons that were entered, for who may see persons: of the stay, and of each decline. What was
    written about a person whose ruling it was not lies under that person's key, and is not told of this one."""
    stay, klien_id = state.accepted, state.requested.klien_id if state.requested else None
    written = {name: getattr(stay, name, None) for name in ("document", "override", "reason")} if stay else {}
    written["confirmed"] = state.confirmation.reason if state.confirmation else None
    declines = {one: declined.event for one, declined in state.declined.items()}
    words = {one: event.words for one, event in declines.items() if event.klien_id == klien_id}
    refs = {one.ref for one in (*written.values(), *words.values()) if one is not None and one.ref}
    values = await house.vault.reveal(refs, REPORT.action, actor.who) if refs and may(actor.role, SEE) else {}
    return {
        "letters": {name: values.get(one.ref or "") for name, one in written.items() if one is not None},
        "words": {one: values.get(said.ref or "") for one, said in words.items() if said is not None},
    }


async def _host_of(house: House, offer_id: OfferId) -> IpdId | None:
    """Whose offer it is."""
    query = select(OFFERS.table.c.ipd_id).where(OFFERS.table.c.offer_id == offer_id)
    async with house.database.engine(Role.MATCHING).connect() as connection:
        return (await connection.execute(query)).scalar_one_or_none()


async def _row(house: House, putusan_id: PutusanId) -> dict[str, Any] | None:
    async with house.database.engine(Role.MATCHING).connect() as connection:
        row = (await connection.execute(select(ROWS).where(ROWS.c.putusan_id == putusan_id))).mappings().first()
    return dict(row) if row else None
