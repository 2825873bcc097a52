"""The register as people read it: one row a putusan, with where it stands and why. No personal value."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from services.intake.putusan.events import (
    ABOUT_FINALITY,
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanAmended,
    PutusanAppealed,
    PutusanAppealWithdrawn,
    PutusanAssigned,
    PutusanConfirmed,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanHandedOver,
    PutusanHeld,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanReplaced,
    PutusanResumed,
    Reason,
)
from shared.access.persons import persons
from shared.domain.retold import retold, same
from shared.domain.sentence import Ground
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class ReasonRow(msgspec.Struct, frozen=True):
    """Why a putusan is held or a paper rejected; its words stand in texts.toml by the rule."""

    rule: str
    citation: str | None
    field: str | None
    facts: dict[str, str | int]


class UnreadRow(msgspec.Struct, frozen=True):
    """A cell that no field holds; what is written in it lies in the vault."""

    rule: str
    field: str
    facts: dict[str, str | int]


class PutusanRow(msgspec.Struct, frozen=True):
    """One putusan. ``state``: received, held, confirmed, registered, rejected, replaced by another; ended or
    transferred, whatever ``stands`` beneath."""

    putusan_id: str
    klien_id: str
    position: int
    """Of its first event: the order of the list."""
    state: str
    changed_at: datetime
    stands: str | None = None
    """Its state but for its end; None: it has not ended."""
    ended: str | None = None
    """By which act of others."""
    ended_on: date | None = None
    """The last day on which work counts."""
    ended_number: int = 0
    """Of the ending or resumption that stands; 0: none was told."""
    paper_ref: str | None = None
    """Where the vault has the rejected paper."""
    document: str | None = None
    court: str | None = None
    register_code: str | None = None
    regime: str | None = None
    sex: str | None = None
    kecamatan: str | None = None
    ruled_on: date | None = None
    final_on: date | None = None
    final_number: int = 0
    """Of the recorded day of finality; 0: the ruling's own word, or none."""
    appealed_on: date | None = None
    """When the appeal that stands was lodged; it is open while there is no day of finality."""
    appeal_number: int = 0
    """Of the appeal or its withdrawal that stands; 0: none was told."""
    adjusted_from: date | None = None
    """The first day by the milder terms that stand here; None: these are as ruled, or as the paper says."""
    adjusted_number: int = 0
    """Of the adjustment or its withdrawal that stands; 0: none was told."""
    total_minutes: int | None = None
    minutes_a_day: int | None = None
    least_minutes_a_day: int | None = None
    days_a_week: int | None = None
    days_a_month: int | None = None
    period_days: int | None = None
    period_units: tuple[str, ...] = ()
    until: date | None = None
    day_from_minute: int | None = None
    day_until_minute: int | None = None
    weekdays: tuple[int, ...] = ()
    periods: tuple[dict[str, str], ...] = ()
    consent: str | None = None
    replaced: str | None = None
    place_fixed: bool = False
    answered_on: date | None = None
    reasons: tuple[ReasonRow, ...] = ()
    flags: tuple[str, ...] = ()
    unread: tuple[UnreadRow, ...] = ()
    law: str | None = None
    amended: int = 0
    """The highest correction of the paper; 0: as it was registered."""
    parent: str | None = None
    """The ruling whose hours are served again by this one."""
    repeat: str | None = None
    """By which ruling its hours are served again."""
    replaced_by: str | None = None
    """The ruling that took the place of a rejected paper, or of one that was told twice."""
    officer: str | None = None
    """The account whose case it is; None: nobody's yet."""
    officer_number: int = 0
    substitute: str | None = None
    """The account that stood in for the officer last; from and until when."""
    substitute_from: date | None = None
    substitute_until: date | None = None
    substitute_number: int = 0
    """Of the newest handing over, whoever the officer was."""


SHARED_OUT = ("officer", "officer_number", "substitute", "substitute_from", "substitute_until", "substitute_number")
"""Whose case it is stays, whatever becomes of its paper."""
ENDED = ("stands", "ended", "ended_on", "ended_number")
BESIDE = ("adjusted_number", "appealed_on", "appeal_number", "repeat")
ENDED_AS = {Ground.TRANSFERRED: "transferred", Ground.REPEATED: "failed"}
KEPT = ("final_number", "answered_on", "amended", *BESIDE, *ENDED, *SHARED_OUT)
"""What stands although the paper is told again."""
NEVER = date(1, 1, 1)
"""What a ruling without its day is sorted as."""
PUTUSANS = StateProjection(
    "intake",
    "putusan",
    PutusanRow,
    key="putusan_id",
    version=16,
    indexes=(
        Index(("position", "putusan_id")),
        Index(("changed_at", "putusan_id")),
        Index(("(coalesce(ruled_on, '-infinity'::date))", "putusan_id")),
        Index(("(coalesce(total_minutes, 0))", "putusan_id")),
        *(Index((by, "position", "putusan_id")) for by in ("state", "regime")),
        Index(("replaced_by",)),
        Index(("officer", "position", "putusan_id")),
    ),
)
PERSONS = persons("intake", PutusanReceived, PutusanRejected, PutusanConfirmed, PutusanLeft, PutusanReplaced)


