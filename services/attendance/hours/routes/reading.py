"""GET /hours/{klien_id}: what was recorded of one person, what it is worth, what broke which article, what waits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Select, select
from starlette.responses import Response

from services.attendance.hours.decider import HOURS, StartService
from services.attendance.hours.events import Shift
from services.attendance.hours.projections import DAYS, PERSONS, SENTENCES, SHIFTS, SITES, of_klien
from services.attendance.hours.routes.answers import PERSON
from shared.access.naming import people
from shared.access.policy import may
from shared.access.reach import Scope, scope_of
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Severity, refused
from shared.domain.sentence import Terms
from shared.law.law import Law
from shared.law.limits import hours_of_day, minutes_a_day
from shared.ledger.execute import known_events
from shared.reports.answering import standing_of
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.kept import led
from shared.web.language import WEEKDAYS, Language, short_day
from shared.web.paging import After
from shared.web.problems import answer
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/hours")
OF_THE_ROW = ("id", "klien_id", "position", "logged", "recorded_by")
"""What a shift's row has for the house alone."""
PURPOSE = "hours.read"
READS_PAPERS = "putusan.read"
"""Numbers of papers, and why something was corrected, may speak of the person: for whoever reads the case's papers."""
UNKNOWN_PLACE = "Tempat tidak dikenal"
Rows = list[dict[str, Any]]


@router.get("/{klien_id}", summary="One person's hours")
@gives(PERSON)
async def read(
    request: Request,
    klien_id: KlienId,
    actor: Annotated[Actor, Depends(require("hours.read"))],
    house: Annotated[House, Depends(house)],
    after: After = None,
) -> Response:
    """Sentences with their places and windows, days, and shifts with their credit, newest first."""
    standing = await standing_of(house, (SENTENCES, DAYS, SHIFTS, SITES, PERSONS), after)
    scope = await scope_of(request, house, actor)
    async with house.database.engine(Role.ATTENDANCE).connect() as connection:
        sentences, days, shifts = [
            [dict(row) for row in (await connection.execute(query)).mappings()]
            for query in (*_of_rulings(klien_id, scope), of_klien(SHIFTS, klien_id))
        ]
    if not sentences and not shifts:
        return await _elsewhere(request, house, klien_id)
    data = {
        "klien_id": klien_id,
        "sentences": [_without(row, "id", "klien_id", "position", "document_ref") for row in sentences],
        "days": [_without(row, "id", "klien_id", "position") for row in sorted(days, key=_newest_day)],
        "shifts": list(_with_worth(shifts, days)),
    }
    whose = await people(request, house, PERSONS, actor, {klien_id: klien_id}, PURPOSE)
    shown = await _for_people(house, actor, data, sentences) if wants_page(request) else {}
    if shown:
        shown["timeline"] = await _timeline(house, klien_id, data["shifts"])
    return screen(request, "hours/person.html", data, standing=standing, who=whose.names.get(klien_id), **shown)


async def _elsewhere(request: Request, house: House, klien_id: KlienId) -> Response:
    """Whoever asks for the hours of somebody who was merged is led to those of who stayed, and a program told so."""
    hours = HOURS.fold(known_events(await house.ledger.read_stream(HOURS.stream(klien_id))))
    if (survivor := hours.record.closed_for) is None:
        return answer(request, refused("hours-unknown", severity=Severity.ABSENT))
    if wants_page(request):
        return led(f"/hours/{survivor}")
    return answer(request, refused("klien-merged", severity=Severity.ABSENT, klien=survivor))


def _of_rulings(klien_id: KlienId, scope: Scope) -> Iterable[Select[Any]]:
    """The sentences and days of the person's rulings in this reach: work is the person's, whatever it is worth."""
    for table in (SENTENCES, DAYS):
        yield of_klien(table, klien_id).where(scope.where(putusan_id=table.table.c.putusan_id))


async def _for_people(house: House, actor: Actor, data: dict[str, Any], rows: Rows) -> dict[str, Any]:
    """What only a page shows besides the person's name: those of the places, the papers' numbers, and today."""
    wanted = {place["site_id"] for sentence in data["sentences"] for place in sentence["places"]}
    wanted |= {shift["site_id"] for shift in data["shifts"] if shift["site_id"]}
    async with house.database.engine(Role.ATTENDANCE).connect() as connection:
        sites = await connection.execute(select(SITES.table).where(SITES.table.c.site_id.in_(wanted)))
        names = {row.site_id: row.name for row in sites}
    now = house.circumstances()
    days = {row["putusan_id"]: _day_of(row, now.law) for row in data["sentences"] if row["regime"]}
    fixed = {row["putusan_id"]: _days_fixed(row) for row in data["sentences"]}
    going = (row for row in data["sentences"] if row["required_minutes"] and not row["ended_on"])
    waiting = (row for row in going if not row["started_on"])
    return {
        "sites": names,
        "places": list(dict.fromkeys(_places(data["sentences"], names))),
        "documents": await _documents(house, actor, rows),
        "waits_for_start": next(waiting, None) if may(actor.role, StartService.ACTION) else None,
        "today": now.today,
        "day_of": days,
        "days_fixed": fixed,
    }


