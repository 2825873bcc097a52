"""The rows of a sheet of placements one after another, each accepted as by its page, or only asked what would become of
it.

A stay that began on paper was agreed before anything was proposed: where it is no proposal, that is its reason; for a
place beside somebody from whom the person is kept apart the row says its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Final, Protocol

from sqlalchemy import select

from services.matching.ipd.projections import IPDS, OFFERS
from services.matching.placement.decider import PLACEMENT, AcceptPlacement, Placement
from services.matching.placement.events import PlacementAccepted
from services.matching.placement.reactions import apart_from
from services.matching.placement.rows import StayDraft
from shared.access.asking import Asking
from shared.access.reach import scope_of
from shared.database.roles import Role
from shared.domain.identifiers import Code, IpdId, OfferId, Position, PutusanId, StreamName
from shared.domain.lampiran import activity_name
from shared.domain.personal import Personal
from shared.domain.refusal import Fact, Fault, Refused, Severity
from shared.domain.thing import Across, Thing
from shared.domain.written.reading import plain
from shared.ledger.execute import Done, known_events
from shared.sheets.failing import of_one_row
from shared.sheets.keeping import FiledRow
from shared.sheets.persons import one_ruling, rulings_of
from shared.sheets.reading import SheetRow
from shared.sheets.receiving import Told
from shared.sheets.under import under_row

ROWS_AT_ONCE: Final = 32
NAMES_NEAR_MOST: Final = 3
OTHERS_LENGTH_MOST: Final = 300
BEGUN: Final = "Sudah berjalan sebelum dicatat, menurut {document}"
"""Why a stay on paper is at a place that was not proposed, where its sheet does not say why."""
Row = SheetRow[StayDraft]


@dataclass(frozen=True, slots=True, kw_only=True)
class StayResult(FiledRow):
    """What became of one row: whose place it is."""

    putusan_id: PutusanId | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that the sender may name."""

    offer_id: OfferId
    ipd_id: IpdId
    site: str
    office: tuple[str, str]
    """The I-PD's name and code."""
    activity: tuple[str, str]
    """Its words and its code."""


class Way(Protocol):
    """What a row meets, and what is done with it."""

    async def placement(self, putusan_id: PutusanId) -> Placement:
        """The placement of that ruling as the row finds it."""

    async def carried(self, command: AcceptPlacement, row: Row) -> Done | Refused:
        """What becomes of the command."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    """Each row is carried out."""

    asks: Asking
    digest: str

    async def placement(self, putusan_id: PutusanId) -> Placement:
        entries = await self.asks.house.ledger.read_stream(PLACEMENT.stream(putusan_id))
        return PLACEMENT.fold(known_events(entries))

    async def carried(self, command: AcceptPlacement, row: Row) -> Done | Refused:
        return await self.asks.carry_out(command, under=under_row(self.asks, "placement", self.digest, row.key))


@dataclass(frozen=True, slots=True)
class _Checked:
    """The streams that rows bear on, each as it stands with what the rows before would make of it."""

    asks: Asking
    states: dict[StreamName, Any] = field(default_factory=dict)

    async def placement(self, putusan_id: PutusanId) -> Placement:
        found: Placement = await self.of(PLACEMENT, PLACEMENT.stream(putusan_id))
        return found

    async def of(self, thing: Thing[Any], stream: StreamName) -> Any:
        if stream not in self.states:
            entries = await self.asks.house.ledger.read_stream(stream)
            self.states[stream] = thing.fold(known_events(entries))
        return self.states[stream]

    async def carried(self, command: AcceptPlacement, row: Row) -> Done | Refused:
        """What the command would say; kept for the rows behind."""
        across = PLACEMENT.decides[AcceptPlacement]
        assert isinstance(across, Across)
        own = PLACEMENT.stream(command.putusan_id)
        placement = await self.of(PLACEMENT, own)
        scope = ((PLACEMENT, own), *across.beside(command, placement))
        states = tuple([await self.of(thing, stream) for thing, stream in scope])
        said = across.decide(command, states, self.asks.house.circumstances())
        if isinstance(said, Refused):
            return said
        for (thing, stream), events in zip(scope, said, strict=True):
            for event in events:
                self.states[stream] = thing.evolve(self.states[stream], event)
        return Done(Position(0), tuple(event for events in said for event in events))


async def accept_rows(asks: Asking, rows: Sequence[Row], digest: str, told: Told) -> list[StayResult]:
    """Each row's stay accepted, in the order of the file."""
    return await _each(asks, rows, told, _Accepted(asks, digest))


async def check_rows(asks: Asking, rows: Sequence[Row], told: Told) -> list[StayResult]:
    """What would become of each row."""
    return await _each(asks, rows, told, _Checked(asks))


async def _each(asks: Asking, rows: Sequence[Row], told: Told, way: Way) -> list[StayResult]:
    """One after the other: a slot that a row takes is gone for those behind it."""
    offers = await _offers(asks)
    results: list[StayResult] = []
    named = await rulings_of(asks, [row.draft.who for row in rows])
    for row, rulings in zip(rows, named, strict=True):
        nobody = None if row.draft.faults else one_ruling(rulings)
        if row.draft.faults or nobody:
            results.append(_refused(row, *row.draft.faults, *((nobody,) if nobody else ())))
        else:
            results.append(await _one(asks, PutusanId(rulings[0].putusan_id), row, offers, way))
        if len(results) % ROWS_AT_ONCE == 0 or len(results) == len(rows):
            await told(len(rows) - len(results))
    return results


