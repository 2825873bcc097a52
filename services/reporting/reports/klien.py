"""Compliance of each sentence: owed, credited, until when, how it stands, and with whom; one row a putusan."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any, Final, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from services.attendance.hours.events import DayAssessed, SentenceOpened, ServiceStarted, StartCorrected, WindowFixed
from services.intake.putusan.events import (
    Ground,
    PutusanConfirmed,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
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
from services.reporting.reports.status import UP_TO_REGISTER, State, behind_from
from shared.domain.identifiers import KlienId
from shared.domain.retold import retold, same
from shared.domain.sentence import Terms
from shared.law.calendar import wib_day
from shared.projections.entry import Entry
from shared.projections.state import StateProjection

PROPOSALS_SHOWN: Final = 3
RUNNING: Final = State.RUNNING.value
FULFILLED: Final = State.FULFILLED.value
FAR: Final = date(9999, 12, 31)
"""The sort day of what presses nobody."""
NEVER: Final = date(1, 1, 1)
"""What a day that has not come yet is sorted as."""


class Why(msgspec.Struct, frozen=True):
    """One reason why a ruling is held or rejected, or no place fits; its words stand in the thing's texts."""

    rule: str
    citation: str | None = None
    facts: dict[str, str | int] = {}


class Offer(msgspec.Struct, frozen=True):
    """One proposed place."""

    ipd_id: str
    offer_id: str
    site_id: str
    score: int


class Decline(msgspec.Struct, frozen=True):
    """A host's no to one of the proposals."""

    offer_id: str
    reason: str
    declined_at: datetime


class Stood(msgspec.Struct, frozen=True):
    """What of a row would stand if its execution here had not ended: what happens meanwhile is folded into it."""

    state: str
    since: datetime
    urgent_on: date
    opens_on: date | None
    deadline: date | None
    possible_until: date | None
    behind_from: date | None
    asked: tuple[Why, ...]
    asked_at: datetime | None


class Sentence(msgspec.Struct, frozen=True):
    """The row."""

    putusan_id: str
    klien_id: str
    state: str
    since: datetime
    """When the event that brought this state was recorded."""
    urgent_on: date = FAR
    """What the list is sorted by: the last lawful day while it runs; before, the day on which the plan begins, or on
    which it began to wait."""
    regime: str | None = None
    kecamatan: str | None = None
    ruled_on: date | None = None
    required_minutes: int = 0
    credited_minutes: int = 0
    minutes_a_day: int | None = None
    day_from_minute: int | None = None
    day_until_minute: int | None = None
    weekdays: tuple[int, ...] = ()
    periods: tuple[dict[str, str], ...] = ()
    until: date | None = None
    """The last day that the ruling itself names."""
    final_on: date | None = None
    """BHT as it stands."""
    final_number: int = 0
    started_on: date | None = None
    start_number: int = 0
    opens_on: date | None = None
    """The later of berita acara and BHT: from here to the deadline, both days count."""
    deadline: date | None = None
    most_minutes_a_day: int = 0
    """By law and ruling, once the window is known."""
    six_days: bool = False
    """Whether a child's Saturday counts too, since the host works six days."""
    possible_until: date | None = None
    behind_from: date | None = None
    last_worked_on: date | None = None
    ipd_id: str | None = None
    offer_id: str | None = None
    site_id: str | None = None
    planned_from: date | None = None
    planned_until: date | None = None
    reasons: tuple[Why, ...] = ()
    asked: tuple[Why, ...] = ()
    """Why its ruling is held again since it was mended, while what stood goes on."""
    asked_at: datetime | None = None
    told_minutes: int | None = None
    """What the paper says since it was mended, while the hours go on by what stood."""
    offers: tuple[Offer, ...] = ()
    ended: str | None = None
    """By which act of others its execution here has ended; then no day runs, and nobody is asked."""
    ended_on: date | None = None
    """The last day on which work counts."""
    ended_to: str | None = None
    """The regency that it was transferred to."""
    ended_number: int = 0
    """Of the ending or resumption that stands; 0: none was told."""
    stood: tuple[Stood, ...] = ()
    """One while it has ended."""
    declines: tuple[Decline, ...] = ()
    """Who said no before anybody said yes."""


klien = StateProjection(
    service="reporting",
    name="klien",
    row=Sentence,
    key="putusan_id",
    version=15,
    indexes=INDEXES,
)


class OfAPerson(Protocol):
    """An event that says whose it is."""

    @property
    def klien_id(self) -> KlienId: ...


E = TypeVar("E", bound=OfAPerson)
F = TypeVar("F")


def beneath(
    fold: Callable[[Sentence | None, F, Entry], Sentence | None],
) -> Callable[[Sentence | None, F, Entry], Sentence | None]:
    """Of a sentence that has ended, what goes on beneath: taken back, its end has left no trace."""

    @wraps(fold)
    def folded(row: Sentence | None, event: F, entry: Entry) -> Sentence | None:
        if row is None or not row.stood:
            return fold(row, event, entry)
        found = fold(_going_on(row), event, entry)
        return found and (_over(found, row.state, row.since) if found.ended else found)

    return folded


def of_its_person(
    fold: Callable[[Sentence, E, Entry], Sentence],
) -> Callable[[Sentence | None, E, Entry], Sentence | None]:
    """Only of a ruling that is there, and what is told of the person whose it is: a former one's hours end later."""

    @wraps(fold)
    def folded(row: Sentence | None, event: E, entry: Entry) -> Sentence | None:
        return row if row is None or row.klien_id != event.klien_id else fold(row, event, entry)

    return beneath(folded)


