"""The placement of one putusan: propose ranked places, accept one with its slots, correct it, decline one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from services.matching.placement.decider.commands import (
    AcceptPlacement,
    AmongOffers,
    ConfirmStay,
    CorrectPlacement,
    DeclinePlacement,
    FollowTerms,
    LeavePlacement,
    OfPlacement,
    ProposePlaces,
    SeekApart,
    TakeEnd,
    TakeFinality,
    TakeProfile,
    TakeStart,
    UndoDecline,
)
from services.matching.placement.decider.doubts import doubts_of
from services.matching.placement.decider.fit import fit_of, waits
from services.matching.placement.decider.follow import beside_following, confirm, follow, take_start
from services.matching.placement.decider.plan import left_minutes
from services.matching.placement.decider.rules import Broken, Candidate, Fit, obstacles
from services.matching.placement.decider.score import factors
from services.matching.placement.decider.state import SLOTS, Placement, Slots, evolve, ranked
from services.matching.placement.decider.stay import (
    STAY_MONTHS_MOST,
    Stay,
    accept,
    accepted_again,
    beside_acceptance,
    beside_correction,
    beside_end,
    correct,
    moved_by_end,
    over,
    stay_months,
    stay_of,
)
from services.matching.placement.events import (
    DeclineUndone,
    Need,
    NoPlaceFound,
    Obstacle,
    PlacementAccepted,
    PlacementBegun,
    PlacementConfirmed,
    PlacementCorrected,
    PlacementDeclined,
    PlacementDoubted,
    PlacementEnded,
    PlacementFinalityRecorded,
    PlacementLeft,
    PlacementProposed,
    PlacementReplanned,
    PlacementRequested,
    Proposal,
)
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, OfferId, RuleCode
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.retold import retold
from shared.domain.thing import Across, Scope, Thing
from shared.law.circumstances import Circumstances

__all__ = [
    "DECLINE_REASONS",
    "PLACEMENT",
    "PROPOSALS_MOST",
    "SLOTS",
    "STAY_MONTHS_MOST",
    "UNDO_MINUTES",
    "AcceptPlacement",
    "ConfirmStay",
    "CorrectPlacement",
    "DeclinePlacement",
    "FollowTerms",
    "LeavePlacement",
    "OfPlacement",
    "Placement",
    "ProposePlaces",
    "SeekApart",
    "Slots",
    "Stay",
    "TakeEnd",
    "TakeFinality",
    "TakeProfile",
    "TakeStart",
    "UndoDecline",
    "doubts_of",
    "stay_months",
    "stay_of",
    "undo_until",
]

PROPOSALS_MOST = 5
"""More than a person compares; the rest stands behind the obstacles' counts."""
OTHER = Code("other")
DECLINE_REASONS = (*(Code(code) for code in ("full", "unsuited", "no-supervisor", "closed")), OTHER)
"""Their words stand in the texts as ``decline-full`` …"""
UNDO_MINUTES = 10
"""How long a decline can be undone: a slip is seen at once, and nobody has written to the host by then."""


def propose(command: ProposePlaces, state: Placement, given: Circumstances) -> Sequence[Event] | Refused:
    """Ranked places with reasons among the offers that are open, or why there is none."""
    if command.need and state.requested:
        told = _told_again if state.left else _amended
        return told(command, command.need, state, given)
    if state.accepted or (state.ended_on and not command.need):
        return []
    need = command.need or state.need
    if need is None:
        return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
    asked = retold(PlacementRequested, command, need=need)
    if state.ended_on:
        return [asked, *_ended_again(state, command)]
    found = _found(asked, _standing(command.candidates, state), given)
    return [found] if state.requested else [asked, found]


def leave(command: LeavePlacement, state: Placement, _: Circumstances) -> Sequence[Event] | Refused:
    """The person has it no more; place and slots wait for the ruling's next registration."""
    if state.requested is None or state.left:
        return []
    return [retold(PlacementLeft, command)]


def _told_again(command: ProposePlaces, need: Need, state: Placement, given: Circumstances) -> Sequence[Event]:
    """Registered again, since an officer said whose the ruling is: place and slots are the ruling's and go with it."""
    asked = retold(PlacementRequested, command, need=need)
    if state.accepted:
        return [asked, accepted_again(state.accepted, command.klien_id), *_ended_again(state, command)]
    if state.ended_on:
        return [asked, *_ended_again(state, command)]
    return [asked, _found(asked, _standing(command.candidates, state), given)]