async def _timeline(house: House, klien_id: KlienId, shifts: Iterable[Any]) -> Rows:
    """The logs for a page, newest first: one that was struck out stands on its day, with the times that it had. Those
    are the ledger's: no row holds what counts no more."""
    rows = [*shifts]
    if not any(row["state"] == "struck" for row in rows):
        return rows
    logs = HOURS.fold(known_events(await house.ledger.read_stream(HOURS.stream(klien_id)))).logs
    last = {shift_id: log.last for shift_id, log in logs.items() if log.last is not None}
    shown = [_as_it_was(row, last.get(row["shift_id"])) if row["state"] == "struck" else row for row in rows]
    return sorted(shown, key=_newest_shift, reverse=True)


def _as_it_was(row: dict[str, Any], was: Shift | None) -> dict[str, Any]:
    if was is None:
        return row
    pauses = was.break_minutes + sum(int((one.ends - one.starts).total_seconds()) for one in was.breaks) // 60
    worked = int((was.ends - was.starts).total_seconds()) // 60 - pauses
    return {**row, "starts": was.starts, "ends": was.ends, "worked_minutes": max(0, worked)}


def _places(sentences: Rows, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Site and host of each placement, and what the site is called."""
    for place in (place for sentence in sentences for place in sentence["places"]):
        yield f"{place['site_id']}/{place['ipd_id']}", names.get(place["site_id"], UNKNOWN_PLACE)


async def _documents(house: House, actor: Actor, rows: Rows) -> Mapping[str, str]:
    """The number of each berita acara, for whoever reads the case's papers."""
    refs = {row["putusan_id"]: row["document_ref"] for row in rows if row["document_ref"]}
    if not refs or not may(actor.role, READS_PAPERS):
        return {}
    values = await house.vault.reveal(refs.values(), PURPOSE, actor.who)
    return {putusan_id: values[ref] for putusan_id, ref in refs.items()}


def _day_of(row: Mapping[str, Any], law: Law) -> tuple[int, tuple[int, int]]:
    """The most minutes that count in a day, and from and until when: the law's, or the ruling's own."""
    own = {name: row[name] for name in ("regime", "minutes_a_day", "day_from_minute", "day_until_minute")}
    terms = Terms(total_minutes=row["required_minutes"], **own)
    return minutes_a_day(terms, law), hours_of_day(terms, law)


def _days_fixed(row: Mapping[str, Any]) -> str:
    """The days that the ruling itself fixes: ``Minggu, 22 Jun 2026 sampai 11 Jul 2026``; empty where it fixes none."""
    weekdays = (WEEKDAYS[Language.ID][weekday] for weekday in row["weekdays"])
    dates = (
        " sampai ".join(dict.fromkeys((short_day(one["first"]), short_day(one["last"])))) for one in row["periods"]
    )
    return ", ".join((*weekdays, *dates))


def _with_worth(shifts: Rows, days: Rows) -> Iterable[dict[str, Any]]:
    """Each shift with its worked and credited minutes and the rules it broke, taken from its days."""
    credits: dict[str, Rows] = defaultdict(list)
    broken: dict[str, Rows] = defaultdict(list)
    for day in days:
        for credit in day["credits"]:
            credits[credit["shift_id"]].append(credit)
        for violation in day["violations"]:
            broken[violation["shift_id"]].append({**_without(violation, "shift_id"), "day": day["day"]})
    for row in sorted(shifts, key=_newest_shift, reverse=True):
        mine = credits[row["shift_id"]]
        yield {
            **_without(row, *OF_THE_ROW),
            "worked_minutes": sum(credit["worked_minutes"] for credit in mine),
            "credited_minutes": sum(credit["credited_minutes"] for credit in mine),
            "broken": broken[row["shift_id"]],
        }


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _newest_day(row: Mapping[str, Any]) -> tuple[int, str]:
    return -row["day"].toordinal(), row["putusan_id"]


def _newest_shift(row: Mapping[str, Any]) -> tuple[float, str]:
    return row["starts"].timestamp() if row["starts"] else 0.0, row["shift_id"]