@PUTUSANS.on(PutusanReceived)
def received(row: PutusanRow | None, event: PutusanReceived, entry: Entry) -> PutusanRow:
    """A usable paper, as written; it replaces whatever a rejected one said, and what it said before it was mended."""
    found = retold(
        PutusanRow,
        event,
        position=row.position if row else entry.position,
        state=row.state if row else "received",
        changed_at=entry.recorded_at,
        reasons=row.reasons if row and row.answered_on else (),
        **_kept(row),
        place_fixed=event.place_named is not None,
        unread=tuple(UnreadRow(cell.rule, cell.field, dict(cell.facts)) for cell in event.unread),
    )
    return _with_terms(_stands(found, "received", entry), event)


@PUTUSANS.on(PutusanHeld)
def held(row: PutusanRow | None, event: PutusanHeld, entry: Entry) -> PutusanRow | None:
    """Waits for the prosecutor."""
    return row and replace(_stands(row, "held", entry), reasons=_reasons(event.reasons), law=event.law)


@PUTUSANS.on(PutusanConfirmed)
def confirmed(row: PutusanRow | None, event: PutusanConfirmed, entry: Entry) -> PutusanRow | None:
    """Answered; the reasons stay to be read."""
    return row and replace(_stands(row, "confirmed", entry), answered_on=event.answered_on)


@PUTUSANS.on(PutusanRegistered)
def registered(row: PutusanRow | None, event: PutusanRegistered, entry: Entry) -> PutusanRow | None:
    """In the register, with the terms to execute."""
    if row is None:
        return None
    stands = _stands(row, "registered", entry)
    since = event.former.before if event.former else None
    said = replace(stands, klien_id=event.klien_id, flags=tuple(event.flags), law=event.law, adjusted_from=since)
    return _with_terms(said, event)


@PUTUSANS.on(PutusanAmended)
def amended(row: PutusanRow | None, event: PutusanAmended, entry: Entry) -> PutusanRow | None:
    """A correction; what it mends is told by the paper that follows."""
    return row and replace(row, amended=max(row.amended, event.number), changed_at=entry.recorded_at)


@PUTUSANS.on(PutusanFinalityRecorded)
def became_final(row: PutusanRow | None, event: PutusanFinalityRecorded, entry: Entry) -> PutusanRow | None:
    """The court told the day; the highest number stands, and answers what was flagged of finality."""
    if row is None or event.number <= row.final_number:
        return row
    marks = tuple(mark for mark in row.flags if mark not in ABOUT_FINALITY)
    return replace(
        row,
        final_on=event.final_on,
        final_number=event.number,
        flags=(*marks, *event.flags),
        changed_at=entry.recorded_at,
    )


@PUTUSANS.on(PutusanEnded)
def ended(row: PutusanRow | None, event: PutusanEnded, entry: Entry) -> PutusanRow | None:
    """Executed here no longer; the highest number stands, and what stood goes on beneath."""
    if row is None or event.number < row.ended_number:
        return row
    return replace(
        row,
        state=ENDED_AS.get(Ground(event.ground), "ended"),
        stands=row.stands or row.state,
        ended=str(event.ground),
        ended_on=event.ended_on,
        ended_number=event.number,
        changed_at=entry.recorded_at,
    )


@PUTUSANS.on(PutusanResumed)
def resumed(row: PutusanRow | None, event: PutusanResumed, entry: Entry) -> PutusanRow | None:
    """As if it had never ended."""
    if row is None or event.number <= row.ended_number:
        return row
    nothing: dict[str, Any] = {"stands": None, "ended": None, "ended_on": None}
    state = row.stands or row.state
    return replace(row, state=state, ended_number=event.number, changed_at=entry.recorded_at, **nothing)


@PUTUSANS.on(PutusanAdjusted)
def adjusted(row: PutusanRow | None, event: PutusanAdjusted, entry: Entry) -> PutusanRow | None:
    """Which was told last; since when it binds, the terms say that are told right after it."""
    if row is None or event.number <= row.adjusted_number:
        return row
    return replace(row, adjusted_number=event.number, changed_at=entry.recorded_at)