@klien.on(PutusanReceived)
@beneath
def received(row: Sentence | None, event: PutusanReceived, entry: Entry) -> Sentence:
    """The paper is in, whatever an earlier one said; mended, it takes nothing from what has begun."""
    if row is not None and row.klien_id == event.klien_id and row.state != State.REJECTED.value:
        found = _told_again(row, event)
        return replace(found, kecamatan=event.kecamatan, ruled_on=event.ruled_on)
    new = Sentence(event.putusan_id, event.klien_id, State.RECEIVED.value, entry.recorded_at)
    return _waiting(
        replace(
            _with_terms(new, event.terms),
            kecamatan=event.kecamatan,
            ruled_on=event.ruled_on,
            final_on=event.final_on,
            final_number=row.final_number if row else 0,
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
        reasons=row.reasons if goes_on else (),
        asked=(),
        asked_at=None,
        told_minutes=None,
    )


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
    said = {"ended": str(event.ground), "ended_on": event.ended_on, "ended_to": event.to}
    found = replace(_going_on(row), **said, ended_number=event.number)
    state = State.TRANSFERRED if event.ground == Ground.TRANSFERRED else State.ANNULLED
    return _over(found, state.value, entry.recorded_at)


@klien.on(PutusanResumed)
def resumed(row: Sentence | None, event: PutusanResumed, entry: Entry) -> Sentence | None:
    """As if it had never ended."""
    if row is None or event.number <= row.ended_number:
        return row
    return replace(_going_on(row), ended=None, ended_on=None, ended_to=None, ended_number=event.number)


@klien.on(PlacementProposed)
@of_its_person
def proposed(row: Sentence, event: PlacementProposed, entry: Entry) -> Sentence:
    """Places that fit wait for a decision."""
    best = tuple(Offer(one.ipd_id, one.offer_id, one.site_id, one.score) for one in event.proposals[:PROPOSALS_SHOWN])
    return replace(_waiting(row, State.PROPOSED, entry), offers=best, reasons=())


@klien.on(NoPlaceFound)
@of_its_person
def without_place(row: Sentence, event: NoPlaceFound, entry: Entry) -> Sentence:
    """No offer fits; why."""
    why = tuple(Why(one.rule, one.citation, {"offers": one.offers}) for one in event.obstacles)
    return replace(_waiting(row, State.NO_PLACE, entry), offers=(), reasons=why)


@klien.on(PlacementAccepted)
@of_its_person
def accepted(row: Sentence, event: PlacementAccepted, entry: Entry) -> Sentence:
    """A host accepted; a sentence that already runs keeps running, at another place."""
    found = row if row.started_on else _waiting(row, State.PLACED, entry)
    return replace(_at(found, event), offers=(), reasons=(), declines=())


@klien.on(PlacementCorrected)
@of_its_person
def place_corrected(row: Sentence, event: PlacementCorrected, entry: Entry) -> Sentence:
    """Where the person truly serves; how the sentence stands is the same."""
    return _at(row, event)


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
    return replace(found, offers=tuple(best[:PROPOSALS_SHOWN]), reasons=(), declines=declines)


@klien.on(SentenceOpened)
@of_its_person
def opened(row: Sentence, event: SentenceOpened, entry: Entry) -> Sentence:
    """The terms that the hours are assessed by."""
    return _with_terms(row, event.terms)


@klien.on(ServiceStarted)
@of_its_person
def started(row: Sentence, event: ServiceStarted, entry: Entry) -> Sentence:
    """First execution; until the ruling is in force nothing runs."""
    return replace(_waiting(row, State.NOT_FINAL, entry), started_on=event.started_on)


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
    """The days that count: the sentence runs, or waits for its BHT."""
    found = replace(
        row,
        opens_on=event.opens_on,
        deadline=event.deadline,
        most_minutes_a_day=event.minutes_a_day or 0,
        six_days=event.six_days,
        required_minutes=event.required_minutes,
        possible_until=event.possible_until,
    )
    if event.opens_on is None:
        return found if found.state == State.NOT_FINAL.value else _waiting(found, State.NOT_FINAL, entry)
    return replace(_running(found), since=entry.recorded_at)


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


def _going_on(row: Sentence) -> Sentence:
    """As it would stand if it had not ended."""
    return replace(row, stood=(), **same(Sentence, row.stood[0])) if row.stood else row


def _over(row: Sentence, state: str, since: datetime) -> Sentence:
    """Ended: no day runs, nobody waits for it, and what would stand is kept."""
    none: dict[str, Any] = dict.fromkeys(("opens_on", "deadline", "possible_until", "behind_from", "asked_at"))
    own = {"state": state, "since": since, "urgent_on": FAR, "asked": (), "stood": (retold(Stood, row),)}
    return replace(row, **none, **own)


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


def _running(row: Sentence) -> Sentence:
    """State and dates of a running sentence, as its minutes give them. Nine of ten events of a ledger come here."""
    assert row.opens_on is not None  # nothing runs before
    assert row.deadline is not None
    fulfilled = row.credited_minutes >= row.required_minutes
    most = row.most_minutes_a_day
    return replace(
        row,
        state=FULFILLED if fulfilled else RUNNING,
        urgent_on=FAR if fulfilled else row.possible_until or row.deadline,
        behind_from=behind_from(row.opens_on, row.deadline, row.required_minutes, row.credited_minutes, most),
    )


def _reasons(reasons: Sequence[Reason]) -> tuple[Why, ...]:
    return tuple(Why(one.rule, one.citation, dict(one.facts)) for one in reasons)
