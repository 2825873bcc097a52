"""The coordinator's desk: who has no place, what places say and break, who has room, what is still to be settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks import host_matters, matters, plan_matters
from services.reporting.desks.bands import Band, of_decisions, of_disposisi, of_statuses, to_settle
from services.reporting.desks.beginning import first_steps
from services.reporting.desks.greeting import greeting
from services.reporting.desks.host_matters import Asked
from services.reporting.reports.agreement import Agreement, agreement, ending, ending_count
from services.reporting.reports.annex import OWED
from services.reporting.reports.annex import REPORT as ANNEX
from services.reporting.reports.charged import Charged, charged_since
from services.reporting.reports.decided import decided_for, decisions
from services.reporting.reports.disposisi import struck, tasks, waiting_for
from services.reporting.reports.hosts import Host, hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.marks import REPORT as MARKS
from services.reporting.reports.naming import HOSTS_MAX, Site, people, sites
from services.reporting.reports.occupied import Occupied, occupied, room_of
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import State, asked_of_stay
from services.reporting.reports.supervision import ABSENT, Place
from services.reporting.reports.supervision import REPORT as SUPERVISION
from services.reporting.reports.violations import REPORT as VIOLATIONS
from shared.access.naming import Named
from shared.access.policy import Actor, allowed
from shared.access.reach import Scope, scope_of
from shared.domain.refusal import Fact
from shared.law.circumstances import Circumstances
from shared.reports.answering import standing_of
from shared.reports.reading import connected, counted, first_of
from shared.reports.report import Ask
from shared.web.house import House
from shared.web.language import Language
from shared.web.screens import screen, wants_page
from shared.web.texts import Texts

FIRST_MAX: Final = 4
BAND_MAX: Final = 2
"""Lines the first and each other band show; the rest is one click away, so that the desk is seen at a glance."""
FREE_MAX: Final = 8
RECENT_DAYS: Final = 30
"""Violations of a place are talked over while they are remembered; the list keeps all of them."""
WAITING: Final = (State.PROPOSED.value, State.NO_PLACE.value)
OF_HOSTS: Final = (*SUPERVISION.reads, *ANNEX.reads)
OF_PAPERS: Final = (*MARKS.reads, agreement, tasks, struck, decisions)
TABLES: Final = (*SENTENCES.reads, *VIOLATIONS.reads, *OF_HOSTS, *OF_PAPERS)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the desk needs from the tables: rows of each kind, and how many there are."""

    placeless: Sequence[Sentence]
    declined: Sequence[Sentence]
    choosing: Sequence[Sentence]
    stays: Sequence[Sentence]
    counts: Mapping[str, int]
    hosts: Sequence[Host]
    occupied: Occupied
    charged: Sequence[Charged]
    absent: Sequence[Place]
    absent_count: int
    """Places where somebody serves and nobody supervises today."""
    unanswered: Sequence[Asked]
    unanswered_count: int
    """Offices that owe an answer to a request for Lampiran I."""
    plan: Band
    """Marks of the work plan that are due."""
    ending: Sequence[Agreement]
    ending_count: int
    """Agreements whose last day is near or past."""

    @property
    def rows(self) -> list[Sentence]:
        """Every person who waits, for the names."""
        return [*self.placeless, *self.declined, *self.choosing, *self.stays]


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """The page; as JSON the counts alone."""
    standing, given = await standing_of(house, TABLES), house.circumstances()
    scope = await scope_of(request, house, actor)
    async with connected(house, SENTENCES) as connection:
        seen = await look(connection, given, scope)
        places = await sites(connection)
        waits = await waiting_for(connection, scope, given.today)
        decided = await decided_for(connection, scope, given.today)
    data: dict[str, object] = {"counts": seen.counts, "weeks": []}
    if not wants_page(request):
        return screen(request, "desks/coordinator.html", data, standing=standing)
    whose = await people(request, house, actor, seen.rows, "desk")
    bands = [*_of_persons(seen, whose.names, places, given, _saying(request)), *_of_hosts(seen, given)]
    bands[-1:-1] = [of_disposisi(waits), of_decisions(decided)]
    room = [(host, here) for host in seen.hosts if (here := room_of(host, seen.occupied)).free]
    return screen(
        request,
        "desks/coordinator.html",
        data,
        standing=standing,
        bands=[band for band in bands if band.total],
        waiting=sum(band.total for band in bands),
        room=sorted(room, key=lambda pair: (-pair[1].free, pair[0].name))[:FREE_MAX],
        room_total=len(room),
        slots_free=sum(here.free for _, here in room),
        greeting=greeting(given.now),
        steps=first_steps(1, len(seen.hosts), allowed(actor.role)),
    )


