"""The probation officer's desk: what the law forces first, then what waits, then how all stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks import matters, plan_matters
from services.reporting.desks.auditor import band_of, openings_lately
from services.reporting.desks.bands import Band, of_decisions, of_disposisi, of_statuses, rejected, to_settle
from services.reporting.desks.beginning import first_steps
from services.reporting.desks.greeting import greeting
from services.reporting.desks.weeks import Week, drawn, weeks
from services.reporting.reports.decided import decided_for, decisions
from services.reporting.reports.disposisi import struck, tasks, waiting_for
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.logs import UNDECIDED, Log, logs
from services.reporting.reports.marks import REPORT as MARKS
from services.reporting.reports.naming import Site, people, sites
from services.reporting.reports.persons import PERSONS
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import (
    BY_NAME,
    DUTY,
    SERVES,
    UNBEGUN,
    Columns,
    State,
    asked_of_stay,
    at_risk_days,
    has_status,
)
from services.reporting.reports.violations import REPORT as VIOLATIONS
from shared.access.fields import told, told_beside
from shared.access.naming import Named
from shared.access.policy import Actor, allowed, may
from shared.access.reach import Scope, scope_of
from shared.domain.places import PLACES
from shared.domain.refusal import Fact
from shared.law.circumstances import Circumstances
from shared.reports.answering import standing_of
from shared.reports.lines import lines_with
from shared.reports.reading import Where, connected, counted, first_of
from shared.reports.report import Ask, Report
from shared.web.house import House
from shared.web.language import Language
from shared.web.screens import screen, wants_page
from shared.web.texts import Texts

DECIDE: Final = "hours.decide"
NEAR_MAX: Final = 4
BAND_MAX: Final = 2
"""Lines the first and each other band show; the rest is one click away, so that the desk is seen at a glance."""
TABLE_MAX: Final = 8
BROKEN_MAX: Final = 4
NEAR: Final = ("terancam_gagal", "berisiko")
"""Who is only behind the even pace is ``berisiko`` too, and stands below those whose last day is near."""
LOST: Final = ("mustahil", "lewat_batas")
CHOOSING: Final = ("menunggu_penempatan", "belum_ada_tempat")
STARTING: Final = ("menunggu_berita_acara",)
RUNNING: Final = (*DUTY, "sesuai_rencana")

TABLES: Final = (*SENTENCES.reads, *VIOLATIONS.reads, *MARKS.reads, logs, tasks, struck, decisions)
"""All that the desk is made from."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the desk needs from the tables."""

    counts: Mapping[str, int]
    near: Sequence[Sentence]
    near_count: int
    lost: Sequence[Sentence]
    held: Sequence[Sentence]
    held_count: int
    choosing: Sequence[Sentence]
    starting: Sequence[Sentence]
    stays: Sequence[Sentence]
    stays_count: int
    not_final: Sequence[Sentence]
    table: Sequence[Sentence]
    sites: Mapping[str, Site]
    weeks: Sequence[Week]
    where: Mapping[str, int]
    broken: Sequence[Any]
    offices: int
    logs: Sequence[Log]
    logs_count: int
    plan: Band
    """Marks of the work plan that are due, of one's own units."""

    @property
    def rows(self) -> list[Sentence]:
        """Every row that waits, for the names."""
        waiting = [*self.held, *self.choosing, *self.stays, *self.starting, *self.not_final]
        return [*self.near, *self.lost, *waiting]


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """The page; as JSON the counts and the weeks alone."""
    asked, given = request.query_params, house.circumstances()  # the route declares and checks them
    standing = await standing_of(house, TABLES, int(asked["after"]) if "after" in asked else None)
    scope = await scope_of(request, house, actor)
    async with connected(house, SENTENCES) as connection:
        seen = await look(connection, given, scope, decides=may(actor.role, DECIDE))
        waits = await waiting_for(connection, scope, given.today)
        decided = await decided_for(connection, scope, given.today)
    data = {"counts": seen.counts, "weeks": seen.weeks}
    if not wants_page(request):
        return screen(request, "desks/officer.html", data, standing=standing)
    rows, others = [*seen.rows, *seen.table, *seen.broken], {log.klien_id for log in seen.logs}
    whose = await people(request, house, actor, rows, "desk", others)
    bands = bands_of(seen, whose.names, given, request.app.state.texts)
    bands = [*bands, of_disposisi(waits), of_decisions(decided)]
    if scope.whole:  # who leads the office is told at once, below what the law forces
        bands[1:1] = band_of(await openings_lately(house))
    return screen(
        request,
        "desks/officer.html",
        data,
        standing=standing,
        bands=[band for band in bands if band.total],
        waiting=sum(band.total for band in bands),
        pressing=bands[0].total,
        running=sum(seen.counts.get(name, 0) for name in RUNNING),
        shares=shares(seen.counts),
        report=SENTENCES,
        lines=lines_with(request, SENTENCES, seen.table, whose, given.today),
        broken_days=lines_with(request, VIOLATIONS, seen.broken, whose, given.today),
        chart=drawn(seen.weeks, given.today),
        where=districts(seen.where),
        statuses=BY_NAME,
        greeting=greeting(given.now),
        me=actor.account_id,
        steps=first_steps(sum(seen.counts.values()), seen.offices, allowed(actor.role)),
    )


