"""The placement of one putusan: propose ranked places, accept one with its slots, correct it, decline one."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from services.matching.placement.decider.plan import plan
from services.matching.placement.decider.rules import Broken, Candidate, Fit, obstacles
from services.matching.placement.decider.score import factors
from services.matching.placement.decider.state import PLACEMENT, SLOTS, Placement, Slots, evolve
from services.matching.placement.decider.stay import (
    STAY_MONTHS_MOST,
    AcceptPlacement,
    CorrectPlacement,
    Stay,
    accept,
    accepted_again,
    correct,
    stay_months,
    stay_of,
)
from services.matching.placement.events import (
    Need,
    NoPlaceFound,
    Obstacle,
    PlacementDeclined,
    PlacementFinalityRecorded,
    PlacementLeft,
    PlacementProposed,
    PlacementRequested,
    Proposal,
)
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, OfferId, PutusanId, RuleCode
from shared.domain.refusal import Fault, Refused, Severity
from shared.law.circumstances import Circumstances

__all__ = [
    "DECLINE_REASONS",
    "PLACEMENT",
    "PROPOSALS_MOST",
    "SLOTS",
    "STAY_MONTHS_MOST",
    "AcceptPlacement",
    "CorrectPlacement",
    "DeclinePlacement",
    "LeavePlacement",
    "Placement",
    "ProposePlaces",
    "Slots",
    "Stay",
    "TakeFinality",
    "accept",
    "correct",
    "decline",
    "leave",
    "propose",
    "stay_months",
    "stay_of",
    "take_finality",
]

PROPOSALS_MOST = 5
"""More than a person compares; the rest stands behind the obstacles' counts."""
DECLINE_REASONS = frozenset(Code(code) for code in ("full", "unsuited", "no_supervisor", "closed", "other"))


class ProposePlaces(Command):
    """Look for places. ``need`` comes with each registration; None when asked again: then the need told last stands."""

    ACTION: ClassVar[str] = "placement.propose"

    putusan_id: PutusanId
    klien_id: KlienId
    need: Need | None = None


class LeavePlacement(Command):
    """The ruling left this person; asked by the reaction to an officer's answer."""

    ACTION: ClassVar[str] = "placement.propose"

    putusan_id: PutusanId
    klien_id: KlienId


class TakeFinality(Command):
    """The court's day of finality; asked by the reaction to its recording."""

    ACTION: ClassVar[str] = "placement.propose"

    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    final_on: date


class DeclinePlacement(Command):
    """The host does not take the person at this offer."""

    ACTION: ClassVar[str] = "placement.decline"

    putusan_id: PutusanId
    offer_id: OfferId
    reason: Code


def propose(
    candidates: Sequence[Candidate],
) -> Callable[[ProposePlaces, Placement, Circumstances], Sequence[Event] | Refused]:
    """The decision over these open offers: ranked places with reasons, or why there is none."""

    def decide(command: ProposePlaces, state: Placement, given: Circumstances) -> Sequence[Event] | Refused:
        if command.need and state.requested:
            return _told_again(command, command.need, state, candidates, given) if state.left else []
        if state.accepted:
            return []
        need = command.need or state.need
        if need is None:
            return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
        asked = PlacementRequested(putusan_id=command.putusan_id, klien_id=command.klien_id, need=need)
        found = _found(asked, _standing(candidates, state), given)
        return [found] if state.requested else [asked, found]

    return decide


def leave(command: LeavePlacement, state: Placement, _: Circumstances) -> Sequence[Event] | Refused:
    """The person has it no more; place and slots wait for the ruling's next registration."""
    if state.requested is None or state.left:
        return []
    return [PlacementLeft(putusan_id=command.putusan_id, klien_id=command.klien_id)]


def _told_again(
    command: ProposePlaces, need: Need, state: Placement, candidates: Sequence[Candidate], given: Circumstances
) -> Sequence[Event]:
    """Registered again, since an officer said whose the ruling is: place and slots are the ruling's and go with it."""
    asked = PlacementRequested(putusan_id=command.putusan_id, klien_id=command.klien_id, need=need)
    if state.accepted:
        return [asked, accepted_again(state.accepted, command.klien_id)]
    return [asked, _found(asked, _standing(candidates, state), given)]


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
    fits = [Fit(need, one, plan(need, one.offer, given), law) for one in candidates]
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
