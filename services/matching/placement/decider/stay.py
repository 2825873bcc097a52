"""A stay at a host: accepted with its slots, or corrected, with the slots of the wrong one freed.

A slot and its placement are taken in one request, so no place is ever overbooked: the decision sees the placement, the
host and the slots of every month of the stay, and all of them are written together or not at all. What is past was so
whether or not there was a slot: only months from the present one on can be full.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import Field

from services.matching.ipd.decider import Ipd
from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider.plan import months_between
from services.matching.placement.decider.state import Placement, Slots
from services.matching.placement.events import (
    PlacementAccepted,
    PlacementCorrected,
    PlacementRequested,
    SlotFreed,
    SlotTaken,
)
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import IpdId, KlienId, Month, OfferId, PutusanId
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.text import DocumentNumber, Reason
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

STAY_MONTHS_MOST = 14
"""Two windows of 180 days, one of them after a repeat order, touch no more calendar months than this."""


class AcceptPlacement(Command):
    """The host takes the person at this offer for these days. Outside the proposals it needs a reason, and where the
    stay has begun already the document by which it did: an office's first day is all backlog."""

    ACTION: ClassVar[str] = "placement.accept"

    putusan_id: PutusanId
    ipd_id: IpdId
    offer_id: OfferId
    planned_from: date
    planned_until: date
    override: Reason | None = None
    document: DocumentNumber | None = None


class CorrectPlacement(Command):
    """Where the person truly serves: another offer, other days, or both. Corrections count up; the last one stands."""

    ACTION: ClassVar[str] = "placement.correct"

    putusan_id: PutusanId
    number: int = Field(ge=1, le=1000)
    ipd_id: IpdId
    offer_id: OfferId
    planned_from: date
    planned_until: date
    document: DocumentNumber
    reason: Reason


@dataclass(frozen=True, slots=True)
class Stay:
    """At whose offer, in which months."""

    ipd_id: IpdId
    offer_id: OfferId
    months: tuple[Month, ...]

    @property
    def keys(self) -> frozenset[tuple[IpdId, Month]]:
        """The streams of slots that it bears on."""
        return frozenset((self.ipd_id, month) for month in self.months)


Planned = AcceptPlacement | CorrectPlacement | PlacementAccepted | PlacementCorrected
Keys = Sequence[tuple[IpdId, Month]]


def stay_months(planned: Planned) -> tuple[Month, ...]:
    """The months whose slots the stay needs; of a stay that is too long one more than a stay can touch."""
    longest = planned.planned_from.toordinal() + (STAY_MONTHS_MOST + 1) * 31
    last = min(planned.planned_until, date.fromordinal(min(longest, date.max.toordinal())))
    return months_between(planned.planned_from, last)[: STAY_MONTHS_MOST + 1]


def stay_of(planned: Planned) -> Stay:
    """The stay that was planned."""
    return Stay(planned.ipd_id, planned.offer_id, stay_months(planned))


