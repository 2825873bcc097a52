"""Compliance of each sentence: owed, credited, until when, how it stands, and with whom; one row a putusan."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from services.attendance.hours.events import DayAssessed, SentenceOpened, ServiceStarted, StartCorrected, WindowFixed
from services.intake.putusan.events import (
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanConfirmed,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanReplaced,
    PutusanResumed,
    Reason,
)
from services.matching.placement.events import (
    DeclineUndone,
    NoPlaceFound,
    PlacementAccepted,
    PlacementConfirmed,
    PlacementCorrected,
    PlacementDeclined,
    PlacementDoubted,
    PlacementProposed,
    PlacementReplanned,
    PlacementRequested,
)
from services.reporting.reports.klien_indexes import INDEXES
from services.reporting.reports.running import (
    before_start,
    by_its_window,
    run_on,
    waiting,
    waits_from,
)
from services.reporting.reports.sentence import (
    Decline,
    Offer,
    Sentence,
    Why,
    agreed_to,
    asking,
    beneath,
    going_on,
    of_its_person,
    over,
)
from services.reporting.reports.status import UNBEGUN, UP_TO_REGISTER, State
from shared.domain.retold import retold, same
from shared.domain.sentence import Terms
from shared.projections.entry import Entry
from shared.projections.state import StateProjection

PROPOSALS_SHOWN: Final = 3
STAY: Final = ("stay_doubts", "stay_asked", "stay_confirmed", "stay_asked_at")
"""What is asked about a stay goes over to another person with the ruling; matching tells the stay itself again."""
klien = StateProjection(
    service="reporting",
    name="klien",
    row=Sentence,
    key="putusan_id",
    version=24,
    indexes=INDEXES,
)


@klien.on(PutusanReceived)
@beneath
def received(row: Sentence | None, event: PutusanReceived, entry: Entry) -> Sentence:
    """The paper is in, whatever an earlier one said; mended, it takes nothing from what has begun."""
    if row is not None and row.klien_id == event.klien_id and row.state != State.REJECTED.value:
        found = _told_again(row, event)
        return replace(found, kecamatan=event.kecamatan, ruled_on=event.ruled_on, parent=event.parent)
    new = Sentence(event.putusan_id, event.klien_id, State.RECEIVED.value, entry.recorded_at)
    stay = {name: getattr(row, name) for name in STAY} if row is not None else {}
    return waiting(
        replace(
            _with_terms(new, event.terms),
            **stay,
            kecamatan=event.kecamatan,
            ruled_on=event.ruled_on,
            parent=event.parent,
            final_on=event.final_on,
            final_number=row.final_number if row else 0,
            appealed_on=row.appealed_on if row else None,
            repeat=row.repeat if row else None,
        ),
        State.RECEIVED,
        entry,
    )


@klien.on(PutusanRejected)
def rejected(row: Sentence | None, event: PutusanRejected, entry: Entry) -> Sentence:
    """Cannot be used, or told twice; nobody waits for it, and nothing of a place or of hours stands."""
    why = _reasons(event.reasons)
    new = Sentence(event.putusan_id, event.klien_id, State.REJECTED.value, entry.recorded_at, reasons=why)
    stays = ("regime", "kecamatan", "ruled_on", "required_minutes", "final_on", "final_number")
    return new if row is None else replace(new, **{name: getattr(row, name) for name in stays})


@klien.on(PutusanReplaced)
def gone(row: Sentence | None, event: PutusanReplaced, entry: Entry) -> None:
    """Another ruling took its place and has a row of its own: none stands here."""


@klien.on(PutusanHeld)
@beneath
def held(row: Sentence | None, event: PutusanHeld, entry: Entry) -> Sentence | None:
    """Waits for the prosecutor's answer; what has a place or runs goes on by what stood."""
    if row is None:
        return None
    if _beyond_register(row):
        return replace(row, asked=_reasons(event.reasons), asked_at=row.asked_at or entry.recorded_at)
    found = row if row.state == State.HELD.value else waiting(row, State.HELD, entry)
    return replace(found, reasons=_reasons(event.reasons))