def bands_of(seen: Seen, names: Mapping[str, Named], given: Circumstances, texts: Texts) -> list[Band]:
    """What waits, in the order in which the law presses."""

    def say(rule: str, facts: Mapping[str, Fact]) -> str:
        return texts.sentence(rule, facts, Language.ID)

    counts, moment = seen.counts, given.now
    return [
        of_statuses("Terikat batas hukum", seen.near_count, matters.pressing(seen.near, names, given), NEAR),
        of_statuses(
            "Tidak dapat selesai tepat waktu",
            sum(counts.get(name, 0) for name in LOST),
            matters.pressing(seen.lost, names, given),
            LOST,
        ),
        of_statuses("Putusan ditahan", seen.held_count, matters.held(seen.held, names, moment, say), ("ditahan",)),
        of_statuses(
            "Menunggu penempatan",
            sum(counts.get(name, 0) for name in CHOOSING),
            matters.choosing(seen.choosing, names, seen.sites, moment, say),
            CHOOSING,
        ),
        to_settle(seen.stays_count, matters.to_settle(seen.stays, names, moment, say)),
        of_statuses(
            "Menunggu BHT",
            counts.get("menunggu_bht", 0),
            matters.not_final(seen.not_final, names, moment),
            ("menunggu_bht",),
        ),
        of_statuses(
            "Menunggu berita acara",
            sum(counts.get(name, 0) for name in STARTING),
            matters.starting(seen.starting, names, seen.sites, moment),
            STARTING,
        ),
        rejected(counts.get("ditolak", 0)),
        Band("Catatan jam menunggu keputusan", seen.logs_count, matters.undecided(seen.logs, names, say), "/hours"),
        seen.plan,
    ]


async def look(connection: AsyncConnection, given: Circumstances, scope: Scope, *, decides: bool) -> Seen:
    """Some rows of each kind in the reach of who looks and the figures beside them; logs that wait only for who
    ``decides`` on them."""
    columns, today = klien.table.c, given.today
    mine, whose = scope.where(putusan_id=columns.putusan_id), scope.where(klien_id=logs.table.c.klien_id)
    last = today + timedelta(days=at_risk_days(given.law))
    near = mine & _possible_or_waiting(today, last)(columns) & (columns.possible_until <= last)
    lost = mine & (columns.urgent_on < today) & has_status(columns, given, LOST)
    held, stays = mine & _asked(columns), mine & asked_of_stay(columns)

    def first(report: Report, limit: int = 1) -> Ask:
        return Ask(given, report.default, scope, limit=limit)

    return Seen(
        counts=await counted(connection, SENTENCES, first(SENTENCES), "status"),
        near=await _rows(connection, near, NEAR_MAX),
        near_count=await _count(connection, near),
        lost=await _rows(connection, lost, BAND_MAX),
        held=await _rows(connection, held, BAND_MAX),
        held_count=await _count(connection, held),
        choosing=await _rows(connection, mine & has_status(columns, given, CHOOSING), BAND_MAX),
        starting=await _rows(connection, mine & has_status(columns, given, STARTING), BAND_MAX),
        stays=await _rows(connection, stays, BAND_MAX),
        stays_count=await _count(connection, stays),
        not_final=await _rows(connection, mine & (columns.state == State.NOT_FINAL.value), BAND_MAX),
        table=await first_of(connection, SENTENCES, first(SENTENCES, TABLE_MAX), _possible(today)),
        sites=await sites(connection),
        weeks=await weeks(connection, today, scope),
        where=await _where(connection, mine),
        broken=await first_of(connection, VIOLATIONS, first(VIOLATIONS, BROKEN_MAX)),
        offices=(await connection.execute(select(func.count()).select_from(hosts.table))).scalar_one(),
        logs=await _logs(connection, whose) if decides else (),
        logs_count=await _number_of_logs(connection, whose) if decides else 0,
        plan=await plan_matters.due(connection, given, scope),
    )


