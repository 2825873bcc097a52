"""GET /hours/{klien_id}/logs/{shift_id}: one log, why it waits, and everything that was said of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.attendance.hours.decider import (
    HOURS,
    CorrectHours,
    CorrectOwnHours,
    Hours,
    acceptable,
    faults_of_own,
    reasons_told,
    worth_of,
)
from services.attendance.hours.decider.log import Log
from services.attendance.hours.decider.state import NO_PLACE
from services.attendance.hours.events import HoursCorrected, HoursLogged, ReviewDecided, Shift, ShiftSentToReview
from services.attendance.hours.projections import PERSONS, SITES
from services.attendance.hours.routes.answers import LOG
from services.attendance.hours.routes.reading import PURPOSE, READS_PAPERS, UNKNOWN_PLACE
from shared.access.naming import people
from shared.access.policy import may, title_of
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, ShiftId
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Severity, refused
from shared.law.calendar import wib_day
from shared.law.circumstances import Circumstances
from shared.ledger.execute import entries_of, known_events
from shared.ledger.recorded import Recorded
from shared.reports.answering import standing_of
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.language import clock, short_day
from shared.web.language import hours as hours_of
from shared.web.paging import After
from shared.web.problems import answer
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/hours")
Said = HoursLogged | ShiftSentToReview | HoursCorrected | ReviewDecided


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said of the log: recorded, corrected, struck or decided; when, by which account in which
    role."""

    event: Said
    at: datetime
    by: str
    title: str

    @property
    def told(self) -> dict[str, Any]:
        """As a program reads it."""
        return {"what": self.what, "number": self.number, "at": self.at.isoformat()}

    @property
    def what(self) -> str:
        """Which of the four."""
        match self.event:
            case HoursCorrected(shift=None):
                return "struck"
            case HoursCorrected():
                return "corrected"
            case ReviewDecided():
                return "accepted" if self.event.accepted else "reopened"
        return "recorded"

    @property
    def number(self) -> int:
        """Of the correction or decision; 0: the log itself."""
        return 0 if self.what == "recorded" else self.event.number  # type: ignore[union-attr]


@router.get("/{klien_id}/logs/{shift_id}", summary="One log, and why it waits")
@gives(LOG)
async def one(
    request: Request,
    klien_id: KlienId,
    shift_id: ShiftId,
    actor: Annotated[Actor, Depends(require("hours.read"))],
    house: Annotated[House, Depends(house)],
    after: After = None,
) -> Response:
    """What was recorded, by whom and when, what waits for a decision, and which decisions the law leaves to a person.

    Read from the ledger itself: whoever corrects must see what stands now.
    """
    entries = await house.ledger.read_stream(HOURS.stream(klien_id))
    hours = HOURS.fold(known_events(entries))
    log = hours.logs.get(shift_id)
    if log is None or 0 not in log.contents:
        return answer(request, refused("log-unknown", severity=Severity.ABSENT))
    standing = await standing_of(house, (SITES, PERSONS), after)
    whose = await people(request, house, PERSONS, actor, {klien_id: klien_id}, PURPOSE)
    said = list(_said([(entries, shift_id), *await _elsewhere(house, klien_id, shift_id, hours)]))
    waits = _waits(log, hours, house)
    data = {
        "klien_id": klien_id,
        "shift_id": shift_id,
        "state": _state(log),
        "number": log.number,
        "decision": max(log.decisions, default=0),
        "shift": log.last and log.last.model_dump(mode="json"),
        "waits": [{"rule": fault.rule, "facts": dict(fault.facts), "citation": fault.citation} for fault in waits],
        "acceptable": acceptable(log.told or ()),
        "accepted": list(log.accepted),
        "said": [line.told for line in said],
    }
    shown = await _for_people(klien_id, house, actor, log, hours, said) if wants_page(request) else {}
    return screen(
        request, "hours/log.html", data, standing=standing, who=whose.names.get(klien_id), faults=waits, **shown
    )


async def _elsewhere(
    house: House, klien_id: KlienId, shift_id: ShiftId, hours: Hours
) -> list[tuple[list[Recorded], ShiftId]]:
    """Where else the log was told, of one that came from another id of the person, or went there and came back: who
    said it there, and when."""
    found: list[tuple[list[Recorded], ShiftId]] = []
    known = [(klien_id, shift_id)]
    ways = [*hours.record.told_in.get(shift_id, ())]
    for one in ways:
        if (whose := (one.klien_id, one.shift_id)) not in known:
            known.append(whose)
            entries = await house.ledger.read_stream(HOURS.stream(one.klien_id))
            found.append((entries, one.shift_id))
            ways += HOURS.fold(known_events(entries)).record.told_in.get(one.shift_id, ())
    return found


def _said(told_in: Iterable[tuple[Iterable[Recorded], ShiftId]]) -> Iterable[Line]:
    """Everything that a person said of the log, in order; what follows from it, or is told again, is not repeated."""
    seen: set[tuple[type, int]] = set()
    every = [(entry, told, shift_id) for entries, shift_id in told_in for entry, told in entries_of(entries, Event)]
    for entry, told, shift_id in sorted(every, key=lambda one: one[0].position):
        match told:
            case (HoursLogged(shift=Shift(id=mine)) | ShiftSentToReview(shift=Shift(id=mine), number=0)) as event:
                kind: tuple[type, int] = (HoursLogged, 0)
            case (HoursCorrected(shift_id=mine) | ReviewDecided(shift_id=mine)) as event:
                kind = (type(event), event.number)
            case _:
                continue
        if mine == shift_id and kind not in seen:
            seen.add(kind)
            yield Line(event, entry.recorded_at, entry.meta.actor, title_of(entry.meta.role))


