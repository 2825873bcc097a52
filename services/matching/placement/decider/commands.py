"""What somebody may ask about the place of one putusan."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need, Planned
from shared.domain.command import Command
from shared.domain.identifiers import Code, KlienId, OfferId, PutusanId
from shared.domain.profile import Suits
from shared.domain.text import DocumentNumber, Reason

CANDIDATES_MAX = 10_000
"""Open offers of a whole regency: some hundreds."""
PLACEMENTS_MAX = 50
"""Of one person: more rulings than a court has ever given one."""
APART_RULINGS_MAX = 200
"""Of all from whom one is kept apart."""
Apart = Annotated[tuple[PutusanId, ...], Field(max_length=APART_RULINGS_MAX)]


class OfPlacement(Command):
    """About the place of one putusan."""

    STREAM: ClassVar[str] = "placement-{putusan_id}"

    putusan_id: PutusanId


class AmongOffers(OfPlacement):
    """Decided among the offers that are open at this moment."""

    FOUND: ClassVar[frozenset[str]] = frozenset({"candidates"})

    klien_id: KlienId
    candidates: Annotated[tuple[Candidate, ...], Field(max_length=CANDIDATES_MAX)] = ()


class ProposePlaces(AmongOffers):
    """Look for places. ``need`` comes with each registration; None when asked again: then the need told last stands."""

    ACTION: ClassVar[str] = "placement.propose"

    need: Need | None = None


class LeavePlacement(OfPlacement):
    """The ruling left this person; asked by the reaction to an officer's answer."""

    ACTION: ClassVar[str] = "placement.propose"

    klien_id: KlienId


class TakeFinality(AmongOffers):
    """The court's day of finality; asked by the reaction to its recording."""

    ACTION: ClassVar[str] = "placement.propose"

    number: int
    final_on: date | None


class TakeStart(OfPlacement):
    """The day of the berita acara; asked by the reaction to it."""

    ACTION: ClassVar[str] = "placement.propose"

    klien_id: KlienId
    number: int
    started_on: date


class FollowTerms(OfPlacement):
    """Plan the accepted stay by what is asked of it since; asked by the reaction to what was told of that."""

    ACTION: ClassVar[str] = "placement.propose"


class TakeEnd(AmongOffers):
    """The last day on which anybody serves by this ruling, or None again; asked by the reaction to its end."""

    ACTION: ClassVar[str] = "placement.propose"

    number: int
    ended_on: date | None


class TakeProfile(AmongOffers):
    """The person's profile was told, or told anew; asked by the reaction to it, of all their placements at once."""

    ACTION: ClassVar[str] = "placement.propose"

    profile: Suits
    others: Annotated[tuple[PutusanId, ...], Field(max_length=PLACEMENTS_MAX)] = ()
    """Their other rulings that have asked for a place."""


class SeekApart(AmongOffers):
    """Another's profile keeps the person apart from them, or no longer; asked by the reaction to it, of all their
    placements at once."""

    ACTION: ClassVar[str] = "placement.propose"

    others: Annotated[tuple[PutusanId, ...], Field(max_length=PLACEMENTS_MAX)] = ()
    """As in TakeProfile."""


class DeclinePlacement(OfPlacement):
    """The host does not take the person at this offer."""

    ACTION: ClassVar[str] = "placement.decline"

    offer_id: OfferId
    reason: Code
    words: Reason | None = None


class UndoDecline(OfPlacement):
    """The host never declined: it was recorded by mistake, a few minutes ago."""

    ACTION: ClassVar[str] = "placement.decline"

    offer_id: OfferId


class AcceptPlacement(Planned, OfPlacement):
    """The host takes the person at this offer for these days. Outside the proposals it needs a reason, and where the
    stay has begun already the document by which it did: an office's first day is all backlog."""

    ACTION: ClassVar[str] = "placement.accept"
    FOUND: ClassVar[frozenset[str]] = frozenset({"apart"})

    override: Reason | None = None
    document: DocumentNumber | None = None
    beside: bool = False
    """Whether the reason is also meant for serving beside somebody from whom the person is kept apart."""
    apart: Apart = ()
    """Rulings of those who must not serve beside the person."""


class CorrectPlacement(Planned, OfPlacement):
    """Where the person truly serves: another offer, other days, or both. Corrections count up; the last one stands."""

    ACTION: ClassVar[str] = "placement.correct"

    number: int = Field(ge=1, le=1000)
    document: DocumentNumber
    reason: Reason


class ConfirmStay(OfPlacement):
    """The stay goes on as it is, though something is asked about it; or it is asked about after all."""

    ACTION: ClassVar[str] = "placement.correct"

    number: int = Field(ge=1, le=1000)
    """Which asking was looked at."""
    holds: bool = True
    reason: Reason
