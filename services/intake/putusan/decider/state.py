"""Where a ruling stands in intake: the fold of its own events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from services.intake.putusan.events import (
    ABOUT_APPEAL,
    ABOUT_FINALITY,
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanAmended,
    PutusanAppealed,
    PutusanAppealWithdrawn,
    PutusanAssigned,
    PutusanConfirmed,
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanHandedOver,
    PutusanHeld,
    PutusanIdentified,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanReplaced,
    PutusanResumed,
    Reason,
)
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, PutusanId, RuleCode
from shared.domain.sentence import Terms


class Status(StrEnum):
    """Intake's own states; those of the whole way are a projection."""

    UNKNOWN = "unknown"
    REJECTED = "rejected"
    HELD = "held"
    IDENTIFIED = "identified"
    """An officer has just answered; what follows is told in the same breath."""
    REGISTERED = "registered"


DIFFERS, SAME_CONVICT = RuleCode("identity-differs"), RuleCode("perhaps-the-same-convict")
KNOWN_BY_NIK = RuleCode("nik-of-a-known-person")
IDENTITY = frozenset({DIFFERS, SAME_CONVICT, KNOWN_BY_NIK})
"""Questions about the person: an officer answers them, not the prosecutor."""


@dataclass(frozen=True, slots=True)
class Putusan:
    """What the rules need to know of what has happened."""

    status: Status = Status.UNKNOWN
    received: PutusanReceived | None = None
    reasons: tuple[Reason, ...] = ()
    confirmed: PutusanConfirmed | None = None
    finals: Mapping[int, PutusanFinalityRecorded] = field(default_factory=dict)
    """What the court told of finality since, by number: the highest stands."""
    endings: Mapping[int, PutusanEnded | PutusanResumed] = field(default_factory=dict)
    """What was said of its execution ending here, by number: the highest stands."""
    told: PutusanRegistered | None = None
    """What is to execute, as last told."""
    adjustments: Mapping[int, PutusanAdjusted | PutusanAdjustmentWithdrawn] = field(default_factory=dict)
    """What was said of its adjustment to a milder law, by number: the highest stands."""
    credits: Mapping[int, PutusanCreditBrought | PutusanCreditWithdrawn] = field(default_factory=dict)
    """What was said of credit from another regency, by number: the highest stands."""
    appeals: Mapping[int, PutusanAppealed | PutusanAppealWithdrawn] = field(default_factory=dict)
    """What was said of an appeal, by number: the highest stands."""
    repeats: Mapping[int, PutusanRepeatOrdered | PutusanRepeatWithdrawn] = field(default_factory=dict)
    """What was said of hours to be served again, by number: the highest stands."""
    legal: tuple[Reason, ...] = ()
    """What the prosecutor is asked, while it is held."""
    questions: tuple[Reason, ...] = ()
    """What an officer is, or was, asked about the person."""
    own_klien: KlienId | None = None
    """Whose it is by itself: the person under whom it was received first, or when it was asked anew."""
    identified: PutusanIdentified | None = None
    flags: tuple[RuleCode, ...] = ()
    """What is worth a look; what the paper said of finality only while nothing else is recorded."""
    amendments: Mapping[int, PutusanAmended] = field(default_factory=dict)
    """The corrections, by number."""
    mended: Mapping[Code, int] = field(default_factory=dict)
    """The field's highest correction."""
    mended_since: frozenset[Code] = frozenset()
    """The fields that were mended after the prosecutor's answer, and stand over it."""
    rejected: PutusanRejected | None = None
    """Why its paper could not be used, last."""
    replaced_by: PutusanId | None = None
    """The ruling that took the place of the rejected paper, or of one that was told twice."""
    assigned: PutusanAssigned | None = None
    """Whose case it is; None: nobody's yet."""
    handed_over: PutusanHandedOver | None = None
    """Who stood in for that officer last."""
    hand_overs: int = 0
    """The highest number of those, whoever the officer was."""

    @property
    def open_questions(self) -> bool:
        """Whether it waits for the officer's answer."""
        return self.status is Status.HELD and any(reason.rule in IDENTITY for reason in self.reasons)

    @property
    def asked_of_two(self) -> bool:
        """Whether two persons are asked about: whose NIK it is, and a convict of the same case."""
        of = [dict(asked.facts).get(Code("putusan")) for asked in self.questions]
        return len(set(of)) > 1

    @property
    def told_twice(self) -> bool:
        """Whether an officer's answer stands that it is another ruling told once more; then no paper waits of it."""
        return self.replaced_by is not None and self.rejected is not None and self.rejected.paper is None

    @property
    def final_on(self) -> date | None:
        """The day of finality as it stands: recorded since, else the ruling's own word."""
        if self.finals:
            return self.finals[max(self.finals)].final_on
        return self.received.final_on if self.received else None

    @property
    def ended(self) -> PutusanEnded | None:
        """Why it is executed here no longer, as it stands."""
        last = self.endings[max(self.endings)] if self.endings else None
        return last if isinstance(last, PutusanEnded) else None

    @property
    def adjusted(self) -> PutusanAdjusted | None:
        """Its adjustment to a milder law, as it stands."""
        last = self.adjustments[max(self.adjustments)] if self.adjustments else None
        return last if isinstance(last, PutusanAdjusted) else None

    @property
    def brought(self) -> PutusanCreditBrought | None:
        """What it brings from another regency, as it stands."""
        last = self.credits[max(self.credits)] if self.credits else None
        return last if isinstance(last, PutusanCreditBrought) else None

    @property
    def appealed(self) -> PutusanAppealed | None:
        """The appeal as it stands; open while there is no day of finality."""
        last = self.appeals[max(self.appeals)] if self.appeals else None
        return last if isinstance(last, PutusanAppealed) else None

    @property
    def repeat(self) -> PutusanRepeatOrdered | None:
        """What of it is to be served again, as it stands."""
        last = self.repeats[max(self.repeats)] if self.repeats else None
        return last if isinstance(last, PutusanRepeatOrdered) else None

    def answer_for(self, received: PutusanReceived) -> PutusanConfirmed | None:
        """The prosecutor's answer, with what of the paper was mended after it."""
        if self.confirmed is None:
            return None
        names = {"regime": "kind"} | {name: name for name in Terms.model_fields if name != "regime"}
        names["period_units"] = "period_days"
        mended = {term for term, name in names.items() if name in self.mended_since}
        terms = {name: getattr(received.terms, name) for name in mended}
        return self.confirmed.model_copy(update={"terms": self.confirmed.terms.model_copy(update=terms)})


