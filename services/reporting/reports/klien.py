"""Compliance of each sentence: owed, credited, until when, how it stands, and with whom; one row a putusan."""

from collections.abc import Sequence
from datetime import date
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
    PlacementCorrected,
    PlacementDeclined,
    PlacementProposed,
)
from services.reporting.reports.klien_indexes import INDEXES
from services.reporting.reports.sentence import (
    FAR,
    Decline,
    Offer,
    Sentence,
    Why,
    beneath,
    going_on,
    of_its_person,
    over,
)
from services.reporting.reports.status import UNBEGUN, UP_TO_REGISTER, State, behind_from
from shared.domain.retold import retold, same
from shared.domain.sentence import Terms
from shared.law.calendar import wib_day
from shared.projections.entry import Entry
from shared.projections.state import StateProjection

PROPOSALS_SHOWN: Final = 3
RUNNING: Final = State.RUNNING.value
FULFILLED: Final = State.FULFILLED.value
klien = StateProjection(
    service="reporting",
    name="klien",
    row=Sentence,
    key="putusan_id",
    version=22,
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
    return _waiting(
        replace(
            _with_terms(new, event.terms),
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
    found = row if row.state == State.HELD.value else _waiting(row, State.HELD, entry)
    return replace(found, reasons=_reasons(event.reasons))


@klien.on(PutusanConfirmed)
@beneath
def confirmed(row: Sentence | None, event: PutusanConfirmed, entry: Entry) -> Sentence | None:
    """The prosecutor answered: these terms are executed."""
    if row is None or _beyond_register(row):
        return row
    return replace(_with_terms(_waiting(row, State.RECEIVED, entry), event.terms), reasons=())


@klien.on(PutusanRegistered)
@beneath
def registered(row: Sentence | None, event: PutusanRegistered, entry: Entry) -> Sentence | None:
    """In the register: matching looks for a place, or has one already."""
    if row is None:
        row = Sentence(event.putusan_id, event.klien_id, State.REGISTERED.value, entry.recorded_at)
    goes_on = row.klien_id == event.klien_id and _beyond_register(row)
    found = _with_terms(row if goes_on else _waiting(row, State.REGISTERED, entry), event.terms)
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
    return _by_its_window(replace(_waiting(row, State.PROPOSED, entry), offers=best, reasons=()), row)


@klien.on(NoPlaceFound)
@of_its_person
def without_place(row: Sentence, event: NoPlaceFound, entry: Entry) -> Sentence:
    """No offer fits; why."""
    why = tuple(Why(one.rule, one.citation, {"offers": one.offers}) for one in event.obstacles)
    return _by_its_window(replace(_waiting(row, State.NO_PLACE, entry), offers=(), reasons=why), row)


@klien.on(PlacementAccepted)
@of_its_person
def accepted(row: Sentence, event: PlacementAccepted, entry: Entry) -> Sentence:
    """A host accepted; a sentence that already runs keeps running, at another place."""
    found = row if row.started_on else _waiting(row, State.PLACED, entry)
    return _by_its_window(replace(_at(found, event), offers=(), reasons=(), declines=()), row)


@klien.on(PlacementCorrected)
@of_its_person
def place_corrected(row: Sentence, event: PlacementCorrected, entry: Entry) -> Sentence:
    """Where the person truly serves; how the sentence stands is the same."""
    return _by_its_window(_at(row, event), row)


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
    found = row if row.state == State.PROPOSED.value else _waiting(row, State.PROPOSED, entry)
    declines = tuple(one for one in row.declines if one.offer_id != event.offer_id)
    return _by_its_window(replace(found, offers=tuple(best[:PROPOSALS_SHOWN]), reasons=(), declines=declines), row)


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
    found = replace(_waiting(row, State.NOT_FINAL, entry), started_on=event.started_on)
    return found if found.opens_on is None else _running(found)


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
        state = _before_start(found) if found.started_on is None else State.NOT_FINAL
        found = replace(found, behind_from=None)
        found = found if found.state == state.value else _waiting(found, state, entry)
        return replace(found, urgent_on=_waits_from(found)) if state in UNBEGUN else found
    found = _running(found)
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
    return _running(found)


def _at(row: Sentence, stay: PlacementAccepted | PlacementCorrected) -> Sentence:
    """Who waits for the berita acara stands where the plan begins."""
    return replace(
        row,
        urgent_on=stay.planned_from if row.state == State.PLACED.value else row.urgent_on,
        ipd_id=stay.ipd_id,
        offer_id=stay.offer_id,
        site_id=stay.site_id,
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


def _waiting(row: Sentence, state: State, entry: Entry) -> Sentence:
    return replace(row, state=state.value, since=entry.recorded_at, urgent_on=wib_day(entry.recorded_at))


def _before_start(row: Sentence) -> State:
    """What it waits for while it is not begun here, whatever another regency credited before."""
    if row.state not in (FULFILLED, RUNNING, State.NOT_FINAL.value):
        return State(row.state)
    if row.site_id is not None:
        return State.PLACED
    return State.PROPOSED if row.offers else State.NO_PLACE if row.reasons else State.REGISTERED


def _waits_from(row: Sentence) -> date:
    """What one that is not begun here is sorted by, while no window presses."""
    planned = row.planned_from if row.state == State.PLACED.value else None
    return planned or wib_day(row.since)


def _by_its_window(row: Sentence, before: Sentence) -> Sentence:
    """What is told of a place changes neither the credit nor the last day of a window that was opened elsewhere."""
    if row.opens_on is None or row.deadline is None:
        return row
    found = _running(row)
    goes_on = found.state == before.state and found.state in (FULFILLED, RUNNING)
    return replace(found, since=before.since) if goes_on else found


def _running(row: Sentence) -> Sentence:
    """State and dates of a running sentence, as its minutes give them. Nine of ten events of a ledger come here."""
    assert row.opens_on is not None  # nothing runs before
    assert row.deadline is not None
    fulfilled = row.credited_minutes >= row.required_minutes
    most = row.most_minutes_a_day
    behind = behind_from(row.opens_on, row.deadline, row.required_minutes, row.credited_minutes, most)
    urgent_on = FAR if fulfilled else row.possible_until or row.deadline
    if row.started_on is None and not fulfilled:  # its window runs since elsewhere, while it waits for a place
        found = replace(row, state=_before_start(row).value, behind_from=behind)
        return replace(found, urgent_on=min(urgent_on, _waits_from(found)))
    return replace(row, state=FULFILLED if fulfilled else RUNNING, urgent_on=urgent_on, behind_from=behind)


def _reasons(reasons: Sequence[Reason]) -> tuple[Why, ...]:
    return tuple(Why(one.rule, one.citation, dict(one.facts)) for one in reasons)
