"""What a decision of a person set aside and what it put in its place, by the event that it left.

An entry of the audit trail knows the command and its stream; rules, places and days stand in the ledger alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import singledispatch
from typing import Final

from sqlalchemy import Row, select

from services.attendance.hours.events import HoursCorrected, ReviewDecided, StartCorrected
from services.intake.klien.events import PersonsMerged, PersonsParted, PersonsToldApart
from services.intake.putusan.events import (
    Person,
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanAmended,
    PutusanConfirmed,
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanEnded,
    PutusanHeld,
    PutusanIdentified,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanResumed,
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
    Proposal,
)
from services.reporting.reports.logs import logs
from services.reporting.reports.sentence import Why
from shared.domain.event import Event
from shared.domain.identifiers import CommandId
from shared.domain.personal import personal_fields
from shared.ledger.execute import known_events
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Recorded
from shared.web.house import House

Noted = Row[tuple[object, ...]]
"""An entry of the trail as the list has it."""
READ_WHOLE: Final = ("placement-", "putusan-")
"""Streams that are short, and say what stood before; those of hours are long."""
STREAMS_AT_ONCE: Final = 200
"""So many are read at once: some thousands of events."""
NAMING: Final = frozenset({"name", "case_number"})
"""Fields of a paper by which a reason may tell who its person is; an NIK is known by its digits."""
PROPOSED_MOST: Final = 3
"""The best of the proposals; the page of the placement has all."""


@dataclass(frozen=True, slots=True)
class Decision:
    """In codes, ids and days; its words lie in the vault."""

    became: str
    """What came of it: ``overrides.py`` has the words."""
    rules: Sequence[Why] = ()
    """Why it had been held or waited."""
    before: Sequence[str] = ()
    """The places that were proposed, the best first, or the one that stood."""
    site_id: str | None = None
    """The place that was taken, or where the work was."""
    day: date | None = None
    """From which it is planned, of the work, of the letter."""
    starts: datetime | None = None
    """Of a log as it was corrected."""
    ends: datetime | None = None
    why: str | None = None
    """The reason's code, where it is one of a closed list."""
    klien_id: str | None = None
    """Whose the ruling is from then on, where that was decided; the command concerned whoever had it, too."""
    log_id: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    """Where its reason and its letter are sealed, by their names in the event."""
    former: Sequence[str] = ()
    """Where what it mended of the paper is sealed, as it was before."""


async def decisions(house: House, rows: Sequence[Noted]) -> Mapping[int, Decision]:
    """By the entry's number; nothing of one that left no event, as of what was said twice."""
    found = {}
    entries = await _entries(house.ledger, rows)
    for row in rows:
        mine = entries.get(row.stream, [])
        at = next((n for n, one in enumerate(mine) if one.meta.command_id == row.command_id and _is_one(one)), None)
        if at is not None:
            event = mine[at].event
            sealed = {name: personal.ref for name, personal in personal_fields(event) if personal.ref}
            refs, former = ({n: ref for n, ref in sealed.items() if ("/" in n) is inner} for inner in (False, True))
            made = _decision(event, known_events(mine[:at]))
            found[row.number] = replace(made, refs=refs, former=tuple(former.values()))
    return await _with_places_of_logs(house, found)


async def former_names(ledger: Ledger, putusan_ids: Iterable[str]) -> list[str]:
    """Where the names and case numbers are sealed that these rulings had before they were mended."""
    ranges = [(f"putusan-{one}", f"putusan-{one}.") for one in sorted(putusan_ids)]
    told = known_events(await ledger.read_ranges(ranges)) if ranges else []
    amended = [event for event in told if isinstance(event, PutusanAmended)]
    was = [one.was for event in amended for one in event.mended if one.field in NAMING]
    return [one.ref for one in was if one is not None and one.ref is not None]


def _is_one(entry: Recorded) -> bool:
    return any(_decision.dispatch(type(event)) is not _NONE for event in known_events([entry]))


async def _entries(ledger: Ledger, rows: Sequence[Noted]) -> dict[str, list[Recorded]]:
    """By its stream: short ones whole, of others the events of these commands alone."""
    found: dict[str, list[Recorded]] = {}
    whole = sorted({row.stream for row in rows if row.stream.startswith(READ_WHOLE)})
    for first in range(0, len(whole), STREAMS_AT_ONCE):
        ranges = [(one, f"{one}.") for one in whole[first : first + STREAMS_AT_ONCE]]
        for entry in await ledger.read_ranges(ranges):
            found.setdefault(entry.stream, []).append(entry)
    for entry in await ledger.read_first_of([CommandId(row.command_id) for row in rows if row.stream not in whole]):
        found.setdefault(entry.stream, []).append(entry)
    return found


async def _with_places_of_logs(house: House, found: Mapping[int, Decision]) -> Mapping[int, Decision]:
    """Of a log that was decided or struck, the place and the day, as it last stood."""
    columns, wanted = logs.table.c, {one.log_id for one in found.values() if one.log_id}
    if not wanted:
        return found
    query = select(columns.id, columns.site_id, columns.day).where(columns.id.in_(wanted))
    async with house.database.engine(logs.role).connect() as connection:
        known = {row.id: row for row in await connection.execute(query)}
    return {
        number: replace(one, site_id=one.site_id or known[one.log_id].site_id, day=one.day or known[one.log_id].day)
        if one.log_id in known
        else one
        for number, one in found.items()
    }


