"""What can happen to the placement of one putusan: proposed, none found, accepted, declined; and the slots taken."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from shared.domain.bounds import RULES_MAX, FactPairs, SkillCodes
from shared.domain.event import Event, Value
from shared.domain.identifiers import (
    Citation,
    Code,
    IpdId,
    Kecamatan,
    KlienId,
    Month,
    OfferId,
    PutusanId,
    RuleCode,
    SiteId,
)
from shared.domain.personal import Personal
from shared.domain.profile import Suits
from shared.domain.sentence import Terms, Weekdays

PROPOSALS_MAX = 20
"""Of one person: more than are ever looked at (PROPOSALS_MOST)."""


class Factor(Value):
    """One reason for a score: points out of the most possible, and the facts its sentence needs."""

    rule: RuleCode
    points: int
    points_max: int
    facts: FactPairs = ()


class Planned(Value):
    """A stay: at whose offer, from and until which planned days."""

    ipd_id: IpdId
    offer_id: OfferId
    planned_from: date
    planned_until: date


class Proposal(Planned):
    """One place that fits, best first; score of 0 to 100 is the sum of its factors."""

    site_id: SiteId
    kecamatan: Kecamatan
    activity: Code
    score: int
    factors: Annotated[tuple[Factor, ...], Field(max_length=RULES_MAX)]


class Obstacle(Value):
    """Why an offer does not fit, or why there is none."""

    rule: RuleCode
    citation: Citation | None = None
    offers: int
    """How many offers it stood against."""


class Need(Value):
    """What a registered putusan asks of a place; no personal value."""

    terms: Terms
    ruled_on: date
    final_on: date | None = None
    appealed_on: date | None = None
    """When somebody appealed: until the court tells a day of finality nothing is planned."""
    brought_minutes: int = 0
    """What another regency credited: the rest is planned."""
    executed_from: date | None = None
    """The first execution there, from which the window runs."""
    kecamatan: Kecamatan | None = None
    skills: SkillCodes = ()
    work_category: int | None = None
    place_fixed: bool = False
    profile: Suits | None = None
    """What the person's own profile says of a place; None: nobody has told one."""


class PlacementRequested(Event):
    """A putusan was registered and needs a place; told again once an officer said whose it is, with what stands."""

    TYPE = "placement.requested.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    need: Need


class PlacementLeft(Event):
    """The ruling is not this person's: with its next registration the place is told again, for whose it is."""

    TYPE = "placement.left.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    """Whom it left."""


class PlacementFinalityRecorded(Event):
    """From when the ruling is in force: the need is planned from then on. The highest number stands."""

    TYPE = "placement.finality-recorded.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    final_on: date | None
    """None: it is not final after all."""


class PlacementEnded(Event):
    """By an act of others the ruling is executed here no longer: after that day nobody serves there, and no place is
    sought. None: that was taken back. The highest number stands."""

    TYPE = "placement.ended.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    ended_on: date | None


class PlacementProposed(Event):
    """Ranked places for one putusan, with the reasons for each score."""

    TYPE = "placement.proposed.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    proposals: Annotated[tuple[Proposal, ...], Field(max_length=PROPOSALS_MAX)]
    obstacles: Annotated[tuple[Obstacle, ...], Field(max_length=RULES_MAX)] = ()
    law: Code | None = None
    """By which law it was sought: that of the day of seeking. None: told before it was named."""


class NoPlaceFound(Event):
    """No offer fits; why."""

    TYPE = "placement.none-found.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    obstacles: Annotated[tuple[Obstacle, ...], Field(max_length=RULES_MAX)]
    law: Code | None = None
    """As in PlacementProposed."""


class PlacementAccepted(Planned, Event):
    """The host accepted: the person serves there from and until these planned days."""

    TYPE = "placement.accepted.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    site_id: SiteId
    override: Personal[str] | None = None
    """Why a place outside the proposals was chosen; the inspectorate reads it."""
    document: Personal[str] | None = None
    """Of a stay that had begun before it was recorded."""
    accepted_on: date | None = None
    """The day of the acceptance itself, which outlives its being told again under another person."""
    weekdays: Weekdays = ()
    """On which days the place works, as it was offered."""


class PlacementCorrected(Planned, Event):
    """Where the person truly serves, and on which planned days; the former place is as never given (settlement 19)."""

    TYPE = "placement.corrected.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …; the acceptance is number 0."""
    site_id: SiteId
    document: Personal[str]
    reason: Personal[str]
    weekdays: Weekdays = ()
    """As in PlacementAccepted."""


class PlacementBegun(Event):
    """The work began: what is planned runs from that day on. The highest number stands."""

    TYPE = "placement.begun.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    started_on: date


class PlacementReplanned(Event):
    """The days of the stay by what is asked of it since; its place is the same, and its slots follow."""

    TYPE = "placement.replanned.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    planned_from: date
    planned_until: date
    why: Code
    """terms, credit, finality or begun: which of it changed since the days were agreed."""
    law: Code | None = None
    """By which law it was planned: that of the day of planning."""


class PlacementDoubted(Event):
    """The stay as it was agreed cannot hold what is asked of it since: a person settles it, and the days stand."""

    TYPE = "placement.doubted.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    obstacles: Annotated[tuple[Obstacle, ...], Field(max_length=RULES_MAX)]
    law: Code | None = None
    """As in PlacementReplanned."""


class PlacementConfirmed(Event):
    """Somebody has looked at what is asked about the stay: it goes on as it is, or it is asked about after all."""

    TYPE = "placement.confirmed.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """Which asking it answers: 1, 2 …"""
    holds: bool
    reason: Personal[str]


class PlacementDeclined(Event):
    """The host declined one proposal, with a reason from the list and, where it has any, its own words."""

    TYPE = "placement.declined.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    offer_id: OfferId
    reason: Code
    words: Personal[str] | None = None
    declined_at: datetime
    """When it was recorded: for a few minutes from here on a slip can be undone."""


class DeclineUndone(Event):
    """The host never declined, it was recorded by mistake: the same proposal stands again."""

    TYPE = "placement.decline-undone.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    offer_id: OfferId
    proposal: Proposal


class SlotTaken(Event):
    """One person's place at an offer in one month; on the stream ``slots-{ipd}-{yyyy-mm}``."""

    TYPE = "slots.taken.v1"
    SUBJECT = None
    ipd_id: IpdId
    offer_id: OfferId
    month: Month
    putusan_id: PutusanId


class SlotFreed(Event):
    """The slot was taken by a stay that was no such stay, or that ended before the month was over; on its stream."""

    TYPE = "slots.freed.v1"
    SUBJECT = None
    ipd_id: IpdId
    offer_id: OfferId
    month: Month
    putusan_id: PutusanId