async def _number_of_logs(connection: AsyncConnection, whose: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(logs.table).where(literal_column(UNDECIDED), whose)
    found: int = (await connection.execute(query)).scalar_one()
    return found


async def _logs(connection: AsyncConnection, whose: ColumnElement[bool]) -> Sequence[Log]:
    """The oldest of those that a person must decide."""
    query = (
        select(logs.table)
        .where(literal_column(UNDECIDED), whose)
        .order_by(logs.table.c.starts, logs.table.c.id)
        .limit(BAND_MAX)
    )
    return [logs.layout.from_query(row) for row in await connection.execute(query)]


def _asked(columns: Columns) -> ColumnElement[bool]:
    """Held before anybody took it up, or again since its paper was mended, while what stood goes on."""
    asked: ColumnElement[bool] = columns.state == State.HELD.value
    return asked | columns.asked_at.is_not(None)


def _possible(today: date) -> Where:
    """Those who run and can still be done in time; such a day is what a row is sorted by, as the index has it."""
    running = State.RUNNING.value
    return lambda c: (c.state == running) & (c.urgent_on >= today) & (c.possible_until >= today)


def _possible_or_waiting(today: date, last: date) -> Where:
    """The same until that day, and those whose window runs since elsewhere while they wait here: what they are sorted
    by is how long they wait, so they are sought by the days of the window."""
    unbegun = sorted(map(str, UNBEGUN))
    return lambda c: (
        (_possible(today)(c) & (c.urgent_on <= last))
        | (c.state.in_(unbegun) & (c.deadline >= today) & (c.possible_until >= today))
    )


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the status bar: from and how wide in percent."""

    name: str
    word: str
    tone: str
    count: int
    start: float
    width: float


def shares(counts: Mapping[str, int]) -> list[Share]:
    """Those who run, by tone; zero parts are left out of the bar but stand in the list."""
    groups = (
        ("sesuai_rencana", "Sesuai rencana", "good", ("sesuai_rencana",)),
        ("berisiko", "Berisiko", "watch", ("berisiko",)),
        ("terancam_gagal", "Mendesak", "alarm", ("terancam_gagal",)),
        ("mustahil", "Mustahil tepat waktu", "alarm", ("mustahil",)),
        ("lewat_batas", "Lewat batas waktu", "alarm", ("lewat_batas",)),
    )
    total = sum(counts.get(name, 0) for name in RUNNING) or 1
    found, start = [], 0.0
    for name, word, tone, parts in groups:
        count = sum(counts.get(part, 0) for part in parts)
        found.append(Share(name, word, tone, count, round(start, 2), round(100 * count / total, 2)))
        start += 100 * count / total
    return found


@dataclass(frozen=True, slots=True)
class District:
    """One kecamatan of the map; ``count`` None: too few to be told from none."""

    code: str
    name: str
    count: int | None
    shade: int


def districts(where: Mapping[str, int]) -> list[District]:
    """The fourteen with how many serve; one shade for few or none, four from there to the most."""
    most = max(where.values(), default=0)
    return [
        District(code, place.name, found, 1 + min(3, 4 * (found - 1) // most))
        if told(found)
        else District(code, place.name, None, 0)
        for code, place in PLACES.items()
        for found in (where.get(code, 0),)
    ]


async def _count(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    found: int = (await connection.execute(select(func.count()).select_from(klien.table).where(condition))).scalar_one()
    return found


async def _rows(connection: AsyncConnection, condition: ColumnElement[bool], most: int) -> Sequence[Sentence]:
    columns = klien.table.c
    query = select(klien.table).where(condition).order_by(columns.urgent_on, columns.putusan_id).limit(most)
    return [klien.layout.from_query(row) for row in await connection.execute(query)]


async def _where(connection: AsyncConnection, mine: ColumnElement[bool]) -> dict[str, int]:
    """How many persons serve or are about to, by their kecamatan. Those who are not masked could be
    counted elsewhere."""
    columns, masked = klien.table.c, func.coalesce(PERSONS.table.c.masked, True)
    number = func.count(columns.klien_id.distinct())
    query = (
        select(columns.kecamatan, number.filter(~masked), number.filter(masked))
        .outerjoin(PERSONS.table, PERSONS.table.c.klien_id == columns.klien_id)
        .where(literal_column(SERVES), columns.kecamatan.is_not(None), mine)
        .group_by(columns.kecamatan)
    )
    rows = await connection.execute(query)
    return {kecamatan: told_beside(seen, hidden) for kecamatan, seen, hidden in rows}