def _ended_again(state: Placement, command: AmongOffers) -> Sequence[Event]:
    """Whoever hears what is asked hears that it has ended, too."""
    return [retold(PlacementEnded, state.end, klien_id=command.klien_id)] if state.end and state.ended_on else []


def _amended(command: AmongOffers, need: Need, state: Placement, given: Circumstances) -> Sequence[Event]:
    """Registered again with what was mended: sought anew among the open offers, where no host has accepted yet. What a
    host has accepted stays at its place, and its days follow."""
    asked = retold(PlacementRequested, command, need=need)
    if evolve(state, asked).need == state.need:
        return []
    if state.accepted or state.ended_on:
        return [asked, *_ended_again(state, command)]
    return [asked, _found(asked, _standing(command.candidates, state), given)]


def take_finality(command: TakeFinality, state: Placement, given: Circumstances) -> Sequence[Event] | Refused:
    """The day of finality, and other proposals among the open offers where the plan follows it.

    What a host has accepted stays at its place, and its days follow.
    """
    if state.final and state.final.number >= command.number:
        return []
    told = retold(PlacementFinalityRecorded, command)
    need = evolve(state, told).need
    if need is None or state.accepted or state.ended_on:
        return [told]
    asked = retold(PlacementRequested, command, need=need)
    if state.need is not None and waits(state.need):
        return [told, _found(asked, _standing(command.candidates, state), given)]
    return [told, *_otherwise(asked, command.candidates, state, given)]


def _otherwise(
    asked: PlacementRequested, candidates: Sequence[Candidate], state: Placement, given: Circumstances
) -> Sequence[Event]:
    """What is found now, where it is something else than what stands; where every host declined, nothing stands."""
    found = _found(asked, _standing(candidates, state), given)
    if state.proposals is None:
        return [found]
    stands = [one for one in state.proposals if one.offer_id not in state.declined]
    now = [*found.proposals] if isinstance(found, PlacementProposed) else []
    return [] if now == stands else [found]