def evolve(state: Putusan, event: Event) -> Putusan:
    """The state after one more event."""
    match event:
        case PutusanRejected() | PutusanReplaced():
            return _turned_away(state, event)
        case PutusanReceived():
            return _received(state, event)
        case PutusanHeld():
            return _held(state, event)
        case PutusanConfirmed():
            return replace(state, confirmed=event, mended_since=frozenset())
        case PutusanFinalityRecorded() | PutusanEnded() | PutusanResumed():
            return _told_by_number(state, event)
        case PutusanIdentified():
            return replace(state, status=Status.IDENTIFIED, identified=event)
        case PutusanAmended():
            return _amended(state, event)
        case PutusanAssigned() | PutusanHandedOver():
            return _shared_out(state, event)
        case PutusanRegistered():
            return replace(state, status=Status.REGISTERED, reasons=(), legal=(), told=event)
        case _:
            return _besides(state, event)


def after(state: Putusan, told: Iterable[Event]) -> Putusan:
    """The state after these."""
    for event in told:
        state = evolve(state, event)
    return state


def _turned_away(state: Putusan, event: PutusanRejected | PutusanReplaced) -> Putusan:
    if isinstance(event, PutusanReplaced):
        return replace(state, replaced_by=event.replaced_by)
    return replace(state, status=Status.REJECTED, reasons=event.reasons, rejected=event, replaced_by=None)


