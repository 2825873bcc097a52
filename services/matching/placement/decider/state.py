"""What is decided about the place of one putusan, and who has the slots of one I-PD in one month."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import Field

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
    SlotFreed,
    SlotTaken,
)
from shared.domain.event import Event, Value
from shared.domain.identifiers import OfferId, PutusanId
from shared.domain.thing import Thing


class Declined(Value):
    """A proposal that its host declined, as it stood."""

    event: PlacementDeclined
    proposal: Proposal | None


class Basis(Value):
    """What the days of a stay follow from: what is asked of the place, and when the work begins there."""

    need: Need
    begins: date


class Placement(Value):
    """What is decided about the place of one putusan."""

    requested: PlacementRequested | None = None
    left: bool = False
    """Whether the ruling has left the person for whom it was requested."""
    proposals: tuple[Proposal, ...] | None = None
    """What was found for what is asked; None: nothing was told of it yet, as while the ruling has ended."""
    declined: Mapping[OfferId, Declined] = Field(default_factory=dict)
    accepted: PlacementAccepted | PlacementCorrected | None = None
    """Where the person serves: the acceptance, or its highest correction, on the days that are planned for it now."""
    said: PlacementAccepted | PlacementCorrected | None = None
    """The same, on the days that somebody said."""
    corrections: tuple[PlacementCorrected, ...] = ()
    final: PlacementFinalityRecorded | None = None
    begun: PlacementBegun | None = None
    agreed_for: Basis | None = None
    """What the days of the stay were said for."""
    agreed_before: Basis | None = None
    """The same before somebody said that it goes on as it is."""
    doubted_for: Basis | None = None
    """What it was found not to hold."""
    doubts: tuple[Obstacle, ...] = ()
    asked: int = 0
    """How often something was asked about the stay."""
    placed_by: int = 0
    """The number of the person's profile by which the place was chosen; 0: none."""
    confirmation: PlacementConfirmed | None = None
    """What was said last of what is asked about the stay."""
    end: PlacementEnded | None = None
    """The last that was told of its end."""

    @property
    def ended_on(self) -> date | None:
        """The last day on which anybody serves by the ruling here; None: it goes on."""
        return self.end.ended_on if self.end else None

    @property
    def need(self) -> Need | None:
        """What a place is sought for, from the day of finality as it was told last."""
        if self.requested is None:
            return None
        told = {"final_on": self.final.final_on} if self.final else {}
        return self.requested.need.model_copy(update=told)

    @property
    def confirmed(self) -> int:
        """Which asking somebody has answered with: it goes on as it is; 0: none that stands."""
        return self.confirmation.number if self.confirmation and self.confirmation.holds else 0

    @property
    def asks(self) -> bool:
        """Whether a person has still to settle something about the stay."""
        return self.confirmed != self.asked and bool(self.doubts or profile_of(self.need) > self.placed_by)

    @property
    def basis(self) -> Basis | None:
        """What the days of the stay would follow from as it is told now; no stay has none."""
        if self.need is None or self.accepted is None:
            return None
        assert self.said is not None
        begins = self.begun.started_on if self.begun else self.said.planned_from
        return Basis(need=self.need.model_copy(update=_BESIDE_THE_PLAN), begins=begins)

    def proposal(self, offer_id: OfferId) -> Proposal | None:
        """The standing proposal of an offer."""
        return next((proposal for proposal in self.proposals or () if proposal.offer_id == offer_id), None)


class Slots(Value):
    """Who has a slot at one I-PD in one month, by offer."""

    taken: tuple[SlotTaken, ...] = ()

    def count(self, offer_id: OfferId) -> int:
        """Slots taken at an offer."""
        return sum(1 for slot in self.taken if slot.offer_id == offer_id)

    def holds(self, offer_id: OfferId, putusan_id: PutusanId) -> bool:
        """Whether this person's slot at the offer is one of them."""
        return any((slot.offer_id, slot.putusan_id) == (offer_id, putusan_id) for slot in self.taken)


_BESIDE_THE_PLAN: dict[str, Any] = {"kecamatan": None, "skills": (), "profile": None}
"""What of a need ranks places, and moves no day of a stay that was agreed."""


def evolve(state: Placement, event: Event) -> Placement:
    """The placement after one more event."""
    match event:
        case PlacementRequested():
            return _requested(state, event)
        case PlacementLeft():
            return state.model_copy(update={"left": True, "end": None, "begun": None})
        case PlacementFinalityRecorded() | PlacementEnded() | PlacementBegun():
            return _told_by_number(state, event)
        case PlacementProposed() | NoPlaceFound():
            return state.model_copy(update={"proposals": getattr(event, "proposals", ())})
        case PlacementDeclined():
            declined = Declined(event=event, proposal=state.proposal(event.offer_id))
            return state.model_copy(update={"declined": {**state.declined, event.offer_id: declined}})
        case DeclineUndone():
            return _undone(state, event)
        case PlacementAccepted() | PlacementCorrected():
            return _said(state, event)
        case PlacementReplanned() | PlacementDoubted() | PlacementConfirmed():
            return _settled(state, event)
    return state


