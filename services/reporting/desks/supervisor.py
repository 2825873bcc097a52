"""The supervisor's desk at ``/``: who serves at this place, what counts for each of them today, and a log for each.

Shown are the places that are theirs today; of several they choose one, and the address keeps it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Final

from sqlalchemy import func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks.greeting import greeting
from services.reporting.reports.days import Day, OfShift, days
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.logs import Log, logs
from services.reporting.reports.naming import people, sites
from services.reporting.reports.persons import PERSONS
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import SERVES, SERVING, State
from shared.access.policy import Actor
from shared.access.reach import Scope, scope_of
from shared.domain.identifiers import ShiftId, UuidText
from shared.domain.retold import same
from shared.domain.sentence import Regime, Terms
from shared.law.calendar import DAY, first_minute, minute_of, wib_day
from shared.law.circumstances import Circumstances
from shared.law.limits import hours_of_day, minutes_a_day
from shared.law.timetable import Timetable, every_day
from shared.law.twenty_four import Piece, in_24_hours
from shared.reports.answering import in_list, standing_of
from shared.reports.reading import connected
from shared.web.house import House
from shared.web.screens import screen, wants_page

PEOPLE_MAX: Final = 200
"""At one place: more than any of them has slots."""
PLACES_MAX: Final = 1_000
NEXT: Final = ShiftId(UuidText(""))
"""The log that is not written yet."""
TABLES: Final = (klien, days, hosts, logs, PERSONS)


@dataclass(frozen=True, slots=True)
class PlaceOfToday:
    """A place where somebody is to serve."""

    site_id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Worker:
    """One person at the place, today."""

    row: Sentence
    """The earliest of their rulings here."""
    logs: Sequence[Log]
    most_minutes: int
    """What this day can give at most; 0: nothing counts today."""
    credited_minutes: int
    left_minutes: int
    day_minutes: int
    """The most of any lawful day, by law and ruling."""
    hours: tuple[int, int]
    """From and until which minute of the day work counts."""
    in_time: bool
    """Whether today lies in the window of any of the rulings."""
    due: bool
    """Whether anything is still to be served; who is done stays for the day of their last log."""
    begun: bool
    """Whether work counts already: berita acara and BHT are there."""
    worth: Mapping[str, OfShift] = field(default_factory=dict)
    """What today gave of each log, as far as it was assessed."""

    @property
    def standing(self) -> list[Log]:
        """The logs that are not struck out."""
        return [log for log in self.logs if log.state != "struck"]

    @property
    def uncredited(self) -> bool:
        """Whether any log that stands as a fact counts for nothing today."""
        facts = (self.worth.get(log.shift_id) for log in self.standing if not log.reasons)
        return any(found is not None and not found.credited_minutes for found in facts)

    @property
    def can(self) -> bool:
        """Whether anything can still be credited today."""
        return self.left_minutes > 0


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """The chosen place's people; without a choice, or where nobody serves there, the places of today."""
    asked = request.query_params  # the route declares and checks them
    standing = await standing_of(house, TABLES, int(asked["after"]) if "after" in asked else None)
    given, scope = house.circumstances(), await scope_of(request, house, actor)
    async with connected(house, SENTENCES) as connection:
        places = await _places(connection, scope)
        chosen = _chosen(places, asked.get("place"))
        workers = await _workers(connection, chosen.site_id, given, scope) if chosen else []
    data: dict[str, object] = {"counts": {place.site_id: place.count for place in places}, "weeks": []}
    if not wants_page(request):
        return screen(request, "desks/supervisor.html", data, standing=standing)
    whose = await people(request, house, actor, [worker.row for worker in workers], "desk")
    page = screen(
        request,
        "desks/supervisor.html",
        data,
        standing=standing,
        greeting=greeting(given.now),
        places=places,
        place=chosen,
        workers=sorted(workers, key=lambda worker: (not worker.can, whose.names[worker.row.putusan_id].full)),
        names=whose.names,
        today=given.today,
        me=actor.account_id,
        child=Regime.CHILD.value,
    )
    return in_list(request, page)