@PUTUSANS.on(PutusanAdjustmentWithdrawn)
def adjustment_withdrawn(row: PutusanRow | None, event: PutusanAdjustmentWithdrawn, entry: Entry) -> PutusanRow | None:
    """As ruled, on every day, once the terms are told so."""
    if row is None or event.number <= row.adjusted_number:
        return row
    return replace(row, adjusted_number=event.number, changed_at=entry.recorded_at)


@PUTUSANS.on(PutusanAppealed)
def appealed(row: PutusanRow | None, event: PutusanAppealed, entry: Entry) -> PutusanRow | None:
    """Not final until the court tells a day again."""
    if row is None or event.number <= row.appeal_number:
        return row
    return replace(row, appealed_on=event.lodged_on, appeal_number=event.number, changed_at=entry.recorded_at)


@PUTUSANS.on(PutusanAppealWithdrawn)
def appeal_withdrawn(row: PutusanRow | None, event: PutusanAppealWithdrawn, entry: Entry) -> PutusanRow | None:
    """As if nobody had appealed."""
    if row is None or event.number <= row.appeal_number:
        return row
    return replace(row, appealed_on=None, appeal_number=event.number, changed_at=entry.recorded_at)


@PUTUSANS.on(PutusanRepeatOrdered)
def repeated(row: PutusanRow | None, event: PutusanRepeatOrdered, entry: Entry) -> PutusanRow | None:
    """Served again by another ruling; that it has ended is told beside it."""
    return row and replace(row, repeat=event.repeat_id)


@PUTUSANS.on(PutusanRepeatWithdrawn)
def repeat_withdrawn(row: PutusanRow | None, event: PutusanRepeatWithdrawn, entry: Entry) -> PutusanRow | None:
    """Nothing is served again."""
    return row and replace(row, repeat=None)


@PUTUSANS.on(PutusanRejected)
def rejected(row: PutusanRow | None, event: PutusanRejected, entry: Entry) -> PutusanRow:
    """The paper cannot be used; it may come again."""
    return PutusanRow(
        putusan_id=event.putusan_id,
        klien_id=event.klien_id,
        position=row.position if row else entry.position,
        state="rejected",
        changed_at=entry.recorded_at,
        paper_ref=event.paper.ref if event.paper is not None else None,
        reasons=_reasons(event.reasons),
        **_kept(row, SHARED_OUT),
    )


@PUTUSANS.on(PutusanReplaced)
def replaced(row: PutusanRow | None, event: PutusanReplaced, entry: Entry) -> PutusanRow | None:
    """Another ruling took its place; it stays to be read."""
    return row and replace(row, state="replaced", changed_at=entry.recorded_at, replaced_by=event.replaced_by)


@PUTUSANS.on(PutusanAssigned)
def assigned(row: PutusanRow | None, event: PutusanAssigned, entry: Entry) -> PutusanRow | None:
    """Somebody's case from now on; whoever stood in for another does so no longer."""
    if row is None or event.number <= row.officer_number:
        return row
    nobody: dict[str, Any] = {"substitute": None, "substitute_from": None, "substitute_until": None}
    return replace(row, officer=event.officer, officer_number=event.number, **nobody)


@PUTUSANS.on(PutusanHandedOver)
def handed_over(row: PutusanRow | None, event: PutusanHandedOver, entry: Entry) -> PutusanRow | None:
    """Somebody stands in, or did until the last day."""
    if row is None or event.number <= row.substitute_number:
        return row
    return replace(
        row,
        substitute=event.substitute,
        substitute_from=event.from_day,
        substitute_until=event.until_day,
        substitute_number=event.number,
    )


def _kept(row: PutusanRow | None, names: Sequence[str] = KEPT) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} if row else {}


def _stands(row: PutusanRow, state: str, entry: Entry) -> PutusanRow:
    """Where it stands from now on: beneath its end, where it has ended."""
    stands = {"state": state} if row.ended is None else {"stands": state}
    return replace(row, **stands, changed_at=entry.recorded_at)


def _with_terms(row: PutusanRow, event: PutusanReceived | PutusanRegistered) -> PutusanRow:
    periods = tuple(msgspec.to_builtins(event.terms.periods))
    return replace(row, **(same(PutusanRow, event.terms) | {"periods": periods}))


def _reasons(reasons: tuple[Reason, ...]) -> tuple[ReasonRow, ...]:
    return tuple(ReasonRow(reason.rule, reason.citation, reason.field, dict(reason.facts)) for reason in reasons)