def _requested(state: Placement, event: PlacementRequested) -> Placement:
    """A stay that goes over to another person goes on with what is asked about it, and is told again right after this;
    no other profile than the one that is known then is held against it."""
    anew = {"left": False, "corrections": ()} if state.left else {}
    found = {} if state.accepted and not state.left else {"proposals": None}
    other = state.requested is not None and state.requested.klien_id != event.klien_id
    placed_by = profile_of(event.need) if other else state.placed_by
    told_anew = state.accepted is not None and not other and profile_of(event.need) > profile_of(state.need)
    followed = {"asked": state.asked + told_anew, "placed_by": placed_by}
    return state.model_copy(update={"requested": event, **anew, **found, **followed})


def profile_of(need: Need | None) -> int:
    """The number of the profile that is known of the person; 0: none."""
    return need.profile.number if need and need.profile else 0


def _said(state: Placement, event: PlacementAccepted | PlacementCorrected) -> Placement:
    """The stay on the days that somebody said; or as it went over to another person, which nobody has said anew."""
    if isinstance(event, PlacementAccepted) and state.accepted and state.said:
        days = {"planned_from": state.said.planned_from, "planned_until": state.said.planned_until}
        return state.model_copy(update={"accepted": event, "said": event.model_copy(update=days)})
    more = (event,) if isinstance(event, PlacementCorrected) else ()
    said = {"accepted": event, "said": event, "corrections": (*state.corrections, *more)}
    return _agreed(state.model_copy(update=said))


def _agreed(state: Placement) -> Placement:
    """As somebody has said the days, nothing is asked about them."""
    return _planned(state).model_copy(update={"placed_by": profile_of(state.need), "confirmation": None})


def _planned(state: Placement) -> Placement:
    agreed = {"agreed_for": state.basis, "agreed_before": None}
    return state.model_copy(update={**agreed, "doubted_for": None, "doubts": ()})


def _settled(state: Placement, event: PlacementReplanned | PlacementDoubted | PlacementConfirmed) -> Placement:
    match event:
        case PlacementReplanned() if state.accepted is not None:
            days = {"planned_from": event.planned_from, "planned_until": event.planned_until}
            return _planned(state.model_copy(update={"accepted": state.accepted.model_copy(update=days)}))
        case PlacementDoubted():
            doubted = {"doubted_for": state.basis, "doubts": event.obstacles, "asked": state.asked + 1}
            return state.model_copy(update=doubted)
        case PlacementConfirmed():
            agreed = {"agreed_for": state.agreed_before or state.agreed_for, "agreed_before": None}
            if event.holds:
                agreed = {"agreed_for": state.doubted_for or state.agreed_for, "agreed_before": state.agreed_for}
            return state.model_copy(update={"confirmation": event, **agreed})
    return state


def _told_by_number(state: Placement, event: PlacementFinalityRecorded | PlacementEnded | PlacementBegun) -> Placement:
    name = _TOLD[type(event)]
    told = getattr(state, name)
    return state.model_copy(update={name: event}) if told is None or event.number > told.number else state


_TOLD: dict[type[Event], str] = {PlacementFinalityRecorded: "final", PlacementEnded: "end", PlacementBegun: "begun"}


def _undone(state: Placement, event: DeclineUndone) -> Placement:
    """The proposal stands in its place among those that stand now, though others were found meanwhile."""
    others = (one for one in state.proposals or () if one.offer_id != event.offer_id)
    declined = {offer_id: one for offer_id, one in state.declined.items() if offer_id != event.offer_id}
    return state.model_copy(update={"proposals": ranked((*others, event.proposal)), "declined": declined})


def ranked(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The best first; of equal ones always the same."""
    return tuple(sorted(proposals, key=lambda one: (-one.score, one.offer_id)))


def evolve_slots(state: Slots, event: Event) -> Slots:
    """The month's slots after one more is taken or freed."""
    match event:
        case SlotTaken():
            return Slots(taken=(*state.taken, event))
        case SlotFreed():
            freed = event.offer_id, event.putusan_id
            return Slots(taken=tuple(slot for slot in state.taken if (slot.offer_id, slot.putusan_id) != freed))
    return state


SLOTS: Thing[Slots] = Thing("slots", (SlotTaken, SlotFreed), Slots(), evolve_slots)