def _chosen(places: Sequence[PlaceOfToday], site_id: str | None) -> PlaceOfToday | None:
    """The place asked for; the only one where there is no choice."""
    if len(places) == 1:
        return places[0]
    return next((place for place in places if place.site_id == site_id), None)


async def _places(connection: AsyncConnection, scope: Scope) -> Sequence[PlaceOfToday]:
    """Each of their places with how many persons are due there, by name."""
    columns, number = klien.table.c, func.count(klien.table.c.klien_id.distinct())
    query = select(columns.site_id, number).where(literal_column(SERVES), columns.site_id.is_not(None))
    query = query.where(scope.where(putusan_id=columns.putusan_id, site_id=columns.site_id))
    found = (await connection.execute(query.group_by(columns.site_id).limit(PLACES_MAX))).all()
    known = await sites(connection)
    named = [PlaceOfToday(site, known[site].name if site in known else "Tempat tidak dikenal", n) for site, n in found]
    return sorted(named, key=lambda place: (place.name, place.site_id))


async def _workers(connection: AsyncConnection, site_id: str, given: Circumstances, scope: Scope) -> list[Worker]:
    """The persons of one place, each with the logs of today, wherever they were. Whoever is placed is expected, also
    before their hours count; who is done may still be there on the day of their last log."""
    columns, log = klien.table.c, logs.table.c
    here = select(klien.table).where(columns.site_id == site_id, scope.where(putusan_id=columns.putusan_id))
    logged = select(log.klien_id).where(log.day == given.today, log.state != "")
    done = here.where(columns.state == State.FULFILLED.value, columns.klien_id.in_(logged))
    either = union_all(here.where(literal_column(SERVES)), done).subquery()
    query = select(either).order_by(either.c.klien_id, either.c.ruled_on, either.c.putusan_id).limit(PEOPLE_MAX)
    rows = [klien.layout.from_query(row) for row in await connection.execute(query)]
    whose = {row.klien_id for row in rows}
    near = await _logs(connection, whose, given.today)
    of_two_days = await _worked(connection, whose, given.today)
    of_today, worked = [log for log in near if log.day == given.today], _of(given.today, of_two_days)
    credited, worth = {day.putusan_id: day.credited_minutes for day in worked}, worth_of(worked)
    found = [
        replace(
            worker_of(
                list(sentences),
                [log for log in of_today if log.klien_id == klien_id],
                credited,
                given,
                credited_pieces([log for log in near if log.klien_id == klien_id], of_two_days),
            ),
            worth=worth,
        )
        for klien_id, sentences in groupby(rows, key=lambda row: row.klien_id)
    ]
    return [worker for worker in found if worker.due or worker.logs]


async def _logs(connection: AsyncConnection, whose: set[str], today: date) -> Sequence[Log]:
    """Of today and of the day before."""
    columns = logs.table.c
    near = columns.day.between(today - DAY, today)
    query = select(logs.table).where(near, columns.klien_id.in_(whose), columns.state != "")
    rows = [logs.layout.from_query(row) for row in await connection.execute(query.limit(20 * PEOPLE_MAX))]
    return sorted(rows, key=lambda log: (log.starts is None, log.starts, log.id))


async def _worked(connection: AsyncConnection, whose: set[str], today: date) -> Sequence[Day]:
    """What today was worth to each putusan so far, and the day before."""
    columns = days.table.c
    near = columns.day.between(today - DAY, today)
    query = select(days.table).where(near, columns.klien_id.in_(whose)).limit(2 * PLACES_MAX)
    return [days.layout.from_query(row) for row in await connection.execute(query)]


def _of(day: date, worked: Sequence[Day]) -> list[Day]:
    return [one for one in worked if one.day == day]