async def _one(asks: Asking, putusan_id: PutusanId, row: Row, offers: Sequence[Offer], way: Way) -> StayResult:
    values = row.draft.values
    offer = _offer(values, offers)
    if isinstance(offer, Fault):
        return _refused(row, offer, putusan_id=putusan_id)
    try:
        placement = await way.placement(putusan_id)
        asked = placement.requested
        command = AcceptPlacement(
            putusan_id=putusan_id,
            ipd_id=offer.ipd_id,
            offer_id=offer.offer_id,
            planned_from=values["planned_from"],
            planned_until=values["planned_until"],
            document=Personal(values["document"]),
            override=_override(placement, offer, values),
            beside=bool(values.get("override")),
            apart=await apart_from(asks.house, asked.klien_id) if asked else (),
        )
        done = await way.carried(command, row)
    except Exception as raised:
        return _refused(row, of_one_row(asks, row.key, raised), putusan_id=putusan_id)
    if isinstance(done, Refused):
        return _refused(row, *(_of_sheet(one) for one in done.faults), putusan_id=putusan_id)
    if not done.events and _otherwise(placement, command):
        return _refused(row, Fault("row-placed-otherwise", pointer="/planned_from", severity=Severity.CONFLICT))
    return StayResult(
        number=row.number,
        tab=row.tab,
        state="accepted" if done.events else "known",
        putusan_id=putusan_id,
        position=done.position or None,
        repeated=done.repeated,
    )


def _of_sheet(fault: Fault) -> Fault:
    """A row names its offer by its place."""
    return replace(fault, pointer="/site_id") if fault.pointer == "/offer_id" else fault


def _override(placement: Placement, offer: Offer, values: Any) -> Personal[str] | None:
    """Why another place than a proposed one; of a row that comes again as it was said at first."""
    stands = placement.accepted
    if isinstance(stands, PlacementAccepted) and stands.offer_id == offer.offer_id:
        proposed = stands.override is None
    else:
        proposed = bool(placement.proposal(offer.offer_id)) and offer.offer_id not in placement.declined
    said = values.get("override")
    return None if proposed and not said else Personal(said or BEGUN.format(document=values["document"]))


def _otherwise(placement: Placement, command: AcceptPlacement) -> bool:
    """Whether the stay that stands was said to be of other days than the row says."""
    stands = placement.said
    return stands is not None and (stands.planned_from, stands.planned_until) != (
        command.planned_from,
        command.planned_until,
    )


def _offer(values: Any, offers: Sequence[Offer]) -> Offer | Fault:
    """The offer of that place, of that I-PD and activity where the row says them."""
    here = [one for one in offers if plain(one.site) == plain(values["site_id"])]
    if not here:
        return _no_such_site(values["site_id"], [one.site for one in offers])
    if said := values.get("ipd_id"):
        of_office = [one for one in here if plain(said) in map(plain, one.office)]
        if not of_office:
            return Fault("row-office-elsewhere", _others(one.office[0] for one in here), pointer="/ipd_id")
        here = of_office
    if said := values.get("activity"):
        of_activity = [one for one in here if plain(said) in map(plain, one.activity)]
        if not of_activity:
            return Fault("row-activity-elsewhere", _others(one.activity[0] for one in here), pointer="/activity")
        here = of_activity
    if len(here) > 1:
        said = _others(f"{one.office[0]}: {one.activity[0]}" for one in here)
        return Fault("row-several-offers", said, pointer="/activity")
    return here[0]


def _others(names: Iterable[str]) -> dict[str, Fact]:
    """What the row could have said instead."""
    return {"near": "; ".join(dict.fromkeys(names))[:OTHERS_LENGTH_MOST]}


def _no_such_site(said: str, known: Sequence[str]) -> Fault:
    """That nobody knows it, with what is near."""
    names = {plain(one): one for one in known}
    near = [names[one] for one in get_close_matches(plain(said), list(names), NAMES_NEAR_MOST)]
    rule = "row-site-near" if near else "row-site-unknown"
    return Fault(rule, _others(near) if near else {}, pointer="/site_id")


async def _offers(asks: Asking) -> Sequence[Offer]:
    """Every offer that the sender may see, with its place and its I-PD."""
    offer, ipd = OFFERS.table.c, IPDS.table.c
    scope = await scope_of(asks.request, asks.house, asks.actor)
    query = (
        select(offer.offer_id, offer.ipd_id, offer.site_name, offer.activity, ipd.name, ipd.code)
        .join(IPDS.table, ipd.ipd_id == offer.ipd_id)
        .where(scope.where(ipd_id=offer.ipd_id))
        .order_by(offer.site_name, offer.offer_id)
    )
    async with asks.house.database.engine(Role.MATCHING).connect() as connection:
        rows = await connection.execute(query)
        return [
            Offer(
                OfferId(one.offer_id),
                IpdId(one.ipd_id),
                one.site_name,
                (one.name, one.code),
                (str(activity_name(Code(one.activity))), one.activity),
            )
            for one in rows
        ]


def _refused(row: Row, *faults: Fault, putusan_id: PutusanId | None = None) -> StayResult:
    return StayResult(number=row.number, tab=row.tab, state="refused", faults=faults, putusan_id=putusan_id)
