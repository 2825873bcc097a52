"""The rows of a file of day sheets one after another, each through the same door as a single log, or only asked what
would become of it.

A log's id follows from person, place and times, and from its being of paper: the same row again is known, and what a
phone sent of the same work is the same work under another id (settlement 27).
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from sqlalchemy import select

from services.attendance.hours.decider import HOURS, Hours, LogHours
from services.attendance.hours.decider.log import Log
from services.attendance.hours.events import Source
from services.attendance.hours.projections import SITES
from services.attendance.hours.routes.logging import PERSONS_AT_ONCE, told_of
from services.attendance.hours.rows import DayDraft
from shared.access.asking import Asking
from shared.access.reach import scope_of
from shared.database.roles import Role
from shared.domain.identifiers import (
    Citation,
    IpdId,
    KlienId,
    Position,
    ShiftId,
    SiteId,
    derived,
)
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.written.reading import plain
from shared.law.calendar import wib_day
from shared.ledger.execute import Done, known_events
from shared.sheets.failing import of_one_row
from shared.sheets.keeping import REFUSED, FiledRow
from shared.sheets.persons import one_person, rulings_of
from shared.sheets.reading import SheetRow
from shared.sheets.receiving import Told
from shared.sheets.under import under_row

NAMES_NEAR_MOST: Final = 3
DayRow = SheetRow[DayDraft]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayResult(FiledRow):
    """What became of one row: whose log it is, what it is credited as things stand, and why not all of it."""

    klien_id: KlienId | None = None
    shift_id: ShiftId | None = None
    credited_minutes: int = 0
    why: tuple[Fault, ...] = ()
    """Which rules it broke, or why it waits for a person."""

    @property
    def wants_a_look(self) -> bool:
        """Whether not all of it counts."""
        return self.state in ("refused", "review") or bool(self.why)


@dataclass(frozen=True, slots=True)
class Site:
    """A place that the sender may name."""

    site_id: SiteId
    ipd_id: IpdId
    name: str


Carried = Callable[[LogHours, DayRow], Awaitable[Done | Refused]]
Standing = Callable[[KlienId], Awaitable[Hours]]
"""A person's hours once the rows before are done."""


@dataclass(slots=True)
class _Persons:
    """What is known of the persons of a file while its rows are looked through."""

    asks: Asking
    sites: Sequence[Site]
    hours: dict[KlienId, Hours] = field(default_factory=dict)

    async def of(self, klien_id: KlienId) -> Hours:
        """Their hours as they stand, with what the rows before would make of them."""
        if klien_id not in self.hours:
            entries = await self.asks.house.ledger.read_stream(HOURS.stream(klien_id))
            self.hours[klien_id] = HOURS.fold(known_events(entries))
        return self.hours[klien_id]

    async def again(self, klien_id: KlienId) -> Hours:
        """Their hours as they stand by now."""
        self.hours.pop(klien_id, None)
        return await self.of(klien_id)


async def log_rows(asks: Asking, rows: Sequence[DayRow], digest: str, told: Told) -> list[DayResult]:
    """Each row's log recorded, each person's in the order of the file."""

    async def carried(command: LogHours, row: DayRow) -> Done | Refused:
        return await asks.carry_out(command, under=under_row(asks, "hours", digest, row.key))

    persons = _Persons(asks, await _sites(asks))
    return await _each(asks, rows, told, persons, carried, persons.again)


async def check_rows(asks: Asking, rows: Sequence[DayRow], told: Told) -> list[DayResult]:
    """What would become of each row."""
    persons = _Persons(asks, await _sites(asks))

    async def decided(command: LogHours, row: DayRow) -> Done | Refused:
        before = await persons.of(command.klien_id)
        events = HOURS.decide(command, before, asks.house.circumstances())
        if isinstance(events, Refused):
            return events
        after = before
        for event in events:
            after = HOURS.evolve(after, event)
        persons.hours[command.klien_id] = after
        return Done(Position(0), tuple(events))

    return await _each(asks, rows, told, persons, decided, persons.of)


async def _each(
    asks: Asking, rows: Sequence[DayRow], told: Told, persons: _Persons, carried: Carried, standing: Standing
) -> list[DayResult]:
    """Several persons at once; whoever is not known is told of at once."""
    results: dict[str, DayResult] = {}
    named = await rulings_of(asks, [row.draft.who for row in rows])
    of_person: dict[KlienId, list[DayRow]] = defaultdict(list)
    for row, rulings in zip(rows, named, strict=True):
        nobody = None if row.draft.faults else one_person(rulings)
        if row.draft.faults or nobody:
            results[row.key] = _refused(row, *row.draft.faults, *((nobody,) if nobody else ()))
        else:
            of_person[KlienId(rulings[0].subject)].append(row)
    room = asyncio.Semaphore(PERSONS_AT_ONCE)

    async def all_of(klien_id: KlienId, theirs: Sequence[DayRow]) -> None:
        async with room:
            for row in theirs:
                results[row.key] = await _one(persons, klien_id, row, carried)
                await told(len(rows) - len(results))
            for one in await _known_before(persons, klien_id, [results[row.key] for row in theirs], standing):
                results[one.key] = one

    try:
        async with asyncio.TaskGroup() as group:
            for klien_id, theirs in of_person.items():
                group.create_task(all_of(klien_id, theirs))
    except ExceptionGroup as raised:  # a trouble of every row, such as a database that is away, is told by its own name
        raise raised.exceptions[0] from raised
    return [results[row.key] for row in rows]