def take_end(
    command: TakeEnd, states: tuple[Placement, *tuple[Slots, ...]], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Nobody serves there after that day: slots of months not over by it are free. Taken back, the stay has them again,
    whoever else has come meanwhile; where there is no stay, places are sought."""
    state, *slots = states
    if state.end and state.end.number >= command.number:
        return [()] * len(states)
    told = retold(PlacementEnded, command)
    after = evolve(state, told)
    moved = [*moved_by_end(after, slots)]
    if command.ended_on or after.accepted or after.requested is None or after.left:
        return [[told], *moved]
    asked = retold(PlacementRequested, command, need=after.need)
    return [[told, *_otherwise(asked, command.candidates, after, given)], *moved]


def take_profile(
    command: TakeProfile, states: tuple[Placement, ...], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Other proposals for each of the person's rulings whose host has not accepted; what a host has accepted stays,
    and the need says that the profile is another."""
    return [_profiled(command, state, given) for state in states]


def seek_apart(
    command: SeekApart, states: tuple[Placement, ...], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Other proposals for each of the person's rulings whose host has not accepted, where others are found; what a host
    has accepted stays, until a person corrects it."""
    return [_apart(command, state, given) for state in states]


def _apart(command: SeekApart, state: Placement, given: Circumstances) -> Sequence[Event]:
    asked, need = state.requested, state.need
    if asked is None or need is None or state.accepted or state.ended_on or not _asked_for(state, command.klien_id):
        return ()
    return _otherwise(retold(PlacementRequested, asked, need=need), command.candidates, state, given)


def _asked_for(state: Placement, klien_id: KlienId) -> bool:
    return state.requested is not None and state.requested.klien_id == klien_id and not state.left


def beside_profile(command: TakeProfile | SeekApart, placement: Placement) -> Scope:
    """The placements of the person's other rulings."""
    return tuple((PLACEMENT, PLACEMENT.stream(one)) for one in command.others)


def _profiled(command: TakeProfile, state: Placement, given: Circumstances) -> Sequence[Event]:
    need = state.need
    if state.requested is None or need is None or not _asked_for(state, command.klien_id):
        return ()
    if need.profile is not None and need.profile.number >= command.profile.number:
        return ()
    own = command.model_copy(update={"putusan_id": state.requested.putusan_id})
    return _amended(own, need.model_copy(update={"profile": command.profile}), state, given)


def _standing(candidates: Sequence[Candidate], state: Placement) -> list[Candidate]:
    """Those that have not declined."""
    return [one for one in candidates if one.offer.offer_id not in state.declined]


def _found(asked: PlacementRequested, candidates: Sequence[Candidate], given: Circumstances) -> Event:
    law, need = given.law, asked.need
    ids = {"putusan_id": asked.putusan_id, "klien_id": asked.klien_id}
    if waits(need):
        open_appeal = Obstacle(rule=_APPEALED, citation=law.line("final_after_days").citation, offers=0)
        return NoPlaceFound(**ids, obstacles=(open_appeal,), law=law.version)
    if not left_minutes(need):
        return NoPlaceFound(**ids, obstacles=(Obstacle(rule=_SERVED, offers=0),), law=law.version)
    fits = [fit_of(need, one, given) for one in candidates]
    broken = [obstacles(fit) for fit in fits]
    best = ranked(_proposal(fit) for fit, against in zip(fits, broken, strict=True) if not against)
    against = _counted(broken)
    if best:
        return PlacementProposed(**ids, proposals=best[:PROPOSALS_MOST], obstacles=against, law=law.version)
    return NoPlaceFound(**ids, obstacles=against or (Obstacle(rule=_NO_OFFER, offers=0),), law=law.version)


_NO_OFFER, _APPEALED, _SERVED = RuleCode("place-none"), RuleCode("place-appealed"), RuleCode("place-served")


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


def decline(command: DeclinePlacement, state: Placement, given: Circumstances) -> Sequence[Event] | Refused:
    """Decline one proposal; declined twice is declined once."""
    if state.requested is None:
        return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
    if state.accepted and state.accepted.offer_id == command.offer_id:
        return Refused((Fault("placement-accepted", severity=Severity.CONFLICT),))
    if command.offer_id in state.declined:
        return []
    if faults := _of_the_reason(command):
        return Refused(faults)
    if against := over(state):
        return against
    if state.proposal(command.offer_id) is None:
        return Refused((Fault("not-proposed", pointer="/offer_id"),))
    own = {"klien_id": state.requested.klien_id, "declined_at": given.now}
    return [retold(PlacementDeclined, command, **own)]


def _of_the_reason(command: DeclinePlacement) -> tuple[Fault, ...]:
    if command.reason not in DECLINE_REASONS:
        return (Fault("decline-reason", {"reason": command.reason}, pointer="/reason"),)
    return (Fault("decline-words", pointer="/words"),) if command.reason == OTHER and command.words is None else ()


def undo_decline(command: UndoDecline, state: Placement, given: Circumstances) -> Sequence[Event] | Refused:
    """The proposal stands again, if the decline is minutes old and nobody else took the person; twice is once."""
    if state.requested is None:
        return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
    declined = state.declined.get(command.offer_id)
    if declined is None or declined.proposal is None:
        stands = state.proposal(command.offer_id) is not None
        return [] if stands else Refused((Fault("not-proposed", pointer="/offer_id"),))
    if against := over(state):
        return against
    if state.accepted:
        return Refused((Fault("decline-placed", severity=Severity.CONFLICT),))
    if given.now > undo_until(state, command.offer_id):
        return Refused((Fault("decline-stands", {"minutes": UNDO_MINUTES}, severity=Severity.CONFLICT),))
    own = {"klien_id": state.requested.klien_id, "proposal": declined.proposal}
    return [retold(DeclineUndone, command, **own)]


def undo_until(state: Placement, offer_id: OfferId) -> datetime:
    """The last moment at which this decline can be undone."""
    return state.declined[offer_id].event.declined_at + timedelta(minutes=UNDO_MINUTES)


PLACEMENT: Thing[Placement] = Thing(
    "placement",
    (
        PlacementRequested,
        PlacementLeft,
        PlacementFinalityRecorded,
        PlacementEnded,
        PlacementProposed,
        NoPlaceFound,
        PlacementAccepted,
        PlacementCorrected,
        PlacementBegun,
        PlacementReplanned,
        PlacementDoubted,
        PlacementConfirmed,
        PlacementDeclined,
        DeclineUndone,
    ),
    Placement(),
    evolve,
    {
        ProposePlaces: propose,
        LeavePlacement: leave,
        TakeFinality: take_finality,
        TakeEnd: Across(take_end, beside_end),
        TakeProfile: Across(take_profile, beside_profile),
        SeekApart: Across(seek_apart, beside_profile),
        DeclinePlacement: decline,
        UndoDecline: undo_decline,
        AcceptPlacement: Across(accept, beside_acceptance),
        CorrectPlacement: Across(correct, beside_correction),
        TakeStart: take_start,
        FollowTerms: Across(follow, beside_following),
        ConfirmStay: confirm,
    },
)
