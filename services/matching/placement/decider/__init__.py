"""The placement of one putusan: propose ranked places, accept one with its slots, decline one.

A slot and its placement are taken in one request, so no place is ever overbooked: ``accept`` sees the placement, the
host and the slots of every month of the stay, and all of them are written together or not at all.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from services.matching.ipd.decider import Ipd
from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider.plan import months_between, plan
from services.matching.placement.decider.rules import Broken, Candidate, Fit, obstacles
from services.matching.placement.decider.score import factors
from services.matching.placement.events import (
    Need,
    NoPlaceFound,
    Obstacle,
    PlacementAccepted,
    PlacementDeclined,
    PlacementFinalityRecorded,
    PlacementProposed,
    PlacementRequested,
    Proposal,
    SlotTaken,
)
from shared.domain.command import Command
from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, IpdId, KlienId, Month, OfferId, PutusanId, RuleCode
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.text import Reason
from shared.domain.thing import Thing
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

PROPOSALS_MOST = 5
"""More than a person compares; the rest stands behind the obstacles' counts."""
STAY_MONTHS_MOST = 14
"""Two windows of 180 days, one of them after a repeat order, touch no more calendar months than this."""
DECLINE_REASONS = frozenset(Code(code) for code in ("full", "unsuited", "no_supervisor", "closed", "other"))


class ProposePlaces(Command):
    """Look for places. ``need`` is None when asked again: then the need told first stands."""

    ACTION: ClassVar[str] = "placement.propose"

    putusan_id: PutusanId
    klien_id: KlienId
    need: Need | None = None


class TakeFinality(Command):
    """The court's day of finality; asked by the reaction to its recording."""

    ACTION: ClassVar[str] = "placement.propose"

    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    final_on: date


class AcceptPlacement(Command):
    """The host takes the person at this offer for these days. Outside the proposals it needs a reason."""

    ACTION: ClassVar[str] = "placement.accept"

    putusan_id: PutusanId
    ipd_id: IpdId
    offer_id: OfferId
    planned_from: date
    planned_until: date
    override: Reason | None = None


class DeclinePlacement(Command):
    """The host does not take the person at this offer."""

    ACTION: ClassVar[str] = "placement.decline"

    putusan_id: PutusanId
    offer_id: OfferId
    reason: Code


class Placement(Value):
    """What is decided about the place of one putusan."""

    requested: PlacementRequested | None = None
    proposals: tuple[Proposal, ...] = ()
    declined: frozenset[OfferId] = frozenset()
    accepted: PlacementAccepted | None = None
    final: PlacementFinalityRecorded | None = None

    @property
    def need(self) -> Need | None:
        """What a place is sought for, from the day of finality as it was told last."""
        if self.requested is None:
            return None
        told = {"final_on": self.final.final_on} if self.final else {}
        return self.requested.need.model_copy(update=told)

    def proposal(self, offer_id: OfferId) -> Proposal | None:
        """The standing proposal of an offer."""
        return next((proposal for proposal in self.proposals if proposal.offer_id == offer_id), None)


class Slots(Value):
    """Who has a slot at one I-PD in one month, by offer."""

    taken: tuple[SlotTaken, ...] = ()

    def count(self, offer_id: OfferId) -> int:
        """Slots taken at an offer."""
        return sum(1 for slot in self.taken if slot.offer_id == offer_id)


def evolve(state: Placement, event: Event) -> Placement:
    """The placement after one more event."""
    match event:
        case PlacementRequested():
            return state.model_copy(update={"requested": event})
        case PlacementFinalityRecorded():
            newer = state.final is None or event.number > state.final.number
            return state.model_copy(update={"final": event}) if newer else state
        case PlacementProposed():
            return state.model_copy(update={"proposals": event.proposals})
        case NoPlaceFound():
            return state.model_copy(update={"proposals": ()})
        case PlacementDeclined():
            return state.model_copy(update={"declined": state.declined | {event.offer_id}})
        case PlacementAccepted():
            return state.model_copy(update={"accepted": event})
    return state


def evolve_slots(state: Slots, event: Event) -> Slots:
    """The month's slots after one more is taken."""
    return Slots(taken=(*state.taken, event)) if isinstance(event, SlotTaken) else state


PLACEMENT: Thing[Placement] = Thing(
    "placement",
    (
        PlacementRequested,
        PlacementFinalityRecorded,
        PlacementProposed,
        NoPlaceFound,
        PlacementAccepted,
        PlacementDeclined,
    ),
    Placement(),
    evolve,
)
SLOTS: Thing[Slots] = Thing("slots", (SlotTaken,), Slots(), evolve_slots)


def propose(
    candidates: Sequence[Candidate],
) -> Callable[[ProposePlaces, Placement, Circumstances], Sequence[Event] | Refused]:
    """The decision over these open offers: ranked places with reasons, or why there is none."""

    def decide(command: ProposePlaces, state: Placement, given: Circumstances) -> Sequence[Event] | Refused:
        if state.accepted:
            return []
        if command.need and state.requested:
            return []
        need = command.need or state.need
        if need is None:
            return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
        asked = PlacementRequested(putusan_id=command.putusan_id, klien_id=command.klien_id, need=need)
        found = _found(asked, _standing(candidates, state), given)
        return [found] if state.requested else [asked, found]

    return decide


