"""What still needs a person's data: one row a ruling, open until it is fulfilled or has ended, from what all told. And
what was answered of each pair of persons who are perhaps one."""

from datetime import date, datetime
from typing import TypeGuard

import msgspec
from msgspec.structs import replace

from services.attendance.hours.events import DayAssessed, HoursTaken, WindowFixed
from services.intake.klien.events import PersonsMerged, PersonsParted, PersonsToldApart
from services.intake.putusan.events import (
    PutusanEnded,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanResumed,
)
from shared.law.calendar import wib_day
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class NeedRow(msgspec.Struct, frozen=True):
    """One ruling. ``ended_on`` is the day on which its last minute was told; None while it is open."""

    putusan_id: str
    klien_id: str
    rejected: bool = False
    required_minutes: int = 0
    credited_minutes: int = 0
    brought_minutes: int = 0
    """Of the credit, what another regency gave."""
    ended_on: date | None = None
    over_on: date | None = None
    """The day on which it was told that its execution here has ended by an act of others; None: it goes on."""
    over_number: int = 0
    """Of the ending or resumption that stands; 0: none was told."""

    @property
    def closed_on(self) -> date | None:
        """From when nothing is to be done with it, whichever came first; None: it is open."""
        return min((day for day in (self.ended_on, self.over_on) if day is not None), default=None)


NEEDS = StateProjection("intake", "need", NeedRow, key="putusan_id", version=5, indexes=(Index(("klien_id",)),))


@NEEDS.on(PutusanReceived)
def received(row: NeedRow | None, event: PutusanReceived, entry: Entry) -> NeedRow:
    """Open, whatever an earlier paper was; told again under another person, theirs. A mended paper takes nothing from
    what was worked."""
    return row if _goes_on(row, event.klien_id) else _new(event)


@NEEDS.on(PutusanRegistered)
def registered(row: NeedRow | None, event: PutusanRegistered, entry: Entry) -> NeedRow:
    """The minutes that are owed."""
    if not _goes_on(row, event.klien_id):
        return _new(event)
    return _standing(replace(row, required_minutes=event.terms.total_minutes), entry)


@NEEDS.on(PutusanRejected)
def rejected(row: NeedRow | None, event: PutusanRejected, entry: Entry) -> NeedRow:
    """No sentence."""
    return NeedRow(event.putusan_id, event.klien_id, rejected=True)


@NEEDS.on(PutusanEnded)
def over(row: NeedRow | None, event: PutusanEnded, entry: Entry) -> NeedRow | None:
    """Nothing is to be done with it here; told again or mended, it is closed since the first telling."""
    if row is None or event.number < row.over_number:
        return row
    return replace(row, over_on=row.over_on or wib_day(entry.recorded_at), over_number=event.number)


@NEEDS.on(PutusanResumed)
def resumed(row: NeedRow | None, event: PutusanResumed, entry: Entry) -> NeedRow | None:
    """As if it had never ended."""
    if row is None or event.number <= row.over_number:
        return row
    return replace(row, over_on=None, over_number=event.number)


@NEEDS.on(WindowFixed, key=lambda event: event.putusan_id)
def begun(row: NeedRow | None, event: WindowFixed, entry: Entry) -> NeedRow | None:
    """The minutes as the hours count them; what a former person's hours say of it is past."""
    if row is None or row.klien_id != event.klien_id:
        return row
    credited = row.credited_minutes - row.brought_minutes + event.brought_minutes
    own = {"required_minutes": event.required_minutes, "brought_minutes": event.brought_minutes}
    return _standing(replace(row, credited_minutes=credited, **own), entry)


@NEEDS.on(DayAssessed, key=lambda event: event.putusan_id)
def assessed(row: NeedRow | None, event: DayAssessed, entry: Entry) -> NeedRow | None:
    """Fulfilled, or open again where a correction took minutes away."""
    if row is None or row.klien_id != event.klien_id:
        return row
    return _standing(replace(row, credited_minutes=event.total_credited_minutes), entry)


def _new(event: PutusanReceived | PutusanRegistered) -> NeedRow:
    return NeedRow(event.putusan_id, event.klien_id, required_minutes=event.terms.total_minutes)


def _goes_on(row: NeedRow | None, klien_id: str) -> TypeGuard[NeedRow]:
    """Whether the same ruling of the same person is told again."""
    return row is not None and row.klien_id == klien_id and not row.rejected


def _standing(row: NeedRow, entry: Entry) -> NeedRow:
    fulfilled = row.credited_minutes >= row.required_minutes > 0
    if fulfilled and row.ended_on is not None:
        return row
    return replace(row, ended_on=wib_day(entry.recorded_at) if fulfilled else None)


class PairRow(msgspec.Struct, frozen=True):
    """Two persons. ``answer``: apart, merged, or parted again, which leaves the question open."""

    pair: str
    one: str
    other: str
    answer: str
    answered_at: datetime
    survivor: str | None = None
    """Who stayed; None: they are two."""
    logs: int = 0
    """How many came with the other's hours."""


PAIRS = StateProjection("intake", "pair", PairRow, key="pair", version=2, indexes=(Index(("one",)), Index(("other",))))


def pair_of(one: str, other: str) -> str:
    """The key of two persons, whichever is named first."""
    return "/".join(sorted((one, other)))


def _pair(event: PersonsMerged | PersonsParted | PersonsToldApart | HoursTaken) -> str:
    return pair_of(event.klien_id, event.other)


@PAIRS.on(PersonsToldApart, key=_pair)
def told_apart(row: PairRow | None, event: PersonsToldApart, entry: Entry) -> PairRow:
    """Two, as an officer said."""
    return _answered(event, entry, "apart")


@PAIRS.on(PersonsMerged, key=_pair)
def merged(row: PairRow | None, event: PersonsMerged, entry: Entry) -> PairRow:
    """One, as an officer said; again, with what had reached the other since."""
    logs = row.logs if row and row.survivor else 0
    return replace(_answered(event, entry, "merged"), survivor=event.klien_id, logs=logs)


@PAIRS.on(PersonsParted, key=_pair)
def parted(row: PairRow | None, event: PersonsParted, entry: Entry) -> PairRow:
    """Two after all."""
    return _answered(event, entry, "parted")


@PAIRS.on(HoursTaken, key=_pair)
def came(row: PairRow | None, event: HoursTaken, entry: Entry) -> PairRow | None:
    """Their logs came along."""
    return replace(row, logs=row.logs + len(event.logs)) if row and row.survivor == event.klien_id else row


def _answered(event: PersonsMerged | PersonsParted | PersonsToldApart, entry: Entry, answer: str) -> PairRow:
    one, other = sorted((event.klien_id, event.other))
    return PairRow(f"{one}/{other}", one, other, answer, entry.recorded_at)