@singledispatch
def _decision(event: Event, before: Sequence[Event]) -> Decision:
    raise TypeError(f"{event.TYPE} is no decision")


_NONE: Final = _decision.dispatch(Event)


def _standing(before: Sequence[Event]) -> list[Proposal]:
    """The proposals that stood, the best first: none where no place was found last, and none that its host declined."""
    found: list[Proposal] = []
    for event in before:
        if isinstance(event, PlacementProposed):
            found = list(event.proposals)
        elif isinstance(event, NoPlaceFound):
            found = []
        elif isinstance(event, PlacementDeclined):
            found = [one for one in found if one.offer_id != event.offer_id]
        elif isinstance(event, DeclineUndone):
            found = sorted([*found, event.proposal], key=lambda one: (-one.score, one.offer_id))
    return found


@_decision.register
def _(event: PlacementAccepted, before: Sequence[Event]) -> Decision:
    best = [one.site_id for one in _standing(before)[:PROPOSED_MOST]]
    return Decision("outside", before=best, site_id=event.site_id, day=event.planned_from)


@_decision.register
def _(event: PlacementCorrected, before: Sequence[Event]) -> Decision:
    stood = [one.site_id for one in before if isinstance(one, PlacementAccepted | PlacementCorrected)]
    return Decision("moved", before=stood[-1:], site_id=event.site_id, day=event.planned_from)


@_decision.register
def _(event: PlacementConfirmed, before: Sequence[Event]) -> Decision:
    doubted = [one for one in before if isinstance(one, PlacementDoubted)]
    rules = [Why(one.rule, one.citation, {}) for one in doubted[-1].obstacles] if doubted else []
    return Decision("stays", rules) if event.holds else Decision("asked-again")


@_decision.register
def _(event: PlacementDeclined, before: Sequence[Event]) -> Decision:
    proposed = (one for known in before if isinstance(known, PlacementProposed) for one in known.proposals)
    sites = {one.offer_id: one.site_id for one in proposed}
    return Decision("declined", before=[sites[event.offer_id]] if event.offer_id in sites else [], why=event.reason)


@_decision.register
def _(event: DeclineUndone, before: Sequence[Event]) -> Decision:
    return Decision("undone", site_id=event.proposal.site_id)


@_decision.register
def _(event: PutusanConfirmed, before: Sequence[Event]) -> Decision:
    held = [one for one in before if isinstance(one, PutusanHeld)]
    rules = [Why(one.rule, one.citation, dict(one.facts)) for one in held[-1].reasons] if held else []
    return Decision("answered", rules, day=event.answered_on)


@_decision.register
def _(event: PutusanIdentified, before: Sequence[Event]) -> Decision:
    same = Person.SAME in (event.answer, event.convict)
    return Decision("same" if same else "another", klien_id=event.klien_id)


@_decision.register
def _(event: PutusanAmended, before: Sequence[Event]) -> Decision:
    return Decision("mended")


@_decision.register
def _(event: PutusanEnded, before: Sequence[Event]) -> Decision:
    return Decision(str(event.ground), day=event.ended_on)


@_decision.register
def _(event: PutusanResumed, before: Sequence[Event]) -> Decision:
    return Decision("resumed")


@_decision.register
def _(event: PutusanAdjusted, before: Sequence[Event]) -> Decision:
    return Decision("adjusted", day=event.binds_from)


@_decision.register
def _(event: PutusanAdjustmentWithdrawn, before: Sequence[Event]) -> Decision:
    return Decision("unadjusted")


@_decision.register
def _(event: PutusanCreditBrought, before: Sequence[Event]) -> Decision:
    return Decision("brought", day=event.until)


@_decision.register
def _(event: PutusanCreditWithdrawn, before: Sequence[Event]) -> Decision:
    return Decision("not-brought")


@_decision.register
def _(event: PutusanRepeatOrdered, before: Sequence[Event]) -> Decision:
    return Decision("repeated", day=event.decided_on)


@_decision.register
def _(event: PutusanRepeatWithdrawn, before: Sequence[Event]) -> Decision:
    return Decision("not-repeated")


@_decision.register
def _(event: ReviewDecided, before: Sequence[Event]) -> Decision:
    rules = [Why(f"review-{one}") for one in event.accepted]
    return Decision("taken" if rules else "waits", rules, log_id=f"{event.klien_id}/{event.shift_id}")


@_decision.register
def _(event: HoursCorrected, before: Sequence[Event]) -> Decision:
    log_id = f"{event.klien_id}/{event.shift_id}"
    if event.shift is None:
        return Decision("struck", log_id=log_id)
    to = event.shift
    return Decision("corrected", site_id=to.site_id, starts=to.starts, ends=to.ends, log_id=log_id)


@_decision.register
def _(event: StartCorrected, before: Sequence[Event]) -> Decision:
    return Decision("restarted", day=event.started_on)


@_decision.register
def _(event: PersonsMerged, before: Sequence[Event]) -> Decision:
    return Decision("merged", klien_id=event.klien_id)


@_decision.register
def _(event: PersonsParted, before: Sequence[Event]) -> Decision:
    return Decision("parted", klien_id=event.klien_id)


@_decision.register
def _(event: PersonsToldApart, before: Sequence[Event]) -> Decision:
    return Decision("told-apart", klien_id=event.klien_id)