def credited_pieces(near: Sequence[Log], worked: Sequence[Day]) -> list[Piece]:
    """When the credited minutes of these logs were worked, in their order: as late in each day of its log as can be, so
    that what is left is never told as more than will count."""
    given: dict[tuple[str, date], int] = defaultdict(int)
    for day in worked:
        for one in day.shifts:
            given[one.shift_id, day.day] += one.credited_minutes
    found = [
        Piece(max(starts, ends - given[log.shift_id, day]), ends, ShiftId(UuidText(log.shift_id)))
        for log in near
        if log.starts is not None and log.ends is not None
        for day in every_day(wib_day(log.starts), wib_day(log.ends))
        for starts, ends in [_within(day, log.starts, log.ends)]
        if given[log.shift_id, day]
    ]
    return sorted(found)


def _within(day: date, starts: datetime, ends: datetime) -> tuple[int, int]:
    return max(minute_of(starts), first_minute(day)), min(minute_of(ends), first_minute(day + DAY))


def worth_of(worked: Sequence[Day]) -> Mapping[str, OfShift]:
    """What each shift gave to all sentences of its person together."""
    found: dict[str, OfShift] = {}
    for one in (shift for day in worked for shift in day.shifts):
        known = found.get(one.shift_id, OfShift(one.shift_id, 0, 0))
        rules = tuple(dict.fromkeys((*known.broken, *one.broken)))
        minutes = known.worked_minutes + one.worked_minutes, known.credited_minutes + one.credited_minutes
        found[one.shift_id] = OfShift(one.shift_id, *minutes, rules)
    return found


def worker_of(
    sentences: Sequence[Sentence],
    of_today: Sequence[Log],
    credited: Mapping[str, int],
    given: Circumstances,
    before: Sequence[Piece] = (),
) -> Worker:
    """What the day can still give: each sentence what its day and its debt leave, together at most the statutory day
    of the person (settlement 32), and where 24 hours are looked at what those with the minutes given ``before`` leave
    (2)."""
    owing = [row for row in sentences if _counts(row, given.today)]
    got = sum(credited.get(row.putusan_id, 0) for row in sentences)
    tables = [Timetable(terms_of(row), given.laws.on, six_days=row.six_days) for row in owing]
    most = [table.minutes(given.today) for table in tables]
    together = given.law.minutes_a_day_together([table.terms.regime for table in tables]) if tables else 0
    left = sum(
        max(0, min(minutes - credited.get(row.putusan_id, 0), row.required_minutes - row.credited_minutes))
        for row, minutes in zip(owing, most, strict=True)
    )
    left = min(left, max(0, together - got))
    if given.law.setting("day_rule").value == "rolling" and any(one.terms.regime is Regime.ADULT for one in tables):
        left = _in_24_hours(left, before, given)
    return Worker(
        row=sentences[0],
        logs=of_today,
        most_minutes=min(sum(most), together),
        credited_minutes=got,
        left_minutes=left,
        day_minutes=minutes_a_day(terms_of(sentences[0]), given.law),
        hours=hours_of_day(terms_of(sentences[0]), given.law),
        in_time=bool(owing),
        due=any(row.state in SERVING for row in sentences),
        begun=any(row.opens_on is not None for row in sentences),
    )


def _in_24_hours(left: int, before: Sequence[Piece], given: Circumstances) -> int:
    """What of it counts if it is worked from this minute on."""
    starts = minute_of(given.now)
    rest = Piece(starts, min(starts + left, first_minute(given.today + DAY)), NEXT)
    taken = in_24_hours([rest], left, before, given.law.line("minutes_in_24_hours").value)
    return sum(one.minutes for one in taken)


def _counts(row: Sentence, today: date) -> bool:
    """Whether today lies in its window."""
    return row.opens_on is not None and row.opens_on <= today and (row.deadline is None or today <= row.deadline)


def terms_of(row: Sentence) -> Terms:
    """What its ruling fixes of a day, as the timetable reads it."""
    own = same(Terms, row) | {"regime": row.regime or Regime.CHILD, "total_minutes": row.required_minutes}
    return Terms.model_validate(own)