@klien.on(PutusanConfirmed)
@beneath
def confirmed(row: Sentence | None, event: PutusanConfirmed, entry: Entry) -> Sentence | None:
    """The prosecutor answered: these terms are executed."""
    if row is None or _beyond_register(row):
        return row
    return replace(_with_terms(waiting(row, State.RECEIVED, entry), event.terms), reasons=())


@klien.on(PutusanRegistered)
@beneath
def registered(row: Sentence | None, event: PutusanRegistered, entry: Entry) -> Sentence | None:
    """In the register: matching looks for a place, or has one already."""
    if row is None:
        row = Sentence(event.putusan_id, event.klien_id, State.REGISTERED.value, entry.recorded_at)
    goes_on = row.klien_id == event.klien_id and _beyond_register(row)
    found = _with_terms(row if goes_on else waiting(row, State.REGISTERED, entry), event.terms)
    return replace(
        found,
        klien_id=event.klien_id,
        kecamatan=event.kecamatan,
        ruled_on=event.ruled_on,
        final_on=event.final_on,
        appealed_on=event.appealed_on,
        reasons=row.reasons if goes_on else (),
        asked=(),
        asked_at=None,
        told_minutes=None,
    )


@klien.on(PutusanAdjusted)
def adjusted(row: Sentence | None, event: PutusanAdjusted, entry: Entry) -> Sentence | None:
    """What is owed is told right after it; of a ruling that is held again it lowers what is asked about."""
    return row and replace(row, milder_minutes=event.total_minutes)


@klien.on(PutusanAdjustmentWithdrawn)
def unadjusted(row: Sentence | None, event: PutusanAdjustmentWithdrawn, entry: Entry) -> Sentence | None:
    """What is asked about is as the paper says."""
    return row and replace(row, milder_minutes=None)


@klien.on(PutusanFinalityRecorded)
@beneath
def became_final(row: Sentence | None, event: PutusanFinalityRecorded, entry: Entry) -> Sentence | None:
    """The court told the day; what follows from it says WindowFixed."""
    if row is None or event.number <= row.final_number:
        return row
    return replace(row, final_on=event.final_on, final_number=event.number)


@klien.on(PutusanEnded)
def ended(row: Sentence | None, event: PutusanEnded, entry: Entry) -> Sentence | None:
    """Executed here no longer; what is credited up to that day says attendance."""
    if row is None or event.number < row.ended_number:
        return row
    said = {"ended": str(event.ground), "ended_on": event.ended_on}
    return over(replace(going_on(row), **said, ended_number=event.number), row, entry)


@klien.on(PutusanResumed)
def resumed(row: Sentence | None, event: PutusanResumed, entry: Entry) -> Sentence | None:
    """As if it had never ended."""
    if row is None or event.number <= row.ended_number:
        return row
    return replace(going_on(row), ended=None, ended_on=None, ended_number=event.number)


@klien.on(PutusanRepeatOrdered)
def repeated(row: Sentence | None, event: PutusanRepeatOrdered, entry: Entry) -> Sentence | None:
    """Served again by another ruling; that it has ended is told beside it."""
    return row and replace(row, repeat=event.repeat_id)


@klien.on(PutusanRepeatWithdrawn)
def repeat_withdrawn(row: Sentence | None, event: PutusanRepeatWithdrawn, entry: Entry) -> Sentence | None:
    """Nothing is served again."""
    return row and replace(row, repeat=None)


@klien.on(PlacementProposed)
@of_its_person
def proposed(row: Sentence, event: PlacementProposed, entry: Entry) -> Sentence:
    """Places that fit wait for a decision."""
    best = tuple(Offer(one.ipd_id, one.offer_id, one.site_id, one.score) for one in event.proposals[:PROPOSALS_SHOWN])
    return by_its_window(replace(waiting(row, State.PROPOSED, entry), offers=best, reasons=()), row)