async def _for_people(
    klien_id: KlienId, house: House, actor: Actor, log: Log, hours: Hours, said: Sequence[Line]
) -> dict[str, Any]:
    """What only a page shows: names of places, who said what and why, and what this account may do about it."""
    shift = log.last
    others = {one.site_id for other in hours.logs.values() if (one := other.standing)}
    async with house.database.engine(Role.ATTENDANCE).connect() as connection:
        wanted = {*hours.places, *others, *([shift.site_id] if shift else [])}
        rows = await connection.execute(select(SITES.table).where(SITES.table.c.site_id.in_(wanted)))
        names = {row.site_id: row.name for row in rows}
    return {
        "sites": names,
        "places": [(f"{site}/{ipd}", names.get(site, UNKNOWN_PLACE)) for site, ipd in _places(hours, shift)],
        "breaks": ", ".join(f"{clock(pause.starts)}–{clock(pause.ends)}" for pause in shift.breaks) if shift else "",
        "log": log,
        "worth": worth_of(shift.id, hours.assessed) if shift else None,
        "lines": said,
        "changes": changes_of(said, names),
        "why": await _reasons(house, actor, said),
        "me": actor.account_id,
        "corrects": _corrects(klien_id, actor, log, house.circumstances()),
        "needs_document": NO_PLACE in (*(log.told or ()), *log.accepted),
    }


@dataclass(frozen=True, slots=True)
class Change:
    """What a line changed: in words from what to what, and whether it restored a log that was struck out."""

    said: str = ""
    restored: bool = False


def changes_of(said: Sequence[Line], names: Mapping[str, str]) -> list[Change]:
    """Of each line what the log was before it and after, by the contents in the order in which they were said."""
    found, last, struck = list[Change](), None, False
    for line in said:
        if line.what not in ("recorded", "corrected", "struck"):
            found.append(Change())
            continue
        shift: Shift | None = line.event.shift  # type: ignore[union-attr]
        found.append(Change(_change(last, shift, names), struck and shift is not None))
        last, struck = shift or last, shift is None
    return found


def _change(before: Shift | None, after: Shift | None, names: Mapping[str, str]) -> str:
    """``08.00–12.00 menjadi 09.00–12.00``, also of day, place and breaks; empty where nothing of them changed."""
    if after is None:
        return ""
    ways = (_times_of, lambda shift: names.get(shift.site_id, UNKNOWN_PLACE), _breaks_of)
    if before is None:
        return _times_of(after)
    one_day = wib_day(before.starts) == wib_day(after.starts)
    day = () if one_day else (lambda shift: short_day(wib_day(shift.starts)),)
    pairs = [(way(before), way(after)) for way in (*day, *ways)]
    return "; ".join(f"{was} menjadi {now}" for was, now in pairs if was != now)


def _times_of(shift: Shift) -> str:
    return f"{clock(shift.starts)}–{clock(shift.ends)}"


def _breaks_of(shift: Shift) -> str:
    bare = [hours_of(shift.break_minutes)] if shift.break_minutes else []
    return "istirahat " + (", ".join([*map(_times_of, shift.breaks), *bare]) or "tidak ada")  # type: ignore[arg-type]


def _corrects(klien_id: KlienId, actor: Actor, log: Log, given: Circumstances) -> str | None:
    """Where this account's corrections of the log are sent; None where it may correct none."""
    if may(actor.role, CorrectHours.ACTION):
        return f"/hours/{klien_id}/corrections"
    own = may(actor.role, CorrectOwnHours.ACTION) and not any(faults_of_own(log, actor.account_id, None, given))
    return f"/hours/{klien_id}/amendments" if own else None


def _places(hours: Hours, shift: Shift | None) -> Sequence[tuple[str, str]]:
    """Site and host of every placement, and of where the log itself says the work was."""
    found = {site_id: place.ipd_id for site_id, place in hours.places.items()}
    own = {shift.site_id: shift.ipd_id} if shift else {}
    return [*(found | own).items()]


async def _reasons(house: House, actor: Actor, said: Sequence[Line]) -> Mapping[int, Sequence[str]]:
    """Reason and document of each line by its place: for whoever reads the case's papers, and of their own lines for
    everybody."""
    papers = may(actor.role, READS_PAPERS)
    lines = [(number, line) for number, line in enumerate(said) if papers or line.by == actor.account_id]
    personal = {number: _personal(line.event) for number, line in lines}
    refs = [one.ref for found in personal.values() for one in found if one.ref]
    values = await house.vault.reveal(refs, PURPOSE, actor.who) if refs else {}
    return {number: [values[one.ref] for one in found if one.ref] for number, found in personal.items()}


def _personal(event: Event) -> Sequence[Personal[str]]:
    said = (getattr(event, name, None) for name in ("reason", "document", "supervisor", "note"))
    return [one for one in said if one is not None]


def _waits(log: Log, hours: Hours, house: House) -> tuple[Fault, ...]:
    """Why it waits, one sentence each."""
    shift = log.standing
    return reasons_told(shift, log.told or (), hours, house.circumstances()) if shift else ()


def _state(log: Log) -> str:
    if log.standing is None:
        return "struck"
    return "review" if log.told else "recorded"