def _shared_out(state: Putusan, event: PutusanAssigned | PutusanHandedOver) -> Putusan:
    """Whoever stood in for one officer does not stand in for another."""
    if isinstance(event, PutusanAssigned):
        return replace(state, assigned=event, handed_over=None)
    return replace(state, handed_over=event, hand_overs=event.number)


def _received(state: Putusan, event: PutusanReceived) -> Putusan:
    """A new paper; or the same one told again, mended or under another person."""
    if state.status in (Status.UNKNOWN, Status.REJECTED):
        return Putusan(
            status=state.status,
            received=event,
            own_klien=event.klien_id,
            finals=state.finals,
            endings=state.endings,
            told=state.told,
            adjustments=state.adjustments,
            credits=state.credits,
            appeals=state.appeals,
            flags=event.flags,
            assigned=state.assigned,
            handed_over=state.handed_over,
            hand_overs=state.hand_overs,
        )
    told = replace(state, received=event, reasons=(), flags=event.flags, rejected=None, replaced_by=None)
    return told if state.status is Status.IDENTIFIED else replace(told, own_klien=_own_of_merged(state, event))


def _own_of_merged(state: Putusan, event: PutusanReceived) -> KlienId | None:
    """Whose it is by itself, since persons were merged or parted: that person's other id."""
    was = state.received.klien_id if state.received else None
    return event.klien_id if state.own_klien == was else state.own_klien


def _held(state: Putusan, event: PutusanHeld) -> Putusan:
    asked = tuple(reason for reason in event.reasons if reason.rule in IDENTITY)
    legal = tuple(reason for reason in event.reasons if reason.rule not in IDENTITY)
    return replace(state, status=Status.HELD, reasons=event.reasons, legal=legal, questions=asked or state.questions)


def _besides(state: Putusan, event: Event) -> Putusan:
    """What is told of it without moving it."""
    if isinstance(event, PutusanAdjusted | PutusanAdjustmentWithdrawn):
        return replace(state, adjustments={**state.adjustments, event.number: event})
    if isinstance(event, PutusanCreditBrought | PutusanCreditWithdrawn):
        return replace(state, credits={**state.credits, event.number: event})
    if isinstance(event, PutusanAppealed | PutusanAppealWithdrawn):
        marks = tuple(mark for mark in state.flags if mark not in ABOUT_APPEAL)
        return replace(state, appeals={**state.appeals, event.number: event}, flags=marks)
    if isinstance(event, PutusanRepeatOrdered | PutusanRepeatWithdrawn):
        return replace(state, repeats={**state.repeats, event.number: event})
    return state


def _told_by_number(state: Putusan, event: PutusanFinalityRecorded | PutusanEnded | PutusanResumed) -> Putusan:
    if isinstance(event, PutusanFinalityRecorded):
        return _became_final(state, event)
    return replace(state, endings={**state.endings, event.number: event})


def _became_final(state: Putusan, event: PutusanFinalityRecorded) -> Putusan:
    finals = {event.number: event, **state.finals}
    if event.number < max(finals):
        return replace(state, finals=finals)
    marks = (mark for mark in state.flags if mark not in ABOUT_FINALITY)
    return replace(state, finals=finals, flags=(*marks, *event.flags))


def _amended(state: Putusan, event: PutusanAmended) -> Putusan:
    fields = [mended.field for mended in event.mended]
    highest = {field: max(event.number, state.mended.get(field, 0)) for field in fields}
    amended = replace(
        state,
        amendments={**state.amendments, event.number: event},
        mended={**state.mended, **highest},
        mended_since=state.mended_since | frozenset(fields),
    )
    if not event.whose_anew:
        return amended
    own = state.received.klien_id if state.received else None
    return replace(amended, questions=(), identified=None, own_klien=own)