def _of_persons(
    seen: Seen,
    names: Mapping[str, Named],
    places: Mapping[str, Site],
    given: Circumstances,
    say: matters.Say,
) -> list[Band]:
    """Whom the law wants placed, those without any proposal first."""
    counts, moment = seen.counts, given.now
    lines = matters.choosing(seen.placeless, names, places, moment, say)
    refused = host_matters.declined(seen.declined, names, seen.hosts, moment, say)
    choices = matters.choosing(seen.choosing, names, places, moment, say)
    proposed = "/placement?state=proposed"
    return [
        of_statuses("Belum ada tempat", counts["without_place"], lines, ["belum_ada_tempat"]),
        Band("Ditolak tempat", counts["declined"], refused, proposed),
        Band("Menunggu pilihan tempat", counts["proposed"], choices, proposed),
        to_settle(counts["stays"], matters.to_settle(seen.stays, names, moment, say)),
    ]


def _of_hosts(seen: Seen, given: Circumstances) -> list[Band]:
    """What offices owe, and what the regency has still to settle."""
    charged = host_matters.charged(seen.charged, given.today)
    full = host_matters.without_room(seen.hosts, seen.occupied)
    undecided = host_matters.undecided(given.laws, given.today)
    absent = host_matters.unsupervised(seen.absent)
    unanswered = host_matters.unanswered(seen.unanswered, given.today)
    ended = host_matters.ending(seen.ending, given.today)
    owed = f"{ANNEX.address}?" + "&".join(f"state={state}" for state in OWED)
    return [
        Band("Tanpa pengawas hari ini", seen.absent_count, absent, f"{SUPERVISION.address}?state={ABSENT}"),
        Band(f"Pelanggaran tempat, {RECENT_DAYS} hari terakhir", len(charged), charged[:BAND_MAX], "/reports/ipd"),
        Band("Lampiran I belum dijawab", seen.unanswered_count, unanswered, owed),
        seen.plan,
        Band("Perjanjian segera berakhir", seen.ending_count, ended, "/agreement?sort=last_day&stage=signed"),
        Band("Penuh atau tanpa kesediaan", len(full), full[:BAND_MAX], "/ipd"),
        Band("Belum ditetapkan kabupaten", len(undecided), undecided[:BAND_MAX], "/law#kabupaten"),
    ]


def _saying(request: Request) -> matters.Say:
    texts: Texts = request.app.state.texts

    def say(rule: str, facts: Mapping[str, Fact]) -> str:
        return texts.sentence(rule, facts, Language.ID)

    return say


async def look(connection: AsyncConnection, given: Circumstances, scope: Scope) -> Seen:
    """Some rows of each kind in the reach of who looks and the figures beside them."""
    columns = klien.table.c
    mine = scope.where(putusan_id=columns.putusan_id)
    refused = func.jsonb_array_length(columns.declines) > 0
    none = mine & ~refused & (columns.state == State.NO_PLACE.value)
    some = mine & ~refused & (columns.state == State.PROPOSED.value)
    again = mine & refused & columns.state.in_(WAITING)
    asked = Ask(given, SUPERVISION.default, scope, limit=BAND_MAX)
    owed = Ask(given, ANNEX.default, scope, limit=BAND_MAX)
    answers = await counted(connection, ANNEX, owed, "state")
    stays = mine & asked_of_stay(columns)
    conditions = {"without_place": none, "declined": again, "proposed": some, "stays": stays}
    return Seen(
        placeless=await _rows(connection, none, FIRST_MAX),
        declined=await _rows(connection, again, BAND_MAX),
        choosing=await _rows(connection, some, BAND_MAX),
        stays=await _rows(connection, stays, BAND_MAX),
        counts={name: await _number(connection, condition) for name, condition in conditions.items()},
        hosts=await _hosts(connection, scope),
        occupied=await occupied(connection),
        charged=await charged_since(connection, given.today - timedelta(days=RECENT_DAYS), scope),
        absent=await first_of(connection, SUPERVISION, asked, lambda c: c.state == ABSENT),
        absent_count=(await counted(connection, SUPERVISION, asked, "state")).get(ABSENT, 0),
        unanswered=await first_of(connection, ANNEX, owed, lambda c: c.state.in_(OWED)),
        unanswered_count=sum(answers.get(state, 0) for state in OWED),
        plan=await plan_matters.due(connection, given),
        ending=await ending(connection, given.today, BAND_MAX),
        ending_count=await ending_count(connection, given.today),
    )


async def _rows(connection: AsyncConnection, condition: ColumnElement[bool], most: int) -> Sequence[Sentence]:
    columns = klien.table.c
    order = columns.until.nulls_last(), columns.urgent_on, columns.putusan_id
    query = select(klien.table).where(condition).order_by(*order).limit(most)
    return [klien.layout.from_query(row) for row in await connection.execute(query)]


async def _number(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    return int((await connection.execute(select(func.count()).select_from(klien.table).where(condition))).scalar_one())


async def _hosts(connection: AsyncConnection, scope: Scope) -> Sequence[Host]:
    query = (
        select(hosts.table)
        .where(scope.where(ipd_id=hosts.table.c.ipd_id))
        .order_by(hosts.table.c.name, hosts.table.c.ipd_id)
        .limit(HOSTS_MAX)
    )
    return [hosts.layout.from_query(row) for row in await connection.execute(query)]
