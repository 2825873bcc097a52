"""What is decided about the place of one putusan, and who has the slots of one I-PD in one month."""

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import Field

from services.matching.placement.events import (
    DeclineUndone,
    Need,
    NoPlaceFound,
    PlacementAccepted,
    PlacementCorrected,
    PlacementDeclined,
    PlacementEnded,
    PlacementFinalityRecorded,
    PlacementLeft,
    PlacementProposed,
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


class Placement(Value):
    """What is decided about the place of one putusan."""

    requested: PlacementRequested | None = None
    left: bool = False
    """Whether the ruling has left the person for whom it was requested."""
    proposals: tuple[Proposal, ...] | None = None
    """What was found for what is asked; None: nothing was told of it yet, as while the ruling has ended."""
    declined: Mapping[OfferId, Declined] = Field(default_factory=dict)
    accepted: PlacementAccepted | PlacementCorrected | None = None
    """Where the person serves: the acceptance, or its highest correction."""
    corrections: tuple[PlacementCorrected, ...] = ()
    final: PlacementFinalityRecorded | None = None
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


def evolve(state: Placement, event: Event) -> Placement:
    """The placement after one more event."""
    match event:
        case PlacementRequested():
            anew = {"left": False, "accepted": None, "corrections": ()} if state.left else {}
            found = {} if state.accepted and not state.left else {"proposals": None}
            return state.model_copy(update={"requested": event, **anew, **found})
        case PlacementLeft():
            return state.model_copy(update={"left": True, "end": None})
        case PlacementFinalityRecorded() | PlacementEnded():
            return _told_by_number(state, event)
        case PlacementProposed():
            return state.model_copy(update={"proposals": event.proposals})
        case NoPlaceFound():
            return state.model_copy(update={"proposals": ()})
        case PlacementDeclined():
            declined = Declined(event=event, proposal=state.proposal(event.offer_id))
            return state.model_copy(update={"declined": {**state.declined, event.offer_id: declined}})
        case DeclineUndone():
            return _undone(state, event)
        case PlacementAccepted():
            return state.model_copy(update={"accepted": event})
        case PlacementCorrected():
            return state.model_copy(update={"accepted": event, "corrections": (*state.corrections, event)})
    return state


def _told_by_number(state: Placement, event: PlacementFinalityRecorded | PlacementEnded) -> Placement:
    name = "final" if isinstance(event, PlacementFinalityRecorded) else "end"
    told = getattr(state, name)
    return state.model_copy(update={name: event}) if told is None or event.number > told.number else state


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
