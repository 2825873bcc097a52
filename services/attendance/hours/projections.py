"""Hours as people read them: every shift as recorded, every day's worth, every sentence with its places.

Keys begin with the klien's id and have one fixed form, so that a person's rows are one stretch of the key's index.
"""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Select, select

from services.attendance.hours.events import (
    DayAssessed,
    HoursCorrected,
    HoursFinalityRecorded,
    HoursLogged,
    HoursMoved,
    PlaceOpened,
    ReviewDecided,
    SentenceEnded,
    SentenceOpened,
    SentenceWithdrawn,
    ServiceStarted,
    Shift,
    ShiftSentToReview,
    StartCorrected,
    WindowFixed,
)
from services.intake.putusan.events import (
    PutusanConfirmed,
    PutusanLeft,
    PutusanReceived,
    PutusanRejected,
    PutusanReplaced,
)
from services.matching.ipd.events import OfferCorrected, OfferOpened
from shared.access.persons import persons
from shared.domain.retold import retold, same
from shared.projections.entry import Entry
from shared.projections.state import Index, Projection, StateProjection

LEAST_UUID, MOST_UUID = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
ROWS_MAX = 1000
"""More than any person's shifts: the longest sentence at half an hour a shift has 480."""


class ShiftRow(msgspec.Struct, frozen=True):
    """One shift's standing content. ``state``: recorded, review, struck, or waiting (a correction without its log)."""

    id: str
    klien_id: str
    shift_id: str
    state: str
    logged: bool = False
    starts: datetime | None = None
    ends: datetime | None = None
    break_minutes: int = 0
    site_id: str | None = None
    ipd_id: str | None = None
    source: str | None = None
    reasons: tuple[str, ...] = ()
    number: int = 0
    """The correction that stands; 0: none."""
    accepted: tuple[str, ...] = ()
    """The reasons in spite of which a person took it as it stands."""
    decision: int = 0
    """The decision that stands; 0: none."""
    recorded_by: str | None = None
    """The account that recorded the log."""
    position: int = 0


class DayRow(msgspec.Struct, frozen=True):
    """What one day is worth to one sentence."""

    id: str
    klien_id: str
    putusan_id: str
    day: date
    worked_minutes: int
    credited_minutes: int
    violations: tuple[dict[str, Any], ...] = ()
    credits: tuple[dict[str, Any], ...] = ()
    flags: tuple[str, ...] = ()
    position: int = 0


class SentenceRow(msgspec.Struct, frozen=True):
    """One sentence of the person: what is owed and credited, its window, and where it may be served."""

    id: str
    klien_id: str
    putusan_id: str
    regime: str | None = None
    required_minutes: int = 0
    credited_minutes: int = 0
    brought_minutes: int = 0
    """Of the credit, what another regency gave."""
    minutes_a_day: int | None = None
    day_from_minute: int | None = None
    day_until_minute: int | None = None
    weekdays: tuple[int, ...] = ()
    periods: tuple[dict[str, str], ...] = ()
    final_on: date | None = None
    """BHT as it stands: 0 the ruling's own word, 1, 2 … as recorded since."""
    final_number: int = 0
    ended_on: date | None = None
    """The last day on which work counts, where others ended its execution here."""
    ended_number: int = 0
    """Of its end or the taking back of it that stands; 0: none was told."""
    started_on: date | None = None
    start_number: int = 0
    """The correction of the berita acara that stands; 0: none."""
    document_ref: str | None = None
    """Where the vault has its number."""
    flags: tuple[str, ...] = ()
    """What about the berita acara is worth a look."""
    opens_on: date | None = None
    deadline: date | None = None
    possible_until: date | None = None
    places: tuple[dict[str, Any], ...] = ()
    place_number: int = 0
    """The correction of the placement that stands; 0: none."""
    position: int = 0


class SiteRow(msgspec.Struct, frozen=True):
    """What a place is called, and whose it is."""

    site_id: str
    name: str
    ipd_id: str | None = None


NO_FACT = "state IN ('review', 'waiting')"
"""The logs that wait for a person: the rest, all that is settled, stands in no index of its own."""
SHIFTS = StateProjection(
    "attendance",
    "shift",
    ShiftRow,
    key="id",
    version=5,
    indexes=(Index(("position", "id"), NO_FACT),),
)
DAYS = StateProjection("attendance", "day", DayRow, key="id", version=1)
SENTENCES = StateProjection("attendance", "sentence", SentenceRow, key="id", version=8)
SITES = StateProjection("attendance", "site", SiteRow, key="site_id", version=2)
PERSONS = persons("attendance", PutusanReceived, PutusanRejected, PutusanConfirmed, PutusanLeft, PutusanReplaced)