@klien.on(NoPlaceFound)
@of_its_person
def without_place(row: Sentence, event: NoPlaceFound, entry: Entry) -> Sentence:
    """No offer fits; why."""
    why = tuple(Why(one.rule, one.citation, {"offers": one.offers}) for one in event.obstacles)
    return by_its_window(replace(waiting(row, State.NO_PLACE, entry), offers=(), reasons=why), row)


@klien.on(PlacementAccepted)
@of_its_person
def accepted(row: Sentence, event: PlacementAccepted, entry: Entry) -> Sentence:
    """A host accepted; a sentence that already runs keeps running, at another place."""
    found = row if row.started_on else waiting(row, State.PLACED, entry)
    stays = asking(found, entry) if row.stay_asked else agreed_to(found)
    return by_its_window(replace(_at(stays, event), offers=(), reasons=(), declines=()), row)


@klien.on(PlacementCorrected)
@of_its_person
def place_corrected(row: Sentence, event: PlacementCorrected, entry: Entry) -> Sentence:
    """Where the person truly serves; how the sentence stands is the same."""
    return by_its_window(_at(agreed_to(row), event), row)


@klien.on(PlacementReplanned)
@of_its_person
def replanned(row: Sentence, event: PlacementReplanned, entry: Entry) -> Sentence:
    """The days of the stay follow what is asked of it."""
    return by_its_window(_planned(asking(replace(row, stay_doubts=()), entry), event), row)


@klien.on(PlacementRequested)
@of_its_person
def asked_for(row: Sentence, event: PlacementRequested, entry: Entry) -> Sentence:
    """By another profile a person looks at the place that was chosen by the former; of a stay that goes over to another
    person, whose profile is another, only what was asked before."""
    number = event.need.profile.number if event.need.profile else 0
    if row.site_id is None or not _beyond_register(row):
        return replace(row, profile=number, placed_by=number)
    return asking(replace(row, profile=number, stay_asked=row.stay_asked + (number > row.profile)), entry)


@klien.on(PlacementDoubted)
@of_its_person
def doubted(row: Sentence, event: PlacementDoubted, entry: Entry) -> Sentence:
    """A person settles whether the stay holds."""
    why = tuple(Why(one.rule, one.citation, {}) for one in event.obstacles)
    return asking(replace(row, stay_doubts=why, stay_asked=row.stay_asked + 1), entry)


@klien.on(PlacementConfirmed)
@of_its_person
def confirmed_stay(row: Sentence, event: PlacementConfirmed, entry: Entry) -> Sentence:
    """Somebody has, or it is asked about after all."""
    return asking(replace(row, stay_confirmed=event.number if event.holds else 0), entry)


@klien.on(PlacementDeclined)
@of_its_person
def declined(row: Sentence, event: PlacementDeclined, entry: Entry) -> Sentence:
    """The host declined one place; the other proposals stand."""
    offers = tuple(one for one in row.offers if one.offer_id != event.offer_id)
    return replace(row, offers=offers, declines=(*row.declines, retold(Decline, event)))


@klien.on(DeclineUndone)
@of_its_person
def decline_undone(row: Sentence, event: DeclineUndone, entry: Entry) -> Sentence:
    """The host never declined: the place waits for a decision again."""
    if row.state not in (State.PROPOSED.value, State.NO_PLACE.value):
        return row
    one, others = event.proposal, [known for known in row.offers if known.offer_id != event.offer_id]
    known = [*others, Offer(one.ipd_id, one.offer_id, one.site_id, one.score)]
    best = sorted(known, key=lambda offer: (-offer.score, offer.offer_id))
    found = row if row.state == State.PROPOSED.value else waiting(row, State.PROPOSED, entry)
    declines = tuple(one for one in row.declines if one.offer_id != event.offer_id)
    return by_its_window(replace(found, offers=tuple(best[:PROPOSALS_SHOWN]), reasons=(), declines=declines), row)


@klien.on(SentenceOpened)
@of_its_person
def opened(row: Sentence, event: SentenceOpened, entry: Entry) -> Sentence:
    """The terms that the hours are assessed by."""
    return _with_terms(row, event.terms)