async def _one(persons: _Persons, klien_id: KlienId, row: DayRow, carried: Carried) -> DayResult:
    try:
        command = _command(klien_id, row.draft, await persons.of(klien_id), persons.sites)
        if isinstance(command, Fault):
            return _refused(row, command, klien_id=klien_id)
        done = await carried(command, row)
    except Exception as raised:
        return _refused(row, of_one_row(persons.asks, row.key, raised), klien_id=klien_id)
    if isinstance(done, Refused):
        return _refused(row, *done.faults, klien_id=klien_id)
    return _became(row, command, done)


async def _known_before(
    persons: _Persons, klien_id: KlienId, rows: Sequence[DayResult], standing: Standing
) -> Sequence[DayResult]:
    """Those rows whose log was there before, by the log as it stands: what was said of it since is told."""
    known = [row for row in rows if row.shift_id and (row.state == "known" or row.repeated)]
    if not known:
        return ()
    try:
        logs = (await standing(klien_id)).logs
    except Exception as raised:
        fault = of_one_row(persons.asks, known[0].key, raised)
        return [replace(row, state=REFUSED, faults=(fault,), why=()) for row in known]
    return [_as_it_stands(row, logs[row.shift_id]) for row in known if row.shift_id and row.shift_id in logs]


def _as_it_stands(row: DayResult, log: Log) -> DayResult:
    """A struck log is no log: whoever sends its row again must hear of it."""
    if log.standing is None:
        fault = Fault("row-struck", severity=Severity.CONFLICT)
        return replace(row, state=REFUSED, faults=(fault,), credited_minutes=0, why=())
    corrected = (Fault("row-corrected"),) if log.standing != log.contents[0] else ()
    if log.told:
        waits = tuple(Fault(f"review-{reason}") for reason in log.told)
        return replace(row, state="review", credited_minutes=0, why=(*waits, *corrected))
    if row.state == "review" or corrected:
        return replace(row, state="known", credited_minutes=0, why=corrected)
    return row


def _command(klien_id: KlienId, draft: DayDraft, hours: Hours, sites: Sequence[Site]) -> LogHours | Fault:
    assert draft.starts is not None
    assert draft.ends is not None
    site = _site(draft.site, wib_day(draft.starts), hours, sites)
    if isinstance(site, Fault):
        return site
    return LogHours(
        klien_id=klien_id,
        shift_id=ShiftId(
            derived("shift-on-paper", klien_id, site.site_id, draft.starts.isoformat(), draft.ends.isoformat())
        ),
        site_id=site.site_id,
        ipd_id=site.ipd_id,
        starts=draft.starts,
        ends=draft.ends,
        breaks=draft.breaks,
        break_minutes=draft.break_minutes,
        source=Source.IMPORT,
        **{name: Personal(text) for name, text in draft.texts.items()},
    )


def _site(name: str, day: date, hours: Hours, sites: Sequence[Site]) -> Site | Fault:
    """The place of that name, the person's own before others; left out, the only one that is open to them that day."""
    own = [replace(one, ipd_id=place.ipd_id) for one in sites if (place := hours.places.get(one.site_id))]
    if not name:
        open_then = [one for one in own if hours.placed(one.site_id, day)]
        return open_then[0] if len(open_then) == 1 else Fault("row-site-not-told", pointer="/site_id")
    found = [one for one in own if plain(one.name) == plain(name)] or [
        one for one in sites if plain(one.name) == plain(name)
    ]
    if len({one.site_id for one in found}) == 1:
        return found[0]
    if found:
        return Fault("row-several-sites", {"sites": len(found)}, pointer="/site_id")
    names = {plain(one.name): one.name for one in (*sites, *own)}
    near = [names[one] for one in get_close_matches(plain(name), list(names), NAMES_NEAR_MOST)]
    rule = "row-site-near" if near else "row-site-unknown"
    return Fault(rule, {"near": "; ".join(near)} if near else {}, pointer="/site_id")


async def _sites(asks: Asking) -> Sequence[Site]:
    """Every place that the sender may see, by name."""
    site = SITES.table.c
    scope = await scope_of(asks.request, asks.house, asks.actor)
    query = select(site.site_id, site.ipd_id, site.name).where(scope.where(site_id=site.site_id)).order_by(site.name)
    async with asks.house.database.engine(Role.ATTENDANCE).connect() as connection:
        rows = await connection.execute(query)
        return [Site(SiteId(row.site_id), IpdId(row.ipd_id), row.name) for row in rows if row.ipd_id]


def _became(row: DayRow, command: LogHours, done: Done) -> DayResult:
    told = told_of(command, done)
    broken = tuple(
        Fault(f"broken-{one['rule']}", {"minutes": one["minutes"]}, Citation(one["citation"]))
        for one in told.get("broken", ())
    )
    waits = tuple(Fault(f"review-{reason}") for reason in told.get("reasons", ()))
    return DayResult(
        number=row.number,
        tab=row.tab,
        state=told["outcome"],
        klien_id=command.klien_id,
        shift_id=command.shift_id,
        position=done.position or None,
        repeated=done.repeated,
        credited_minutes=told.get("credited_minutes", 0),
        why=(*waits, *broken),
    )


def _refused(row: DayRow, *faults: Fault, klien_id: KlienId | None = None) -> DayResult:
    return DayResult(number=row.number, tab=row.tab, state="refused", faults=faults, klien_id=klien_id)