def of_klien(projection: Projection[Any], klien_id: str) -> Select[Any]:
    """The query for all of one person's rows, at most ``ROWS_MAX``."""
    key = projection.table.c.id
    first, last = f"{klien_id}/{LEAST_UUID}", f"{klien_id}/{MOST_UUID}/9999-12-31"
    return select(projection.table).where(key >= first, key <= last).order_by(key).limit(ROWS_MAX)


OfSentence = (
    SentenceOpened
    | SentenceWithdrawn
    | HoursFinalityRecorded
    | SentenceEnded
    | PlaceOpened
    | ServiceStarted
    | StartCorrected
    | WindowFixed
    | DayAssessed
)


def _shift_key(event: HoursLogged | ShiftSentToReview) -> str:
    return f"{event.klien_id}/{event.shift.id}"


def _day_key(event: DayAssessed) -> str:
    return f"{event.klien_id}/{event.putusan_id}/{event.day.isoformat()}"


def _sentence_key(event: OfSentence) -> str:
    return f"{event.klien_id}/{event.putusan_id}"


@SHIFTS.on(HoursLogged, key=_shift_key)
def logged(row: ShiftRow | None, event: HoursLogged, entry: Entry) -> ShiftRow:
    """A fact; a correction that came before it stands above it."""
    row = row or _unknown(event.klien_id, event.shift.id)
    if row.number == 0:
        row = _with_content(row, event.shift)
    state = "struck" if row.starts is None else "recorded"
    by = row.recorded_by or event.by
    return msgspec.structs.replace(row, state=state, logged=True, reasons=(), recorded_by=by, position=entry.position)


@SHIFTS.on(ShiftSentToReview, key=_shift_key)
def reviewed(row: ShiftRow | None, event: ShiftSentToReview, entry: Entry) -> ShiftRow:
    """A person must decide."""
    row = row or _unknown(event.klien_id, event.shift.id)
    if event.number >= row.number:
        row = _with_content(row, event.shift)
    logged = row.logged or event.number == 0
    state = "struck" if row.starts is None else "review" if logged else "waiting"
    by = row.recorded_by or (event.by if event.number == 0 else None)
    return msgspec.structs.replace(
        row, state=state, logged=logged, reasons=tuple(event.reasons), recorded_by=by, position=entry.position
    )


@SHIFTS.on(HoursCorrected, key=lambda event: f"{event.klien_id}/{event.shift_id}")
def corrected(row: ShiftRow | None, event: HoursCorrected, entry: Entry) -> ShiftRow:
    """A later truth; only the highest number changes what stands."""
    row = row or _unknown(event.klien_id, event.shift_id)
    if event.number <= row.number:
        return row
    state = ("review" if row.reasons else "recorded") if row.logged else "waiting"
    row = msgspec.structs.replace(row, number=event.number, position=entry.position, state=state, accepted=())
    if event.shift is None:
        return msgspec.structs.replace(row, state="struck", starts=None, ends=None, break_minutes=0)
    return _with_content(row, event.shift)


@SHIFTS.on(ReviewDecided, key=lambda event: f"{event.klien_id}/{event.shift_id}")
def decided(row: ShiftRow | None, event: ReviewDecided, entry: Entry) -> ShiftRow | None:
    """Taken as it stands, or waiting again; of a content that no longer stands it says nothing."""
    if row is None or event.number <= row.decision:
        return row
    accepted = tuple(event.accepted) if event.content == row.number else ()
    return msgspec.structs.replace(row, decision=event.number, accepted=accepted, position=entry.position)


@SHIFTS.on(HoursMoved, key=lambda event: tuple(f"{event.klien_id}/{shift_id}" for shift_id in event.logs))
def moved(row: ShiftRow | None, event: HoursMoved, entry: Entry) -> ShiftRow | None:
    """Told of another id of the same person."""
    return None


@DAYS.on(DayAssessed, key=_day_key)
def assessed(row: DayRow | None, event: DayAssessed, entry: Entry) -> DayRow:
    """The last assessment of a day counts."""
    return retold(
        DayRow,
        event,
        id=_day_key(event),
        violations=tuple(msgspec.to_builtins(event.violations)),
        credits=tuple(msgspec.to_builtins(event.credits)),
        position=entry.position,
    )


@SENTENCES.on(SentenceOpened, key=_sentence_key)
def opened(row: SentenceRow | None, event: SentenceOpened, entry: Entry) -> SentenceRow:
    """What is owed."""
    row = row or SentenceRow(_sentence_key(event), event.klien_id, event.putusan_id)
    own = {
        "final_on": row.final_on if row.final_number else event.final_on,
        "required_minutes": event.terms.total_minutes,
        "periods": tuple(msgspec.to_builtins(event.terms.periods)),
        "position": entry.position,
    }
    return msgspec.structs.replace(row, **(same(SentenceRow, event.terms) | own))