def accept(
    command: AcceptPlacement, states: tuple[Placement, Ipd, *tuple[Slots, ...]], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Accept with a slot in every month of the stay, or say everything that stands against it."""
    placement, ipd, *slots = states
    if placement.requested is None:
        return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
    if placement.accepted:
        same = placement.accepted.offer_id == command.offer_id
        return [()] * len(states) if same else Refused((Fault("placement-accepted", severity=Severity.CONFLICT),))
    offer = ipd.open_offer(command.offer_id)
    if offer is None:
        return Refused((Fault("offer-not-open", pointer="/offer_id", severity=Severity.CONFLICT),))
    months = stay_months(command)
    faults = (
        *_of_the_choice(command, placement),
        *_of_the_days(command, months),
        *_of_the_past(command, given.today),
        *_overbooked(offer, months, slots, given.today),
    )
    if faults:
        return Refused(faults)
    return [
        (_accepted(command, placement.requested, offer, given.today),),
        (),
        *((_slot(command, month),) for month in months),
    ]


def correct(
    former: Stay | None, keys: Keys
) -> Callable[
    [CorrectPlacement, tuple[Placement, Ipd, *tuple[Slots, ...]], Circumstances], Sequence[Sequence[Event]] | Refused
]:
    """The decision over the slots of these months at these hosts, of the stay that stands and of the true one.

    ``former`` is the stay that stood when they were looked up; another by now, and the person looks again.
    """

    def decide(
        command: CorrectPlacement, states: tuple[Placement, Ipd, *tuple[Slots, ...]], given: Circumstances
    ) -> Sequence[Sequence[Event]] | Refused:
        placement, ipd, *slots = states
        if placement.requested is None or placement.accepted is None:
            return refused("placement-not-accepted", severity=Severity.CONFLICT)
        if any(_same(known, command) for known in placement.corrections):
            return [()] * len(states)
        number = max((known.number for known in placement.corrections), default=0)
        if command.number <= number or former != stay_of(placement.accepted):
            facts = {"number": command.number, "next": number + 1}
            return Refused((Fault("placement-moved", facts, severity=Severity.CONFLICT, pointer="/number"),))
        offer = ipd.offers.get(command.offer_id)
        if offer is None:
            return refused("offer-not-open", severity=Severity.CONFLICT, pointer="/offer_id")
        true = stay_of(command)
        held = dict(zip(keys, slots, strict=True))
        of_month = {month: held[(true.ipd_id, month)] for month in true.months}
        wanted = [month for month, one in of_month.items() if not one.holds(offer.offer_id, command.putusan_id)]
        free = [of_month[month] for month in wanted]
        faults = (*_of_the_days(command, true.months), *_overbooked(offer, wanted, free, given.today))
        if faults:
            return Refused(faults)
        corrected = _corrected(command, placement.requested, offer)
        return [(corrected,), (), *(_moved(command, key, held[key], former, true) for key in keys)]

    return decide


def _same(known: PlacementCorrected, command: CorrectPlacement) -> bool:
    """Whether this correction was said before: of two under one number the first stands."""
    said = known.number, known.offer_id, known.planned_from, known.planned_until
    return said == (command.number, command.offer_id, command.planned_from, command.planned_until)


def _moved(
    command: CorrectPlacement, key: tuple[IpdId, Month], slots: Slots, former: Stay, true: Stay
) -> tuple[Event, ...]:
    """What changes among the slots of one host in one month."""
    ipd_id, month = key
    ids = {"ipd_id": ipd_id, "month": month, "putusan_id": command.putusan_id}
    stays = key in true.keys
    told: list[Event] = []
    if key in former.keys and not (stays and former.offer_id == true.offer_id):
        told.append(SlotFreed(offer_id=former.offer_id, **ids))
    if stays and not (key in former.keys and former.offer_id == true.offer_id):
        told.append(SlotTaken(offer_id=true.offer_id, **ids))
    return tuple(told)


def _of_the_past(command: AcceptPlacement, today: date) -> tuple[Fault, ...]:
    """A stay that has begun is a fact with a paper."""
    if command.planned_from >= today or command.document is not None:
        return ()
    return (Fault("stay-begun", {"today": today.isoformat()}, pointer="/document"),)


def _of_the_choice(command: AcceptPlacement, placement: Placement) -> tuple[Fault, ...]:
    if placement.proposal(command.offer_id) and command.offer_id not in placement.declined:
        return ()
    return () if command.override is not None else (Fault("not-proposed", pointer="/override"),)


def _of_the_days(command: AcceptPlacement | CorrectPlacement, months: Sequence[Month]) -> tuple[Fault, ...]:
    odd = tuple(
        Fault("date-not-meant", pointer=f"/{name}")
        for name, day in (("planned_from", command.planned_from), ("planned_until", command.planned_until))
        if not can_be_meant(day)
    )
    if odd:
        return odd
    if command.planned_from <= command.planned_until and len(months) <= STAY_MONTHS_MOST:
        return ()
    return (Fault("stay-days", pointer="/planned_until"),)


def _overbooked(offer: OfferOpened, months: Sequence[Month], slots: Sequence[Slots], today: date) -> tuple[Fault, ...]:
    this_month = f"{today:%Y-%m}"
    return tuple(
        Fault("slots-full", {"month": month, "slots": offer.slots}, pointer="/offer_id", severity=Severity.CONFLICT)
        for month, taken in zip(months, slots, strict=True)
        if month >= this_month and taken.count(offer.offer_id) >= offer.slots
    )


def _accepted(
    command: AcceptPlacement, asked: PlacementRequested, offer: OfferOpened, today: date
) -> PlacementAccepted:
    return PlacementAccepted(
        putusan_id=command.putusan_id,
        klien_id=asked.klien_id,
        ipd_id=offer.ipd_id,
        offer_id=offer.offer_id,
        site_id=offer.site_id,
        planned_from=command.planned_from,
        planned_until=command.planned_until,
        override=command.override,
        document=command.document,
        accepted_on=today,
        weekdays=offer.weekdays,
    )


def accepted_again(stands: PlacementAccepted | PlacementCorrected, klien_id: KlienId) -> PlacementAccepted:
    """The same stay for whose it is. What was written about it lies under the former person's key and stays there."""
    return PlacementAccepted(
        putusan_id=stands.putusan_id,
        klien_id=klien_id,
        ipd_id=stands.ipd_id,
        offer_id=stands.offer_id,
        site_id=stands.site_id,
        planned_from=stands.planned_from,
        planned_until=stands.planned_until,
        accepted_on=stands.accepted_on if isinstance(stands, PlacementAccepted) else None,
        weekdays=stands.weekdays,
    )


def _corrected(command: CorrectPlacement, asked: PlacementRequested, offer: OfferOpened) -> PlacementCorrected:
    return PlacementCorrected(
        putusan_id=command.putusan_id,
        klien_id=asked.klien_id,
        number=command.number,
        ipd_id=offer.ipd_id,
        offer_id=offer.offer_id,
        site_id=offer.site_id,
        planned_from=command.planned_from,
        planned_until=command.planned_until,
        document=command.document,
        reason=command.reason,
        weekdays=offer.weekdays,
    )


def _slot(command: AcceptPlacement, month: Month) -> SlotTaken:
    return SlotTaken(ipd_id=command.ipd_id, offer_id=command.offer_id, month=month, putusan_id=command.putusan_id)