@klien.on(ServiceStarted)
@of_its_person
def started(row: Sentence, event: ServiceStarted, entry: Entry) -> Sentence:
    """First execution here; until the ruling is in force nothing runs. The window of one that came from another regency
    has opened before."""
    found = replace(waiting(row, State.NOT_FINAL, entry), started_on=event.started_on)
    return found if found.opens_on is None else run_on(found)


@klien.on(StartCorrected)
@of_its_person
def start_corrected(row: Sentence, event: StartCorrected, entry: Entry) -> Sentence:
    """Another day of the berita acara; only the highest number changes what stands."""
    if event.number <= row.start_number:
        return row
    return replace(row, started_on=event.started_on, start_number=event.number)


@klien.on(WindowFixed)
@of_its_person
def window_fixed(row: Sentence, event: WindowFixed, entry: Entry) -> Sentence:
    """The days that count: the sentence runs, or waits for its BHT; before it is begun here, for what it waited."""
    found = replace(
        row,
        credited_minutes=row.credited_minutes - row.brought_minutes + event.brought_minutes,
        brought_minutes=event.brought_minutes,
        opens_on=event.opens_on,
        deadline=event.deadline,
        most_minutes_a_day=event.minutes_a_day or 0,
        six_days=event.six_days,
        required_minutes=event.required_minutes,
        possible_until=event.possible_until,
    )
    if event.opens_on is None:
        state = before_start(found) if found.started_on is None else State.NOT_FINAL
        found = replace(found, behind_from=None)
        found = found if found.state == state.value else waiting(found, state, entry)
        return replace(found, urgent_on=waits_from(found)) if state in UNBEGUN else found
    found = run_on(found)
    days = (found.opens_on, found.deadline) if found.started_on else ()
    before = (row.opens_on, row.deadline) if found.started_on else ()
    return found if (found.state, days) == (row.state, before) else replace(found, since=entry.recorded_at)


@klien.on(DayAssessed, last_of_run=True)
@of_its_person
def assessed(row: Sentence, event: DayAssessed, entry: Entry) -> Sentence:
    """A day's worth changed; the totals are the sentence's after it, whatever an earlier one said of another day."""
    found = replace(
        row,
        credited_minutes=event.total_credited_minutes,
        possible_until=event.possible_until,
        last_worked_on=event.last_worked_on,
    )
    if row.opens_on is None or row.deadline is None:  # work before the window changes no state
        return found
    return run_on(found)


def _at(row: Sentence, stay: PlacementAccepted | PlacementCorrected) -> Sentence:
    return _planned(replace(row, ipd_id=stay.ipd_id, offer_id=stay.offer_id, site_id=stay.site_id), stay)


def _planned(row: Sentence, stay: PlacementAccepted | PlacementCorrected | PlacementReplanned) -> Sentence:
    """Who waits for the berita acara stands where the plan begins."""
    return replace(
        row,
        urgent_on=stay.planned_from if row.state == State.PLACED.value else row.urgent_on,
        planned_from=stay.planned_from,
        planned_until=stay.planned_until,
    )


def _told_again(row: Sentence, event: PutusanReceived) -> Sentence:
    """By what a mended paper says; what has begun goes on by what stood."""
    if _beyond_register(row):
        return replace(row, told_minutes=event.terms.total_minutes)
    return replace(_with_terms(row, event.terms), final_on=event.final_on)


def _beyond_register(row: Sentence) -> bool:
    """Whether others have taken the ruling up: a correction of its paper then takes nothing back."""
    return row.state not in UP_TO_REGISTER


def _with_terms(row: Sentence, terms: Terms) -> Sentence:
    said = same(Sentence, terms) | {"regime": str(terms.regime), "periods": tuple(msgspec.to_builtins(terms.periods))}
    return replace(row, required_minutes=terms.total_minutes, **said)


def _reasons(reasons: Sequence[Reason]) -> tuple[Why, ...]:
    return tuple(Why(one.rule, one.citation, dict(one.facts)) for one in reasons)