@SENTENCES.on(SentenceWithdrawn, key=_sentence_key)
def withdrawn(row: SentenceRow | None, event: SentenceWithdrawn, entry: Entry) -> SentenceRow | None:
    """Not this person's: opened again, it begins anew."""
    return None


@SENTENCES.on(HoursFinalityRecorded, key=_sentence_key)
def became_final(row: SentenceRow | None, event: HoursFinalityRecorded, entry: Entry) -> SentenceRow:
    """The court's day; it may be known before the sentence, and the highest number stands."""
    row = row or SentenceRow(_sentence_key(event), event.klien_id, event.putusan_id)
    if event.number <= row.final_number:
        return row
    return msgspec.structs.replace(row, final_on=event.final_on, final_number=event.number, position=entry.position)


@SENTENCES.on(SentenceEnded, key=_sentence_key)
def ended(row: SentenceRow | None, event: SentenceEnded, entry: Entry) -> SentenceRow:
    """Until when it is executed here; it may be known before the sentence, and the highest number stands."""
    row = row or SentenceRow(_sentence_key(event), event.klien_id, event.putusan_id)
    if event.number <= row.ended_number:
        return row
    return msgspec.structs.replace(row, ended_on=event.ended_on, ended_number=event.number, position=entry.position)


@SENTENCES.on(PlaceOpened, key=_sentence_key)
def placed(row: SentenceRow | None, event: PlaceOpened, entry: Entry) -> SentenceRow:
    """Where it may be served, by the highest number; the place may be known before the sentence."""
    row = row or SentenceRow(_sentence_key(event), event.klien_id, event.putusan_id)
    if event.number < row.place_number:
        return row
    place = {"site_id": event.site_id, "ipd_id": event.ipd_id, "opens_on": event.opens_on.isoformat()}
    stand = row.places if event.number == row.place_number else ()
    others = tuple(known for known in stand if known["site_id"] != event.site_id)
    return msgspec.structs.replace(row, places=(*others, place), place_number=event.number, position=entry.position)


@SENTENCES.on(ServiceStarted, key=_sentence_key)
def started(row: SentenceRow | None, event: ServiceStarted, entry: Entry) -> SentenceRow | None:
    """The berita acara."""
    if row is None or row.start_number:
        return row
    ref = event.document.ref if event.document else None
    return msgspec.structs.replace(row, started_on=event.started_on, document_ref=ref, position=entry.position)


@SENTENCES.on(StartCorrected, key=_sentence_key)
def start_corrected(row: SentenceRow | None, event: StartCorrected, entry: Entry) -> SentenceRow | None:
    """A later truth; only the highest number changes what stands."""
    if row is None or event.number <= row.start_number:
        return row
    own = {"started_on": event.started_on, "start_number": event.number, "document_ref": event.document.ref}
    return msgspec.structs.replace(row, **own, position=entry.position)


@SENTENCES.on(WindowFixed, key=_sentence_key)
def window_fixed(row: SentenceRow | None, event: WindowFixed, entry: Entry) -> SentenceRow | None:
    """The days that count, and what it brings."""
    if row is None:
        return None
    credited = row.credited_minutes - row.brought_minutes + event.brought_minutes
    own = {"credited_minutes": credited, "position": entry.position}
    return msgspec.structs.replace(row, **same(SentenceRow, event) | own)


@SENTENCES.on(DayAssessed, key=_sentence_key)
def credited(row: SentenceRow | None, event: DayAssessed, entry: Entry) -> SentenceRow | None:
    """The sentence's totals after this day."""
    return row and msgspec.structs.replace(
        row,
        credited_minutes=event.total_credited_minutes,
        possible_until=event.possible_until,
        position=entry.position,
    )


@SITES.on(OfferOpened, key=lambda event: event.site_id)
def offered(row: SiteRow | None, event: OfferOpened, entry: Entry) -> SiteRow:
    """The newest name stands."""
    return SiteRow(event.site_id, event.site_name, event.ipd_id)


@SITES.on(OfferCorrected, key=lambda event: event.site_id)
def offer_corrected(row: SiteRow | None, event: OfferCorrected, entry: Entry) -> SiteRow:
    """What the place is truly called."""
    return SiteRow(event.site_id, event.site_name, event.ipd_id)


def _unknown(klien_id: str, shift_id: str) -> ShiftRow:
    return ShiftRow(id=f"{klien_id}/{shift_id}", klien_id=klien_id, shift_id=shift_id, state="waiting")


def _with_content(row: ShiftRow, shift: Shift) -> ShiftRow:
    seconds = sum((pause.ends - pause.starts).total_seconds() for pause in shift.breaks)
    own = {"id": row.id, "break_minutes": shift.break_minutes + int(seconds // 60)}
    return msgspec.structs.replace(row, **(same(ShiftRow, shift) | own))