def take_finality(
    candidates: Sequence[Candidate],
) -> Callable[[TakeFinality, Placement, Circumstances], Sequence[Event] | Refused]:
    """The decision over these open offers: the day of finality, and other proposals where the plan follows it.

    What a host has accepted stays as it was agreed, until a person corrects it.
    """

    def decide(command: TakeFinality, state: Placement, given: Circumstances) -> Sequence[Event] | Refused:
        if state.final and state.final.number >= command.number:
            return []
        told = PlacementFinalityRecorded(
            putusan_id=command.putusan_id,
            klien_id=command.klien_id,
            number=command.number,
            final_on=command.final_on,
        )
        need = evolve(state, told).need
        if need is None or state.accepted:
            return [told]
        asked = PlacementRequested(putusan_id=command.putusan_id, klien_id=command.klien_id, need=need)
        found = _found(asked, _standing(candidates, state), given)
        same = isinstance(found, PlacementProposed) and found.proposals == state.proposals
        return [told] if same or not (state.proposals or isinstance(found, PlacementProposed)) else [told, found]

    return decide


def _standing(candidates: Sequence[Candidate], state: Placement) -> list[Candidate]:
    """Those that have not declined."""
    return [one for one in candidates if one.offer.offer_id not in state.declined]


def _found(asked: PlacementRequested, candidates: Sequence[Candidate], given: Circumstances) -> Event:
    law, need = given.law, asked.need
    fits = [Fit(need, one, plan(need, one.offer, given.today, law), law) for one in candidates]
    broken = [obstacles(fit) for fit in fits]
    ranked = sorted(
        (_proposal(fit) for fit, against in zip(fits, broken, strict=True) if not against),
        key=lambda proposal: (-proposal.score, proposal.offer_id),
    )
    against = _counted(broken)
    ids = {"putusan_id": asked.putusan_id, "klien_id": asked.klien_id}
    if ranked:
        return PlacementProposed(**ids, proposals=tuple(ranked[:PROPOSALS_MOST]), obstacles=against)
    return NoPlaceFound(**ids, obstacles=against or (Obstacle(rule=_NO_OFFER, offers=0),))


_NO_OFFER = RuleCode("place-none")


def _proposal(fit: Fit) -> Proposal:
    offer, reasons = fit.candidate.offer, factors(fit)
    assert fit.plan is not None
    return Proposal(
        ipd_id=offer.ipd_id,
        offer_id=offer.offer_id,
        site_id=offer.site_id,
        kecamatan=offer.kecamatan,
        activity=offer.activity,
        score=sum(factor.points for factor in reasons),
        factors=reasons,
        planned_from=fit.plan.first,
        planned_until=fit.plan.last,
    )


def _counted(broken: Sequence[Sequence[Broken]]) -> tuple[Obstacle, ...]:
    counts = Counter(one for against in broken for one in against)
    return tuple(
        Obstacle(rule=one.rule, citation=one.citation, offers=offers)
        for one, offers in sorted(counts.items(), key=lambda item: (-item[1], item[0].rule))
    )


def stay_months(command: AcceptPlacement) -> tuple[Month, ...]:
    """The months whose slots the command needs; of a stay that is too long one more than a stay can touch."""
    longest = command.planned_from.toordinal() + (STAY_MONTHS_MOST + 1) * 31
    last = min(command.planned_until, date.fromordinal(min(longest, date.max.toordinal())))
    return months_between(command.planned_from, last)[: STAY_MONTHS_MOST + 1]


def accept(
    command: AcceptPlacement, states: tuple[Placement, Ipd, *tuple[Slots, ...]], _: Circumstances
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
    faults = (*_of_the_choice(command, placement), *_of_the_days(command, months), *_overbooked(offer, months, slots))
    if faults:
        return Refused(faults)
    return [
        (_accepted(command, placement.requested, offer),),
        (),
        *((_slot(command, month),) for month in months),
    ]


def _of_the_choice(command: AcceptPlacement, placement: Placement) -> tuple[Fault, ...]:
    if placement.proposal(command.offer_id) and command.offer_id not in placement.declined:
        return ()
    return () if command.override is not None else (Fault("not-proposed", pointer="/override"),)


def _of_the_days(command: AcceptPlacement, months: Sequence[Month]) -> tuple[Fault, ...]:
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


def _overbooked(offer: OfferOpened, months: Sequence[Month], slots: Sequence[Slots]) -> tuple[Fault, ...]:
    return tuple(
        Fault("slots-full", {"month": month, "slots": offer.slots}, pointer="/offer_id", severity=Severity.CONFLICT)
        for month, taken in zip(months, slots, strict=True)
        if taken.count(offer.offer_id) >= offer.slots
    )


def _accepted(command: AcceptPlacement, asked: PlacementRequested, offer: OfferOpened) -> PlacementAccepted:
    return PlacementAccepted(
        putusan_id=command.putusan_id,
        klien_id=asked.klien_id,
        ipd_id=offer.ipd_id,
        offer_id=offer.offer_id,
        site_id=offer.site_id,
        planned_from=command.planned_from,
        planned_until=command.planned_until,
        override=command.override,
    )


def _slot(command: AcceptPlacement, month: Month) -> SlotTaken:
    return SlotTaken(ipd_id=command.ipd_id, offer_id=command.offer_id, month=month, putusan_id=command.putusan_id)


def decline(command: DeclinePlacement, state: Placement, _: Circumstances) -> Sequence[Event] | Refused:
    """Decline one proposal; declined twice is declined once."""
    if state.requested is None:
        return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
    if state.accepted and state.accepted.offer_id == command.offer_id:
        return Refused((Fault("placement-accepted", severity=Severity.CONFLICT),))
    if command.offer_id in state.declined:
        return []
    if command.reason not in DECLINE_REASONS:
        return Refused((Fault("decline-reason", {"reason": command.reason}, pointer="/reason"),))
    if state.proposal(command.offer_id) is None:
        return Refused((Fault("not-proposed", pointer="/offer_id"),))
    return [
        PlacementDeclined(
            putusan_id=command.putusan_id,
            klien_id=state.requested.klien_id,
            offer_id=command.offer_id,
            reason=command.reason,
        )
    ]
